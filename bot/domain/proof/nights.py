"""What a calendar hides: hours without anybody, handovers at night, and the nights on which clocks change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.oncall.layers import meant
from bot.domain.oncall.schedule import Shift, names, shifts_between, stretches, uncovered
from bot.domain.people import clock_changes, is_night, local_time
from bot.domain.proof.sweep import Period
from bot.domain.setup import Layer, Schedule, Setup

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Nobody is on call on a schedule; an alert may still page others then, so it need not be a gap."""

    schedule: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """On a schedule somebody comes or goes in the middle of their night (22:00 to 07:00 on their own clock)."""

    schedule: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class LongShift:
    """A shift that a clock change makes longer or shorter: what its hours on the wall say, and what it is."""

    schedule: str
    person: str
    on_the_wall: timedelta
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class ClockChange:
    """Clocks in a zone are put forward (`by` is positive) or back at `at`, and the shifts that this changes."""

    zone: str
    at: datetime
    by: timedelta
    shifts: tuple[LongShift, ...]


def uncovered_hours(setup: Setup, period: Period) -> tuple[Uncovered, ...]:
    """Per schedule of its own shifts, in order."""
    return tuple(
        Uncovered(schedule.name, starts_at, ends_at)
        for schedule in _own(setup)
        for starts_at, ends_at in uncovered(schedule, setup.schedules, period.since, period.until)
    )


def _own(setup: Setup) -> Iterator[Schedule]:
    return (schedule for schedule in setup.schedules.values() if schedule.second_of is None)


def handovers(setup: Setup, period: Period) -> tuple[Handover, ...]:
    """Per schedule of its own shifts, in order."""
    return tuple(
        Handover(schedule.name, at, person)
        for schedule in _own(setup)
        for at, moving in _moves(setup, schedule, period)
        for person in moving
        if _in_the_night(setup, person, at)
    )


def _moves(setup: Setup, schedule: Schedule, period: Period) -> Iterator[tuple[datetime, list[str]]]:
    """When who comes on or goes off."""
    for before, after in pairwise(stretches(schedule, setup.schedules, period.since, period.until)):
        gone, come = names(before.on_call), names(after.on_call)
        yield after.starts_at, [name for name in (*gone, *come) if (name in gone) != (name in come)]


def _in_the_night(setup: Setup, person: str, at: datetime) -> bool:
    """Not when the night just begins or ends."""
    known = setup.people[person]
    return is_night(known, at) and is_night(known, at - _INSTANT)


def changes_of_clocks(setup: Setup, period: Period) -> tuple[ClockChange, ...]:
    """In every zone of a person or a layer, in order."""
    layers = (layer for schedule in setup.schedules.values() for layer in schedule.layers)
    zones = dict.fromkeys((*(p.zone for p in setup.people.values()), *(layer.zone for layer in layers)))
    found = [
        ClockChange(zone, at, by, tuple(_stretched(setup, zone, at)))
        for zone in zones
        for at, by in clock_changes(zone, period.since, period.until)
    ]
    return tuple(sorted(found, key=lambda change: change.at))


def _stretched(setup: Setup, zone: str, at: datetime) -> Iterator[LongShift]:
    for schedule in _own(setup):
        here = [layer for layer in schedule.layers if layer.zone == zone]
        for shift in shifts_between(schedule, setup.schedules, at - _INSTANT, at + _INSTANT):
            of_it = [layer for layer in here if layer.name == shift.layer]
            on_the_wall, lasts = _on_the_wall(zone, of_it, shift), shift.ends_at - shift.starts_at
            if of_it and on_the_wall != lasts:
                yield LongShift(schedule.name, shift.person, on_the_wall, lasts)


def _on_the_wall(zone: str, layers: Sequence[Layer], shift: Shift) -> timedelta:
    """By the layer's own hours, which the clock change may skip; where a cover cuts it off, by what clocks show."""
    starts, ends = {}, {}
    for layer in layers:
        for (starts_at, ends_at), (start, end) in meant(layer, shift.starts_at, shift.ends_at):
            starts[starts_at], ends[ends_at] = start, end
    return ends.get(shift.ends_at, _shown(zone, shift.ends_at)) - starts.get(
        shift.starts_at, _shown(zone, shift.starts_at)
    )


def _shown(zone: str, at: datetime) -> datetime:
    return local_time(zone, at).replace(tzinfo=None)
