"""What is committed names no machine and no package index, carries its licence, and promises only what is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A path that exists on one person's machine. Containers' own places (/data, /etc, /usr, /tmp, /var) are fine.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users)/[\w.-]+")
INDEX = re.compile(
    r"pypi\.org/simple|files\.pythonhosted|registry\.npmjs|--(?:extra-)?index[-]url|--find[-]links",
    re.IGNORECASE,
)
# These name the options that keep index hosts out of the locks.
MAY_NAME_OPTIONS = {"Makefile"}

# Larger files are data that nobody wrote by hand.
LARGEST_TEXT = 2 * 1024 * 1024


def committed() -> list[Path]:
    """What git tracks or would track; outside a clone (an unpacked source archive) everything beside this folder."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if ".venv" not in path.parts]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    """The file's text; empty for pictures and other data."""
    if file.stat().st_size > LARGEST_TEXT:
        return ""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def machine_paths(text: str) -> list[str]:
    return MACHINE_PATH.findall(text)


def index_hosts(text: str) -> list[str]:
    return INDEX.findall(text)


def make_commands(markdown: str) -> set[str]:
    """The targets of `make …` in fenced blocks: the first word of each command line, past `$ ` and a comment."""
    blocks = re.findall(r"^ *```[^\n]*\n(.*?)^ *```", markdown, re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("&&", "\n").replace(";", "\n").splitlines()
    return {found[1] for line in lines if (found := re.match(r"\s*(?:\$ )?make ([a-z][\w-]*)", line))}


def make_targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))


def test_nothing_committed_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {path}; write a path relative to the repository"
        for file in committed()
        for path in machine_paths(text_of(file))
    ]
    assert not found, "\n" + "\n".join(found)


def test_nothing_committed_names_a_package_index() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {host}; leave the index to whoever installs (`make lock` does)"
        for file in committed()
        if file.name not in MAY_NAME_OPTIONS
        for host in index_hosts(text_of(file))
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_licence_is_there_and_whole() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_every_make_command_in_the_guides_exists() -> None:
    targets = make_targets((ROOT / "Makefile").read_text())
    guides = [file for file in committed() if file.suffix == ".md"]
    unknown = [
        f"{guide.relative_to(ROOT)}: make {target}; the Makefile has {', '.join(sorted(targets))}"
        for guide in guides
        for target in sorted(make_commands(guide.read_text()) - targets)
    ]
    assert not unknown, "\n" + "\n".join(unknown)


def test_make_help_lists_every_target_and_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    explained = set(re.findall(r"^([a-z][\w-]*):.*## \S", makefile, re.MULTILINE))
    silent = sorted(make_targets(makefile) - explained)
    assert not silent, f"write `## what it does` behind these targets: {silent}"


# These prove that the tests above can fail.


@pytest.mark.parametrize(
    "text", ["see /ho" + "me/ana/x", "`/wo" + "rk/main`", "cd /ro" + "ot/.ssh", "(/Us" + "ers/ana)"]
)
def test_a_path_of_a_machine_is_noticed(text: str) -> None:
    assert machine_paths(text)


@pytest.mark.parametrize(
    "text", ["views.publish /home", "a/work/b", "https://x.example/home/page", "/data/x.db", "at /work"]
)
def test_an_address_is_not_taken_for_a_path(text: str) -> None:
    assert not machine_paths(text)


@pytest.mark.parametrize(
    "text", ["--index" + "-url x", "https://pypi" + ".org/simple/", "registry" + ".npmjs.org"]
)
def test_an_index_is_noticed(text: str) -> None:
    assert index_hosts(text)


def test_make_commands_are_read_from_fences_only() -> None:
    guide = (
        "make nothing\n```sh\n$ make setup   # once\nmake demo ARGS=--no-open && make test\n```\nmake sense\n"
    )
    assert make_commands(guide) == {"setup", "demo", "test"}
