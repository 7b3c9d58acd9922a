"""A person's own clock: what time it is there, whether it is night, when their day ends.

The only module that uses ZoneInfo; whoever works with a zone calls it. Local times go in, aware UTC comes out, and all
arithmetic after that is in UTC: zoneinfo accepts times that a clock change skips and
subtracts wall clocks as if every day had 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.setup import MINUTES_PER_DAY, LocalHours, Person

NIGHT = LocalHours(22 * 60, 7 * 60)
END_OF_WORK = 18 * 60

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_NO_TIME = timedelta()


@lru_cache(maxsize=1024)  # more than there are zones; zoneinfo itself holds on to eight only
def zone_info(zone: str) -> ZoneInfo:
    """The IANA zone of that name, old aliases (`US/Eastern`) included.

    Raises ZoneInfoNotFoundError (a KeyError) or ValueError for a name that is none.
    """
    return ZoneInfo(zone)


@lru_cache(maxsize=16_384)  # a 90-day simulation of thirty people and ten layers: some 7,000
def local_instant(zone: str, day: date, minute: int) -> datetime:
    """The first instant (aware UTC) at which clocks in `zone` show that time or later.

    `minute` counts from midnight of `day`, on the wall clock; 1440 and more are the
    days after it. So a local time that a clock change skips is the first instant
    after the gap, and one that happens twice is the first.
    It never decreases as the local time grows: what tiles a wall clock tiles UTC.
    """
    info = zone_info(zone)
    wall = datetime.combine(day, time(), info) + timedelta(minutes=minute)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first <= second:  # an ordinary time (they are the same), or one that happens twice
        return first
    return _gap_end(info, second, first)  # in a gap the two readings stand on either side of it


def _gap_end(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The instant in (low, high] at which the offset changes, by halving; whole seconds."""
    offset = low.astimezone(info).utcoffset()
    while high - low > _SECOND:  # a gap is a day at most (Apia 2011): 17 rounds
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if middle.astimezone(info).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def local_time(zone: str, at: datetime) -> datetime:
    """What clocks in `zone` show at `at`. To be shown, not to be reckoned with."""
    return at.astimezone(zone_info(zone))


def is_night(person: Person, at: datetime) -> bool:
    """Whether it is between 22:00 and 07:00 where the person lives."""
    return end_of_hours(person.zone, NIGHT, at) is not None


def nights_between(person: Person, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every night (22:00 to 07:00) that overlaps [since, until), whole, in order; inside one `is_night`."""
    return hours_between(person.zone, NIGHT, since, until)


def clock_changes(zone: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """Each instant in (since, until] at which clocks in `zone` are put forward (positive) or back, and by how much."""
    info, low = zone_info(zone), since
    while low < until:
        high = min(low + _DAY, until)
        moved = (high.astimezone(info).utcoffset() or _NO_TIME) - (
            low.astimezone(info).utcoffset() or _NO_TIME
        )
        if moved:
            yield _gap_end(info, low, high), moved
        low = high


def hub_of(person: Person) -> str:
    """The people who share this person's daytime: the named hub, else the zone."""
    return person.hub or person.zone


def working_hours_end(zone: str, at: datetime, end_minute: int = END_OF_WORK) -> datetime:
    """The next `end_minute` o'clock (18:00) in `zone`, at or after `at`; aware UTC.

    Where an owner's day ends when no schedule says so.
    """
    today = local_time(zone, at).toordinal()
    # The day before, for a time that a gap moved to this very instant; the last,
    # for a clock that was set back over midnight.
    ends = (local_instant(zone, date.fromordinal(today + days), end_minute) for days in (-1, 0, 1, 2))
    return next(end for end in ends if end >= at)


def end_of_hours(zone: str, hours: LocalHours, at: datetime) -> datetime | None:
    """The end of that day's stretch of `hours` which covers `at`, if one does."""
    today = local_time(zone, at).toordinal()
    end = hours.end + MINUTES_PER_DAY if hours.wraps else hours.end
    # Tomorrow too: a clock set back over midnight shows the old date again.
    for ordinal in range(today - hours.wraps, today + 2):
        day = date.fromordinal(ordinal)
        ends_at = local_instant(zone, day, end)
        if local_instant(zone, day, hours.start) <= at < ends_at:
            return ends_at
    return None


def hours_between(
    zone: str, hours: LocalHours, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Each day's stretch of `hours` that overlaps [since, until): those in which `end_of_hours` finds an end."""
    end = hours.end + MINUTES_PER_DAY if hours.wraps else hours.end
    first, last = local_time(zone, since).toordinal() - hours.wraps, local_time(zone, until).toordinal() + 1
    for ordinal in range(first, last + 1):
        day = date.fromordinal(ordinal)
        starts_at, ends_at = local_instant(zone, day, hours.start), local_instant(zone, day, end)
        if starts_at < ends_at and starts_at < until and since < ends_at:
            yield starts_at, ends_at
