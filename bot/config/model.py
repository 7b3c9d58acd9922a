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
    """Time off; no page goes to them that another can take."""

    from_: Start = Field(alias="from", description="Local time where they live; a date alone means 00:00")
    until: Start = Field(description="Not included: a date alone means that they are back on that day")
    reason: str = Field(
        default="", max_length=200, description="Stands on the record of a page that was held"
    )


class PersonEntry(Entry):
    """Someone who can be paged."""

    slack: SlackId | None = Field(default=None, description="Slack user id, such as U024BE7LH")
    zone: Zone = Field(description="IANA time zone in which this person sleeps")
    hub: Name | None = Field(
        default=None, description="People who share a daytime; the zone unless named", examples=["madrid"]
    )
    quiet: Quiet = Field(
        default=None,
        description='Local hours without a sound: "HH:MM-HH:MM" (the same time twice: all day) or off; 02:00-07:00 unless given',
    )
    days_off: list[Day] = Field(default=[], description="Local days that are quiet from end to end")
    holidays: Holidays = Field(
        default=(), description="Quiet days: a country (EC), a region (ES-MD), dates, or a list of these"
    )
    away: list[AwayEntry] = Field(default=[], description="Time off")
    notify: list[NotifyStep] | None = Field(
        default=None,
        min_length=1,
        description="How they are paged, after how long: slack, push, sms, voice, email",
    )
    phone: Number | None = Field(default=None, description="Number for SMS and calls, with its country")
    email: Mail | None = Field(default=None, description="Mail address for pages")
    push: Push | None = Field(default=None, description="Apprise address for pushes, such as ntfys://topic")


class RotationEntry(Entry):
    """Who takes turns, in this order."""

    people: list[PersonName] = Field(min_length=1, description="Names from `people`, in order")
    every: SomeDuration = Field(description="How long one turn lasts: 1w, 1d, 12h", examples=["1w"])
    starts: Start = Field(
        description="When a turn of the first person begins, local to the layer's zone; turns are counted back from it too"
    )


class LayerEntry(Entry):
    """Shifts in one zone: `hours` (with `days`), or one weekly span `from` … `until`."""

    name: Name = Field(description="What this layer is called in messages", examples=["madrid"])
    zone: Zone = Field(description="IANA time zone of the hours")
    hours: Hours | None = Field(
        default=None,
        description='Local hours of each shift; may wrap: "21:00-05:00"; "09:00-09:00" lasts 24 hours',
    )
    days: list[Day] | None = Field(
        default=None, min_length=1, description="Days on which a shift starts; all if absent"
    )
    from_: TimeInWeek | None = Field(default=None, alias="from", description="Start of one weekly shift")
    until: TimeInWeek | None = Field(
        default=None, description="End of the weekly shift", examples=["mon 00:00"]
    )
    valid_from: Start | None = Field(
        default=None, description="Only shifts that start then or later, local to the zone"
    )
    valid_until: Start | None = Field(
        default=None, description="Only shifts that start earlier, local to the zone"
    )
    rotation: RotationEntry = Field(description="Who has the shifts")


class OverrideEntry(Entry):
    """One person has the pager in place of another, or of everyone."""

    person: PersonName = Field(description="Who has it")
    instead_of: PersonName | None = Field(
        default=None, description="In whose place; of whoever has it, and in a gap, if absent"
    )
    from_: Start = Field(alias="from", description="Local time; a date alone means 00:00")
    until: Start = Field(description="Not included; local time, a date alone means 00:00")
    zone: Zone | None = Field(default=None, description="IANA time zone of both; that of `person` if absent")


class ScheduleEntry(Entry):
    """Layers of shifts, or `second_of` another schedule."""

    layers: list[LayerEntry] | None = Field(
        default=None, min_length=1, description="Shifts; in an overlap all are on call"
    )
    second_of: Name | None = Field(
        default=None, description="The next person in each layer's rotation of that schedule"
    )
    shift_notes: Literal["on", "off"] | None = Field(
        default=None, description="Whether whoever comes on call is told so in Slack: on unless it says off"
    )
    usergroup: GroupId | None = Field(
        default=None, description="Id of the Slack user group that holds whoever is on call"
    )
    overrides: list[OverrideEntry] = Field(
        default=[], description="Covers, in the order in which they were agreed: the last one wins"
    )


class LevelEntry(Entry):
    """Whom to page, and when."""

    after: Duration = Field(description="Counted from the start of the round")
    page: list[PageTarget] = Field(
        min_length=1, description="schedule:NAME, person:NAME, hub:NAME, team:NAME or channel:NAME"
    )
    notify: list[NotifyStep] | None = Field(
        default=None, min_length=1, description="In place of each person's own steps"
    )


class BranchEntry(Entry):
    """Another policy where all of this holds."""

    severities: list[SeverityName] = Field(default=[], description="Any of these; all if absent")
    services: list[ServiceName] = Field(default=[], description="Any of these; all if absent")
    hours: Hours | None = Field(default=None, description='Local hours; may wrap: "18:00-08:00"')
    days: list[Day] | None = Field(
        default=None, min_length=1, description="Local days on which these hours begin; all if absent"
    )
    zone: Zone | None = Field(default=None, description="IANA time zone of hours and days; UTC unless given")
    policy: Name = Field(
        description="The policy that is followed instead; its own branches are not asked",
        examples=["daytime"],
    )


class PolicyEntry(Entry):
    """Levels in order, and what happens when everybody is asleep."""

    levels: list[LevelEntry] = Field(min_length=1, description="Paged in this order until acknowledged")
    repeat: Rounds = Field(default=0, description="How many more rounds follow the first")
    when_all_quiet: Fallback | None = Field(
        default=None, description="Who is woken when every candidate is quiet: first_level unless given"
    )
    wake_for: list[SeverityName] = Field(
        default=[Severity.P1], description="Severities that ignore quiet hours; [P1] unless given"
    )
    branches: list[BranchEntry] = Field(
        default=[], description="The first that holds leads to another policy"
    )
    ask_again: DurationOrOff = Field(
        default=None, description="While it still fires: how long an owner may be silent, or off"
    )


class TeamEntry(Entry):
    """People who own services."""

    members: list[PersonName] = Field(default=[], description="Names from `people`")
    channel: Channel | None = Field(default=None, description="The team's Slack channel")
    policy: Name | None = Field(
        default=None, description="Who is paged for the team's services", examples=["standard"]
    )


class ServiceEntry(Entry):
    """What can break, who owns it, and where to look."""

    team: Name | None = Field(default=None, description="The team that owns it", examples=["payments"])
    runbooks: list[Url] = Field(default=[], description="Addresses of what to do")
    dashboards: list[Url] = Field(default=[], description="Addresses of its graphs")
    logs: Url | None = Field(default=None, description="Address of its logs")
    traces: Url | None = Field(default=None, description="Address of its traces")


class SeverityEntry(Entry):
    """What a severity asks for; a key that is not given stays as it is by default."""

    channel: bool | None = Field(default=None, description="Whether an incident gets a channel of its own")
    updates_every: SomeDuration | None = Field(default=None, description="How often an update is due")
    root_cause_within: DurationOrOff = Field(
        default=None, description="From acknowledgement to a known root cause, or off"
    )


class HandoffEntry(Entry):
    """The clock of a handoff."""

    prompt_before: Duration | None = Field(
        default=None, description="Before the shift's end; 15m unless given"
    )
    accept_within: SomeDuration | None = Field(default=None, description="Time to accept; 10m unless given")


class IntegrationEntry(Entry):
    """One door for one monitoring system: /hooks/<its name>."""

    kind: Kind = Field(description="Whose payloads it sends")
    token: Token = Field(description='Its secret, from the environment: "${NAME}"')
    service_label: Name | None = Field(
        default=None, description="Label that names the service; service unless given", examples=["service"]
    )
    severity_label: Name | None = Field(
        default=None, description="Label with the severity; severity unless given", examples=["severity"]
    )
    severities: Annotated[dict[str, SeverityName], BeforeValidator(_empty_for_nothing)] = Field(
        default={}, description="The sender's words for P1 to P4"
    )


class ProviderEntry(Entry):
    """One who carries pages; of those for a method the first that works does."""

    name: DoorName = Field(description="What it is called in messages and addresses")
    kind: KindOfProvider = Field(description="How it is spoken to")
    methods: list[PagingMethod] | None = Field(
        default=None, min_length=1, description="What it carries; all that its kind can unless given"
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
        description="twilio: another base address; apprise: the service, with {to} for the number",
    )
    host: Host | None = Field(default=None, description="smtp: the mail server")
    port: Port | None = Field(default=None, description="smtp: its port; 587 unless given")
    username: Secret | None = Field(
        default=None, description="smtp: who logs in", examples=["${SMTP_USERNAME}"]
    )
    password: Secret | None = Field(
        default=None, description="smtp: the password, from the environment", examples=["${SMTP_PASSWORD}"]
    )
    tls: Encryption | None = Field(default=None, description="smtp: encryption; starttls unless given")


class BreakerEntry(Entry):
    """When a provider that fails is left alone for a while."""

    failures: Count | None = Field(default=None, description="Failures in a row that open it; 3 unless given")
    open_for: SomeDuration | None = Field(
        default=None, description="How long it is left alone; 30s unless given"
    )
    successes: Count | None = Field(
        default=None, description="Successes in a row that close it again; 1 unless given"
    )


class PagingEntry(Entry):
    """Ways to page besides Slack."""

    providers: list[ProviderEntry] = Field(default=[], description="Tried in this order")
    breaker: BreakerEntry = Field(default=BreakerEntry(), description="When a provider is left alone")


class ReachabilityEntry(Entry):
    """How it shows in time that somebody can't be reached. Without providers under `paging` both are off by default."""

    canary: CanaryWord | None = Field(
        default=None, description="A test of every way to a person, monthly or off; monthly unless given"
    )
    evening_report: TimeOrOff | None = Field(
        default=None,
        description="When a team's channel reads who could not be reached, or off; 18:00 unless given",
    )


class File(Entry):
    """Who is on call, who pages whom, and who may send alerts to Meridian."""

    incidents_channel: Channel = Field(
        default="incidents", description="Slack channel that mirrors every incident, or its id"
    )
    people: Annotated[dict[PersonKey, PersonEntry], BeforeValidator(_empty_for_nothing)] = _section(
        PERSON, "Everyone who can be paged, by name"
    )
    schedules: Annotated[dict[NameKey, ScheduleEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Who is on call when"
    )
    policies: Annotated[dict[NameKey, PolicyEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Who is paged in what order"
    )
    teams: Annotated[dict[NameKey, TeamEntry], BeforeValidator(_empty_for_nothing)] = _section(
        NAME, "Who owns services"
    )
    services: Annotated[dict[ServiceKey, ServiceEntry], BeforeValidator(_empty_for_nothing)] = _section(
        SERVICE, "What can break"
    )
    severities: Annotated[dict[SeverityName, SeverityEntry], BeforeValidator(_empty_for_nothing)] = _section(
        SEVERITY, "What P1 to P4 ask for"
    )
    handoff: HandoffEntry = Field(default=HandoffEntry(), description="The clock of a handoff")
    integrations: Annotated[dict[DoorKey, IntegrationEntry], BeforeValidator(_empty_for_nothing)] = _section(
        DOOR, "Monitoring systems that may send alerts"
    )
    paging: PagingEntry = Field(default=PagingEntry(), description="Ways to page besides Slack")
    reachability: ReachabilityEntry = Field(
        default=ReachabilityEntry(), description="How it shows that somebody can't be reached"
    )
    catch_all: ServiceName | None = Field(
        default=None, description="Service for alerts that name none that is known; the first unless given"
    )
