"""What is to be told, and to whom; and what came of telling it.

A notice says *what*, not how: the words are made when it is sent, from the state
as it stands then. Its `id` is the same however often it is planned, so it is told
once; it travels with the message, so a doubtful send can be looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum
from typing import Protocol

from bot.domain.changes import Change
from bot.domain.events import HandoffText, Recorded
from bot.domain.faults import Fault
from bot.domain.incident import Asking, Incident
from bot.domain.page_reasons import PageReason
from bot.domain.setup import Method, Setup


class Urgency(IntEnum):
    """Which waits for which when there is more to tell than can be sent."""

    PAGE = 0
    ROOM = 1
    DECORATION = 2


class Need(Enum):
    """What must exist before a notice can be sent."""

    ROOM = "room"
    CARD = "card"


# --- the room ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Make the channel of its own (name from the incident; `attempt` changes its tail)."""

    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Post the card in the room, or edit it in place."""


@dataclass(frozen=True, slots=True)
class ShowMirror:
    """The same in the incidents channel; for an incident in a thread it is the card."""


@dataclass(frozen=True, slots=True)
class PinCard:
    """Pin the card in the room."""


@dataclass(frozen=True, slots=True)
class SetTopic:
    """Severity, status and owner in the channel's topic."""


@dataclass(frozen=True, slots=True)
class AddBookmarks:
    """The runbook and dashboards as the channel's bookmarks."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Bring people into the channel."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SayLine:
    """One timestamped line in the room for the event `seq`."""

    seq: int


@dataclass(frozen=True, slots=True)
class PointToRoom:
    """Tell the old thread that work goes on in the channel."""


class Occasion(Enum):
    """Why a summary is posted."""

    HANDOFF = "handoff"
    MORNING = "morning"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class PostSummary:
    """A summary in the room of what happened since `since` (None: since the beginning)."""

    occasion: Occasion
    since: datetime | None = None
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class UploadTimeline:
    """The Markdown file in the room."""


# --- a person ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PagePerson:
    """A page to one person, because of `why` (text where an earlier version put it into words)."""

    person: str
    step: int
    why: PageReason | str


@dataclass(frozen=True, slots=True)
class NotifyBy:
    """The same page by another method than Slack."""

    person: str
    step: int
    method: Method
    why: PageReason | str


@dataclass(frozen=True, slots=True)
class PageChannel:
    """A page to a channel named in a policy; `channel` has no `#`."""

    channel: str
    step: int
    why: PageReason | str


@dataclass(frozen=True, slots=True)
class RefreshPage:
    """Edit a page that still wants an answer: the room that it leads to is there now."""

    person: str
    step: int
    why: PageReason | str


@dataclass(frozen=True, slots=True)
class SettlePage:
    """Edit a page that no longer wants an answer: who has it, or how it ended."""

    person: str
    step: int


@dataclass(frozen=True, slots=True)
class RemindUpdate:
    """An update is due. `times` is 1 or 2: nobody is nudged a third time."""

    person: str
    times: int


@dataclass(frozen=True, slots=True)
class SuggestHelp:
    """The root cause is still open: pull in help?"""

    person: str


@dataclass(frozen=True, slots=True)
class AskIfResolved:
    """Monitoring says it is well again: is it over?"""

    person: str


@dataclass(frozen=True, slots=True)
class AskToReopen:
    """It is over, and its alerts fire on: reopen?"""

    person: str


@dataclass(frozen=True, slots=True)
class AskIfWorth:
    """The morning after: was it worth waking them `at` that time?"""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SettleQuestion:
    """Edit a question that was answered elsewhere or overtaken: the event `seq` says by what."""

    person: str
    asking: Asking
    seq: int


@dataclass(frozen=True, slots=True)
class ShowDraft:
    """The draft of a handoff for its giver, to edit and send."""

    person: str
    number: int


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """Edit a draft that was sent, kept or overtaken: nothing on it is to be pressed any more."""

    person: str
    number: int


@dataclass(frozen=True, slots=True)
class OfferToTake:
    """The handoff for its receiver, with Accept handoff and I can't."""

    person: str
    number: int
    text: HandoffText


@dataclass(frozen=True, slots=True)
class SettleOffer:
    """Edit an offer that no longer wants an answer."""

    person: str
    number: int


@dataclass(frozen=True, slots=True)
class TellGiver:
    """Tell the giver how the handoff stands: the event `seq` says it."""

    person: str
    seq: int


Telling = (
    OpenRoom
    | ShowCard
    | ShowMirror
    | PinCard
    | SetTopic
    | AddBookmarks
    | Invite
    | SayLine
    | PointToRoom
    | PostSummary
    | UploadTimeline
    | PagePerson
    | NotifyBy
    | PageChannel
    | RefreshPage
    | SettlePage
    | RemindUpdate
    | SuggestHelp
    | AskIfResolved
    | AskToReopen
    | AskIfWorth
    | SettleQuestion
    | ShowDraft
    | SettleDraft
    | OfferToTake
    | SettleOffer
    | TellGiver
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told about one incident.

    `id` is unique for ever; `lane` keeps the order of what goes to one place;
    `surface` names the message that it posts or edits, so that of several pending
    edits only the last is sent; `needs` holds it back until that exists.
    """

    id: str
    incident: str
    lane: str
    what: Telling
    urgency: Urgency = Urgency.ROOM
    surface: str | None = None
    needs: Need | None = None


# --- what came of it ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there. `channel` and `ts` address the message, when there is one; `name` the channel."""

    channel: str | None = None
    ts: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. `after_seconds` is the least wait that the other side asked for;
    `doubtful` says that it may have arrived all the same: look it up before the next try."""

    reason: str
    after_seconds: float | None = None
    doubtful: bool = False
    fault: Fault = Fault.UNKNOWN


@dataclass(frozen=True, slots=True)
class Never:
    """It can't be done, and trying again would not help. `reason` is the other side's code.

    `lost_room` is the incident's channel when Slack takes nothing more in it; `fault` is said of what goes to a person.
    """

    reason: str
    lost_room: str | None = None
    fault: Fault = Fault.UNKNOWN


Receipt = Sent | Later | Never


# --- what a sender is given --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A notice with all that telling it needs; the sender opens no store.

    `records` holds the events that the notice is about (one for a line, those since
    the last summary for a summary, all for the timeline); `changes` are the deploys
    that may explain it, for a card. `place` is where its
    surface already stands: edit it there. `card` is where the card stands in the
    room, `timeline_url` where the timeline can be read. `address` is where a page by another method goes (None: it is
    not known any more), `answer_url` where it can be answered. `first_tried_at` is set when an earlier try may have arrived: look it up.
    """

    notice: Notice
    incident: Incident
    setup: Setup
    now: datetime
    records: tuple[Recorded, ...] = ()
    changes: tuple[Change, ...] = ()
    place: Place | None = None
    card: Place | None = None
    timeline_url: str | None = None
    address: str | None = field(default=None, repr=False)
    answer_url: str | None = field(default=None, repr=False)
    first_tried_at: datetime | None = None


StillOurs = Callable[[], bool]
"""Whether the notice is still ours to tell; no longer when the process stood still past its lease."""


class Sender(Protocol):
    """Tells one notice, once. Never raises for what the other side does: that is a receipt.

    Asks `still_ours` before each request, so that whoever was frozen and wakes says nothing twice.
    """

    def send(self, briefing: Briefing, still_ours: StillOurs) -> Receipt: ...
