"""Which layer's hours, made longer, would close the uncovered hours of a schedule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.oncall.schedule import Shift, shifts_between
from bot.domain.people import NIGHT, local_time
from bot.domain.proof.nights import Uncovered
from bot.domain.setup import MINUTES_PER_DAY, DailyHours, Layer, LocalHours, Setup

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Longer:
    """Write hours from `start` to `end` for this layer, in minutes after midnight of the day a shift starts: `start`
    may be negative, `end` past 1440. `at_night`: some of what is added lies between 22:00 and 07:00 there."""

    schedule: str
    layer: str
    start: int
    end: int
    at_night: bool

    @property
    def hours(self) -> LocalHours:
        if self.end - self.start >= MINUTES_PER_DAY:
            return LocalHours(0, MINUTES_PER_DAY)
        return LocalHours(self.start % MINUTES_PER_DAY, (self.end - 1) % MINUTES_PER_DAY + 1)


@dataclass(frozen=True, slots=True)
class _Need:
    """A shift of a layer that would have to start or end at another minute of its first day."""

    layer: Layer
    start: int
    end: int
    nightly: int


Way = tuple[str, str]
"""A layer, and the `end` or `start` of its shift that would have to move."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Uncovered hours that lie between the same shifts, and what would close all of them; None: no single layer would."""

    uncovered: tuple[Uncovered, ...]
    write: Longer | None


def advise(setup: Setup, found: Sequence[Uncovered]) -> tuple[Advice, ...]:
    """For each kind of uncovered hours, in the order of the first of each; one layer is told one pair of hours."""
    alike: dict[tuple[str, frozenset[Way]], list[tuple[Uncovered, dict[Way, _Need]]]] = {}
    for span in found:
        needs = dict(_needs(setup, span))
        alike.setdefault((span.schedule, frozenset(needs)), []).append((span, needs))
    advice = [
        Advice(tuple(span for span, _ in each), _longer(schedule, sorted(ways), [needs for _, needs in each]))
        for (schedule, ways), each in alike.items()
    ]
    return tuple(Advice(one.uncovered, one.write and _with_others(one.write, advice)) for one in advice)


def _with_others(write: Longer, advice: Sequence[Advice]) -> Longer:
    """The hours that serve all advice for this layer."""
    layer = (write.schedule, write.layer)
    same = [one.write for one in advice if one.write and (one.write.schedule, one.write.layer) == layer]
    start, end = min(one.start for one in same), max(one.end for one in same)
    return Longer(*layer, start, end, any(one.at_night for one in same))


def _longer(schedule: str, ways: list[Way], each: list[dict[Way, _Need]]) -> Longer | None:
    """The layer of which least is added at night."""
    wider = [_widest(schedule, [needs[way] for needs in each]) for way in ways]
    return min(wider, key=lambda one: one[0], default=(0, None))[1]


def _widest(schedule: str, needs: list[_Need]) -> tuple[int, Longer]:
    start, end = min(need.start for need in needs), max(need.end for need in needs)
    nightly = max(need.nightly for need in needs)
    return nightly, Longer(schedule, needs[0].layer.name, start, end, bool(nightly))


def _needs(setup: Setup, span: Uncovered) -> Iterator[tuple[tuple[str, str], _Need]]:
    """By layer and side: what its shift beside the span would have to be."""
    schedule = setup.schedules[span.schedule]
    layers = {layer.name: layer for layer in schedule.layers if _is_daily(layer)}
    around = shifts_between(schedule, setup.schedules, span.starts_at - _DAY, span.ends_at + _DAY)
    for shift in (one for one in around if one.layer in layers):
        layer = layers[shift.layer]
        if shift.ends_at == span.starts_at:
            yield (layer.name, "end"), _need(layer, shift, shift.starts_at, span.ends_at, span)
        if shift.starts_at == span.ends_at:
            yield (layer.name, "start"), _need(layer, shift, span.starts_at, shift.ends_at, span)


def _is_daily(layer: Layer) -> bool:
    return isinstance(layer.shift, DailyHours) and len(layer.shift.days) == 7


def _need(layer: Layer, shift: Shift, starts_at: datetime, ends_at: datetime, span: Uncovered) -> _Need:
    day = local_time(layer.zone, shift.starts_at).date()
    start, end = (_minutes(layer.zone, day, at) for at in (starts_at, ends_at))
    added = (_minutes(layer.zone, day, at) for at in (span.starts_at, span.ends_at))
    return _Need(layer, start, end, _at_night(*added))


def _minutes(zone: str, day: date, at: datetime) -> int:
    """Wall-clock minutes from midnight of `day`."""
    wall = local_time(zone, at)
    return (wall.date() - day).days * MINUTES_PER_DAY + wall.hour * 60 + wall.minute


def _at_night(start: int, end: int) -> int:
    """How many of these wall-clock minutes are night."""
    return sum(
        minute % MINUTES_PER_DAY >= NIGHT.start or minute % MINUTES_PER_DAY < NIGHT.end
        for minute in range(start, end)
    )
