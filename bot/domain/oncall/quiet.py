"""When somebody is to be left alone, and why: quiet hours, days off, holidays, time off.

All of them are local to the person, and come back as aware UTC. What touches is one stretch: a night, then a day off,
then a holiday end together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.oncall.spans import Span, joined
from bot.domain.people import end_of_hours, hours_between, local_instant, local_time
from bot.domain.setup import MINUTES_PER_DAY, Away, Person, Weekday

JOINED_MOST = timedelta(days=92)
"""How far `quiet_until` follows what touches. Somebody who is off every day has no end of it; nothing else of a
calendar is longer than a leave, which is one piece however long it is."""


class QuietBecause(Enum):
    """Why somebody is left alone; the first that holds is told."""

    AWAY = "away"
    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Quiet:
    """One reason at one instant. `name` is that of the holiday, or what they said of their time off; `until` is the
    end of this reason alone."""

    because: QuietBecause
    until: datetime
    name: str = ""


def is_quiet(person: Person, at: datetime) -> bool:
    """Whether `at` lies in quiet hours, a day off, a holiday or time off (start included, end not)."""
    return why_quiet(person, at) is not None


def is_away(person: Person, at: datetime) -> bool:
    """Whether it is their time off: then not even what wakes people wakes them, while another can take it."""
    return _away(person, at) is not None


def why_quiet(person: Person, at: datetime) -> Quiet | None:
    """The weightiest reason at `at`, None when it is not quiet."""
    return next(_reasons(person, at), None)


def quiet_until(person: Person, at: datetime) -> datetime | None:
    """When they can be paged again (aware UTC); None when it is not quiet at `at`.

    Whatever touches is followed, for `JOINED_MOST` at most. Quiet hours of a whole day end at the next local start of
    them, and begin again there.
    """
    end, hours_end = _farthest(person, at, None)
    while end is not None and end - at < JOINED_MOST:
        later, hours_end = _farthest(person, end, hours_end)
        if later is None:
            break
        end = later
    return end


def _farthest(
    person: Person, at: datetime, except_beginning_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """The latest end of what covers `at`, and that of the quiet hours among it; quiet hours that begin where the last
    ones ended do not count."""
    found = [
        r
        for r in _reasons(person, at)
        if at != except_beginning_at or r.because is not QuietBecause.QUIET_HOURS
    ]
    hours = next((r.until for r in found if r.because is QuietBecause.QUIET_HOURS), None)
    return max((reason.until for reason in found), default=None), hours


def _reasons(person: Person, at: datetime) -> Iterator[Quiet]:
    """All that hold at `at`, the weightiest first."""
    away = _away(person, at)
    if away:
        yield Quiet(QuietBecause.AWAY, away.ends_at, away.reason)
    day = _day(person.zone, at) if person.holidays or person.days_off else None
    if day and day[0] in person.holidays:
        yield Quiet(QuietBecause.HOLIDAY, day[1], person.holidays[day[0]])
    if day and Weekday(day[0].weekday()) in person.days_off:
        yield Quiet(QuietBecause.DAY_OFF, day[1])
    ends_at = end_of_hours(person.zone, person.quiet, at) if person.quiet else None
    if ends_at:
        yield Quiet(QuietBecause.QUIET_HOURS, ends_at)


def _away(person: Person, at: datetime) -> Away | None:
    covering = (away for away in person.away if away.starts_at <= at < away.ends_at)
    return max(covering, key=lambda away: away.ends_at, default=None)


def _day(zone: str, at: datetime) -> tuple[date, datetime] | None:
    """The local day of `at`, and its end. A clock set back over midnight shows the old date again: it is the new day."""
    today = local_time(zone, at).toordinal()
    for ordinal in (today + 1, today):
        day = date.fromordinal(ordinal)
        if local_instant(zone, day, 0) <= at < local_instant(zone, day, MINUTES_PER_DAY):
            return day, local_instant(zone, day, MINUTES_PER_DAY)
    return None


def quiet_between(person: Person, since: datetime, until: datetime) -> Iterator[Span]:
    """Every stretch that overlaps [since, until), in order; inside one `is_quiet`.

    Stretches that overlap or touch are one; quiet hours alone stay night by night. What is joined of them outside the
    days around the period is left out: the first may have begun earlier, and the last may go on.
    """
    nights = list(hours_between(person.zone, person.quiet, since, until)) if person.quiet else []
    others = [*_days(person, since, until), *_leaves(person, since, until)]
    return iter(joined([*nights, *others]) if others else nights)


def _days(person: Person, since: datetime, until: datetime) -> Iterator[Span]:
    if not (person.days_off or person.holidays):
        return
    first, last = (
        local_time(person.zone, since).toordinal() - 1,
        local_time(person.zone, until).toordinal() + 1,
    )
    for ordinal in range(first, last + 1):
        day = date.fromordinal(ordinal)
        if day in person.holidays or Weekday(day.weekday()) in person.days_off:
            starts_at, ends_at = (local_instant(person.zone, day, minute) for minute in (0, MINUTES_PER_DAY))
            if starts_at < ends_at and starts_at < until and since < ends_at:
                yield starts_at, ends_at


def _leaves(person: Person, since: datetime, until: datetime) -> Iterator[Span]:
    return ((a.starts_at, a.ends_at) for a in person.away if a.starts_at < until and since < a.ends_at)


def reasons_between(
    person: Person, since: datetime, until: datetime
) -> Iterator[tuple[datetime, QuietBecause | None]]:
    """The weightiest reason over [since, until): each from its instant on, None while they can be paged."""
    edges = {since}
    pieces = [*_days(person, since, until), *_leaves(person, since, until)]
    if person.quiet:
        pieces.extend(hours_between(person.zone, person.quiet, since, until))
    for span in pieces:
        edges.update(edge for edge in span if since < edge < until)
    for edge in sorted(edges):
        why = why_quiet(person, edge)
        yield edge, why.because if why else None
