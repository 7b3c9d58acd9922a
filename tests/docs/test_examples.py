"""What the pages tell people to type, works: commands of Slack, of make and of the shell, and pieces of meridian.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.config import ConfigError, load_setup
from bot.domain.setup import Setup
from bot.slack.arguments import Asking
from bot.slack.commands import parse
from bot.slack.parsed import Misread, Parsed, UnknownWord
from docs.generate import command_line
from tests.docs.reading import ROOT, page, pages
from tests.test_style import make_commands, make_targets

NOW = datetime(2026, 11, 24, 13, 26, tzinfo=UTC)
PLACEHOLDER = re.compile(r"<\w+>|…$")
"""`/incident <verb> …` shows a form of words and is no example."""

WHOLE, PART = "yaml meridian.yml", "yaml meridian.yml (part)"
NAMED = re.compile(r"\$\{([A-Z_]+)\}")


def said() -> Iterator[tuple[str, str]]:
    """Each command that a page shows, with the page."""
    for one in pages():
        lines = [*one.code, *(line.strip() for fence in one.fences for line in fence.text.splitlines())]
        for line in lines:
            if re.match(r"(/incident|@meridian)\b(?!/)", line) and not PLACEHOLDER.search(line):
                yield one.name, line


def asks(line: str) -> Parsed | None:
    setup = load_setup(file_of_the_readme(), tokens(file_of_the_readme())).setup
    text = line.removeprefix("@meridian").removeprefix("/incident")
    return parse(text, Asking("diego", "Europe/Madrid", setup, NOW))


def file_of_the_readme() -> str:
    (only,) = [fence.text for fence in page("README.md").fences if fence.info == WHOLE]
    return only


def tokens(text: str) -> dict[str, str]:
    """A good token for each name that a file takes from the environment."""
    return {name: f"{number:032x}"[::-1] + "9f3b" for number, name in enumerate(NAMED.findall(text), 0xA17C4)}


def files() -> Iterator[tuple[str, str]]:
    """Each meridian.yml of a page; a part takes the place of the same part of the README's."""
    for one in pages():
        for fence in one.fences:
            if fence.info == WHOLE:
                yield one.name, fence.text
            elif fence.info == PART:
                yield one.name, merged(fence.text)


def merged(part: str) -> str:
    yaml = YAML(typ="safe", pure=True)
    whole: dict[str, Any] = yaml.load(file_of_the_readme())
    whole |= yaml.load(part)
    text = StringIO()
    yaml.dump(whole, text)
    return text.getvalue()


@pytest.mark.parametrize("where,line", sorted(set(said())))
def test_every_command_is_understood(where: str, line: str) -> None:
    parsed = asks(line)
    assert not isinstance(parsed, UnknownWord | Misread), f"{where}: {line} is not understood: {parsed}"


@pytest.mark.parametrize("where,text", list(files()))
def test_every_piece_of_meridian_yml_loads_without_a_warning(where: str, text: str) -> None:
    try:
        loaded = load_setup(text, tokens(text), where, NOW)
    except ConfigError as error:
        pytest.fail("\n".join(map(str, error.problems)))
    assert not loaded.warnings, "\n".join(map(str, loaded.warnings))


def test_the_readme_shows_a_whole_team() -> None:
    setup = load_setup(file_of_the_readme(), tokens(file_of_the_readme())).setup
    assert all(
        (setup.people, setup.schedules, setup.policies, setup.teams, setup.services, setup.integrations)
    )


def test_the_readmes_make_commands_exist() -> None:
    targets = make_targets((ROOT / "Makefile").read_text())
    named = make_commands(page("README.md").text)
    assert {"demo", "test"} <= named
    assert named <= targets
    in_words = {word for one in pages() for code in one.code for word in re.findall(r"^make ([a-z]+)", code)}
    assert in_words <= targets, f"no such target: {in_words - targets}"


def test_every_command_of_the_shell_is_one_of_ours() -> None:
    known = {*command_line.names(), "--version"}
    unknown = [
        f"{one.name}: meridian {word}"
        for one in pages()
        for code in [*one.code, *(fence.text for fence in one.fences if fence.info == "sh")]
        for word in re.findall(r"^(?:\S*/)?meridian (\S+)", code, re.MULTILINE)
        if word not in known and not PLACEHOLDER.search(word)
    ]
    assert not unknown, "\n" + "\n".join(unknown)


# These prove that the tests above can fail.


@pytest.mark.parametrize(
    "line", ["/incident frobnicate", "/incident snooze yesterday", "@meridian severity P9"]
)
def test_a_command_that_is_not_understood_is_noticed(line: str) -> None:
    assert isinstance(asks(line), UnknownWord | Misread)


def test_a_file_that_does_not_load_is_noticed() -> None:
    with pytest.raises(ConfigError):
        load_setup(merged("teams: {payments: {policy: nowhere}}"), tokens(file_of_the_readme()))
    assert load_setup("", {}).setup == Setup()
