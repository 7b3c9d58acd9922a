"""What a person's own clock says, clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.oncall.quiet import is_quiet, quiet_until
from bot.domain.people import is_night, local_instant, local_time, working_hours_end, zone_info
from bot.domain.setup import LocalHours, Person

# Clock changes at midnight (Havana, Cairo, Beirut, Santiago), by half an hour (Lord Howe) or two (Troll),
# a minute after midnight (St Johns), for Ramadan (Casablanca), before midnight (Nuuk), below standard
# time (Dublin), and whole days that never were (Apia 2011, Kiritimati 1995, Kwajalein 1993).
ZONES = (
    *("Africa/Cairo", "Africa/Casablanca", "America/Guayaquil", "America/Havana", "America/New_York"),
    *("America/Nuuk", "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll"),
    *("Asia/Beirut", "Asia/Kathmandu", "Asia/Manila", "Australia/Lord_Howe", "Europe/Dublin"),
    *("Europe/Madrid", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein"),
    *("UTC", "US/Eastern"),
)
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 31))
MINUTES = st.integers(0, 1440)


def utc(text: str) -> datetime:
    """`2027-03-14T07:00` as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def instant(zone: str, wall: str) -> datetime:
    """`2027-03-14T02:30` on the wall in `zone`."""
    local = datetime.fromisoformat(wall)
    return local_instant(zone, local.date(), local.hour * 60 + local.minute)


def hours(text: str) -> LocalHours:
    """`22:00-06:00`"""
    start, end = (int(t[:2]) * 60 + int(t[3:]) for t in text.split("-"))
    return LocalHours(start, end)


def person(zone: str, quiet: str | None = "02:00-07:00", hub: str = "") -> Person:
    return Person("ana", zone, quiet=hours(quiet) if quiet else None, hub=hub)


def first_reading(zone: str, wall: datetime) -> datetime:
    """By looking at the clock every minute: when does it first show `wall` or later?"""
    info, at = ZoneInfo(zone), wall.replace(tzinfo=UTC) - timedelta(hours=16)
    while at.astimezone(info).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


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
def test_real_hours_between_two_local_times_follow_the_clock_changes(
    zone: str, start: str, end: str, real_hours: float
) -> None:
    assert instant(zone, end) - instant(zone, start) == timedelta(hours=real_hours)


@pytest.mark.parametrize(
    "zone, wall, expected",
    [
        ("America/New_York", "2027-03-14T01:59", "2027-03-14T06:59"),
        ("America/New_York", "2027-03-14T02:00", "2027-03-14T07:00"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:00"),
        ("America/New_York", "2027-03-14T02:59", "2027-03-14T07:00"),
        ("America/New_York", "2027-03-14T03:00", "2027-03-14T07:00"),
        ("America/New_York", "2027-03-14T03:01", "2027-03-14T07:01"),
        ("Europe/Madrid", "2027-03-28T02:30", "2027-03-28T01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
        ("Antarctica/Troll", "2027-03-28T02:59", "2027-03-28T01:00"),
        ("America/Havana", "2027-03-14T00:00", "2027-03-14T05:00"),
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00"),
    ],
)
def test_a_skipped_local_time_means_the_first_instant_after_the_gap(
    zone: str, wall: str, expected: str
) -> None:
    assert instant(zone, wall) == utc(expected)


@pytest.mark.parametrize(
    "zone, wall, expected",
    [
        ("America/New_York", "2026-11-01T00:59", "2026-11-01T04:59"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00"),
        ("Europe/Madrid", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45"),
        ("America/Havana", "2026-11-01T00:30", "2026-11-01T04:30"),
    ],
)
def test_a_local_time_that_happens_twice_means_the_first(zone: str, wall: str, expected: str) -> None:
    assert instant(zone, wall) == utc(expected)


def test_minute_1440_is_the_next_midnight_and_more_are_later_days() -> None:
    day = date(2027, 3, 27)
    assert local_instant("Europe/Madrid", day, 1440) == local_instant("Europe/Madrid", date(2027, 3, 28), 0)
    # Two wall-clock days later, over a night of 23 hours.
    assert local_instant("Europe/Madrid", day, 2 * 1440) == utc("2027-03-28T22:00")


@given(st.sampled_from(ZONES), DAYS, MINUTES)
@settings(max_examples=150, deadline=None)
def test_a_local_instant_is_when_the_clock_first_shows_that_time_or_later(
    zone: str, day: date, minute: int
) -> None:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    assert local_instant(zone, day, minute) == first_reading(zone, wall)


@given(st.sampled_from(ZONES), DAYS, MINUTES, st.integers(0, 1440))
@settings(max_examples=100, deadline=None)
def test_a_later_local_time_is_never_an_earlier_instant(zone: str, day: date, minute: int, more: int) -> None:
    assert local_instant(zone, day, minute) <= local_instant(zone, day, minute + more)


def test_old_zone_aliases_are_accepted_and_mean_the_same() -> None:
    assert instant("US/Eastern", "2026-11-01T01:30") == instant("America/New_York", "2026-11-01T01:30")


def test_a_zone_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ZoneInfoNotFoundError, match="America/Quito"):
        zone_info("America/Quito")


@pytest.mark.parametrize(
    "quiet, at, until",
    [
        ("02:00-07:00", "2026-11-02T01:59", None),
        ("02:00-07:00", "2026-11-02T02:00", "2026-11-02T07:00"),
        ("02:00-07:00", "2026-11-02T06:59", "2026-11-02T07:00"),
        ("02:00-07:00", "2026-11-02T07:00", None),
        ("00:00-05:30", "2026-11-02T00:00", "2026-11-02T05:30"),
        ("18:00-24:00", "2026-11-02T23:59", "2026-11-03T00:00"),
        ("18:00-24:00", "2026-11-03T00:00", None),
        (None, "2026-11-02T03:00", None),
    ],
)
def test_quiet_hours_count_their_start_and_not_their_end(
    quiet: str | None, at: str, until: str | None
) -> None:
    someone = person("UTC", quiet)
    assert quiet_until(someone, utc(at)) == (utc(until) if until else None)
    assert is_quiet(someone, utc(at)) is (until is not None)


@pytest.mark.parametrize("hour", range(24))
def test_quiet_hours_that_wrap_are_true_on_both_sides_of_midnight(hour: int) -> None:
    """`start <= hour < end` with (21, 5) is never true."""
    assert is_quiet(person("UTC", "21:00-05:00"), utc(f"2026-11-02T{hour:02}:30")) is (hour >= 21 or hour < 5)


def test_wrapped_quiet_hours_end_in_the_morning_whichever_side_of_midnight_it_is() -> None:
    someone = person("America/Guayaquil", "21:00-05:00")
    for at in ("2026-11-03T02:00", "2026-11-03T05:00", "2026-11-03T09:59"):
        assert quiet_until(someone, utc(at)) == utc("2026-11-03T10:00")


def test_quiet_in_pacific_time_is_nine_to_fourteen_utc_for_half_the_year_only() -> None:
    someone = person("America/Los_Angeles")
    summer, winter = utc("2026-07-01T09:00"), utc("2026-12-01T09:00")
    assert quiet_until(someone, summer) == utc("2026-07-01T14:00")
    assert not is_quiet(someone, winter)
    assert quiet_until(someone, winter + timedelta(hours=1)) == utc("2026-12-01T15:00")


def test_ten_utc_is_no_time_to_page_guayaquil() -> None:
    ana, ten = person("America/Guayaquil"), utc("2026-11-02T10:00")
    assert local_time("America/Guayaquil", ten).hour == 5
    assert is_quiet(ana, ten)
    assert is_night(ana, ten)
    assert not is_night(person("Europe/Madrid"), ten)


@pytest.mark.parametrize(
    "zone, quiet, start, end",
    [
        # Spring: 02:00 does not exist, so quiet begins at 03:00 summer time and is an hour shorter.
        ("America/New_York", "02:00-07:00", "2027-03-14T07:00", "2027-03-14T11:00"),
        ("Europe/Madrid", "22:00-06:00", "2027-03-27T21:00", "2027-03-28T04:00"),
        # Autumn: an hour longer, and still one stretch.
        ("America/New_York", "01:00-07:00", "2026-11-01T05:00", "2026-11-01T12:00"),
        ("Europe/Madrid", "22:00-06:00", "2026-10-24T20:00", "2026-10-25T05:00"),
        # Its end happens twice: the first counts, it is not quiet again an hour later.
        ("America/New_York", "00:30-01:30", "2026-11-01T04:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "22:00-06:00", "2027-04-03T11:00", "2027-04-03T19:30"),
    ],
)
def test_quiet_hours_on_the_night_of_a_clock_change_are_one_stretch(
    zone: str, quiet: str, start: str, end: str
) -> None:
    someone, at = person(zone, quiet), utc(start) - timedelta(hours=2)
    stretch = []
    while at < utc(end) + timedelta(hours=2):
        if is_quiet(someone, at):
            stretch.append(at)
            assert quiet_until(someone, at) == utc(end)
        at += timedelta(minutes=1)
    assert (stretch[0], stretch[-1]) == (utc(start), utc(end) - timedelta(minutes=1))
    assert len(stretch) == (utc(end) - utc(start)) // timedelta(minutes=1)


def test_quiet_hours_that_a_clock_change_swallows_whole_are_not_held() -> None:
    someone = person("America/New_York", "02:00-03:00")
    day = [utc("2027-03-14T00:00") + timedelta(minutes=n) for n in range(24 * 60)]
    assert not any(is_quiet(someone, at) for at in day)


def test_a_clock_set_back_over_midnight_ends_neither_the_quiet_nor_the_day_twice() -> None:
    """St Johns, 2006: a minute into Sunday, at 02:31 UTC, it was Saturday 23:01 again."""
    someone, saturday_again = person("America/St_Johns", "00:00-05:00"), utc("2006-10-29T02:45")
    assert local_time("America/St_Johns", saturday_again).day == 28
    assert quiet_until(someone, saturday_again) == utc("2006-10-29T08:30")
    assert working_hours_end("America/St_Johns", saturday_again, 0) == utc("2006-10-30T03:30")


def test_quiet_all_day_ends_at_midnight_and_begins_again() -> None:
    someone = person("Europe/Madrid", "00:00-24:00")
    assert quiet_until(someone, utc("2026-11-02T10:00")) == utc("2026-11-02T23:00")
    assert quiet_until(someone, utc("2026-11-02T23:00")) == utc("2026-11-03T23:00")


@given(st.sampled_from(ZONES), DAYS, st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 48 * 60))
@settings(max_examples=100, deadline=None)
def test_quiet_is_what_some_local_day_around_says(
    zone: str, day: date, start: int, end: int, minutes: int
) -> None:
    someone = Person("ana", zone, quiet=LocalHours(start, end))
    at = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
    days = [day + timedelta(days=n) for n in range(-4, 6)]
    last = end + (1440 if end <= start else 0)
    ends = [
        local_instant(zone, d, last)
        for d in days
        if local_instant(zone, d, start) <= at < local_instant(zone, d, last)
    ]
    assert quiet_until(someone, at) == (ends[0] if ends else None)


@pytest.mark.parametrize(
    "wall, night",
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False), ("12:00", False)],
)
def test_night_is_from_ten_in_the_evening_to_seven(wall: str, night: bool) -> None:
    assert is_night(person("Asia/Manila"), instant("Asia/Manila", f"2026-11-02T{wall}")) is night


@pytest.mark.parametrize(
    "zone, at, end",
    [
        ("America/Guayaquil", "2026-11-02T15:00", "2026-11-02T23:00"),
        ("America/Guayaquil", "2026-11-02T23:00", "2026-11-02T23:00"),
        ("America/Guayaquil", "2026-11-02T23:01", "2026-11-03T23:00"),
        ("Europe/Madrid", "2027-03-27T17:30", "2027-03-28T16:00"),
        ("Pacific/Apia", "2011-12-30T05:00", "2011-12-30T10:00"),  # 18:00 of the day that never was
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30T10:01", "2011-12-31T04:00"),
    ],
)
def test_working_hours_end_at_the_next_six_in_the_evening(zone: str, at: str, end: str) -> None:
    assert working_hours_end(zone, utc(at)) == utc(end)


def test_working_hours_may_end_at_another_time() -> None:
    assert working_hours_end("Europe/Madrid", utc("2026-11-02T08:00"), 15 * 60) == utc("2026-11-02T14:00")


@given(st.sampled_from(ZONES), DAYS, MINUTES, st.integers(0, 1439))
@settings(max_examples=100, deadline=None)
def test_working_hours_end_is_the_first_of_all_days_that_has_not_passed(
    zone: str, day: date, minute: int, end: int
) -> None:
    at = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    ends = [local_instant(zone, day + timedelta(days=n), end) for n in range(-4, 6)]
    assert working_hours_end(zone, at, end) == min(e for e in ends if e >= at)


def test_local_time_is_the_same_instant() -> None:
    at = utc("2026-11-02T10:00")
    shown = local_time("Asia/Kathmandu", at)
    assert shown == at
    assert (shown.hour, shown.minute) == (15, 45)
