"""The proof, from the team's rules to its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.branching import policies_between
from bot.domain.events import HeldBecause
from bot.domain.people import hub_of
from bot.domain.proof.loads import Load, MostCarried, loads, most_carried
from bot.domain.proof.nights import (
    ClockChange,
    Handover,
    Uncovered,
    changes_of_clocks,
    handovers,
    uncovered_hours,
)
from bot.domain.proof.steps import Search
from bot.domain.proof.sweep import Longest, Period, Reason, Swept, Wait, sweep
from bot.domain.proof.world import Line
from bot.domain.setup import Policy, Setup, Severity

Alert = tuple[str, Severity]
"""A service, and how bad it is."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An alert for this service and severity that arrives then pages nobody in its first round."""

    service: str
    severity: Severity
    starts_at: datetime
    ends_at: datetime
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """What changes when `missing` (`person:NAME` or `hub:NAME`) does not answer: the longest time until somebody
    else is paged (`worst.lasts` None: never), first for an alert at `worst.at`."""

    missing: str
    service: str
    severity: Severity
    worst: Wait


@dataclass(frozen=True, slots=True)
class Waits:
    """For one service and severity: the longest time until somebody is paged, and until somebody awake is; `in_gaps` of
    alerts that arrive in a gap, `outside` of the others.

    `only_sleepers` counts the minutes at which the policy pages people and finds nobody awake: they are in
    `outside.first` and not in `outside.awake`.
    """

    service: str
    severity: Severity
    outside: Longest
    in_gaps: Longest
    only_sleepers: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Who is paged when over a period, and what would go wrong."""

    period: Period
    gaps: tuple[Gap, ...]
    failures: tuple[Failure, ...]
    waits: tuple[Waits, ...]
    loads: tuple[Load, ...]
    most: MostCarried | None
    uncovered: tuple[Uncovered, ...]
    handovers: tuple[Handover, ...]
    clock_changes: tuple[ClockChange, ...]


Alike = tuple[tuple[datetime, str, bool, bool], ...]
"""From when on which policy, by name, whether the severity wakes people there, and whether it has a channel of its own:
all that the searches for an alert depend on besides the time."""


def searches(setup: Setup, period: Period) -> dict[Alike, Line[Search]]:
    """For each alert that differs from the others: the search that it sets off, over time, as branches with hours or
    days say. What the proof costs is their number."""
    found: dict[Alike, Line[Search]] = {}
    for alert in alerts(setup):
        line = _searches(setup, alert, period)
        if line.values:
            found.setdefault(_alike(setup, line), line)
    return found


def gaps_of(setup: Setup, period: Period, wanted: Sequence[Alert]) -> Iterator[Gap]:
    """Those of these alerts alone."""
    for alert, one in _swept_anew(setup, period, wanted).items():
        yield from _gaps(alert, one, period)


def failures_of(setup: Setup, period: Period, wanted: Sequence[Alert]) -> Iterator[Failure]:
    """Those of these alerts alone."""
    return _failures(setup, _swept_anew(setup, period, wanted))


def policies_of(setup: Setup, period: Period, wanted: Sequence[Alert]) -> tuple[Policy, ...]:
    """Every policy that pages for one of these alerts at some time."""
    lines = (_searches(setup, alert, period) for alert in wanted)
    return tuple({search.policy.name: search.policy for line in lines for search in line.values}.values())


def _swept_anew(setup: Setup, period: Period, wanted: Sequence[Alert]) -> dict[Alert, Swept | None]:
    lines = {alert: _searches(setup, alert, period) for alert in wanted}
    alike = {_alike(setup, line): line for line in lines.values() if line.values}
    swept = {key: sweep(setup, line, period) for key, line in alike.items()}
    return {alert: swept.get(_alike(setup, line)) for alert, line in lines.items()}


def alerts(setup: Setup) -> tuple[tuple[str, Severity], ...]:
    """Every service with every severity, in the order of the report."""
    return tuple((service, severity) for service in setup.services for severity in Severity)


def prove(setup: Setup, period: Period, swept: Mapping[Alike, Swept]) -> Proof:
    """The report, once all of `searches` is swept."""
    found = {alert: _swept_already(setup, swept, alert, period) for alert in alerts(setup)}
    carried = loads(setup, period, list(swept.values()))
    return Proof(
        period=period,
        gaps=tuple(gap for alert, one in found.items() for gap in _gaps(alert, one, period)),
        failures=tuple(_failures(setup, found)),
        waits=tuple(
            Waits(*alert, one.waits, one.waits_in_gaps, one.only_sleepers)
            for alert, one in found.items()
            if one
        ),
        loads=carried,
        most=most_carried(setup, carried),
        uncovered=uncovered_hours(setup, period),
        handovers=handovers(setup, period),
        clock_changes=changes_of_clocks(setup, period),
    )


def _swept_already(
    setup: Setup, swept: Mapping[Alike, Swept], alert: tuple[str, Severity], period: Period
) -> Swept | None:
    """None: no policy pages for the service."""
    line = _searches(setup, alert, period)
    return swept[_alike(setup, line)] if line.values else None


def _searches(setup: Setup, alert: tuple[str, Severity], period: Period) -> Line[Search]:
    """Empty when no policy pages for the service."""
    service, severity = alert
    policies = policies_between(setup, service, severity, period.since, period.until)
    return Line((at, Search(policy, severity)) for at, policy in policies if policy)


def _alike(setup: Setup, line: Line[Search]) -> Alike:
    return tuple(
        (at, one.policy.name, one.severity in one.policy.wake_for, setup.severities[one.severity].channel)
        for at, one in zip(line.starts, line.values, strict=True)
    )


def _gaps(alert: tuple[str, Severity], one: Swept | None, period: Period) -> Iterator[Gap]:
    if one is None:
        why = Reason(f"service:{alert[0]}", HeldBecause.NO_POLICY)
        yield Gap(*alert, period.since, period.until, (why,))
        return
    for gap in one.gaps:
        yield Gap(*alert, gap.starts_at, gap.ends_at, gap.why)


def _failures(setup: Setup, found: Mapping[tuple[str, Severity], Swept | None]) -> Iterator[Failure]:
    people = [f"person:{name}" for name in setup.people]
    hubs = [f"hub:{hub}" for hub in dict.fromkeys(map(hub_of, setup.people.values()))]
    for missing in (*people, *hubs):
        for alert, one in found.items():
            if one and missing in one.failures:
                yield Failure(missing, *alert, one.failures[missing])
