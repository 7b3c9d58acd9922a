"""The team's rules as its file states them: who, when, in what order, how soon.

Everything here is a value read once at start-up. Nothing in it changes while
the bot runs; an incident keeps a copy of the policy it was declared under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

MINUTES_PER_DAY = 24 * 60


class Severity(Enum):
    """How bad it is; P1 is the worst."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


USUAL_SEVERITY = Severity.P2
"""What an incident is when nobody says: bad enough to wake somebody."""


class Weekday(Enum):
    """ISO order, so that `Weekday(date.weekday())` works."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


EVERY_DAY = frozenset(Weekday)


@dataclass(frozen=True, slots=True)
class LocalHours:
    """A stretch of the local day in minutes after midnight.

    `start` is 0..1439, `end` is 1..1440. `end <= start` wraps past midnight
    ("21:00-05:00"). 0 and 1440 is the whole day.
    """

    start: int
    end: int

    @property
    def wraps(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class DailyHours:
    """A shift on each of `days`: the days on which it *starts*."""

    hours: LocalHours
    days: frozenset[Weekday] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class WeeklySpan:
    """One shift a week, from a weekday and minute to another, both local."""

    from_day: Weekday
    from_minute: int
    until_day: Weekday
    until_minute: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who takes turns, in order; `starts` is a naive local time of the layer's zone."""

    people: tuple[str, ...]
    every: timedelta
    starts: datetime


@dataclass(frozen=True, slots=True)
class Layer:
    """Shifts in one IANA zone, shared by one rotation."""

    name: str
    zone: str
    shift: DailyHours | WeeklySpan
    rotation: Rotation


@dataclass(frozen=True, slots=True)
class Schedule:
    """Layers in order, or the next person of each layer of another schedule."""

    name: str
    layers: tuple[Layer, ...] = ()
    second_of: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can be paged. `slack` is a user id; `quiet` None means never quiet."""

    name: str
    zone: str
    slack: str | None = None
    hub: str = ""
    quiet: LocalHours | None = LocalHours(2 * 60, 7 * 60)


class TargetKind(Enum):
    """What a policy's level may name."""

    PERSON = "person"
    SCHEDULE = "schedule"
    HUB = "hub"
    TEAM = "team"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a level pages: `schedule:primary` is kind SCHEDULE, name `primary`."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class Level:
    """`after` counts from the start of the round."""

    after: timedelta
    page: tuple[Target, ...]


class QuietFallback(Enum):
    """Who is woken when every candidate is in quiet hours."""

    FIRST_LEVEL = "first_level"
    LAST_LEVEL = "last_level"


@dataclass(frozen=True, slots=True)
class Policy:
    """Levels in order, paged `repeat` more rounds while nobody acknowledges."""

    name: str
    levels: tuple[Level, ...]
    repeat: int = 0
    when_all_quiet: QuietFallback | Target = QuietFallback.FIRST_LEVEL
    wake_for: frozenset[Severity] = frozenset({Severity.P1})


@dataclass(frozen=True, slots=True)
class Team:
    """People who own services. `channel` is a Slack channel name without `#`."""

    name: str
    members: tuple[str, ...]
    channel: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What can break, who owns it, and where to look."""

    name: str
    team: str | None = None
    runbooks: tuple[str, ...] = ()
    dashboards: tuple[str, ...] = ()
    logs: str | None = None
    traces: str | None = None


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """What a severity asks for. `root_cause_within` None: no such rule."""

    channel: bool
    updates_every: timedelta
    root_cause_within: timedelta | None = None


DEFAULT_SEVERITIES: Mapping[Severity, SeverityRule] = MappingProxyType(
    {
        Severity.P1: SeverityRule(True, timedelta(minutes=5), timedelta(minutes=15)),
        Severity.P2: SeverityRule(True, timedelta(minutes=15), timedelta(minutes=15)),
        Severity.P3: SeverityRule(False, timedelta(hours=1)),
        Severity.P4: SeverityRule(False, timedelta(days=1)),
    }
)


@dataclass(frozen=True, slots=True)
class HandoffRule:
    """How long before a shift's end the owner is asked, and how long a receiver may take."""

    prompt_before: timedelta = timedelta(minutes=15)
    accept_within: timedelta = timedelta(minutes=10)


class IntegrationKind(Enum):
    """Which monitoring system's payloads an integration speaks."""

    ALERTMANAGER = "alertmanager"
    PAGERDUTY = "pagerduty"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Integration:
    """One door for one monitoring system.

    `token_sha256` is the hex digest of its token: the token itself is not kept.
    `severities` maps the sender's words, in lower case, to ours.
    """

    name: str
    kind: IntegrationKind
    token_sha256: str
    service_label: str = "service"
    severity_label: str = "severity"
    severities: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Setup:
    """The whole file. Every mapping is keyed by the name people use, in the file's order."""

    people: Mapping[str, Person] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    integrations: Mapping[str, Integration] = field(default_factory=dict)
    severities: Mapping[Severity, SeverityRule] = field(default_factory=lambda: DEFAULT_SEVERITIES)
    handoff: HandoffRule = HandoffRule()
    incidents_channel: str = "incidents"
    catch_all: str | None = None

    def policy_for(self, service: str | None) -> Policy | None:
        """The policy that pages for a service, through the team that owns it."""
        owned = self.services.get(service) if service else None
        team = self.teams.get(owned.team) if owned and owned.team else None
        return self.policies.get(team.policy) if team and team.policy else None

    def person_with_slack(self, user_id: str) -> Person | None:
        """The person in the file with this Slack user id."""
        return next((p for p in self.people.values() if p.slack == user_id), None)

    def hub_people(self, hub: str) -> tuple[str, ...]:
        """Names of everyone who shares this daytime, in the file's order."""
        return tuple(p.name for p in self.people.values() if hub in (p.hub, p.hub or p.zone))
