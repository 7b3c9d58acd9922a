"""An incident's state: the fold of its events, and nothing besides.

Invariants
- `fold.fold(records)` of a stored timeline equals the stored state (a test replays every one).
- An ended incident has no escalation in progress, no reminder and no handoff.
- `owner` changes only with Declared, Acknowledged and HandedOff.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum
from operator import attrgetter
from types import MappingProxyType

from bot.domain import events as e
from bot.domain.events import HandoffText, Link, Role, RoomKind, Status
from bot.domain.page_reasons import PageReason
from bot.domain.setup import Method, NotificationStep, Policy, Severity

ENDED = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED})

MOVES = MappingProxyType(
    {
        Status.INVESTIGATING: (Status.IDENTIFIED, Status.MITIGATED, Status.MONITORING),
        Status.IDENTIFIED: (Status.INVESTIGATING, Status.MITIGATED, Status.MONITORING),
        Status.MITIGATED: (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING),
        Status.MONITORING: (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED),
        Status.RESOLVED: (),
        Status.CLOSED: (),
        Status.CANCELLED: (),
        Status.MERGED: (),
    }
)
"""Status changes that people may make, forwards and back. An end has its own request
(resolve, cancel, merge, close), and so has the way back from one (reopen)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where an incident is worked on. `name` is the channel's, without `#`."""

    kind: RoomKind
    channel: str
    thread_ts: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """The search for an owner. `epoch` grows with each change of `next_at`.

    `steps_done` counts levels paged since it began (rounds and all); `next_at` None:
    nothing more is due. `unreached` are those whose page failed for good since the last step, a channel as `#name`;
    `asked` everybody whom it paged, answered or not.
    """

    policy: Policy
    began_at: datetime
    epoch: int = 0
    steps_done: int = 0
    next_at: datetime | None = None
    exhausted: bool = False
    unreached: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cadence:
    """When the next status update is due. `reminded` counts since the last update."""

    due_at: datetime | None = None
    remind_at: datetime | None = None
    epoch: int = 0
    reminded: int = 0
    last_text: str = ""
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RootCauseWatch:
    """The 15-minute rule, armed by the acknowledgement."""

    ask_at: datetime | None = None
    due_at: datetime | None = None
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff on its way. `until` is when it moves by itself: a draft is offered,
    an offer escalates. `declined` are those who did not take it."""

    giver: str
    text: HandoffText
    receiver: str | None
    offered: bool
    epoch: int
    schedule: str | None = None
    until: datetime | None = None
    declined: tuple[str, ...] = ()
    stranded: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A message of the room that stands on the timeline."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """A page that went out and waits for an answer. `severity` is the incident's of that moment.

    `plan` are its steps besides Slack, of which `used` were taken; `next_at` is when the next one is due, None: none
    is left. `reaching` are the methods that were used and did not fail, `down` those whose providers were all down and
    that were not tried since, `delayed` says that Slack did not take it, `refused` that it never will. `search_epoch`
    is the search's of that moment. `goes_on_from` is the step of an earlier page to the same person, with whose steps
    this one goes on.
    """

    person: str
    step: int
    channel: str | None = None
    schedule: str | None = None
    why: PageReason | str = ""
    severity: Severity | None = None
    plan: tuple[NotificationStep, ...] = ()
    used: int = 0
    next_at: datetime | None = None
    reaching: tuple[Method, ...] = ()
    down: tuple[Method, ...] = ()
    delayed: bool = False
    refused: bool = False
    search_epoch: int = 0
    goes_on_from: int | None = None

    def is_told_by(self, person: str, step: int) -> bool:
        """Whether what was sent to them for the page `step` is this page, or the beginning of it."""
        first = self.step if self.goes_on_from is None else self.goes_on_from
        return self.channel is None and self.person == person and first <= step <= self.step

    @property
    def goes_by(self) -> str:
        """The person's name, or a channel's as `#name`: a person may be called the same."""
        return f"#{self.channel}" if self.channel else self.person


class Asking(Enum):
    """What one person is asked in their own conversation, with buttons."""

    UPDATE = "update"
    HELP = "help"
    OVER = "over"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that went out with the event `seq`. `count` is how things stood then: for an update that is due
    which reminder it was, for help how many pages had been sent."""

    asking: Asking
    person: str
    seq: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class Incident:
    """Everything that decisions and the card need to know. Times are aware UTC."""

    id: str
    title: str
    severity: Severity
    declared_at: datetime
    declared_by: str
    status: Status = Status.INVESTIGATING
    service: str | None = None
    private: bool = False
    wants_channel: bool = True
    description: str = ""
    integration: str | None = None
    links: tuple[Link, ...] = ()
    owner: str | None = None
    shift: e.OwnerShift | None = None
    room: Room | None = None
    rooms_lost: int = 0
    impact: str = ""
    impact_started_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_at_source: bool = False
    identified_at: datetime | None = None
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    ended_at: datetime | None = None
    escalation: Escalation | None = None
    pages: tuple[SentPage, ...] = ()
    pages_sent: int = 0
    questions: tuple[Question, ...] = ()
    cadence: Cadence = Cadence()
    root_cause: RootCauseWatch = RootCauseWatch()
    handoff: Handoff | None = None
    handoffs: int = 0
    roles: tuple[tuple[Role, str], ...] = ()
    members: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    firing: int = 0
    alerts_seen: int = 0
    recovered_at: datetime | None = None
    merged_into: str | None = None
    declarations: tuple[str, ...] = ()
    """Incidents of people that were merged into it: they are more than its alerts."""
    mornings_until: datetime | None = None
    watched_at: datetime | None = None
    """When its owner or a helper last did something on it, or somebody was last asked because they did not."""
    watched_by: str | None = None
    ask_again_at: datetime | None = None
    asked_again: bool = False
    called_instead: bool = False
    """Others were paged in the place of its owner, who sleeps, and nobody came yet."""
    last_seq: int = 0

    @property
    def open(self) -> bool:
        return self.status not in ENDED

    @property
    def answered(self) -> bool:
        """Somebody has it, here or at the sender's: nobody is paged any more."""
        return self.acknowledged_at is not None or self.acknowledged_at_source

    @property
    def ask_again(self) -> timedelta | None:
        """After how long a silent owner is asked again while it still fires; None: the policy does not say."""
        return self.escalation.policy.ask_again if self.escalation else None

    def numbered(self, seq: int) -> Incident:
        """The same after event `seq`; three times as fast as `replace`, which asks each of the forty fields
        whether it may be replaced, with every event."""
        return Incident(**(dict(zip(_NAMES, _VALUES(self), strict=True)) | {"last_seq": seq}))

    def holder(self, role: Role) -> str | None:
        """The person with this role."""
        return dict(self.roles).get(role)

    @property
    def reporter(self) -> str | None:
        """Who owes the status updates: the scribe, else the commander, else the owner."""
        return self.holder(Role.SCRIBE) or self.holder(Role.COMMANDER) or self.owner

    @property
    def room_ready(self) -> bool:
        """The room that it is meant to have is there: a channel, or a thread where no channel is wanted."""
        return self.room is not None and (self.room.kind is RoomKind.CHANNEL or not self.wants_channel)

    @property
    def room_refused(self) -> bool:
        """It is private and Slack refused its channel: what waits for a room is never told."""
        return self.private and not self.wants_channel and self.room is None

    def waits_for(self, person: str) -> bool:
        """Whether it needs this person: they own it, owe its updates, are paged, or are offered it."""
        paged = any(p.person == person for p in self.pages)
        offered = self.handoff is not None and self.handoff.offered and self.handoff.receiver == person
        return paged or offered or person in (self.owner, self.reporter)


_NAMES = tuple(field.name for field in fields(Incident))
_VALUES = attrgetter(*_NAMES)


def opened(record: e.Recorded, event: e.Declared) -> Incident:
    """The state with which it begins."""
    by_person = event.integration is None and record.by != e.MERIDIAN
    return Incident(
        id=record.incident,
        title=event.title,
        severity=event.severity,
        declared_at=record.at,
        declared_by=record.by,
        service=event.service,
        private=event.private,
        wants_channel=event.wants_channel,
        description=event.description,
        integration=event.integration,
        links=event.links,
        owner=event.owner,
        shift=event.shift,
        cadence=Cadence(due_at=event.update_due_at, remind_at=event.update_due_at),
        members=(record.by,) if by_person else (),
        last_seq=record.seq,
    )
