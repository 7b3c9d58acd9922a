"""The checked model -> the domain's values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.config.model import (
    File,
    HandoffEntry,
    IntegrationEntry,
    LayerEntry,
    PersonEntry,
    PolicyEntry,
    ScheduleEntry,
    SeverityEntry,
)
from bot.domain.setup import (
    DEFAULT_SEVERITIES,
    EVERY_DAY,
    DailyHours,
    HandoffRule,
    Integration,
    Layer,
    Level,
    Method,
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


def build_setup(file: File, reached: Reached = lambda _person: frozenset()) -> Setup:
    """The whole file as a Setup. `check_references` must have found nothing in it."""
    return Setup(
        people={name: _person(name, entry, reached(name)) for name, entry in file.people.items()},
        schedules={name: _schedule(name, entry) for name, entry in file.schedules.items()},
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
        catch_all=file.catch_all or next(iter(file.services), None),
    )


def _person(name: str, entry: PersonEntry, methods: frozenset[Method]) -> Person:
    person = Person(name, entry.zone, entry.slack, entry.hub or entry.zone, methods=methods)
    return replace(person, quiet=entry.quiet) if "quiet" in entry.model_fields_set else person


def _schedule(name: str, entry: ScheduleEntry) -> Schedule:
    layers = tuple(map(_layer, entry.layers or ()))
    return Schedule(name, layers, entry.second_of, shift_notes=entry.shift_notes != "off")


def _layer(entry: LayerEntry) -> Layer:
    turns = entry.rotation
    rotation = Rotation(tuple(turns.people), turns.every, turns.starts)
    return Layer(entry.name, entry.zone, _shift(entry), rotation)


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
        tuple(Level(level.after, tuple(level.page)) for level in entry.levels),
        entry.repeat,
        entry.when_all_quiet or QuietFallback.FIRST_LEVEL,
        frozenset(entry.wake_for),
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
