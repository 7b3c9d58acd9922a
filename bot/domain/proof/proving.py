"""The proof, from the team's rules to its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.branching import policy_at
from bot.domain.events import HeldBecause
from bot.domain.people import hub_of
from bot.domain.proof.loads import Load, loads, max_over_median
from bot.domain.proof.nights import ClockChange, Handover, Hole, changes_of_clocks, handovers, holes
from bot.domain.proof.steps import Search
from bot.domain.proof.sweep import Period, Reason, Swept, Wait
from bot.domain.setup import Policy, Setup, Severity


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
    """For one service and severity: the longest time until somebody is paged, and until somebody awake is.

    Each None when that never happens. `only_sleepers` counts the minutes at which the policy finds nobody awake.
    """

    service: str
    severity: Severity
    first: Wait | None
    awake: Wait | None
    only_sleepers: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Who is paged when over a period, and what would go wrong."""

    period: Period
    gaps: tuple[Gap, ...]
    failures: tuple[Failure, ...]
    waits: tuple[Waits, ...]
    loads: tuple[Load, ...]
    max_over_median: float | None
    holes: tuple[Hole, ...]
    handovers: tuple[Handover, ...]
    clock_changes: tuple[ClockChange, ...]


Alike = tuple[str, bool, bool]
"""A policy's name, whether the severity wakes people, and whether it has a channel of its own: all that the search
depends on besides the time."""


def searches(setup: Setup) -> dict[Alike, Search]:
    """Each search that differs from the others; what it costs is their number."""
    found: dict[Alike, Search] = {}
    for service, severity in alerts(setup):
        policy = policy_at(setup, service, severity, None)
        if policy:
            found.setdefault(_alike(setup, policy, severity), Search(policy, severity))
    return found


def alerts(setup: Setup) -> tuple[tuple[str, Severity], ...]:
    """Every service with every severity, in the order of the report."""
    return tuple((service, severity) for service in setup.services for severity in Severity)


def prove(setup: Setup, period: Period, swept: Mapping[Alike, Swept]) -> Proof:
    """The report, once every search of `searches` is swept."""
    found = {alert: _swept(setup, swept, *alert) for alert in alerts(setup)}
    carried = loads(setup, period, list(swept.values()))
    return Proof(
        period=period,
        gaps=tuple(gap for alert, one in found.items() for gap in _gaps(alert, one, period)),
        failures=tuple(_failures(setup, found)),
        waits=tuple(
            Waits(*alert, one.first, one.awake, one.only_sleepers) for alert, one in found.items() if one
        ),
        loads=carried,
        max_over_median=max_over_median(setup, carried),
        holes=holes(setup, period),
        handovers=handovers(setup, period),
        clock_changes=changes_of_clocks(setup, period),
    )


def _alike(setup: Setup, policy: Policy, severity: Severity) -> Alike:
    return policy.name, severity in policy.wake_for, setup.severities[severity].channel


def _swept(setup: Setup, swept: Mapping[Alike, Swept], service: str, severity: Severity) -> Swept | None:
    """None: no policy pages for the service."""
    policy = policy_at(setup, service, severity, None)
    return swept[_alike(setup, policy, severity)] if policy else None


def _gaps(alert: tuple[str, Severity], one: Swept | None, period: Period) -> Iterator[Gap]:
    if one is None:
        why = Reason(f"service:{alert[0]}", HeldBecause.NO_POLICY)
        yield Gap(*alert, period.since, period.until, (why,))
        return
    for gap in one.unheard:
        yield Gap(*alert, gap.starts_at, gap.ends_at, gap.why)


def _failures(setup: Setup, found: Mapping[tuple[str, Severity], Swept | None]) -> Iterator[Failure]:
    people = [f"person:{name}" for name in setup.people]
    hubs = [f"hub:{hub}" for hub in dict.fromkeys(map(hub_of, setup.people.values()))]
    for missing in (*people, *hubs):
        for alert, one in found.items():
            if one and missing in one.failures:
                yield Failure(missing, *alert, one.failures[missing])
