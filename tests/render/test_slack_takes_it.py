"""Slack would take every message and view: its schemas, its limits, and nothing that people wrote comes out raw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.render.message import Message
from bot.render.places import bookmarks, channel_name, topic
from bot.sandbox import limits
from bot.sandbox.blocks import MESSAGE, block_faults, characters, view_faults
from bot.sandbox.lint import message_complaints, text_complaints, texts
from bot.sandbox.schemas import Schemas
from tests.render.samples import CANARY, all_messages, all_views, incident_of, setup_of, states

ABSURD = "é<&>`*🔥" * 430
"""3,010 characters, most of which grow when escaped."""
ABSURD_SETUP = setup_of("service-" + "x" * 60, services=500, runbooks=200)

CALM, LOUD, HUGE = "calm", "loud", "huge"
WORLDS = {
    CALM: ("Checkout fails", setup_of()),
    LOUD: (CANARY, setup_of(CANARY)),
    HUGE: (ABSURD, ABSURD_SETUP),
}


@pytest.fixture(scope="module")
def spoken() -> dict[str, list[tuple[str, Message]]]:
    return {world: list(all_messages(text, setup)) for world, (text, setup) in WORLDS.items()}


@pytest.fixture(scope="module")
def seen() -> dict[str, list[tuple[str, Any]]]:
    return {world: list(all_views(text, setup)) for world, (text, setup) in WORLDS.items()}


@pytest.mark.parametrize("world", WORLDS)
def test_every_message_keeps_slack_s_limits(world: str, spoken: dict[str, list[tuple[str, Message]]]) -> None:
    for name, message in spoken[world]:
        assert message.text, name
        assert len(message.text) <= limits.MAX_UPDATE_TEXT, name
        for blocks in (message.blocks, message.footer):
            assert block_faults(list(blocks), MESSAGE) == [], name
        assert characters([*message.blocks, *message.footer]) <= limits.MAX_BLOCKS_CHARS, name


@pytest.mark.parametrize("world", WORLDS)
def test_every_view_keeps_slack_s_limits(world: str, seen: dict[str, list[tuple[str, Any]]]) -> None:
    for name, view in seen[world]:
        assert view_faults(dict(view)) == [], name
        assert len(str(view)) < limits.VIEW_BYTES, name


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_that_people_wrote_comes_out_raw(
    world: str, spoken: dict[str, list[tuple[str, Message]]]
) -> None:
    for name, message in spoken[world]:
        assert list(message_complaints(message.arguments())) == [], name
        assert "&amp;amp;" not in str(message.arguments()), f"{name}: escaped twice"
        assert "&amp;lt;" not in str(message.arguments()), f"{name}: escaped twice"


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_comes_out_raw_in_a_view(world: str, seen: dict[str, list[tuple[str, Any]]]) -> None:
    for name, view in seen[world]:
        for text in texts(list(view["blocks"]), "mrkdwn"):
            assert list(text_complaints(text)) == [], name
            assert "&amp;amp;" not in text, f"{name}: escaped twice"


def test_only_those_who_wrote_the_canary_are_named_by_it(
    spoken: dict[str, list[tuple[str, Message]]],
) -> None:
    for name, message in spoken[LOUD]:
        for text in (message.text, *texts([*message.blocks, *message.footer], "mrkdwn")):
            assert "<!channel" not in text, name
            assert "javascript:" not in text, name


@pytest.mark.parametrize("world", WORLDS)
def test_slack_s_own_schema_takes_every_message(
    world: str, schemas: Path, spoken: dict[str, list[tuple[str, Message]]]
) -> None:
    judge = Schemas(schemas)
    for name, message in spoken[world]:
        for blocks in (message.blocks, message.footer):
            assert judge.faults(list(blocks), "message") == [], name


@pytest.mark.parametrize("world", WORLDS)
def test_slack_s_own_schema_takes_every_view(
    world: str, schemas: Path, seen: dict[str, list[tuple[str, Any]]]
) -> None:
    judge = Schemas(schemas)
    for name, view in seen[world]:
        kind = "home" if view["type"] == "home" else "modal"
        assert judge.faults(dict(view), kind) == [], name


TITLES = (
    *(text for text, _ in WORLDS.values()),
    *("", "   ", "日本語", "Ünïcödé ﬁre — Zürich", "-_-", "a" * 300, "ends-with-dash-" * 6),
)


@pytest.mark.parametrize("title", TITLES)
def test_a_channel_s_name_is_one_that_slack_takes(title: str) -> None:
    names = [channel_name(incident_of(title), attempt) for attempt in range(12)]
    assert len({*names}) == 12
    for name in names:
        assert name.startswith("inc-2026-0847")
        assert len(name) <= limits.CHANNEL_NAME
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-_")


def test_accents_are_dropped_from_their_letters() -> None:
    assert (
        channel_name(incident_of("DB query: Zeitüberschreitung!"), 0)
        == "inc-2026-0847-db-query-zeituberschreitung"
    )
    assert channel_name(incident_of("DB query timeout"), 1) == "inc-2026-0847-db-query-timeout-2"


def test_the_name_of_a_private_room_gives_nothing_away() -> None:
    assert channel_name(incident_of("Layoffs", private=True), 0) == "inc-2026-0847"


@pytest.mark.parametrize("world", WORLDS)
def test_a_topic_is_short_and_mentions_nobody(world: str) -> None:
    text, setup = WORLDS[world]
    for incident in states(text):
        said = topic(incident, setup)
        assert len(said) <= limits.TOPIC
        assert "<@U0DIE>" not in said
        assert "\n" not in said


def test_bookmarks_lead_to_the_runbook_first() -> None:
    marks = bookmarks(incident_of(), setup_of(runbooks=2))
    assert marks[0] == ("Runbook: runbooks.example/0?a=1&b=2", "https://runbooks.example/0?a=1&b=2")
    assert len(bookmarks(incident_of(service="service-" + "x" * 60), ABSURD_SETUP)) <= 20
