"""What happened to an incident, in the past tense; the timeline is a list of these.

An incident's state is the fold of its events (see `incident.fold`), so an event
holds everything that the state needs and nothing that can be worked out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.setup import Policy, Severity

MERIDIAN = "meridian"
"""Who did it, when nobody did: the `by` of what the bot does by itself."""


class Status(Enum):
    """Where an incident stands. The last four are ends."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Role(Enum):
    """Who does what in the room; everyone else in it is a responder."""

    COMMANDER = "commander"
    SCRIBE = "scribe"
    COMMUNICATIONS = "communications"


class RoomKind(Enum):
    """A channel of its own, or a thread under the card in the incidents channel."""

    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to look; `url` is http or https."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class OwnerShift:
    """The shift that the owner carries the incident on; `schedule` None: working hours."""

    schedule: str | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class HandoffText:
    """The seven fields of a handoff, in the order in which they are read."""

    status: str = ""
    impact: str = ""
    what_we_know: str = ""
    what_we_tried: str = ""
    current_hypothesis: str = ""
    next_steps: str = ""
    key_links: str = ""


# --- the beginning -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declared:
    """It began. `owner` is set when there is no policy to find one.

    `integration` names the sender when an alert declared it; `from_message` is
    the address of the message it was declared from.
    """

    title: str
    severity: Severity
    service: str | None = None
    private: bool = False
    wants_channel: bool = True
    owner: str | None = None
    description: str = ""
    integration: str | None = None
    from_message: str | None = None
    links: tuple[Link, ...] = ()
    shift: OwnerShift | None = None
    update_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """The room exists. `thread_ts` is set for a thread; `name` has no `#`."""

    kind: RoomKind
    channel: str
    thread_ts: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class RoomRefused:
    """Slack would not give us a channel; the incident goes on in a thread."""

    reason: str


@dataclass(frozen=True, slots=True)
class Promoted:
    """Someone asked for a channel in place of the thread."""


# --- finding an owner --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EscalationBegan:
    """The search for an owner, on the policy as it stood at this moment."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Paged:
    """One person (or a channel, then `channel` is its name) was asked to take it.

    `step` counts pages of this incident from 0 and never repeats; `level` is the
    policy's level, counted from 0, None for a page that somebody asked for.
    """

    person: str
    step: int
    level: int | None
    round: int
    why: str
    channel: str | None = None
    schedule: str | None = None


class HeldBecause(Enum):
    """Why a candidate was passed over."""

    QUIET_HOURS = "quiet_hours"
    NO_ADDRESS = "no_address"
    NOBODY_ON_CALL = "nobody_on_call"
    UNKNOWN_TARGET = "unknown_target"
    NO_POLICY = "no_policy"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Held:
    """A page that was not sent, and why. `target` is a person, or `schedule:name` and the
    like; for NO_POLICY it is the service, as `service:name`."""

    target: str
    level: int
    because: HeldBecause
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of the escalation is over; `next_at` is when the next one is due (None:
    somebody has it, and this step only called for help).

    `steps_done` counts steps since it began; `exhausted` says that the policy is
    at its end and the last level is asked again at growing intervals.
    """

    steps_done: int
    next_at: datetime | None
    exhausted: bool = False


class EscalatedBecause(Enum):
    """What made the next level come early."""

    ASKED = "asked"
    CANNOT = "cannot"
    ROOT_CAUSE = "root_cause"
    HELP = "help"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Escalated:
    """The next level is paged now rather than later."""

    because: EscalatedBecause
    text: str = ""


@dataclass(frozen=True, slots=True)
class PolicyExhausted:
    """Every level of every round was paged and nobody answered."""


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page could not be delivered."""

    person: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`by` took it and is its owner from now on."""

    person: str
    shift: OwnerShift | None = None
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedAtSource:
    """The sender says that somebody has it: paging stops, there is no owner."""

    integration: str
    update_due_at: datetime | None = None


# --- the work ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A move that the table of moves allows."""

    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    """It is worse or better than it was thought: updates and the 15-minute rule go by the new
    severity from now on (`root_cause_*` None: no such rule, or no need of it)."""

    before: Severity
    after: Severity
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImpactDescribed:
    """What customers notice; `started_at` when it began for them."""

    text: str
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A line that somebody wrote for the timeline."""

    text: str


@dataclass(frozen=True, slots=True)
class MessageMarked:
    """A message that somebody put on the timeline. `author` wrote it at `written_at`."""

    channel: str
    ts: str
    author: str
    text: str
    written_at: datetime
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class MarkedMessageEdited:
    """The marked message was edited afterwards; the first wording stays above."""

    channel: str
    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class MarkedMessageDeleted:
    """The marked message was deleted afterwards."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class MarkRemoved:
    """The last mark was taken away: the message no longer counts."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class UpdatePosted:
    """A status update for everyone who follows."""

    text: str
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingChanged:
    """The update was due and there is nothing new."""

    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateReminded:
    """`person` was told that an update is due; `times` counts since the last update."""

    person: str
    times: int
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateMissed:
    """Nobody wrote the update that was due at `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReminderSnoozed:
    """The reminder sleeps until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    """`person` None: nobody has the role any more."""

    role: Role
    person: str | None


@dataclass(frozen=True, slots=True)
class ResponderJoined:
    """Somebody came to help. `why` says who or what asked them."""

    person: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class HelpSuggested:
    """The root cause is still open: the owner was asked whether to pull in help."""

    person: str


@dataclass(frozen=True, slots=True)
class RootCauseOverdue:
    """The 15-minute rule: nobody named the root cause in time."""

    after_minutes: int


# --- handing off -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandoffDrafted:
    """The owner has a draft in hand. `send_at` is when it is offered as it stands."""

    giver: str
    receiver: str | None
    text: HandoffText
    schedule: str | None = None
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandoffOffered:
    """The receiver was asked to take over, until `until`."""

    giver: str
    receiver: str
    text: HandoffText
    until: datetime


class DeclinedBecause(Enum):
    """How a receiver came not to take it."""

    CANNOT = "cannot"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class HandoffDeclined:
    """The receiver can't, or did not answer in time; the owner stays owner."""

    receiver: str
    because: DeclinedBecause


@dataclass(frozen=True, slots=True)
class HandoffStranded:
    """Nobody is left to offer it to; the owner stays owner. `shift` is when they are asked again."""

    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class HandoffWithdrawn:
    """The giver keeps it; `shift` is when they are asked again."""

    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Read back and accepted: `receiver` is the owner from now on."""

    giver: str
    receiver: str
    read_back: str
    text: HandoffText
    shift: OwnerShift | None = None


# --- alerts ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlertsReceived:
    """A delivery from monitoring, counted.

    `firing` and `resolved` count the alerts whose state changed with it, `still_firing`
    all that fire now; `titles` are a few of the new ones; `not_sent` counts alerts that
    the sender cut off.
    """

    integration: str
    firing: int
    resolved: int
    still_firing: int
    titles: tuple[str, ...] = ()
    not_sent: int = 0


@dataclass(frozen=True, slots=True)
class Recovered:
    """Every alert is resolved while somebody owns it: the owner is asked."""


@dataclass(frozen=True, slots=True)
class StillFiring:
    """The incident is over and its alerts fire on: somebody should look."""

    titles: tuple[str, ...] = ()


# --- the end -----------------------------------------------------------------


class ResolvedBecause(Enum):
    """Who or what ended it."""

    PERSON = "person"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Customers are well again, and it will stay so."""

    because: ResolvedBecause
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over. `update_due_at` starts the updates again; `shift` is the owner's,
    when they have it again."""

    reason: str = ""
    update_due_at: datetime | None = None
    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """It is the same as another one, which goes on."""

    into: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Another one turned out to be this one; its `firing` alerts are this one's from now on."""

    other: str
    title: str
    firing: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A false alarm."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The write-up is done, or waived for this reason."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class MorningCame:
    """A hub woke up while it was open and was told of the night since `since`."""

    hub: str
    since: datetime


Event = (
    Declared
    | RoomOpened
    | RoomRefused
    | Promoted
    | EscalationBegan
    | Paged
    | Held
    | StepTaken
    | Escalated
    | PolicyExhausted
    | PageFailed
    | Acknowledged
    | AcknowledgedAtSource
    | StatusChanged
    | SeverityChanged
    | ImpactDescribed
    | NoteAdded
    | MessageMarked
    | MarkedMessageEdited
    | MarkedMessageDeleted
    | MarkRemoved
    | UpdatePosted
    | NothingChanged
    | UpdateReminded
    | UpdateMissed
    | ReminderSnoozed
    | RoleAssigned
    | ResponderJoined
    | HelpSuggested
    | RootCauseOverdue
    | HandoffDrafted
    | HandoffOffered
    | HandoffDeclined
    | HandoffStranded
    | HandoffWithdrawn
    | HandedOff
    | AlertsReceived
    | Recovered
    | StillFiring
    | Resolved
    | Reopened
    | Merged
    | Absorbed
    | Cancelled
    | Closed
    | MorningCame
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place. `seq` counts from 1 within the incident.

    `by` is a person's name in the file, else a Slack user id, else `meridian` or
    an integration's name.
    """

    incident: str
    seq: int
    at: datetime
    by: str
    event: Event
