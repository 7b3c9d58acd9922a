"""What is generated is as the source has it: a page that is out of date fails here, and `make docs` mends it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from docs.generate import command_line, commands, configuration, limits
from docs.generate.regions import REGIONS, NothingSuch, written
from tests.docs.reading import Page, page, pages

GENERATED = [one for one in pages() if "<!-- generated: " in one.text]


@pytest.mark.parametrize("one", GENERATED, ids=lambda one: one.name)
def test_what_is_generated_is_up_to_date(one: Page) -> None:
    assert written(one.text) == one.text, f"{one.name} is out of date; run `make docs`"


@pytest.mark.parametrize("region", REGIONS)
def test_everything_that_can_be_generated_stands_in_one_page(region: str) -> None:
    marked = [one.name for one in GENERATED if f"<!-- generated: {region} -->" in one.text]
    assert len(marked) == 1, f"{region} stands in {marked or 'no page'}; write its mark into one"


@pytest.mark.parametrize("name", command_line.names())
def test_each_commands_help_is_on_its_page(name: str) -> None:
    assert command_line.help_of((name,)) in page("docs/reference/cli.md").text


def test_only_what_is_a_zone_takes_a_time_zone() -> None:
    rows = [
        row
        for row in page("docs/reference/configuration.md").text.splitlines()
        if "IANA time zone, such" in row
    ]
    assert rows
    assert {row.split("|")[1].strip() for row in rows} == {"`zone`"}


def test_no_two_kinds_of_text_are_told_apart_by_the_same_pattern() -> None:
    """The page says what a key takes by its pattern: two words for one pattern would be a toss."""
    words: dict[str, set[str]] = {}
    for kind, word in configuration.WORDS:
        words.setdefault(TypeAdapter(kind).json_schema()["pattern"], set()).add(word)
    assert [found for found in words.values() if len(found) > 1] == []


# These prove that the tests above can fail.


def test_a_page_that_is_out_of_date_is_noticed() -> None:
    old = "<!-- generated: severities -->\nP1: whenever\n<!-- end -->\n"
    assert written(old) != old
    assert written(written(old)) == written(old)


def test_a_mark_that_nobody_writes_is_noticed() -> None:
    with pytest.raises(NothingSuch, match="weather"):
        written("<!-- generated: weather -->\n<!-- end -->\n")


def test_a_verb_without_a_sentence_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MEANING", {})
    with pytest.raises(commands.NotExplained, match="declare"):
        commands.verbs()


def test_a_limit_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BOUNDS", (("Timers", "bot.scheduler", "BEAT HICCUP"),))
    with pytest.raises(limits.Gone, match="HICCUP"):
        limits.table()
