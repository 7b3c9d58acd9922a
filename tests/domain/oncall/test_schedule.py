"""Who is on call: rotations, overlaps, gaps, and the nights on which clocks change."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.oncall.schedule import (
    Coverage,
    coverage,
    names,
    next_after,
    on_call,
    shifts_between,
    stretch_end,
)
from bot.domain.people import local_instant
from bot.domain.setup import DailyHours, Layer, LocalHours, Rotation, Schedule, Weekday, WeeklySpan
from tests.domain.oncall.by_hand import hands

DAY, WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)
NO_OTHERS: dict[str, Schedule] = {}
WORKDAYS = frozenset({Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI})


def utc(text: str) -> datetime:
    """`2026-11-02T10:00` as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    """`2026-11-02T10:00` on some layer's wall."""
    return datetime.fromisoformat(text)


def minutes(text: str) -> int:
    """`08:30`"""
    return int(text[:2]) * 60 + int(text[3:])


def daily(text: str, days: Iterable[Weekday] = Weekday) -> DailyHours:
    """`21:00-05:00`"""
    start, end = text.split("-")
    return DailyHours(LocalHours(minutes(start), minutes(end)), frozenset(days))


def weekly(text: str) -> WeeklySpan:
    """`fri 19:00 - mon 00:00`"""
    (d1, t1), (d2, t2) = (half.split() for half in text.split(" - "))
    return WeeklySpan(Weekday[d1.upper()], minutes(t1), Weekday[d2.upper()], minutes(t2))


def layer(
    shift: DailyHours | WeeklySpan | str,
    people: str = "ana bruno",
    zone: str = "UTC",
    every: timedelta = WEEK,
    starts: str = "2026-11-02",
    name: str = "only",
) -> Layer:
    pattern = daily(shift) if isinstance(shift, str) else shift
    return Layer(name, zone, pattern, Rotation(tuple(people.split()), every, local(starts)))


def schedule(*layers: Layer) -> Schedule:
    return Schedule("primary", layers)


BACKUP = Schedule("backup", second_of="primary")

# The team of the guide: three hubs, each nine hours, with an hour's overlap or more.
MANILA = layer("07:00-16:00", "eva felix", "Asia/Manila", name="manila")
MADRID = layer("08:00-17:00", "carla diego", "Europe/Madrid", name="madrid")
GUAYAQUIL = layer("10:00-19:00", "ana bruno", "America/Guayaquil", name="guayaquil")
SUN = schedule(MANILA, MADRID, GUAYAQUIL)


def who(plan: Schedule, at: str, others: dict[str, Schedule] = NO_OTHERS) -> tuple[str, ...]:
    return names(on_call(plan, others, utc(at)))


def spans(plan: Schedule, since: str, until: str) -> list[tuple[str, str, str]]:
    """Who, from and until, as `MM-DD HH:MM` in UTC."""
    shifts = shifts_between(plan, NO_OTHERS, utc(since), utc(until))
    return [(s.person, f"{s.starts_at:%m-%d %H:%M}", f"{s.ends_at:%m-%d %H:%M}") for s in shifts]


# Hours, days and spans


@pytest.mark.parametrize("hour", range(24))
def test_hours_that_wrap_cover_both_sides_of_midnight(hour: int) -> None:
    """`start <= hour < end` with (21, 5) is never true."""
    covered = who(schedule(layer("21:00-05:00")), f"2026-11-04T{hour:02}:30")
    assert bool(covered) is (hour >= 21 or hour < 5)


def test_a_shift_counts_its_start_and_not_its_end() -> None:
    plan = schedule(layer("08:00-17:00"))
    assert who(plan, "2026-11-02T07:59") == ()
    assert who(plan, "2026-11-02T08:00") == ("ana",)
    assert who(plan, "2026-11-02T16:59") == ("ana",)
    assert who(plan, "2026-11-02T17:00") == ()


def test_days_limit_the_days_on_which_a_shift_starts_not_those_it_reaches_into() -> None:
    plan = schedule(layer(daily("21:00-05:00", [Weekday.FRI])))
    assert spans(plan, "2026-11-02T00:00", "2026-11-09T00:00") == [("ana", "11-06 21:00", "11-07 05:00")]


def test_a_day_is_the_layers_own_not_utcs() -> None:
    """Monday 07:00 in Manila is still Sunday in UTC."""
    plan = schedule(layer(daily("07:00-16:00", WORKDAYS), zone="Asia/Manila"))
    assert spans(plan, "2026-11-01T00:00", "2026-11-03T00:00") == [
        ("ana", "11-01 23:00", "11-02 08:00"),
        ("ana", "11-02 23:00", "11-03 08:00"),
    ]


def test_monday_to_friday_read_daily_leaves_the_evenings_empty() -> None:
    plan = schedule(layer(daily("00:00-19:00", WORKDAYS)))
    assert len(spans(plan, "2026-11-02T00:00", "2026-11-09T00:00")) == 5
    assert who(plan, "2026-11-03T20:00") == ()


def test_monday_to_friday_read_as_one_span_is_115_hours_for_one_person() -> None:
    plan = schedule(layer(weekly("mon 00:00 - fri 19:00")))
    (span,) = shifts_between(plan, NO_OTHERS, utc("2026-11-02T00:00"), utc("2026-11-09T00:00"))
    assert span.ends_at - span.starts_at == timedelta(hours=115)
    assert who(plan, "2026-11-03T20:00") == ("ana",)


def test_two_weekly_windows_rotate_on_their_own_and_leave_no_gap() -> None:
    week = layer(weekly("mon 00:00 - fri 19:00"), "ana bruno", name="week")
    weekend = layer(weekly("fri 19:00 - mon 00:00"), "carla diego eva", name="weekend")
    assert spans(schedule(week, weekend), "2026-11-02T00:00", "2026-11-16T00:00") == [
        ("ana", "11-02 00:00", "11-06 19:00"),
        ("carla", "11-06 19:00", "11-09 00:00"),
        ("bruno", "11-09 00:00", "11-13 19:00"),
        ("diego", "11-13 19:00", "11-16 00:00"),
    ]


@pytest.mark.parametrize(
    "text, hours",
    [("mon 09:00 - mon 09:00", 168), ("mon 09:00 - mon 08:00", 167), ("mon 09:00 - mon 17:00", 8)],
)
def test_a_span_that_ends_where_it_starts_is_a_whole_week(text: str, hours: int) -> None:
    shifts = shifts_between(
        schedule(layer(weekly(text))), NO_OTHERS, utc("2026-11-02T09:00"), utc("2026-11-02T10:00")
    )
    assert shifts[-1].ends_at - shifts[-1].starts_at == timedelta(hours=hours)


def test_shifts_come_whole_and_by_start_then_layer() -> None:
    first, second = layer("12:00-18:00", "ana", name="b"), layer("06:00-18:00", "bruno", name="a")
    third = layer("12:00-13:00", "carla", name="c")
    shifts = shifts_between(
        schedule(first, second, third), NO_OTHERS, utc("2026-11-02T12:30"), utc("2026-11-02T12:31")
    )
    assert [s.layer for s in shifts] == ["a", "b", "c"]
    assert shifts[0].starts_at == utc("2026-11-02T06:00")


@pytest.mark.parametrize("until", ["2026-11-02T12:00", "2026-11-02T11:00"])
def test_an_empty_range_has_no_shifts(until: str) -> None:
    assert spans(schedule(layer("00:00-24:00")), "2026-11-02T12:00", until) == []


def test_touching_a_range_is_not_overlapping_it() -> None:
    plan = schedule(layer("08:00-17:00"))
    assert spans(plan, "2026-11-02T17:00", "2026-11-03T08:00") == []
    assert len(spans(plan, "2026-11-02T16:59", "2026-11-03T08:01")) == 2


# Overlaps and gaps


def test_in_an_overlap_everybody_is_on_call_in_layer_order() -> None:
    """ "First match wins" would leave the second team without the pager."""
    assert who(SUN, "2026-11-02T07:30") == ("eva", "carla")
    assert who(schedule(MADRID, MANILA), "2026-11-02T07:30") == ("carla", "eva")


def test_the_hours_in_which_two_regions_both_hold_are_computed_on_both_clocks() -> None:
    both = [h for h in range(24) if len(who(SUN, f"2026-11-02T{h:02}:00")) == 2]
    summer = [h for h in range(24) if len(who(SUN, f"2027-07-05T{h:02}:00")) == 2]
    assert (both, summer) == ([7, 15, 23], [6, 7, 23])  # in summer Madrid leaves as Guayaquil begins


def test_a_gap_is_nobody_and_not_some_default_team() -> None:
    at = utc("2026-11-02T20:00")
    assert coverage(schedule(MADRID), NO_OTHERS, at).on_call == ()


def test_a_schedule_without_layers_or_people_covers_nothing() -> None:
    for plan in (schedule(), schedule(layer("00:00-24:00", people=""))):
        assert coverage(plan, NO_OTHERS, utc("2026-11-02T20:00")) == Coverage((), None, ())


# Clock changes


@pytest.mark.parametrize(
    "zone, start, end, real_hours",
    [
        ("America/New_York", "2026-10-31T09:00", "2026-11-01T09:00", 25.0),
        ("America/New_York", "2027-03-13T09:00", "2027-03-14T09:00", 23.0),
        ("Europe/Berlin", "2027-03-27T09:00", "2027-03-28T09:00", 23.0),
        ("Australia/Lord_Howe", "2027-04-03T09:00", "2027-04-04T09:00", 24.5),
        ("Asia/Kolkata", "2027-01-01T09:00", "2027-01-02T09:00", 24.0),
        ("America/Sao_Paulo", "2027-01-01T09:00", "2027-01-02T09:00", 24.0),
        ("Africa/Casablanca", "2027-02-06T09:00", "2027-02-08T09:00", 49.0),
        ("Pacific/Apia", "2011-12-29T09:00", "2011-12-31T09:00", 24.0),
    ],
)
def test_a_span_over_a_clock_change_is_as_long_as_it_really_is(
    zone: str, start: str, end: str, real_hours: float
) -> None:
    first, last = local(start), local(end)
    span = WeeklySpan(Weekday(first.weekday()), 9 * 60, Weekday(last.weekday()), 9 * 60)
    noon = local_instant(zone, first.date(), 12 * 60)
    (shift,) = on_call(schedule(layer(span, zone=zone)), NO_OTHERS, noon)
    assert shift.starts_at == first.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert shift.ends_at - shift.starts_at == timedelta(hours=real_hours)


@pytest.mark.parametrize(
    "zone, day, real_hours",
    [
        ("America/New_York", "2027-03-14", 23.0),
        ("America/New_York", "2026-11-01", 25.0),
        ("Europe/Madrid", "2027-03-28", 23.0),
        ("Europe/Madrid", "2026-10-25", 25.0),
        ("Australia/Lord_Howe", "2027-04-04", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Antarctica/Troll", "2027-03-28", 22.0),
        ("America/Havana", "2027-03-14", 23.0),
        ("America/Guayaquil", "2027-03-14", 24.0),
    ],
)
def test_a_whole_day_is_as_long_as_that_day_and_touches_its_neighbours(
    zone: str, day: str, real_hours: float
) -> None:
    plan = schedule(layer("00:00-24:00", zone=zone))
    noon = local_instant(zone, date.fromisoformat(day), 12 * 60)
    before, today, after = shifts_between(plan, NO_OTHERS, noon - DAY, noon + DAY)
    assert today.ends_at - today.starts_at == timedelta(hours=real_hours)
    assert (before.ends_at, today.ends_at) == (today.starts_at, after.starts_at)


@pytest.mark.parametrize(
    "night, start, end",
    [
        ("2027-03-27", "03-27 20:00", "03-28 03:00"),  # seven hours
        ("2026-10-24", "10-24 19:00", "10-25 04:00"),  # nine
        ("2026-11-24", "11-24 20:00", "11-25 04:00"),
    ],
)
def test_a_night_shift_keeps_its_local_times_when_the_clock_changes(night: str, start: str, end: str) -> None:
    plan = schedule(layer("21:00-05:00", "ana", "Europe/Madrid"))
    assert spans(plan, f"{night}T22:00", f"{night}T23:00") == [("ana", start, end)]


def test_the_clock_change_of_one_layer_moves_no_other() -> None:
    winter, summer = (spans(SUN, f"{day}T12:00", f"{day}T15:30") for day in ("2027-03-22", "2027-03-29"))
    assert [s[1:] for s in winter] == [("03-22 07:00", "03-22 16:00"), ("03-22 15:00", "03-23 00:00")]
    assert [s[1:] for s in summer] == [("03-29 06:00", "03-29 15:00"), ("03-29 15:00", "03-30 00:00")]


@pytest.mark.parametrize(
    "hours, expected",
    [
        ("02:30-10:00", ("03-14 07:00", "03-14 14:00")),  # its start is skipped
        ("18:00-02:30", ("03-13 23:00", "03-14 07:00")),  # its end is
    ],
)
def test_a_shift_at_a_skipped_time_is_moved_to_the_first_instant_after_the_gap(
    hours: str, expected: tuple[str, str]
) -> None:
    found = spans(schedule(layer(hours, "ana", "America/New_York")), "2027-03-13T18:00", "2027-03-14T12:00")
    assert ("ana", *expected) in found


def test_a_shift_at_a_time_that_happens_twice_is_at_the_first() -> None:
    plan = schedule(layer("01:30-09:00", "ana", "America/New_York"))
    assert spans(plan, "2026-11-01T06:00", "2026-11-01T07:00") == [("ana", "11-01 05:30", "11-01 14:00")]


def test_a_shift_that_a_clock_change_swallows_whole_is_none() -> None:
    plan = schedule(layer("02:00-03:00", "ana", "America/New_York"))
    starts = [start for _, start, _ in spans(plan, "2027-03-13T00:00", "2027-03-16T00:00")]
    assert starts == ["03-13 07:00", "03-15 06:00"]


def test_the_day_that_samoa_skipped_breaks_nothing() -> None:
    whole = schedule(layer("00:00-24:00", "ana", "Pacific/Apia"))
    work = schedule(layer("09:00-17:00", "ana", "Pacific/Apia"))
    night = schedule(layer("21:00-05:00", "ana", "Pacific/Apia"))
    around = ("2011-12-29T14:00", "2011-12-31T00:00")
    assert spans(whole, *around) == [
        ("ana", "12-29 10:00", "12-30 10:00"),
        ("ana", "12-30 10:00", "12-31 10:00"),
    ]
    assert spans(work, *around) == [
        ("ana", "12-29 19:00", "12-30 03:00"),
        ("ana", "12-30 19:00", "12-31 03:00"),
    ]
    # The night before runs to the gap, the night of the day that never was begins after it.
    assert spans(night, *around) == [
        ("ana", "12-29 07:00", "12-29 15:00"),
        ("ana", "12-30 07:00", "12-30 10:00"),
        ("ana", "12-30 10:00", "12-30 15:00"),
    ]


def test_a_clock_set_back_over_midnight_does_not_lose_the_shift_that_had_begun() -> None:
    """St Johns, 2006: a minute into Sunday it was Saturday 23:01 again."""
    plan = schedule(layer(daily("00:00-24:00", [Weekday.SUN]), "ana", "America/St_Johns"))
    assert spans(plan, "2006-10-29T02:45", "2006-10-29T03:15") == [("ana", "10-29 02:30", "10-30 03:30")]


def test_windows_are_local_times_and_do_not_drift_with_the_seasons() -> None:
    plan = schedule(layer("08:00-17:00", "ana", "US/Eastern"))
    assert spans(plan, "2026-07-01T12:30", "2026-07-01T13:00") == [("ana", "07-01 12:00", "07-01 21:00")]
    assert spans(plan, "2026-12-01T13:30", "2026-12-01T14:00") == [("ana", "12-01 13:00", "12-01 22:00")]


# Rotation


@pytest.mark.parametrize(
    "at, person",
    [
        ("2026-10-19", "ana"),
        ("2026-10-26", "bruno"),
        ("2026-11-01", "bruno"),
        ("2026-11-02", "ana"),
        ("2026-11-08", "ana"),
        ("2026-11-09", "bruno"),
        ("2027-11-01", "ana"),
        ("1999-12-27", "bruno"),  # 1,401 weeks before
    ],
)
def test_turns_are_whole_periods_since_the_start_counted_backwards_too(at: str, person: str) -> None:
    assert who(schedule(layer("00:00-24:00")), f"{at}T12:00") == (person,)


def test_handover_is_at_a_weekday_and_hour_on_the_local_clock_all_year() -> None:
    plan = schedule(layer("00:00-24:00", zone="Europe/Madrid", starts="2026-11-02T00:00"))
    for monday in ("2026-11-09", "2027-03-29", "2027-04-05"):
        handover = local_instant("Europe/Madrid", date.fromisoformat(monday), 0)
        before, after = (on_call(plan, NO_OTHERS, handover + step) for step in (-MINUTE, timedelta()))
        assert names(before) != names(after)


def test_a_night_is_never_split_by_a_handover_inside_it() -> None:
    plan = schedule(layer("21:00-05:00", every=DAY, starts="2026-11-02T00:00"))
    assert spans(plan, "2026-11-02T12:00", "2026-11-04T12:00") == [
        ("ana", "11-02 21:00", "11-03 05:00"),
        ("bruno", "11-03 21:00", "11-04 05:00"),
    ]


def test_a_handover_inside_a_shift_takes_effect_with_the_next_one() -> None:
    plan = schedule(layer("08:00-17:00", starts="2026-11-02T12:00"))
    assert spans(plan, "2026-11-09T00:00", "2026-11-11T00:00") == [
        ("ana", "11-09 08:00", "11-09 17:00"),
        ("bruno", "11-10 08:00", "11-10 17:00"),
    ]


def test_turns_shorter_than_a_day_are_counted_on_the_wall_clock() -> None:
    """Noon and midnight on the day of 25 hours too: the first half has 13 of them."""
    halves = [
        layer(text, zone="Europe/Madrid", every=timedelta(hours=12))
        for text in ("00:00-12:00", "12:00-24:00")
    ]
    assert spans(schedule(*halves), "2026-10-24T22:00", "2026-10-25T23:00") == [
        ("ana", "10-24 22:00", "10-25 11:00"),
        ("bruno", "10-25 11:00", "10-25 23:00"),
    ]


def test_a_turn_is_decided_at_the_instant_a_skipped_start_really_is() -> None:
    """The start, 02:30, and the handover, 02:45, are both 03:00 on that Sunday."""
    plan = schedule(layer("02:30-10:00", zone="America/New_York", every=WEEK, starts="2027-03-07T02:45"))
    assert who(plan, "2027-03-14T08:00") == ("bruno",)


def test_six_people_are_each_first_and_second_equally_often() -> None:
    """Steps of two, as in "repeat every 3 weeks", make three of them always first."""
    plan = schedule(layer("00:00-24:00", "a b c d e f"))
    lap = shifts_between(plan, NO_OTHERS, utc("2026-11-02T00:00"), utc("2026-12-14T00:00"))
    assert set(Counter(s.person for s in lap).values()) == {7}
    assert set(Counter(s.second for s in lap).values()) == {7}
    assert all(s.person != s.second for s in lap)


# Second of


def test_the_backup_is_the_next_person_of_each_layer() -> None:
    both = {"primary": SUN, "backup": BACKUP}
    assert who(SUN, "2026-11-02T07:30", both) == ("eva", "carla")
    assert who(BACKUP, "2026-11-02T07:30", both) == ("felix", "diego")
    first, second = (
        shifts_between(p, both, utc("2026-11-02T00:00"), utc("2026-11-30T00:00")) for p in (SUN, BACKUP)
    )
    assert [(s.layer, s.second, s.starts_at, s.ends_at) for s in first] == [
        (s.layer, s.person, s.starts_at, s.ends_at) for s in second
    ]


def test_a_rotation_of_one_has_no_second() -> None:
    plan = schedule(layer("00:00-24:00", "ana"), layer("08:00-17:00", "bruno carla", name="day"))
    assert who(BACKUP, "2026-11-02T12:00", {"primary": plan}) == ("carla",)
    assert who(BACKUP, "2026-11-02T20:00", {"primary": plan}) == ()


def test_nobody_backs_up_themselves_when_a_name_stands_twice_in_a_row() -> None:
    plan = schedule(layer("00:00-24:00", "ana ana bruno"))
    seconds = [who(BACKUP, f"2026-11-{day:02}T12:00", {"primary": plan}) for day in (2, 9, 16)]
    assert seconds == [("bruno",), ("bruno",), ("ana",)]


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"primary": Schedule("primary", second_of="backup"), "backup": BACKUP},
        {"primary": Schedule("primary", second_of="primary")},
    ],
)
def test_second_of_something_without_layers_is_an_error_and_not_a_loop(others: dict[str, Schedule]) -> None:
    at = utc("2026-11-02T12:00")
    with pytest.raises(ValueError, match="second_of 'primary' is not a schedule with layers"):
        on_call(BACKUP, others, at)
    with pytest.raises(ValueError, match="name one that has its own"):
        coverage(BACKUP, others, at)


# Who is next


def seen(plan: Schedule, at: str, others: dict[str, Schedule] = NO_OTHERS) -> tuple[str, str, str]:
    """On call, until (UTC) and next, as one would read them out."""
    answer = coverage(plan, others, utc(at))
    until = f"{answer.until:%m-%d %H:%M}" if answer.until else "always"
    return " ".join(names(answer.on_call)), until, " ".join(answer.next)


def test_coverage_says_who_until_when_and_who_next() -> None:
    assert seen(SUN, "2026-11-02T10:00") == ("carla", "11-02 15:00", "carla ana")
    assert seen(SUN, "2026-11-02T15:30") == ("carla ana", "11-02 16:00", "ana")


def test_coverage_ends_at_a_gap_and_next_is_who_comes_after_it() -> None:
    plan = schedule(
        layer(daily("09:00-17:00", [Weekday.MON]), "ana"), layer(daily("09:00-17:00", [Weekday.TUE]), "eva")
    )
    assert seen(plan, "2026-11-02T10:00") == ("ana", "11-02 17:00", "eva")
    assert seen(plan, "2026-11-02T18:00") == ("", "11-03 09:00", "eva")


def test_next_is_somebody_else_even_when_the_same_person_comes_back_first() -> None:
    plan = schedule(layer("09:00-17:00"))
    assert seen(plan, "2026-11-03T10:00") == ("ana", "11-03 17:00", "bruno")
    assert seen(schedule(layer("09:00-17:00", "ana")), "2026-11-03T10:00") == ("ana", "11-03 17:00", "")


def test_shifts_of_one_person_that_touch_are_one_stretch_of_coverage() -> None:
    assert seen(schedule(layer("00:00-24:00")), "2026-11-03T10:00") == ("ana", "11-09 00:00", "bruno")


def test_coverage_that_never_changes_has_no_until() -> None:
    assert seen(schedule(layer("00:00-24:00", "ana", "Europe/Madrid")), "2026-11-03T10:00") == (
        "ana",
        "always",
        "",
    )


def test_a_change_of_order_alone_is_a_change() -> None:
    first = layer("00:00-24:00", every=DAY, name="first")
    other = layer("00:00-24:00", "bruno ana", every=DAY, name="other")
    assert seen(schedule(first, other), "2026-11-02T10:00") == ("ana bruno", "11-03 00:00", "bruno ana")


def test_a_person_in_two_layers_is_named_once() -> None:
    plan = schedule(layer("00:00-12:00", "ana"), layer("06:00-18:00", "ana", name="other"))
    assert len(on_call(plan, NO_OTHERS, utc("2026-11-02T10:00"))) == 2
    assert seen(plan, "2026-11-02T03:00") == ("ana", "11-02 18:00", "")


def test_a_gap_that_only_a_clock_change_opens_is_found_months_ahead() -> None:
    """Twelve hours in Madrid and twelve in New York tile, but for the weeks between their changes."""
    plan = schedule(
        layer("06:00-18:00", "ana", "Europe/Madrid"), layer("12:00-00:00", "ana", "America/New_York")
    )
    assert seen(plan, "2026-11-03T10:00") == ("ana", "03-15 04:00", "")


@pytest.mark.parametrize("hour", range(8, 13))
def test_a_change_two_days_ahead_is_found_to_the_minute(hour: int) -> None:
    """The search goes in windows, of which the first has two days: no edge falls between two."""
    at = f"2026-11-02T{hour:02}:00"
    assert seen(schedule(layer(weekly("sun 09:00 - wed 10:00"))), at)[1] == "11-04 10:00"
    assert seen(schedule(layer(weekly("wed 10:00 - wed 17:00"))), at)[1] == "11-04 10:00"


def test_a_turn_of_years_is_still_followed_to_its_end() -> None:
    plan = schedule(layer("00:00-24:00", every=timedelta(days=730)))
    assert seen(plan, "2026-11-03T10:00") == ("ana", "11-01 00:00", "bruno")


# Handoff


def relief(plan: Schedule, person: str, at: str) -> str | None:
    shift = next_after(plan, NO_OTHERS, person, utc(at))
    return shift.person if shift else None


def test_a_stretch_ends_where_the_persons_last_touching_shift_does() -> None:
    at = utc("2026-11-03T10:00")
    assert stretch_end(schedule(layer("00:00-24:00")), NO_OTHERS, "ana", at) == utc("2026-11-09T00:00")
    assert stretch_end(SUN, NO_OTHERS, "carla", at) == utc("2026-11-03T16:00")


def test_there_is_no_stretch_for_somebody_who_is_not_on_call_or_never_stops() -> None:
    at = utc("2026-11-03T10:00")
    assert stretch_end(SUN, NO_OTHERS, "ana", at) is None
    assert stretch_end(schedule(layer("00:00-24:00", "ana")), NO_OTHERS, "ana", at) is None


def test_the_owner_hands_off_to_whoever_is_on_call_when_they_stop() -> None:
    assert relief(SUN, "carla", "2026-11-02T10:00") == "ana"
    assert relief(SUN, "eva", "2026-11-02T01:00") == "carla"


def test_relief_goes_before_somebody_who_has_been_there_all_day() -> None:
    manager = layer("00:00-24:00", "zoe", name="manager")
    assert relief(schedule(manager, MADRID, GUAYAQUIL), "carla", "2026-11-02T10:00") == "ana"
    assert relief(schedule(manager, MADRID), "carla", "2026-11-02T10:00") == "zoe"


def test_of_two_who_come_on_together_the_first_layer_takes_over() -> None:
    early = layer("06:00-12:00", "ana")
    late = [layer("12:00-18:00", name, name=name) for name in ("eva", "felix")]
    assert relief(schedule(early, *late), "ana", "2026-11-02T10:00") == "eva"


def test_over_a_gap_the_next_to_come_on_takes_over() -> None:
    plan = schedule(MADRID, MANILA)
    shift = next_after(plan, NO_OTHERS, "carla", utc("2026-11-02T10:00"))
    assert shift is not None
    assert (shift.person, shift.starts_at) == ("eva", utc("2026-11-02T23:00"))


def test_the_owner_is_not_their_own_relief_after_a_gap() -> None:
    assert relief(schedule(layer("09:00-17:00")), "ana", "2026-11-03T10:00") == "bruno"


def test_an_owner_who_is_not_on_call_hands_off_to_whoever_is() -> None:
    assert relief(SUN, "zoe", "2026-11-02T10:00") == "carla"
    assert relief(schedule(MADRID), "zoe", "2026-11-02T20:00") == "carla"


@pytest.mark.parametrize("hours", ["00:00-24:00", "09:00-17:00"])
def test_alone_in_a_schedule_there_is_nobody_to_hand_off_to(hours: str) -> None:
    assert relief(schedule(layer(hours, "ana")), "ana", "2026-11-03T10:00") is None


# Properties

ZONES = (
    *("Africa/Cairo", "Africa/Casablanca", "America/Guayaquil", "America/Havana", "America/New_York"),
    *("America/Santiago", "America/St_Johns", "Antarctica/Troll", "Asia/Manila", "Australia/Lord_Howe"),
    *("Europe/Dublin", "Europe/Madrid", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati"),
)
starts_of_day, ends_of_day = st.integers(0, 1439), st.integers(1, 1440)
weekdays = st.sampled_from(Weekday)
patterns = st.one_of(
    st.builds(
        DailyHours, st.builds(LocalHours, starts_of_day, ends_of_day), st.frozensets(weekdays, min_size=1)
    ),
    st.builds(DailyHours, st.just(LocalHours(0, 1440))),
    st.builds(WeeklySpan, weekdays, starts_of_day, weekdays, ends_of_day),
)
rotations = st.builds(
    Rotation,
    st.lists(st.sampled_from(["ana", "bruno", "carla", "diego"]), min_size=1, max_size=4).map(tuple),
    st.sampled_from([timedelta(hours=12), DAY, 3 * DAY, WEEK, 2 * WEEK]),
    st.datetimes(local("2026-01-01"), local("2027-01-01")).map(lambda t: t.replace(second=0, microsecond=0)),
)
layers = st.builds(Layer, st.sampled_from(["a", "b", "c"]), st.sampled_from(ZONES), patterns, rotations)
plans = st.lists(layers, min_size=1, max_size=3).map(lambda found: Schedule("primary", tuple(found)))
instants = st.datetimes(local("1992-01-01"), local("2037-01-01")).map(
    lambda t: t.replace(second=0, microsecond=0, tzinfo=UTC)
)
# Nights on which something happens: drawn more often than chance would.
nights = st.sampled_from(
    [utc(day) for day in ("2011-12-29", "2027-03-14", "2027-03-28", "2027-04-04", "2026-10-25", "2026-11-01")]
)
moments = st.one_of(instants, nights)
EXAMPLES = 10_000 if "MERIDIAN_LONG" in os.environ else 25
"""`make properties` tries them all."""
light = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
heavy = settings(light, max_examples=max(5, EXAMPLES // 20))
"""For what looks at every minute of a day, or at a whole year."""


def slowly(plan: Schedule, at: datetime) -> list[tuple[str, str]]:
    """Layer and person of all who cover `at`."""
    return [(hand.layer, hand.held[-1]) for hand in hands(plan.layers, at)]


@given(plans, moments, st.integers(0, 24 * 60))
@light
def test_on_call_is_the_union_of_layers_found_by_brute_force(
    plan: Schedule, day: datetime, minute: int
) -> None:
    at = day + minute * MINUTE
    assert [(s.layer, s.person) for s in on_call(plan, NO_OTHERS, at)] == slowly(plan, at)


def edges(plan: Schedule, since: datetime, until: datetime) -> set[datetime]:
    """Of [since, until): both ends, each start and end of a shift, and the minutes before and after."""
    shifts = shifts_between(plan, NO_OTHERS, since, until)
    found = {since, until, *(edge for shift in shifts for edge in (shift.starts_at, shift.ends_at))}
    return {edge + n * MINUTE for edge in found for n in (-1, 0, 1) if since <= edge + n * MINUTE < until}


@given(plans, st.integers(1992, 2036))
@settings(heavy, max_examples=max(2, EXAMPLES // 200))
def test_on_call_is_found_by_brute_force_around_every_edge_of_a_year(plan: Schedule, year: int) -> None:
    since = datetime(year, 1, 1, tzinfo=UTC)
    for at in edges(plan, since, since + 365 * DAY):
        assert [(s.layer, s.person) for s in on_call(plan, NO_OTHERS, at)] == slowly(plan, at)


@given(plans, moments, st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=20))
@light
def test_on_call_is_what_the_shifts_of_the_day_say(
    plan: Schedule, since: datetime, minutes: list[int]
) -> None:
    at = {since + n * MINUTE for n in minutes}
    is_what_the_shifts_say(plan, since, edges(plan, since, since + DAY) | at)


@given(plans, moments)
@heavy
def test_on_call_is_minute_by_minute_what_the_shifts_of_the_day_say(plan: Schedule, since: datetime) -> None:
    is_what_the_shifts_say(plan, since, {since + n * MINUTE for n in range(24 * 60)})


def is_what_the_shifts_say(plan: Schedule, since: datetime, moments: set[datetime]) -> None:
    shifts = shifts_between(plan, NO_OTHERS, since, since + DAY)
    for at in moments:
        covering = {s for s in shifts if s.starts_at <= at < s.ends_at}
        found = on_call(plan, NO_OTHERS, at)
        assert set(found) == covering
        assert len(found) == sum(s.starts_at <= at < s.ends_at for s in shifts)


@given(plans, moments)
@light
def test_shifts_are_ordered_have_a_length_and_overlap_the_range(plan: Schedule, since: datetime) -> None:
    until = since + 10 * DAY
    shifts = shifts_between(plan, NO_OTHERS, since, until)
    assert [s.starts_at for s in shifts] == sorted(s.starts_at for s in shifts)
    assert all(s.starts_at < s.ends_at and s.starts_at < until and since < s.ends_at for s in shifts)
    assert {s.starts_at.tzinfo for s in shifts} <= {UTC}


@given(st.sampled_from(ZONES), st.integers(1992, 2036), starts_of_day, rotations)
@light
def test_whole_days_tile_a_year_in_every_zone(zone: str, year: int, start: int, rotation: Rotation) -> None:
    """From midnight or from any other minute: no instant twice, none left out."""
    since = datetime(year, 1, 1, tzinfo=UTC)
    for hours in (LocalHours(0, 1440), LocalHours(start, start or 1440)):
        plan = schedule(Layer("only", zone, DailyHours(hours), rotation))
        shifts = shifts_between(plan, NO_OTHERS, since, since + 365 * DAY)
        assert shifts[0].starts_at <= since
        assert since + 365 * DAY <= shifts[-1].ends_at
        assert [s.ends_at for s in shifts[:-1]] == [s.starts_at for s in shifts[1:]]


@given(plans, moments)
@light
def test_the_same_question_has_the_same_answer_whatever_was_asked_before(
    plan: Schedule, at: datetime
) -> None:
    remembered = coverage(plan, NO_OTHERS, at), shifts_between(plan, NO_OTHERS, at, at + WEEK)
    local_instant.cache_clear()
    assert remembered == (coverage(plan, NO_OTHERS, at), shifts_between(plan, NO_OTHERS, at, at + WEEK))


@given(plans, moments, st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=20))
@light
def test_coverage_holds_until_it_says_and_not_a_minute_longer(
    plan: Schedule, at: datetime, minutes: list[int]
) -> None:
    until = holds_until(plan, at)
    holds_at(plan, at, edges(plan, at, until) | {at + n * MINUTE for n in minutes if at + n * MINUTE < until})


@given(plans, moments)
@heavy
def test_coverage_holds_at_every_minute_until_it_says(plan: Schedule, at: datetime) -> None:
    holds_at(plan, at, {at + n * MINUTE for n in range((holds_until(plan, at) - at) // MINUTE)})


def holds_until(plan: Schedule, at: datetime) -> datetime:
    """When coverage says that it ends, and it does; a day later at most."""
    answer = coverage(plan, NO_OTHERS, at)
    if answer.until is None:
        return at + DAY
    here = names(answer.on_call)
    assert names(on_call(plan, NO_OTHERS, answer.until - MINUTE)) == here
    assert names(on_call(plan, NO_OTHERS, answer.until)) != here
    return min(answer.until, at + DAY)


def holds_at(plan: Schedule, at: datetime, moments: set[datetime]) -> None:
    here = names(on_call(plan, NO_OTHERS, at))
    assert all(names(on_call(plan, NO_OTHERS, moment)) == here for moment in moments)


@given(plans, moments, st.sampled_from(["ana", "bruno"]))
@light
def test_relief_is_somebody_else_who_is_there_when_the_stretch_ends_or_later(
    plan: Schedule, at: datetime, person: str
) -> None:
    end = stretch_end(plan, NO_OTHERS, person, at)
    if end is not None:
        assert person in names(on_call(plan, NO_OTHERS, end - MINUTE))
        assert person not in names(on_call(plan, NO_OTHERS, end))
    relieved = next_after(plan, NO_OTHERS, person, at)
    if relieved is not None:
        assert relieved.person != person
        assert relieved.ends_at > (end or at)
