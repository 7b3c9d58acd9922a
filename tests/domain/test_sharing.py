"""What a team carries together, with nobody's name in it; and the rest that is due after a hard night."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.memos import OfferRest
from bot.domain.setup import Setup
from bot.domain.sharing import FEWEST, hard_nights, offers, together
from bot.domain.wakings import Load, Waking
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


def carried(person: str, hours: int, nights: int = 0, woken: int = 0, worth: int = 0) -> Load:
    return Load(person, hours * HOUR, nights * HOUR, nights, woken, worth, 0, None)


def woken(clock: str, incident: str = "INC-2026-0001") -> Waking:
    return Waking("ana", incident, 2, at(clock), at(clock))


def test_medians_and_the_most_but_nobodys_name() -> None:
    found = together([carried("a", 10, 1, 2, 1), carried("b", 20, 3, 0), carried("c", 60, 2, 1)])
    assert found
    assert (found.people, found.hours, found.most_hours, found.uneven) == (3, 20 * HOUR, 60 * HOUR, 3.0)
    assert (found.nights, found.most_nights, found.woken, found.worth_it) == (2, 3, 3, 1)


def test_of_fewer_than_three_who_carried_anything_nothing_is_shown() -> None:
    idle = [carried(f"idle{n}", 0) for n in range(10)]
    assert together([carried("a", 10), carried("b", 20), *idle]) is None
    assert together([carried(f"p{n}", 1) for n in range(FEWEST)])


def test_one_short_waking_is_no_hard_night() -> None:
    one = woken("2026-11-04 08:00")
    assert list(hard_nights(setup(), {one: one.at + timedelta(minutes=59)})) == []


def test_twice_in_a_night_is_one_and_so_is_an_hour_awake() -> None:
    one, two = woken("2026-11-04 06:00"), woken("2026-11-04 09:00", "INC-2026-0002")
    (night,) = hard_nights(setup(), {one: one.at, two: two.at + timedelta(minutes=5)})
    assert (night.times, night.up_for, night.over_at) == (2, timedelta(minutes=5), at("2026-11-04 14:00"))
    (long,) = hard_nights(setup(), {one: one.at + HOUR})
    assert (long.times, long.up_for) == (1, HOUR)


def test_once_in_each_of_two_nights_is_none() -> None:
    one, two = woken("2026-11-04 08:00"), woken("2026-11-05 08:00", "INC-2026-0002")
    assert list(hard_nights(setup(), {one: one.at, two: two.at})) == []


def test_rest_is_offered_for_the_shift_that_comes_before_sleep_does_and_once_a_night() -> None:
    one = woken("2026-11-04 08:00")
    nights = list(hard_nights(setup(), {one: one.at + 2 * HOUR}))
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
    nights = list(hard_nights(setup(), {one: one.at + 2 * HOUR}))
    assert list(offers(setup(), nights, at("2026-11-04 17:00"))) == []  # the next begins in twelve hours
    assert list(offers(setup(), nights, at("2026-11-04 17:01")))
    alone = team(NIGHT_SHIFT.replace("people: [ana]", "people: [bruno]"))
    assert list(offers(alone, nights, at("2026-11-04 14:00"))) == []
