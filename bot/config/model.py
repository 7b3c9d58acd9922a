"""The shape of `meridian.yml`: one strict model, from which the editors' schema comes too."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from bot.config.notation import (
    DOOR,
    NAME,
    PERSON,
    SERVICE,
    SEVERITY,
    Channel,
    Day,
    DoorKey,
    DoorName,
    Duration,
    DurationOrOff,
    Fallback,
    GroupId,
    Holidays,
    Hours,
    Kind,
    Name,
    NameKey,
    NotifyStep,
    PageTarget,
    PersonKey,
    PersonName,
    Quiet,
    Rounds,
    ServiceKey,
    ServiceName,
    SeverityName,
    SlackId,
    SomeDuration,
    Start,
    TimeInWeek,
    Token,
    Url,
    Zone,
)
from bot.config.paging_words import (
    BaseUrl,
    Count,
    Encryption,
    Host,
    KindOfProvider,
    Mail,
    Number,
    PagingMethod,
    Port,
    Push,
    Secret,
    SendsAs,
)
from bot.config.reachability import CanaryWord, TimeOrOff
from bot.config.yaml_lines import Nothing
from bot.domain.setup import Severity


def _empty_for_nothing(value: object) -> object:
    """`people:` with nothing under it yet is a section without people, not a mistake."""
    return {} if value is Nothing.NOTHING else value


def _section(names: str, description: str) -> Any:
    """A mapping from names, which people choose within a pattern, to entries."""
    extra: dict[str, JsonValue] = {"propertyNames": {"pattern": f"^({names})$"}}
    return Field(default={}, description=description, json_schema_extra=extra)


class Entry(BaseModel):
    """A mapping whose keys are all known. A key that is absent is None or its default.

    Where `off` is a value it is None as well: `model_fields_set` tells them apart.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: object) -> object:
        return _empty_for_nothing(value)


class AwayEntry(Entry):
    """Time off: they are paged only if nobody else can take the page."""

    from_: Start = Field(alias="from", description="Start, in the person's zone; a date alone means 00:00")
    until: Start = Field(description="End, not included; a date alone means that they are back on that day")
    reason: str = Field(
        default="", max_length=200, description="Shown on the timeline when they are not paged because of it"
    )


class PersonEntry(Entry):
    """Someone who can be paged."""

    slack: SlackId | None = Field(default=None, description="Slack user ID, such as U024BE7LH")
    zone: Zone = Field(description="IANA time zone where this person lives")
    hub: Name | None = Field(
        default=None, description="People awake at the same hours; default: the zone", examples=["madrid"]
    )
    quiet: Quiet = Field(
        default=None,
        description='Local quiet hours: "HH:MM-HH:MM" (the same time twice means all day), or off; default: 02:00-07:00',
    )
    days_off: list[Day] = Field(default=[], description="Weekdays that are quiet all day, local time")
    holidays: Holidays = Field(
        default=(), description="Quiet days: a country (EC), a region (ES-MD), dates, or a list of these"
    )
    away: list[AwayEntry] = Field(default=[], description="Time off")
    notify: list[NotifyStep] | None = Field(
        default=None,
        min_length=1,
        description="How they are paged, and after how long: slack, push, sms, voice, email",
    )
    phone: Number | None = Field(default=None, description="Number for SMS and calls, with country code")
    email: Mail | None = Field(default=None, description="Email address for pages")
    push: Push | None = Field(default=None, description="Apprise URL for pushes, such as ntfys://topic")


class RotationEntry(Entry):
    """The people who take turns."""

    people: list[PersonName] = Field(min_length=1, description="Names from `people`, in order of turns")
    every: SomeDuration = Field(description="Length of one turn: 1w, 1d, 12h", examples=["1w"])
    starts: Start = Field(
        description="Start of a turn of the first person, in the layer's zone; turns are also counted backwards from it"
    )


class LayerEntry(Entry):
    """Shifts in one time zone: either `hours` (with `days`), or one weekly shift `from` … `until`."""

    name: Name = Field(description="The layer's name in messages", examples=["madrid"])
    zone: Zone = Field(description="IANA time zone of the shifts")
    hours: Hours | None = Field(
        default=None,
        description='Local hours of each shift; may cross midnight: "21:00-05:00"; "09:00-09:00" lasts 24 hours',
    )
    days: list[Day] | None = Field(
        default=None, min_length=1, description="Days on which a shift starts; default: every day"
    )
    from_: TimeInWeek | None = Field(default=None, alias="from", description="Start of the weekly shift")
    until: TimeInWeek | None = Field(
        default=None, description="End of the weekly shift", examples=["mon 00:00"]
    )
    valid_from: Start | None = Field(
        default=None, description="Only shifts that start at this time or later, in the layer's zone"
    )
    valid_until: Start | None = Field(
        default=None, description="Only shifts that start before this time, in the layer's zone"
    )
    rotation: RotationEntry = Field(description="Who takes the shifts")


class OverrideEntry(Entry):
    """One person is on call in place of another, or of everyone."""

    person: PersonName = Field(description="Who is on call instead")
    instead_of: PersonName | None = Field(
        default=None, description="Whom they replace; if absent, whoever is on call, and gaps are filled"
    )
    from_: Start = Field(alias="from", description="Start, local time; a date alone means 00:00")
    until: Start = Field(description="End, not included, local time; a date alone means 00:00")
    zone: Zone | None = Field(default=None, description="Zone of both times; default: the zone of `person`")


class ScheduleEntry(Entry):
    """Either `layers` of shifts, or `second_of` another schedule."""

    layers: list[LayerEntry] | None = Field(
        default=None, min_length=1, description="Shifts; where they overlap, everyone is on call"
    )
    second_of: Name | None = Field(
        default=None, description="Backs up that schedule: the next person in each layer's rotation"
    )
    shift_notes: Literal["on", "off"] | None = Field(
        default=None, description="Whether people are told in Slack when they come on call; default: on"
    )
    usergroup: GroupId | None = Field(
        default=None, description="ID of the Slack user group that is kept equal to who is on call"
    )
    overrides: list[OverrideEntry] = Field(
        default=[], description="Overrides; where they overlap, the last one wins"
    )


class LevelEntry(Entry):
    """Whom to page, and when."""

    after: Duration = Field(description="Delay from the start of the round")
    page: list[PageTarget] = Field(
        min_length=1, description="schedule:NAME, person:NAME, hub:NAME, team:NAME or channel:NAME"
    )
    notify: list[NotifyStep] | None = Field(
        default=None, min_length=1, description="Used instead of each person's own `notify`"
    )


class BranchEntry(Entry):
    """A condition, and the policy to follow if all of it is met."""

    severities: list[SeverityName] = Field(default=[], description="Any of these; default: all")
    services: list[ServiceName] = Field(default=[], description="Any of these; default: all")
    hours: Hours | None = Field(default=None, description='Local hours; may cross midnight: "18:00-08:00"')
    days: list[Day] | None = Field(
        default=None, min_length=1, description="Local days on which the hours begin; default: every day"
    )
    zone: Zone | None = Field(default=None, description="IANA time zone of the hours and days; default: UTC")
    policy: Name = Field(
        description="The policy to follow instead; its own branches are ignored", examples=["daytime"]
    )


class PolicyEntry(Entry):
    """Escalation policy: levels, and what to do when everybody is asleep."""

    levels: list[LevelEntry] = Field(min_length=1, description="Paged in this order until acknowledged")
    repeat: Rounds = Field(default=0, description="Number of rounds after the first")
    when_all_quiet: Fallback | None = Field(
        default=None, description="Who is woken when every candidate is quiet; default: first_level"
    )
    wake_for: list[SeverityName] = Field(
        default=[Severity.P1], description="Severities that ignore quiet hours; default: [P1]"
    )
    branches: list[BranchEntry] = Field(
        default=[], description="Conditions for following another policy; the first that is met applies"
    )
    ask_again: DurationOrOff = Field(
        default=None, description="While alerts fire: how long an owner may be silent, or off; default: off"
    )


class TeamEntry(Entry):
    """A team that owns services."""

    members: list[PersonName] = Field(default=[], description="Names from `people`")
    channel: Channel | None = Field(default=None, description="The team's Slack channel")
    policy: Name | None = Field(
        default=None, description="Escalation policy for the team's services", examples=["standard"]
    )


class ServiceEntry(Entry):
    """A service: who owns it, and where to look when it breaks."""

    team: Name | None = Field(default=None, description="The team that owns it", examples=["payments"])
    runbooks: list[Url] = Field(default=[], description="URLs of its runbooks")
    dashboards: list[Url] = Field(default=[], description="URLs of its dashboards")
    logs: Url | None = Field(default=None, description="URL of its logs")
    traces: Url | None = Field(default=None, description="URL of its traces")


class SeverityEntry(Entry):
    """What a severity requires. A key that you leave out keeps its default."""

    channel: bool | None = Field(default=None, description="Whether an incident gets its own channel")
    updates_every: SomeDuration | None = Field(default=None, description="How often an update is due")
    root_cause_within: DurationOrOff = Field(
        default=None, description="Time from acknowledgement to a known root cause, or off"
    )


class HandoffEntry(Entry):
    """Timing of handoffs."""

    prompt_before: Duration | None = Field(
        default=None,
        description="How long before the end of a shift the owner is asked to hand off; default: 15m",
    )
    accept_within: SomeDuration | None = Field(default=None, description="Time to accept; default: 10m")


class IntegrationEntry(Entry):
    """An endpoint for one monitoring system, at /hooks/NAME."""

    kind: Kind = Field(description="Format of the alerts it sends")
    token: Token = Field(description='Token that the sender must present, from the environment: "${NAME}"')
    service_label: Name | None = Field(
        default=None, description="Label that names the service; default: service", examples=["service"]
    )
    severity_label: Name | None = Field(
        default=None, description="Label that gives the severity; default: severity", examples=["severity"]
    )
    severities: Annotated[dict[str, SeverityName], BeforeValidator(_empty_for_nothing)] = Field(
        default={}, description="Maps the sender's severities to P1 to P4"
    )


class ProviderEntry(Entry):
    """A provider that delivers pages. For each method, the first provider that works is used."""

    name: DoorName = Field(description="The provider's name in messages and URLs")
    kind: KindOfProvider = Field(description="Type of provider")
    methods: list[PagingMethod] | None = Field(
        default=None,
        min_length=1,
        description="Methods to use it for; default: the methods that its kind supports",
    )
    account: Secret | None = Field(
        default=None, description="twilio: the account SID", examples=["${TWILIO_ACCOUNT_SID}"]
    )
    token: Secret | None = Field(default=None, description="twilio: the auth token, from the environment")
    from_: SendsAs | None = Field(
        default=None, alias="from", description="twilio: your number; smtp: the sender's address"
    )
    url: BaseUrl | None = Field(
        default=None,
        description="twilio: another base URL; apprise: the URL of the service, with {to} for the number",
    )
    host: Host | None = Field(default=None, description="smtp: the mail server")
    port: Port | None = Field(default=None, description="smtp: the port; default: 587")
    username: Secret | None = Field(
        default=None, description="smtp: the user name", examples=["${SMTP_USERNAME}"]
    )
    password: Secret | None = Field(
        default=None, description="smtp: the password, from the environment", examples=["${SMTP_PASSWORD}"]
    )
    tls: Encryption | None = Field(default=None, description="smtp: encryption; default: starttls")


class BreakerEntry(Entry):
    """Circuit breaker: a provider that keeps failing is paused for a while."""

    failures: Count | None = Field(default=None, description="Consecutive failures that open it; default: 3")
    open_for: SomeDuration | None = Field(
        default=None, description="How long the provider is paused; default: 30s"
    )
    successes: Count | None = Field(
        default=None, description="Consecutive successes that close it; default: 1"
    )


class PagingEntry(Entry):
    """Paging by other means than Slack."""

    providers: list[ProviderEntry] = Field(default=[], description="Providers, tried in this order")
    breaker: BreakerEntry = Field(default=BreakerEntry(), description="When a failing provider is paused")


class ReachabilityEntry(Entry):
    """Finding out in time that somebody can't be reached. Without providers under `paging`, both are off by default."""

    canary: CanaryWord | None = Field(
        default=None, description="Test of every method of each person, monthly or off; default: monthly"
    )
    evening_report: TimeOrOff | None = Field(
        default=None,
        description="When a team's channel is told who could not be reached, or off; default: 18:00",
    )


class File(Entry):
    """Who is on call, who pages whom, and who may send alerts to Meridian."""

    incidents_channel: Channel = Field(
        default="incidents", description="Slack channel that mirrors every incident (name or ID)"
    )
    people: Annotated[dict[PersonKey, PersonEntry], BeforeValidator(_empty_for_nothing)] = _section(
        PERSON, "Everyone who can be paged, by name"
    )
    schedules: Annotated[dict[NameKey, ScheduleEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Who is on call, and when"
    )
    policies: Annotated[dict[NameKey, PolicyEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Escalation policies: who is paged, in what order"
    )
    teams: Annotated[dict[NameKey, TeamEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Teams, which own services"
    )
    services: Annotated[dict[ServiceKey, ServiceEntry], BeforeValidator(_empty_for_nothing)] = _section(
        SERVICE, "Services, which can break"
    )
    severities: Annotated[dict[SeverityName, SeverityEntry], BeforeValidator(_empty_for_nothing)] = _section(
        SEVERITY, "What P1 to P4 require"
    )
    handoff: HandoffEntry = Field(default=HandoffEntry(), description="Timing of handoffs")
    integrations: Annotated[dict[DoorKey, IntegrationEntry], BeforeValidator(_empty_for_nothing)] = _section(
        DOOR, "Monitoring systems that may send alerts"
    )
    paging: PagingEntry = Field(default=PagingEntry(), description="Paging by other means than Slack")
    reachability: ReachabilityEntry = Field(
        default=ReachabilityEntry(), description="Finding out that somebody can't be reached"
    )
    catch_all: ServiceName | None = Field(
        default=None, description="Service for alerts that name no known service; default: the first"
    )
