"""What the decisions of one policy can depend on, as a timeline: who is on call, and who of them sleeps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

from bot.domain.escalation.candidates import resolve
from bot.domain.oncall.quiet import QuietBecause, reasons_between
from bot.domain.oncall.schedule import names, stretches
from bot.domain.setup import Policy, Setup, Target, TargetKind

Value = TypeVar("Value")

State = tuple[tuple[tuple[str, ...], ...], frozenset[tuple[str, QuietBecause]]]
"""Who is on call on each of the policy's schedules, and who of all whom it names at this moment is quiet, and why."""


class Line(Generic[Value]):
    """A value over time: each holds from its start up to the next one's; equal neighbours are one."""

    def __init__(self, pieces: Iterable[tuple[datetime, Value]]) -> None:
        self.starts: list[datetime] = []
        self.values: list[Value] = []
        for start, value in pieces:
            if not self.values or self.values[-1] != value:
                self.starts.append(start)
                self.values.append(value)

    def place(self, at: datetime) -> int:
        """The index of the value at `at`, which is not before the first start."""
        return bisect_right(self.starts, at) - 1

    def at(self, at: datetime) -> Value:
        return self.values[self.place(at)]


def world(setup: Setup, policy: Policy, since: datetime, until: datetime) -> Line[State]:
    """Every state of [since, until)."""
    targets = _targets(policy)
    schedules = [t.name for t in targets if t.kind is TargetKind.SCHEDULE and t.name in setup.schedules]
    shifts = [Line(_on_call(setup, name, since, until)) for name in dict.fromkeys(schedules)]
    always = frozenset(c.person for t in targets if _is_fixed(t) for c in resolve(setup, t, since))
    everybody = always.union(*(who for line in shifts for who in line.values))
    sleep = {name: Line(reasons_between(setup.people[name], since, until)) for name in everybody}
    edges = {since}.union(*(line.starts for line in shifts), *(line.starts for line in sleep.values()))
    return Line((at, _state(at, shifts, always, sleep)) for at in sorted(edges))


def people_in(states: Line[State], setup: Setup, policy: Policy) -> frozenset[str]:
    """Everyone whom the policy names at some time of these states, whether or not they can be reached."""
    fixed = (c.person for t in _targets(policy) if _is_fixed(t) for c in resolve(setup, t, states.starts[0]))
    return frozenset(fixed).union(*(who for on_call, _ in states.values for who in on_call))


def _state(
    at: datetime,
    shifts: list[Line[tuple[str, ...]]],
    always: frozenset[str],
    sleep: dict[str, Line[QuietBecause | None]],
) -> State:
    on_call = tuple(line.at(at) for line in shifts)
    named = always.union(*on_call)
    reasons = ((name, sleep[name].at(at)) for name in named)
    return on_call, frozenset((name, why) for name, why in reasons if why)


def _targets(policy: Policy) -> list[Target]:
    fallback = policy.when_all_quiet
    levels = [target for level in policy.levels for target in level.page]
    return [*levels, fallback] if isinstance(fallback, Target) else levels


def _is_fixed(target: Target) -> bool:
    """It names the same people at all times."""
    return target.kind not in (TargetKind.SCHEDULE, TargetKind.CHANNEL)


def _on_call(
    setup: Setup, name: str, since: datetime, until: datetime
) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    for stretch in stretches(setup.schedules[name], setup.schedules, since, until):
        yield stretch.starts_at, names(stretch.on_call)
