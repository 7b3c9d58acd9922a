"""Who is on call, until when, and who comes next: shifts computed from the team's rules.

A layer is a pattern on a local wall clock; a shift is one stretch of it in UTC.
Nothing is expanded from the rotation's start: a question looks at the few local
days around its instant. Arithmetic is in UTC; zones only place local times.
Every `at`, `since` and `until` is aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.oncall.layers import Shift
from bot.domain.oncall.overrides import shifts_of
from bot.domain.oncall.spans import Span, joined
from bot.domain.people import local_instant
from bot.domain.setup import Layer, Override, Schedule

__all__ = [
    "Coverage",
    "Shift",
    "Stretch",
    "coverage",
    "names",
    "next_after",
    "on_call",
    "shifts_between",
    "stretch_end",
    "stretches",
    "uncovered",
]

_INSTANT = timedelta(microseconds=1)
_NONE = timedelta()

# How far ahead a change is looked for. Most come within two days; the rest is walked
# a fortnight at a time, past every clock change of a year and one lap of the longest
# rotation. Ten years is the end: a lap longer than that is a slip of the pen.
_NEAR = timedelta(days=2)
_STRIDE = timedelta(days=14)
_YEAR_DAYS = 400
_LAP_DAYS_MAX = 3650


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who is on call at an instant, until when, and who after that.

    `on_call` is in layer order, empty in a gap. `until` is the next instant at which the
    list of people changes, be it the start or the end of a gap; None when it never does.
    `next` is the next list of people that is neither empty nor the present one: over a
    gap it names who comes on after it, and nobody when the same people always come back.
    """

    on_call: tuple[Shift, ...]
    until: datetime | None
    next: tuple[str, ...]


def shifts_between(
    schedule: Schedule, schedules: Mapping[str, Schedule], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """Every shift that overlaps [since, until), whole, ordered by start, then layer.

    `schedules` is where `second_of` is looked up. Raises ValueError when that names
    no schedule, or one that is itself `second_of` another.
    """
    if since >= until:
        return ()
    found = list(_shifts(schedule, schedules, since, until))
    found.sort(key=lambda shift: shift.starts_at)  # stable: layers stay in order
    return tuple(found)


def on_call(schedule: Schedule, schedules: Mapping[str, Schedule], at: datetime) -> tuple[Shift, ...]:
    """The shifts that cover `at`, in layer order: in an overlap all, in a gap none.

    Raises ValueError as `shifts_between` does.
    """
    return tuple(_shifts(schedule, schedules, at, at + _INSTANT))


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `starts_at` up to `ends_at` the same shifts cover every instant; none: a gap."""

    starts_at: datetime
    ends_at: datetime
    on_call: tuple[Shift, ...]


def stretches(
    schedule: Schedule, schedules: Mapping[str, Schedule], since: datetime, until: datetime
) -> Iterator[Stretch]:
    """[since, until) cut wherever a shift starts or ends; what `on_call` says at each instant of a piece.

    Raises ValueError as `shifts_between` does.
    """
    shifts = list(_shifts(schedule, schedules, since, until))
    edges = {edge for shift in shifts for edge in (shift.starts_at, shift.ends_at) if since < edge < until}
    coming = sorted(range(len(shifts)), key=lambda place: shifts[place].starts_at, reverse=True)
    here: list[int] = []  # places in `shifts`, which is in layer order
    for starts_at, ends_at in pairwise(sorted({since, until, *edges})):
        here = [place for place in here if shifts[place].ends_at > starts_at]
        while coming and shifts[coming[-1]].starts_at <= starts_at:
            here.append(coming.pop())
        yield Stretch(starts_at, ends_at, tuple(shifts[place] for place in sorted(here)))


def uncovered(
    schedule: Schedule, schedules: Mapping[str, Schedule], since: datetime, until: datetime
) -> list[Span]:
    """The hours of [since, until) in which nobody is on call on it, in order.

    Raises ValueError as `shifts_between` does.
    """
    found = stretches(schedule, schedules, since, until) if since < until else ()
    return joined((stretch.starts_at, stretch.ends_at) for stretch in found if not stretch.on_call)


def names(shifts: tuple[Shift, ...]) -> tuple[str, ...]:
    """The people of some shifts, each once, in the order of the shifts."""
    return tuple(dict.fromkeys(shift.person for shift in shifts))


def coverage(schedule: Schedule, schedules: Mapping[str, Schedule], at: datetime) -> Coverage:
    """The whole answer to "who is on call at `at`?"; ValueError as `shifts_between`."""
    here = on_call(schedule, schedules, at)
    until = None
    for edge, shifts in _changes(schedule, schedules, at):
        if names(shifts) == names(here):
            continue
        until = until or edge
        if shifts:
            return Coverage(here, until, names(shifts))
    return Coverage(here, until, ())


def stretch_end(
    schedule: Schedule, schedules: Mapping[str, Schedule], person: str, at: datetime
) -> datetime | None:
    """When somebody who is on call at `at` stops being so; shifts that touch are one.

    None when they are not on call at `at`, or never stop.
    """
    if not _has_pager(person, on_call(schedule, schedules, at)):
        return None
    later = _changes(schedule, schedules, at)
    return next((edge for edge, shifts in later if not _has_pager(person, shifts)), None)


def next_after(
    schedule: Schedule, schedules: Mapping[str, Schedule], person: str, at: datetime
) -> Shift | None:
    """Who takes over when the person's present stretch ends (now, if they are not on call).

    Of the others who are on call at that instant it is whoever came on last, so that the
    relief goes before somebody who has been there all day; layer order breaks a tie.
    In a gap it is the next to come on. None when there is nobody else, or no end.
    """
    end = at
    if _has_pager(person, on_call(schedule, schedules, at)):
        stops = stretch_end(schedule, schedules, person, at)
        if stops is None:
            return None
        end = stops
    others = _without(person, on_call(schedule, schedules, end))
    later = _changes(schedule, schedules, end)
    others = others or next((left for _, shifts in later if (left := _without(person, shifts))), ())
    return max(others, key=lambda shift: shift.starts_at, default=None)


def _has_pager(person: str, shifts: tuple[Shift, ...]) -> bool:
    return any(shift.person == person for shift in shifts)


def _without(person: str, shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    return tuple(shift for shift in shifts if shift.person != person)


def _changes(
    schedule: Schedule, schedules: Mapping[str, Schedule], at: datetime
) -> Iterator[tuple[datetime, tuple[Shift, ...]]]:
    """Each instant after `at` at which a shift starts or ends, and who is on call from it on.

    In order; an instant may come twice. Ends at the horizon explained above.
    """
    since, stride = at, _NEAR
    horizon = at + _look_ahead(schedule, schedules, at)
    while since < horizon:
        until = since + stride
        shifts = shifts_between(schedule, schedules, since, until)
        edges = {edge for shift in shifts for edge in (shift.starts_at, shift.ends_at)}
        # Both bounds count: what ends at `until` is not in the next window, what starts there not in this.
        for edge in sorted(edge for edge in edges if since <= edge <= until and edge > at):
            yield edge, on_call(schedule, schedules, edge)
        since, stride = until, _STRIDE


def _look_ahead(schedule: Schedule, schedules: Mapping[str, Schedule], at: datetime) -> timedelta:
    layers = _layers(schedule, schedules)
    laps = (layer.rotation.every.days * len(layer.rotation.people) for layer in layers)
    lap = timedelta(days=_YEAR_DAYS + min(max(laps, default=0), _LAP_DAYS_MAX))
    return lap + max((bound - at for bound in _bounds(schedule, schedules) if bound > at), default=_NONE)


def _bounds(schedule: Schedule, schedules: Mapping[str, Schedule]) -> Iterator[datetime]:
    """Instants at which the rules themselves change: an agreement ends, a layer begins or ends to hold."""
    yield from (override.ends_at for override in _overrides(schedule, schedules))
    for layer in _layers(schedule, schedules):
        for wall in (layer.valid_from, layer.valid_until):
            if wall is not None:
                yield local_instant(layer.zone, wall.date(), wall.hour * 60 + wall.minute)


def _overrides(schedule: Schedule, schedules: Mapping[str, Schedule]) -> tuple[Override, ...]:
    first = schedules.get(schedule.second_of or "")
    return (*schedule.overrides, *(first.overrides if first else ()))


def _layers(schedule: Schedule, schedules: Mapping[str, Schedule]) -> tuple[Layer, ...]:
    first = _first(schedule, schedules)
    return (first or schedule).layers


def _first(schedule: Schedule, schedules: Mapping[str, Schedule]) -> Schedule | None:
    """The schedule that this one is `second_of`."""
    if schedule.second_of is None:
        return None
    first = schedules.get(schedule.second_of)
    if first is None or first.second_of is not None:
        wrong = f"schedule {schedule.name!r}: second_of {schedule.second_of!r}"
        raise ValueError(f"{wrong} is not a schedule with layers; name one that has its own")
    return first


def _shifts(
    schedule: Schedule, schedules: Mapping[str, Schedule], since: datetime, until: datetime
) -> Iterator[Shift]:
    """What overlaps [since, until), in layer order."""
    return shifts_of(schedule, _first(schedule, schedules), since, until)
