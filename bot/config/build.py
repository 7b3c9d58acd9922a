"""The checked model -> the domain's values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.config.days_off import holidays_of, instant
from bot.config.model import (
    BranchEntry,
    File,
    HandoffEntry,
    IntegrationEntry,
    LayerEntry,
    OverrideEntry,
    PersonEntry,
    PolicyEntry,
    ScheduleEntry,
    SeverityEntry,
)
from bot.config.reachability import reachability
from bot.domain.setup import (
    DEFAULT_SEVERITIES,
    EVERY_DAY,
    USUAL_STEPS,
    Away,
    Branch,
    DailyHours,
    HandoffRule,
    Integration,
    Layer,
    Level,
    Method,
    Override,
    Person,
    Policy,
    QuietFallback,
    Rotation,
    Schedule,
    Service,
    Setup,
    Severity,
    SeverityRule,
    Team,
    WeeklySpan,
)

Reached = Callable[[str], frozenset[Method]]
"""By which methods, Slack aside, somebody is reached."""


def build_setup(file: File, today: date, reached: Reached = lambda _person: frozenset()) -> Setup:
    """The whole file as a Setup. `check_references` must have found nothing in it.

    Holidays are reckoned for the years around `today`.
    """
    return Setup(
        people={name: _person(name, entry, today, reached(name)) for name, entry in file.people.items()},
        schedules={name: _schedule(name, entry, file) for name, entry in file.schedules.items()},
        policies={name: _policy(name, entry) for name, entry in file.policies.items()},
        teams={
            name: Team(name, tuple(entry.members), entry.channel, entry.policy)
            for name, entry in file.teams.items()
        },
        services={
            name: Service(
                name, entry.team, tuple(entry.runbooks), tuple(entry.dashboards), entry.logs, entry.traces
            )
            for name, entry in file.services.items()
        },
        integrations={name: _integration(name, entry) for name, entry in file.integrations.items()},
        severities={severity: _severity(severity, file.severities.get(severity)) for severity in Severity},
        handoff=_handoff(file.handoff),
        incidents_channel=file.incidents_channel,
        reachability=reachability(
            file.reachability.canary,
            file.reachability.evening_report,
            file.reachability.model_fields_set,
            beyond_slack=bool(file.paging.providers),
        ),
        catch_all=file.catch_all or next(iter(file.services), None),
    )


def _person(name: str, entry: PersonEntry, today: date, methods: frozenset[Method]) -> Person:
    person = Person(
        name,
        entry.zone,
        entry.slack,
        entry.hub or entry.zone,
        days_off=frozenset(entry.days_off),
        holidays=holidays_of(entry.holidays, today),
        away=tuple(
            Away(instant(entry.zone, one.from_), instant(entry.zone, one.until), one.reason.strip())
            for one in entry.away
        ),
        notify=USUAL_STEPS if entry.notify is None else tuple(entry.notify),
        methods=methods,
    )
    return replace(person, quiet=entry.quiet) if "quiet" in entry.model_fields_set else person


def _schedule(name: str, entry: ScheduleEntry, file: File) -> Schedule:
    return Schedule(
        name,
        tuple(map(_layer, entry.layers or ())),
        entry.second_of,
        entry.usergroup,
        tuple(_override(name, place, one, file) for place, one in enumerate(entry.overrides)),
        shift_notes=entry.shift_notes != "off",
    )


def _override(schedule: str, place: int, entry: OverrideEntry, file: File) -> Override:
    zone = entry.zone or file.people[entry.person].zone
    starts_at, ends_at = instant(zone, entry.from_), instant(zone, entry.until)
    return Override(f"file-{schedule}-{place}", schedule, entry.person, starts_at, ends_at, entry.instead_of)


def _layer(entry: LayerEntry) -> Layer:
    turns = entry.rotation
    rotation = Rotation(tuple(turns.people), turns.every, turns.starts)
    return Layer(entry.name, entry.zone, _shift(entry), rotation, entry.valid_from, entry.valid_until)


def _shift(entry: LayerEntry) -> DailyHours | WeeklySpan:
    match entry:
        case LayerEntry(hours=hours) if hours is not None:
            return DailyHours(hours, EVERY_DAY if entry.days is None else frozenset(entry.days))
        case LayerEntry(from_=start, until=end) if start is not None and end is not None:
            return WeeklySpan(start.day, start.minute, end.day, end.minute)
    raise AssertionError(f"layer {entry.name} has no shift: check_references reports that")


def _policy(name: str, entry: PolicyEntry) -> Policy:
    return Policy(
        name,
        tuple(
            Level(level.after, tuple(level.page), None if level.notify is None else tuple(level.notify))
            for level in entry.levels
        ),
        entry.repeat,
        entry.when_all_quiet or QuietFallback.FIRST_LEVEL,
        frozenset(entry.wake_for),
        tuple(map(_branch, entry.branches)),
        entry.ask_again,
    )


def _branch(entry: BranchEntry) -> Branch:
    return Branch(
        entry.policy,
        frozenset(entry.severities),
        frozenset(entry.services),
        entry.hours,
        EVERY_DAY if entry.days is None else frozenset(entry.days),
        entry.zone or "UTC",
    )


def _severity(severity: Severity, entry: SeverityEntry | None) -> SeverityRule:
    rule = DEFAULT_SEVERITIES[severity]
    if entry is None:
        return rule
    return replace(rule, **{key: getattr(entry, key) for key in entry.model_fields_set})


def _handoff(entry: HandoffEntry) -> HandoffRule:
    return replace(HandoffRule(), **{key: getattr(entry, key) for key in entry.model_fields_set})


def _integration(name: str, entry: IntegrationEntry) -> Integration:
    made = Integration(name, entry.kind, entry.token.sha256)
    return replace(
        made,
        service_label=entry.service_label or made.service_label,
        severity_label=entry.severity_label or made.severity_label,
        severities={word.lower(): severity for word, severity in entry.severities.items()},
    )
