"""What `take` means, by the words after it and by how many schedules there are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.oncall.covers import TakeOver
from bot.domain.setup import Setup
from bot.slack.arguments import Asking
from bot.slack.commands import parse
from bot.slack.parsed import Arranging, Misread, Parsed, Question, Topic
from bot.slack.verbs import Verb
from tests.domain.world import team

NOW = datetime(2026, 11, 24, 13, 26, tzinfo=UTC)
SIX = datetime(2026, 11, 24, 18, tzinfo=UTC)
DAY = 'layers: [{name: day, zone: UTC, hours: "08:00-20:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}]'
ONE = f"people: {{ana: {{zone: UTC}}}}\nschedules: {{primary: {{{DAY}}}}}\n"
TWO = f"people: {{ana: {{zone: UTC}}}}\nschedules: {{primary: {{{DAY}}}, search: {{{DAY}}}}}\n"
TO_SIX = "Tue 24 Nov 13:26–18:00, UTC"
NOTHING = "There is no schedule `nothing`."
SHOWS_ALL = Question(Topic.ONCALL)


@pytest.mark.parametrize(
    "schedules, typed, meant",
    [
        (ONE, "take", Arranging(TakeOver("primary", NOW))),
        (ONE, "take the shift", Arranging(TakeOver("primary", NOW))),
        (ONE, "take until 18:00", Arranging(TakeOver("primary", NOW, SIX), TO_SIX)),
        (ONE, "take Primary until 18:00", Arranging(TakeOver("primary", NOW, SIX), TO_SIX)),
        (ONE, "take primary or so", Misread(Verb.TAKE, "or so")),
        (ONE, "take nothing", Misread(Verb.TAKE, "nothing", ("take primary",), NOTHING, guess=False)),
        (TWO, "take", SHOWS_ALL),
        (
            TWO,
            "take until 18:00",
            Misread(
                Verb.TAKE,
                "until 18:00",
                ("take primary until 18:00", "take search until 18:00"),
                "Which pager?",
                guess=False,
            ),
        ),
        (TWO, "take over the search pager", Arranging(TakeOver("search", NOW))),
        (TWO, "take search until 18:00", Arranging(TakeOver("search", NOW, SIX), TO_SIX)),
        (TWO, "take search or so", Misread(Verb.TAKE, "or so")),
        (
            TWO,
            "take nothing",
            Misread(Verb.TAKE, "nothing", ("take primary", "take search"), NOTHING, guess=False),
        ),
        ("", "take", SHOWS_ALL),
    ],
)
def test_take_names_a_schedule_or_shows_them_all(schedules: str, typed: str, meant: Parsed) -> None:
    setup = team(schedules) if schedules else Setup()
    assert parse(typed, Asking("ana", "UTC", setup, NOW)) == meant
