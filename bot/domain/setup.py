"""The team's rules as its file states them: who, when, in what order, how soon.

Everything here is a value. The file is read once at start-up; what people change
while the bot runs (who covers whom, who is away, how somebody is reached) is laid
over it by `roster.with_roster`. An incident keeps a copy of the policy it was declared
under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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
    """Shifts in one IANA zone, shared by one rotation.

    Only shifts that start in [`valid_from`, `valid_until`) are its own: both naive local
    times of its zone, None without a bound. So a change applies from a date, and the past stays as it was.
    """

    name: str
    zone: str
    shift: DailyHours | WeeklySpan
    rotation: Rotation
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """From `starts_at` up to `ends_at` (aware UTC) `person` has the pager of a schedule in place of `instead_of`.

    `instead_of` None: in place of whoever has it, and of nobody in a gap. Of several over one instant the last
    that was agreed wins, and is the last in their order.
    """

    id: str
    schedule: str
    person: str
    starts_at: datetime
    ends_at: datetime
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Layers in order, or the next person of each layer of another schedule.

    `usergroup` is the Slack user group (an id) that holds whoever is on call. `overrides` are in the order in which
    they were agreed. `shift_notes`: whoever comes on call is told so.
    """

    name: str
    layers: tuple[Layer, ...] = ()
    second_of: str | None = None
    usergroup: str | None = None
    overrides: tuple[Override, ...] = ()
    shift_notes: bool = True


class Method(Enum):
    """A way to reach somebody."""

    SLACK = "slack"
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class NotificationStep:
    """Use `method` this long after the page, when it was not answered by then: `sms 1m`."""

    method: Method
    after: timedelta


USUAL_STEPS = (
    NotificationStep(Method.SLACK, timedelta()),
    NotificationStep(Method.PUSH, timedelta()),
    NotificationStep(Method.SMS, timedelta(minutes=1)),
    NotificationStep(Method.VOICE, timedelta(minutes=2)),
    NotificationStep(Method.EMAIL, timedelta(minutes=2)),
)
"""How somebody is paged who did not say: as far as they can be reached so."""


@dataclass(frozen=True, slots=True)
class Away:
    """Time off, from `starts_at` up to `ends_at` (aware UTC): no page goes to them that another can take."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can be paged. `slack` is a user id; `quiet` None means never quiet.

    `days_off`, `holidays` (local date -> its name) and `away` are quiet from end to end. `notify` is how they are
    paged, of which only `methods` have an address that works (Slack aside: that is `slack`).
    """

    name: str
    zone: str
    slack: str | None = None
    hub: str = ""
    quiet: LocalHours | None = LocalHours(2 * 60, 7 * 60)
    days_off: frozenset[Weekday] = frozenset()
    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    away: tuple[Away, ...] = ()
    notify: tuple[NotificationStep, ...] = USUAL_STEPS
    methods: frozenset[Method] = frozenset()

    def reached_by(self, method: Method) -> bool:
        """Whether they have an address of that kind."""
        return self.slack is not None if method is Method.SLACK else method in self.methods


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
    """`after` counts from the start of the round. `notify`, when given, goes before each person's own steps."""

    after: timedelta
    page: tuple[Target, ...]
    notify: tuple[NotificationStep, ...] | None = None


class QuietFallback(Enum):
    """Who is woken when every candidate is in quiet hours."""

    FIRST_LEVEL = "first_level"
    LAST_LEVEL = "last_level"


@dataclass(frozen=True, slots=True)
class Branch:
    """Where all that is given holds, `policy` is followed instead.

    `severities` and `services` empty: any. `hours` are local to `zone` on `days` (None: at any time); the day is
    the one on which a stretch that wraps midnight begins.
    """

    policy: str
    severities: frozenset[Severity] = frozenset()
    services: frozenset[str] = frozenset()
    hours: LocalHours | None = None
    days: frozenset[Weekday] = EVERY_DAY
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Policy:
    """Levels in order, paged `repeat` more rounds while nobody acknowledges.

    The first of `branches` that holds leads to another policy; that one's own branches are not asked. `ask_again` is
    how long an owner may be silent while it still fires, None: for ever.
    """

    name: str
    levels: tuple[Level, ...]
    repeat: int = 0
    when_all_quiet: QuietFallback | Target = QuietFallback.FIRST_LEVEL
    wake_for: frozenset[Severity] = frozenset({Severity.P1})
    branches: tuple[Branch, ...] = ()
    ask_again: timedelta | None = None


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
class Reachability:
    """What shows in time that somebody can't be reached: a monthly test, and a report at this local minute of each
    day (None: none)."""

    canary: bool = False
    evening_report: int | None = None


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
    reachability: Reachability = Reachability()

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
