"""Which change of a layer, its hours or its dates, would close the uncovered hours of a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from bot.domain.oncall.layers import layer_shifts
from bot.domain.oncall.schedule import shifts_between, uncovered
from bot.domain.oncall.spans import Span, common, joined, total
from bot.domain.people import local_time, nights_between
from bot.domain.proof.nights import Uncovered
from bot.domain.proof.sweep import Period
from bot.domain.setup import MINUTES_PER_DAY, DailyHours, Layer, LocalHours, Setup

_DAY = timedelta(days=1)
_ALL_DAY = LocalHours(0, MINUTES_PER_DAY)


class Bound(Enum):
    """A date at which a layer begins or ceases to hold."""

    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class WriteHours:
    """Other hours for a layer. `at_night`: those of its rotation for whom some of what is added lies between 22:00 and
    07:00 on their own clock, in the period of the proof."""

    schedule: str
    layer: str
    hours: LocalHours
    at_night: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WriteBound:
    """Another date for a layer to begin or end; None: the layer does without."""

    schedule: str
    layer: str
    bound: Bound
    day: date | None


LayerChange = WriteHours | WriteBound


@dataclass(frozen=True, slots=True)
class Advice:
    """Uncovered hours that lie between the same shifts, and each change that would cover all of them, the best first."""

    uncovered: tuple[Uncovered, ...]
    changes: tuple[LayerChange, ...]


@dataclass(frozen=True, slots=True)
class _Longer:
    """A layer's hours, in minutes after midnight of the day its shift starts: `start` may be negative, `end` past 1440."""

    layer: Layer
    start: int
    end: int

    @property
    def hours(self) -> LocalHours:
        if self.end - self.start >= MINUTES_PER_DAY:
            return _ALL_DAY
        return LocalHours(self.start % MINUTES_PER_DAY, (self.end - 1) % MINUTES_PER_DAY + 1)

    def joined_with(self, others: Iterable[_Longer]) -> _Longer:
        """The hours that serve these too, as far as they are the same layer's."""
        same = [self, *(other for other in others if other.layer == self.layer)]
        return _Longer(self.layer, min(one.start for one in same), max(one.end for one in same))


Way = tuple[str, str]
"""A layer, and the `end` or `start` of its shift that would have to move."""


def with_layer_changed(setup: Setup, change: LayerChange) -> Setup:
    """The set-up as it would be."""

    def changed(layer: Layer) -> Layer:
        if layer.name != change.layer:
            return layer
        if isinstance(change, WriteHours):
            return replace(layer, shift=DailyHours(change.hours))
        wall = datetime.combine(change.day, time()) if change.day else None
        return (
            replace(layer, valid_from=wall)
            if change.bound is Bound.VALID_FROM
            else replace(layer, valid_until=wall)
        )

    schedule = setup.schedules[change.schedule]
    schedule = replace(schedule, layers=tuple(map(changed, schedule.layers)))
    return replace(setup, schedules={**setup.schedules, schedule.name: schedule})


def advise(setup: Setup, period: Period, found: Sequence[Uncovered]) -> tuple[Advice, ...]:
    """For each kind of uncovered hours, in the order of the first of each; one layer is told one pair of hours."""
    alike: dict[tuple[str, frozenset[Way]], list[tuple[Uncovered, dict[Way, int]]]] = {}
    for span in found:
        needs = dict(_needs(setup, span))
        alike.setdefault((span.schedule, frozenset(needs)), []).append((span, needs))
    kinds = [_Kind(setup, period, schedule, each) for (schedule, _), each in alike.items()]
    options = [kind.longer() for kind in kinds]
    return tuple(
        Advice(kind.spans, tuple(_changes(kind, mine, _chosen(kinds, options, kind.schedule))))
        for kind, mine in zip(kinds, options, strict=True)
    )


def _chosen(kinds: Sequence[_Kind], options: Sequence[list[_Longer]], schedule: str) -> list[_Longer]:
    """What is told first for each kind of this schedule's hours."""
    return [mine[0] for kind, mine in zip(kinds, options, strict=True) if kind.schedule == schedule and mine]


def _changes(kind: _Kind, options: Iterable[_Longer], chosen: Sequence[_Longer]) -> Iterator[LayerChange]:
    for one in options:
        longer = one.joined_with(chosen)
        added = kind.added(longer)
        people = dict.fromkeys(one.layer.rotation.people)
        yield WriteHours(
            kind.schedule,
            one.layer.name,
            longer.hours,
            tuple(name for name in people if kind.at_night(name, added)),
        )
    yield from kind.bounds()


class _Kind:
    """Uncovered hours of one schedule that lie between the same shifts."""

    def __init__(
        self, setup: Setup, period: Period, schedule: str, each: list[tuple[Uncovered, dict[Way, int]]]
    ) -> None:
        self.setup, self.period, self.schedule = setup, period, schedule
        self.spans = tuple(span for span, _ in each)
        self.needs = [needs for _, needs in each]
        self.layers = {layer.name: layer for layer in setup.schedules[schedule].layers}

    def longer(self) -> list[_Longer]:
        """Each layer made as much longer as is needed, and no more; that of which least is added at night first."""
        found = [longer for way in sorted(self.needs[0]) if (longer := self._least(way))]
        return sorted(found, key=self._nightly)

    def _least(self, way: Way) -> _Longer | None:
        """On the night of a clock change a shift may seem to need another minute than on all others."""
        name, side = way
        layer, values = self.layers[name], {needs[way] for needs in self.needs}
        start, end = _nominal(layer)
        for value in sorted(values, reverse=side == "start"):
            longer = _Longer(layer, value, end) if side == "start" else _Longer(layer, start, value)
            if longer.hours != LocalHours(start, (end - 1) % MINUTES_PER_DAY + 1) and self._covers(
                WriteHours(self.schedule, name, longer.hours, ())
            ):
                return longer
        return None

    def _covers(self, change: LayerChange) -> bool:
        """Whether nothing of these hours is left uncovered."""
        changed = with_layer_changed(self.setup, change).schedules
        since, until = self.spans[0].starts_at, self.spans[-1].ends_at
        left = uncovered(changed[self.schedule], changed, since, until)
        return not common([(span.starts_at, span.ends_at) for span in self.spans], left)

    def _nightly(self, longer: _Longer) -> timedelta:
        added = self.added(longer)
        people = longer.layer.rotation.people
        return max((self.at_night(name, added) for name in people), default=timedelta())

    def added(self, longer: _Longer) -> list[Span]:
        """What these hours add to the layer's shifts over the period."""
        wider = replace(longer.layer, shift=DailyHours(longer.hours))
        return common(self._shifts(wider), _between(self._shifts(longer.layer), self.period))

    def _shifts(self, layer: Layer) -> list[Span]:
        found = layer_shifts(layer, self.period.since, self.period.until)
        return joined((shift.starts_at, shift.ends_at) for shift in found)

    def at_night(self, name: str, added: list[Span]) -> timedelta:
        """How much of what is added lies in their nights."""
        nights = nights_between(self.setup.people[name], self.period.since, self.period.until)
        return total(common(joined(nights), added))

    def bounds(self) -> Iterator[WriteBound]:
        """Each layer that is not yet or no longer valid in these hours, made to hold in them."""
        for bound, find in ((Bound.VALID_FROM, self._earlier), (Bound.VALID_UNTIL, self._later)):
            for layer in self.layers.values():
                yield from self._if_it_covers(layer, bound, find)

    def _if_it_covers(
        self, layer: Layer, bound: Bound, find: Callable[[Layer], date | None]
    ) -> Iterator[WriteBound]:
        old = layer.valid_from if bound is Bound.VALID_FROM else layer.valid_until
        day = find(layer)
        if old is None or day is None:
            return
        outermost = self.spans[0].starts_at if bound is Bound.VALID_FROM else self.spans[-1].ends_at
        edge = self.period.since if bound is Bound.VALID_FROM else self.period.until
        change = WriteBound(self.schedule, layer.name, bound, None if outermost == edge else day)
        if self._covers(change):
            yield change

    def _earlier(self, layer: Layer) -> date | None:
        return self._days(replace(layer, valid_from=None))[0]

    def _later(self, layer: Layer) -> date | None:
        last = self._days(replace(layer, valid_until=None))[1]
        return last and last + _DAY

    def _days(self, layer: Layer) -> tuple[date | None, date | None]:
        """The local dates on which the first and the last of the layer's shifts in these hours begin."""
        shifts = list(layer_shifts(layer, self.spans[0].starts_at, self.spans[-1].ends_at))
        days = [local_time(layer.zone, shift.starts_at).date() for shift in shifts]
        return (days[0], days[-1]) if days else (None, None)


def _between(spans: list[Span], period: Period) -> list[Span]:
    """The time of the period that lies in none of these; a day beyond it too, since shifts are whole."""
    edges = [period.since - 2 * _DAY, *(edge for span in spans for edge in span), period.until + 2 * _DAY]
    return joined(zip(edges[::2], edges[1::2], strict=True))


def _nominal(layer: Layer) -> tuple[int, int]:
    hours = layer.shift.hours if isinstance(layer.shift, DailyHours) else _ALL_DAY
    return hours.start, hours.end + MINUTES_PER_DAY if hours.wraps else hours.end


def _needs(setup: Setup, span: Uncovered) -> Iterator[tuple[Way, int]]:
    """By layer and side: the minute to which its shift beside these hours would have to last, or at which to start."""
    schedule = setup.schedules[span.schedule]
    layers = {layer.name: layer for layer in schedule.layers if _is_daily(layer)}
    around = shifts_between(schedule, setup.schedules, span.starts_at - _DAY, span.ends_at + _DAY)
    for shift in (one for one in around if one.layer in layers):
        zone = layers[shift.layer].zone
        day = local_time(zone, shift.starts_at).date()
        if shift.ends_at == span.starts_at:
            yield (shift.layer, "end"), _minutes(zone, day, span.ends_at)
        if shift.starts_at == span.ends_at:
            yield (shift.layer, "start"), _minutes(zone, day, span.starts_at)


def _is_daily(layer: Layer) -> bool:
    return isinstance(layer.shift, DailyHours) and len(layer.shift.days) == 7


def _minutes(zone: str, day: date, at: datetime) -> int:
    """Wall-clock minutes from midnight of `day`."""
    wall = local_time(zone, at)
    return (wall.date() - day).days * MINUTES_PER_DAY + wall.hour * 60 + wall.minute
