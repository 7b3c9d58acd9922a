"""The help of `meridian`, as a terminal of 80 columns shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.commands import app

PLAIN = {
    "COLUMNS": "80",
    "TERMINAL_WIDTH": "80",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "GITHUB_ACTIONS": "",
    "FORCE_COLOR": "",
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def names() -> tuple[str, ...]:
    """Every command, as they are listed."""
    group = get_command(app)
    return tuple(getattr(group, "commands", {}))


def helps() -> str:
    """A heading and the help of each."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _block(())
    for name in names():
        yield f"## meridian {name}"
        yield _block((name,))


def _block(words: tuple[str, ...]) -> str:
    return f"```text\n{help_of(words)}\n```"


def help_of(words: tuple[str, ...]) -> str:
    """What `meridian … --help` prints."""
    result = CliRunner(env=PLAIN).invoke(app, [*words, "--help"], prog_name="meridian")
    lines = [line.rstrip() for line in COLOUR.sub("", result.output).splitlines()]
    return "\n".join(lines).strip("\n")
