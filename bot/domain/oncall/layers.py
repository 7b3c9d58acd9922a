"""One layer's shifts: a pattern on a local wall clock, and whose turn each one is.

Nothing is expanded from the rotation's start: a question looks at the few local days around it. Arithmetic is in
UTC; zones only place local times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.oncall.spans import Span
from bot.domain.people import local_instant, local_time
from bot.domain.setup import EVERY_DAY, MINUTES_PER_DAY, DailyHours, Layer, Rotation, Weekday, WeeklySpan

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's time with the pager, from `starts_at` up to, not including, `ends_at`.

    Both are aware UTC. `second` is the next other person in the layer's rotation, who
    has this shift on a schedule that is `second_of` this one; None when there is nobody.
    """

    layer: str
    person: str
    starts_at: datetime
    ends_at: datetime
    second: str | None = None


def layer_shifts(layer: Layer, since: datetime, until: datetime) -> Iterator[Shift]:
    """One layer's shifts that overlap [since, until), in order.

    A shift in the range cannot start on a local date more than its own length before
    that of `since`; it can on the one after that of `until`, when a clock was set back
    over midnight and shows the old date again.
    """
    for _, starts_at, ends_at in _placed(layer, since, until):
        wall = local_time(layer.zone, starts_at).replace(tzinfo=None)
        if _is_valid(layer, wall):
            person, second = _turn(layer.rotation, wall)
            yield Shift(layer.name, person, starts_at, ends_at, second)


def meant(layer: Layer, since: datetime, until: datetime) -> Iterator[tuple[Span, Span]]:
    """Where each of those shifts lies in UTC, and its hours as the file says them: naive local times, which a clock
    change may skip."""
    start, end = (timedelta(minutes=minute) for minute in _minutes(layer.shift))
    for day, starts_at, ends_at in _placed(layer, since, until):
        midnight = datetime.combine(day, time())
        if _is_valid(layer, local_time(layer.zone, starts_at).replace(tzinfo=None)):
            yield (starts_at, ends_at), (midnight + start, midnight + end)


def _placed(layer: Layer, since: datetime, until: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """The local date on which each begins, and where it lies in UTC, whether its layer is valid then or not."""
    zone, (start, end) = layer.zone, _minutes(layer.shift)
    oldest = local_time(zone, since).toordinal() - (end - 1) // MINUTES_PER_DAY
    newest = local_time(zone, until).toordinal() + 1
    for ordinal in range(oldest, newest + 1):
        if not _starts_on(layer.shift, ordinal):
            continue
        day = date.fromordinal(ordinal)
        starts_at, ends_at = local_instant(zone, day, start), local_instant(zone, day, end)
        # A shift that a clock change swallowed whole has no length, and is none.
        if starts_at < until and since < ends_at and starts_at < ends_at and layer.rotation.people:
            yield day, starts_at, ends_at


def others_in_turn(layer: Layer, starts_at: datetime) -> tuple[str, ...]:
    """Who comes after whoever has the shift that starts then, in the order of their turns; each once."""
    people = layer.rotation.people
    turn = (
        local_time(layer.zone, starts_at).replace(tzinfo=None) - layer.rotation.starts
    ) // layer.rotation.every
    order = dict.fromkeys(people[(turn + step) % len(people)] for step in range(len(people)))
    return tuple(order)[1:]


def _is_valid(layer: Layer, wall: datetime) -> bool:
    """A shift belongs to the layer when it starts within its validity."""
    begun = layer.valid_from is None or layer.valid_from <= wall
    return begun and (layer.valid_until is None or wall < layer.valid_until)


def _minutes(shift: DailyHours | WeeklySpan) -> tuple[int, int]:
    """Start and end in wall-clock minutes after midnight of the day it starts."""
    if isinstance(shift, DailyHours):
        hours = shift.hours
        return hours.start, hours.end + MINUTES_PER_DAY if hours.wraps else hours.end
    days = (shift.until_day.value - shift.from_day.value) % _WEEK
    end = shift.until_minute + days * MINUTES_PER_DAY
    return shift.from_minute, end if end > shift.from_minute else end + _WEEK * MINUTES_PER_DAY


def _starts_on(shift: DailyHours | WeeklySpan, ordinal: int) -> bool:
    if isinstance(shift, WeeklySpan):
        return shift.from_day.value == (ordinal - 1) % _WEEK  # ordinal 1, 1 January of year 1, is a Monday
    return shift.days is EVERY_DAY or Weekday((ordinal - 1) % _WEEK) in shift.days


def _turn(rotation: Rotation, wall: datetime) -> tuple[str, str | None]:
    """Who has the shift that starts when the layer's clock shows `wall`, and who is next.

    Whole periods of `every` since `starts`, floored, so that they count backwards too.
    Counted on the wall clock, whatever `every` is: 12 hours means noon and midnight
    on the day of a clock change as well, when they are 11 or 13 hours apart.
    Turns go by one: everybody is first and second equally often.
    """
    people = rotation.people
    turn = (wall - rotation.starts) // rotation.every
    count = len(people)
    person = people[turn % count]
    for step in range(1, count):
        second = people[(turn + step) % count]
        if second != person:  # a name may stand twice in a row; nobody backs up themselves
            return person, second
    return person, None
