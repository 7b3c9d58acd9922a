"""What is asked of the bot, in the imperative: by a person, a monitor, or a wait that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.alerts import AlertBatch
from bot.domain.events import MERIDIAN, HandoffText, Link, Role, Status
from bot.domain.outcomes import Outcome
from bot.domain.setup import Method, Policy, Severity


class Standing(Enum):
    """How well the workspace knows somebody.

    UNKNOWN: the profile could not be read; they may acknowledge and write, but not end or hide an incident.
    """

    MEMBER = "member"
    UNKNOWN = "unknown"
    GUEST = "guest"
    STRANGER = "stranger"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person's name in the file, else a Slack id, `meridian` or an integration.

    `zone` is an IANA name, for waits in their own working hours.
    """

    name: str
    standing: Standing = Standing.MEMBER
    zone: str = "UTC"


BY_MERIDIAN = Actor(MERIDIAN, Standing.SYSTEM)
"""Who asks for what follows from a timer or a receipt."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a user, kept for a while. `zone` is an IANA name."""

    slack_id: str
    name: str
    zone: str
    standing: Standing
    fetched_at: datetime


# --- people ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declare:
    """Open an incident. `severity` None: P2. `page` names a team or service to page."""

    title: str
    severity: Severity | None = None
    service: str | None = None
    private: bool = False
    description: str = ""
    impact: str = ""
    page: str | None = None
    from_message: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """I have it. `via` is the way in which the answer came, None: Slack or the command line."""

    via: Method | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """Page the next level now."""

    text: str = ""
    via: Method | None = None


@dataclass(frozen=True, slots=True)
class CannotTake:
    """I was paged and can't."""

    text: str = ""
    via: Method | None = None


@dataclass(frozen=True, slots=True)
class PageTarget:
    """Page a team or a service on this incident too."""

    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChangeStatus:
    """Move along the table of moves."""

    to: Status


@dataclass(frozen=True, slots=True)
class ChangeSeverity:
    """It is worse or better than it was thought."""

    to: Severity


@dataclass(frozen=True, slots=True)
class PostUpdate:
    """Tell those who follow how it stands; may move the status, name the impact and say when it began."""

    text: str
    status: Status | None = None
    impact: str | None = None
    next_in: timedelta | None = None
    impact_began: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportNoChange:
    """The update is due, and there is nothing new."""


@dataclass(frozen=True, slots=True)
class SnoozeReminder:
    """Remind me later."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class AddNote:
    """A line for the timeline."""

    text: str


@dataclass(frozen=True, slots=True)
class MarkMessage:
    """Put a message on the timeline, once however many people mark it."""

    channel: str
    ts: str
    author: str
    text: str
    written_at: datetime
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class UnmarkMessage:
    """The last mark on a message was taken away."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class FollowEdit:
    """A message was edited at `edited_at` (None: not told); when it is on the timeline, so is the edit."""

    channel: str
    ts: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowDeletion:
    """A message was deleted."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class AssignRole:
    """`person` None: take the role away."""

    role: Role
    person: str | None


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody came into the room."""

    person: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    """The owner's answer to "pull in help?"."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class DraftHandoff:
    """I want to hand it off. `receiver` None: whoever is next on the schedule."""

    receiver: str | None = None


@dataclass(frozen=True, slots=True)
class OfferHandoff:
    """Send the draft, edited. `receiver` None: as in the draft."""

    text: HandoffText
    receiver: str | None = None


@dataclass(frozen=True, slots=True)
class AcceptHandoff:
    """I take it; `read_back` is what I understood, in a line."""

    read_back: str


@dataclass(frozen=True, slots=True)
class DeclineHandoff:
    """I can't take it."""


@dataclass(frozen=True, slots=True)
class WithdrawHandoff:
    """I keep it after all."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """It is over."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """It was not over."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """It is the same as another open incident, which goes on."""

    into: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """It was a false alarm."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """The write-up is done, or waived for this reason."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class RateWaking:
    """Whether it was worth waking me."""

    worth: bool


@dataclass(frozen=True, slots=True)
class Promote:
    """Give the thread a channel of its own."""


# --- the bot and the world ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiveAlerts:
    """A delivery of one episode's alerts; the engine has counted it against what it knew."""

    batch: AlertBatch


@dataclass(frozen=True, slots=True)
class Absorb:
    """Another incident was merged into this one. `search` is the policy by which an owner was looked for there, when
    nobody had answered yet, with its `severity`. `declarations` are the incidents of people that it brings."""

    other: str
    title: str
    firing: int
    members: tuple[str, ...] = ()
    search: Policy | None = None
    severity: Severity | None = None
    declarations: tuple[str, ...] = ()


class TimerName(Enum):
    """What an incident may wait for. One of each at a time."""

    ESCALATION = "escalation"
    UPDATE = "update"
    ROOT_CAUSE = "root_cause"
    HANDOFF = "handoff"
    SHIFT_END = "shift_end"
    MORNING = "morning"
    NOTIFY = "notify"
    ASK_AGAIN = "ask_again"


@dataclass(frozen=True, slots=True)
class Wake:
    """A timer came due. It is ignored when its subject has a newer epoch."""

    name: TimerName
    epoch: int
    due_at: datetime


Request = (
    Declare
    | Acknowledge
    | Escalate
    | CannotTake
    | PageTarget
    | ChangeStatus
    | ChangeSeverity
    | PostUpdate
    | ReportNoChange
    | SnoozeReminder
    | AddNote
    | MarkMessage
    | UnmarkMessage
    | FollowEdit
    | FollowDeletion
    | AssignRole
    | Join
    | AnswerHelp
    | DraftHandoff
    | OfferHandoff
    | AcceptHandoff
    | DeclineHandoff
    | WithdrawHandoff
    | Resolve
    | Reopen
    | Merge
    | Cancel
    | Close
    | Promote
    | RateWaking
    | ReceiveAlerts
    | Absorb
    | Outcome
    | Wake
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Which delivery brought it: (source, id) is unique, and its effect happens once."""

    source: str
    id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way through the corridor. `incident` None: it opens one, or none is named."""

    request: Request
    by: Actor
    incident: str | None = None
    delivery: Delivery | None = None
