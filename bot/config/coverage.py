"""When nobody is on call on a schedule: hours that are uncovered week after week are one pattern, told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import takewhile

from bot.domain.oncall.spans import Span
from bot.domain.people import local_time

WEEK = timedelta(days=7)

Slot = tuple[int, time, timedelta]
"""A weekday (0 is Monday), when it begins on a clock there, and how long that clock says that it lasts."""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours of the week, on the wall clock of `zone`, in which nobody is on call. `dates` are the stretches of weeks
    in which that is so: the local starts (naive) of the first span and of the last. `spans` (aware UTC) in order."""

    zone: str
    slots: tuple[Slot, ...]
    dates: tuple[Span, ...]
    spans: tuple[Span, ...]

    @property
    def a_week(self) -> timedelta:
        return sum((lasts for _, _, lasts in self.slots), timedelta())


@dataclass(frozen=True, slots=True)
class Patterns:
    """`single` are those (aware UTC, in order) that do not come back a week later."""

    weekly: tuple[WeeklyHours, ...]
    single: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """One slot, week after week: the local starts (naive) and the spans themselves."""

    slot: Slot
    starts: tuple[datetime, ...]
    spans: tuple[Span, ...]

    def is_beside(self, other: _Run) -> bool:
        """Whether both begin in one week and end in one."""
        return abs(self.starts[0] - other.starts[0]) < WEEK and abs(self.starts[-1] - other.starts[-1]) < WEEK


def by_week(found: Sequence[Span], zones: Iterable[str]) -> Patterns:
    """The spans in as few patterns as can be. Of `zones` the first that makes the fewest is the
    clock: hours that follow Madrid's clock are other hours in UTC after each clock change."""
    return min(
        (_on_clock(found, zone) for zone in zones), key=lambda found: len(found.weekly) + len(found.single)
    )


def _on_clock(found: Sequence[Span], zone: str) -> Patterns:
    groups = _grouped(_runs(found, zone))
    by_slots: dict[frozenset[Slot], list[list[_Run]]] = {}
    for group in (one for one in groups if _recurs(one)):
        by_slots.setdefault(_slots(group), []).append(group)
    single: list[Span] = []
    for group in (one for one in groups if not _recurs(one)):
        pattern = next((slots for slots in by_slots if _slots(group) <= slots), None)
        if pattern:
            by_slots[pattern].append(group)
        else:
            single.extend(span for run in group for span in run.spans)
    weekly = [_weekly(zone, slots, each) for slots, each in by_slots.items()]
    return Patterns(tuple(weekly), tuple(sorted(single)))


def _runs(found: Sequence[Span], zone: str) -> Iterator[_Run]:
    by_slot: dict[Slot, list[list[tuple[datetime, Span]]]] = {}
    for span in found:
        start, end = (local_time(zone, at).replace(tzinfo=None) for at in span)
        runs = by_slot.setdefault((start.weekday(), start.time(), end - start), [])
        if runs and runs[-1][-1][0] + WEEK == start:
            runs[-1].append((start, span))
        else:
            runs.append([(start, span)])
    for slot, of_slot in by_slot.items():
        for run in of_slot:
            yield _Run(slot, tuple(start for start, _ in run), tuple(span for _, span in run))


def _grouped(runs: Iterable[_Run]) -> list[list[_Run]]:
    """Runs of the same weeks together."""
    groups: list[list[_Run]] = []
    for run in sorted(runs, key=lambda one: one.starts[0]):
        near = takewhile(lambda group: run.starts[0] - group[0].starts[0] < WEEK, reversed(groups))  # noqa: B023
        group = next((one for one in near if one[0].is_beside(run)), None)
        if group is None:
            groups.append([run])
        else:
            group.append(run)
    return groups


def _recurs(group: list[_Run]) -> bool:
    return any(len(run.spans) > 1 for run in group)


def _slots(group: list[_Run]) -> frozenset[Slot]:
    return frozenset(run.slot for run in group)


def _weekly(zone: str, slots: frozenset[Slot], groups: list[list[_Run]]) -> WeeklyHours:
    dates = [(min(run.starts[0] for run in each), max(run.starts[-1] for run in each)) for each in groups]
    spans = sorted(span for each in groups for run in each for span in run.spans)
    return WeeklyHours(zone, tuple(sorted(slots)), tuple(sorted(dates)), tuple(spans))
