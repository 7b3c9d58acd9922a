"""What the pages name exists: links, files, variables of the environment, scopes, methods and events."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from slack_sdk import WebClient

from tests.docs.reading import ROOT, Page, anchor, page, pages

VARIABLE = re.compile(r"(?<![\w.])(?:SLACK|MERIDIAN|DATABASE)_[A-Z_]*[A-Z]\b")
FOR_TESTS = frozenset({"MERIDIAN_SLACK_SCHEMAS", "MERIDIAN_NO_SKIP", "MERIDIAN_LONG"})
FILE = re.compile(r"^(?:bot|tests|docs|examples|benchmarks)/[\w./-]+$")
ELSEWHERE = re.compile(r"^(?:https?:|mailto:)")
METHOD = re.compile(r"^[a-z]+(?:\.[a-zA-Z]+)+$")


def broken(one: Page) -> Iterator[str]:
    """Links of a page that lead nowhere in this repository."""
    for target in one.links:
        if ELSEWHERE.match(target):
            continue
        file, _, heading = target.partition("#")
        path = (one.path.parent / file).resolve() if file else one.path
        if not path.exists():
            yield f"{target}: there is no such file"
        elif heading and path.suffix == ".md" and heading not in _anchors(path):
            yield f"{target}: there is no such heading"


def _anchors(path: Path) -> set[str]:
    return Page(path, path.read_text(encoding="utf-8")).anchors


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_every_link_leads_somewhere(one: Page) -> None:
    assert not list(broken(one)), "\n" + "\n".join(broken(one))


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_every_file_that_is_named_exists(one: Page) -> None:
    gone = [code for code in one.code if FILE.match(code) and not (ROOT / code).exists()]
    assert not gone


def test_every_page_can_be_found_from_the_readme() -> None:
    found, front = {ROOT / "README.md"}, [ROOT / "README.md"]
    while front:
        here = front.pop()
        for target in Page(here, here.read_text(encoding="utf-8")).links:
            path = (here.parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.exists() and path not in found:
                found.add(path)
                front.append(path)
    lost = [one.name for one in pages() if one.path not in found]
    assert not lost, f"no link leads to {lost}"


def settings() -> set[str]:
    """The variables that the settings read."""
    tree = ast.parse((ROOT / "bot/config/settings.py").read_text(encoding="utf-8"))
    words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and VARIABLE.fullmatch(word)}


def named(one: Page) -> set[str]:
    """The variables that a page names; NAME_FILE counts as NAME."""
    return {name.removesuffix("_FILE") for name in VARIABLE.findall(one.text)}


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_every_variable_that_is_named_exists(one: Page) -> None:
    unknown = named(one) - settings() - FOR_TESTS
    assert not unknown


def test_every_variable_is_explained() -> None:
    missing = settings() | FOR_TESTS
    assert not missing - named(page("docs/reference/environment.md"))


def first_cells(heading: str) -> list[str]:
    """The code in the first column of the table under a heading of the Slack page."""
    text = page("docs/reference/slack.md").text.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def test_the_slack_page_has_the_scopes_and_events_of_the_manifest() -> None:
    manifest = YAML(typ="safe", pure=True).load(ROOT / "manifest.yml")
    assert first_cells("Scopes of the bot token") == manifest["oauth_config"]["scopes"]["bot"]
    assert sorted(first_cells("Events")) == manifest["settings"]["event_subscriptions"]["bot_events"]


def called() -> set[str]:
    """The Web API methods that the source calls by slack_sdk's names."""
    known = {name for name in dir(WebClient) if "_" in name.strip("_")}
    found = {
        node.attr
        for room in ("slack", "delivery")
        for file in (ROOT / "bot" / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in known
    }
    upload, wire = {"files_upload_v2"}, {"api_call"}  # every method goes over the second
    methods = {name.replace("_", ".") for name in found - upload - wire}
    if found & upload:
        methods |= {"files.getUploadURLExternal", "files.completeUploadExternal"}
    return {name for name in methods if METHOD.match(name)}


def test_the_slack_page_has_the_methods_that_are_called() -> None:
    # slack_sdk's own Socket Mode client opens the connection.
    assert sorted(first_cells("Methods")) == sorted(called() | {"apps.connections.open"})


# These prove that the tests above can fail.


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    one = Page(
        ROOT / "README.md", "[a](docs/nowhere.md) [b](CHANGELOG.md#no-such) [c](https://x.example) `[d](e)`"
    )
    assert list(broken(one)) == [
        "docs/nowhere.md: there is no such file",
        "CHANGELOG.md#no-such: there is no such heading",
    ]


@pytest.mark.parametrize(
    "heading,end",
    [
        ("3. Page yourself", "3-page-yourself"),
        ("`/readyz`, again", "readyz-again"),
        ("What it's not", "what-its-not"),
    ],
)
def test_headings_become_anchors_as_on_github(heading: str, end: str) -> None:
    assert anchor(heading) == end
