"""The rest that is due after a hard night."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.fatigue import hard_nights, offers
from bot.domain.memos import OfferRest
from bot.domain.setup import Setup
from bot.domain.wakings import Waking
from tests.domain.world import at, team

NIGHT_SHIFT = """
people:
  ana: {zone: America/Guayaquil, quiet: 02:00-07:00}
  bruno: {zone: America/Guayaquil}
schedules:
  primary:
    layers:
      - {name: night, zone: America/Guayaquil, hours: "00:00-12:00", rotation: {people: [ana], every: 1w, starts: 2026-10-05}}
      - {name: day, zone: America/Guayaquil, hours: "12:00-24:00", rotation: {people: [bruno], every: 1w, starts: 2026-10-05}}
"""
HOUR = timedelta(hours=1)


def setup() -> Setup:
    return team(NIGHT_SHIFT)


def woken(clock: str, incident: str = "INC-2026-0001") -> Waking:
    return Waking("ana", incident, 2, at(clock), at(clock))


def awake(waking: Waking, minutes: int) -> list[datetime]:
    """What somebody did who was up for so long: something every ten minutes."""
    return [waking.at + timedelta(minutes=m) for m in (*range(1, minutes, 10), minutes)]


def test_one_short_waking_is_no_hard_night() -> None:
    one = woken("2026-11-04 08:00")
    assert list(hard_nights(setup(), {one: awake(one, 59)})) == []


def test_whoever_did_nothing_slept_on_and_a_long_pause_is_sleep() -> None:
    one = woken("2026-11-04 06:00")
    hourly = Waking("ana", "INC-2026-0001", 2, one.at, one.at + 5 * HOUR)
    assert list(hard_nights(setup(), {hourly: []})) == []
    assert list(hard_nights(setup(), {one: [one.at + timedelta(minutes=2), one.at + 5 * HOUR]})) == []


def test_two_incidents_at_once_break_sleep_once_and_their_time_counts_once() -> None:
    one, two = woken("2026-11-04 08:00"), woken("2026-11-04 08:01", "INC-2026-0002")
    assert list(hard_nights(setup(), {one: awake(one, 40), two: awake(two, 40)})) == []


def test_pages_of_a_day_off_are_no_night() -> None:
    one, two = woken("2026-11-07 16:00"), woken("2026-11-07 20:00", "INC-2026-0002")
    assert list(hard_nights(setup(), {one: awake(one, 90), two: awake(two, 90)})) == []


def test_twice_in_a_night_is_one_and_so_is_an_hour_awake() -> None:
    one, two = woken("2026-11-04 06:00"), woken("2026-11-04 09:00", "INC-2026-0002")
    (night,) = hard_nights(setup(), {one: [], two: awake(two, 5)})
    assert (night.times, night.up_for, night.over_at) == (2, timedelta(minutes=5), at("2026-11-04 14:00"))
    (long,) = hard_nights(setup(), {one: awake(one, 60)})
    assert (long.times, long.up_for) == (1, HOUR)


def test_once_in_each_of_two_nights_is_none() -> None:
    one, two = woken("2026-11-04 08:00"), woken("2026-11-05 08:00", "INC-2026-0002")
    assert list(hard_nights(setup(), {one: [], two: []})) == []


def test_rest_is_offered_for_the_shift_that_comes_before_sleep_does_and_once_a_night() -> None:
    one = woken("2026-11-04 08:00")
    nights = list(hard_nights(setup(), {one: awake(one, 120)}))
    first, again = (list(offers(setup(), nights, at(f"2026-11-04 14:{minute}0"))) for minute in range(2))
    (memo,) = first
    assert isinstance(memo.what, OfferRest)
    assert (memo.what.piece.starts_at, memo.what.piece.ends_at) == (
        at("2026-11-04 14:00"),
        at("2026-11-04 17:00"),
    )
    assert [m.id for m in again] == [memo.id]


def test_whoever_has_no_shift_soon_is_not_bothered() -> None:
    one = woken("2026-11-04 08:00")
    nights = list(hard_nights(setup(), {one: awake(one, 120)}))
    assert list(offers(setup(), nights, at("2026-11-04 17:00"))) == []  # the next begins in twelve hours
    (memo,) = offers(setup(), nights, at("2026-11-04 17:01"))
    assert isinstance(memo.what, OfferRest)
    assert memo.what.piece.ends_at - memo.what.piece.starts_at == 12 * HOUR, (
        "the whole of it, not its beginning"
    )
    alone = team(NIGHT_SHIFT.replace("people: [ana]", "people: [bruno]"))
    assert list(offers(alone, nights, at("2026-11-04 14:00"))) == []
