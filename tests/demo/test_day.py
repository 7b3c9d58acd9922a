"""The strip of the next 24 hours: nights and shifts as each person's own clock has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.day import day_of, everybody, nights
from bot.demo.team import COLLEAGUES, team_setup
from tests.demo.conftest import TUESDAY

MADRID = next(who for who in COLLEAGUES if who.name == "diego")


def hours(what: str, since: datetime, until: datetime) -> tuple[str, str, str]:
    return what, f"{since:%d %H:%M}", f"{until:%d %H:%M}"


def test_a_day_begins_now_and_ends_in_24_hours() -> None:
    parts = [hours(p.what, p.since, p.until) for p in day_of(team_setup(), MADRID, TUESDAY)]
    assert parts == [
        ("night", "24 21:00", "25 06:00"),
        ("primary", "24 10:00", "24 16:00"),
        ("primary", "25 07:00", "25 10:00"),
    ]


@pytest.mark.parametrize(
    "evening,length",
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), 8),  # the clocks go forward
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 10),  # and back
        (datetime(2026, 11, 24, 12, tzinfo=UTC), 9),
    ],
)
def test_a_night_is_as_long_as_the_clocks_make_it(evening: datetime, length: int) -> None:
    (night,) = nights("Europe/Madrid", evening, evening + timedelta(hours=24))
    assert night.until - night.since == timedelta(hours=length)


def test_a_night_that_has_begun_begins_now() -> None:
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)
    first, second = nights("Europe/Madrid", midnight, midnight + timedelta(hours=24))
    assert first.since == midnight
    assert second.until == midnight + timedelta(hours=24)


def test_all_six_have_a_day() -> None:
    assert list(everybody(team_setup(), TUESDAY)) == [who.id for who in COLLEAGUES]
