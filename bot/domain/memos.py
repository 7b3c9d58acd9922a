"""What is to be told that belongs to no incident: a shift begins, a user group changes, somebody asks for cover.

A memo waits in the same outbox as the notices of incidents and keeps the same promises: its `id` is unique for ever,
so whoever plans it again changes nothing, and it is sent, then marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.domain.evenings import Unreachable
from bot.domain.faults import Fault
from bot.domain.incident import Incident
from bot.domain.notices import Place, Receipt, Urgency
from bot.domain.oncall.covers import Proposal, ProposalState, ShiftSpan
from bot.domain.setup import Method, Setup


@dataclass(frozen=True, slots=True)
class ShiftBegan:
    """For the person who came on call on these schedules: until when, and what is open; `before` had it until then."""

    person: str
    schedules: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncGroup:
    """The Slack user group `usergroup` holds whoever is on call on the schedule now."""

    schedule: str
    usergroup: str


@dataclass(frozen=True, slots=True)
class ProveAddress:
    """A code goes to a person's new address; typed back, it proves that the address is theirs. The memo holds neither."""

    person: str
    method: Method


@dataclass(frozen=True, slots=True)
class AskToCover:
    """Can this person take what is proposed? Asked once, and edited when that changed."""

    person: str
    proposal: str


@dataclass(frozen=True, slots=True)
class AskChannel:
    """The same in a team's channel, named without `#`."""

    channel: str
    proposal: str


@dataclass(frozen=True, slots=True)
class RefreshAsk:
    """What was asked there stands differently now. `person` None: in the channel."""

    proposal: str
    person: str | None = None


class News(Enum):
    """What the asker of a cover is told."""

    TAKEN = "taken"
    DECLINED = "declined"
    NOBODY_YET = "nobody_yet"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class TellAsker:
    """How the wish for a cover stands; `who` took or declined it."""

    person: str
    proposal: str
    news: News
    who: str = ""
    pieces: tuple[ShiftSpan, ...] = ()


class Moved(Enum):
    """How the pager of a shift moved."""

    AGREED = "agreed"
    TAKEN_OVER = "taken_over"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class TellMoved:
    """For `person`, whose shift `by` took, or who is relieved of one; `also` are the later pieces of it."""

    person: str
    by: str
    piece: ShiftSpan
    how: Moved
    also: tuple[ShiftSpan, ...] = ()

    @property
    def pieces(self) -> tuple[ShiftSpan, ...]:
        """All of it, in order."""
        return (self.piece, *self.also)

    @property
    def ends_at(self) -> datetime:
        return self.pieces[-1].ends_at


@dataclass(frozen=True, slots=True)
class Canary:
    """The month's test (`2026-11`) of one way to a person. Not after `until`: it must not ring in their evening."""

    person: str
    month: str
    method: Method
    until: datetime


@dataclass(frozen=True, slots=True)
class PageTest:
    """One way of the test page `name` that a person sent themselves (domain/reachability/walkthroughs.py). Not after `until`."""

    person: str
    name: str
    method: Method
    until: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A way of a test that did not come. `reason` is a code, empty: none is known. `fault` None: an earlier version
    stored it."""

    method: Method
    reason: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class WalkedThrough:
    """For the person who sent themselves a test page: which ways came, and which did not; `stopped`: by themselves,
    before the others were settled."""

    person: str
    came: tuple[Method, ...]
    missed: tuple[Missed, ...]
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class EveningReport:
    """For the team's channel: who could not be reached tonight. Too late after `until`."""

    team: str
    channel: str
    people: tuple[Unreachable, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class OfferRest:
    """After a night in which they were woken so often, up for so long: somebody may have their next shift, `piece`."""

    person: str
    times: int
    up_for: timedelta
    piece: ShiftSpan

    @property
    def ends_at(self) -> datetime:
        return self.piece.ends_at


MemoTelling = (
    ShiftBegan
    | SyncGroup
    | ProveAddress
    | AskToCover
    | AskChannel
    | RefreshAsk
    | TellAsker
    | TellMoved
    | Canary
    | PageTest
    | WalkedThrough
    | EveningReport
    | OfferRest
)


@dataclass(frozen=True, slots=True)
class Memo:
    """Something to be told about no incident; `lane` and `surface` as a notice's."""

    id: str
    lane: str
    what: MemoTelling
    urgency: Urgency = Urgency.ROOM
    surface: str | None = None


@dataclass(frozen=True, slots=True)
class MemoBriefing:
    """A memo with all that telling it needs; the sender opens no store.

    `open_incidents` are those that its person may see. `place` is where its surface already stands: edit it there.
    `first_tried_at` is set when an earlier try may have arrived: look it up. `proposal` is the one it is about, as it
    stands now.
    `address`, in clear, is of a ProveAddress, Canary or PageTest alone, `code` of a ProveAddress; None when it is gone.
    `answer_url` is where what comes back of a test goes, None where nobody reaches us; `stopped`: its person wants no more.
    """

    memo: Memo
    setup: Setup
    now: datetime
    open_incidents: tuple[Incident, ...] = ()
    place: Place | None = None
    first_tried_at: datetime | None = None
    address: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    proposal: Proposal | None = None
    answer_url: str | None = field(default=None, repr=False)
    stopped: bool = False


class MemoSender(Protocol):
    """Tells one memo, once; as `notices.Sender` does."""

    def tell(self, briefing: MemoBriefing, still_ours: Callable[[], bool]) -> Receipt: ...


def wanted(briefing: MemoBriefing) -> bool:
    """False: it is too late for it to be of use."""
    what, now, proposal = briefing.memo.what, briefing.now, briefing.proposal
    match what:
        case ShiftBegan(ends_at=ends_at):
            return ends_at is None or now < ends_at
        case AskToCover() | AskChannel():
            return proposal is not None and (proposal.open_at(now) or briefing.place is not None)
        case RefreshAsk():
            return proposal is not None and briefing.place is not None
        case TellAsker(news=News.NOBODY_YET):
            return proposal is not None and proposal.open_at(now)
        case TellAsker(news=News.NOBODY):
            return proposal is not None and proposal.state is ProposalState.OPEN
        case TellAsker():
            return proposal is not None
        case TellMoved(ends_at=ends_at) | OfferRest(ends_at=ends_at):
            return now < ends_at
        case Canary(until=until) | PageTest(until=until) | EveningReport(until=until):
            return now < until and not briefing.stopped
        case SyncGroup() | ProveAddress() | WalkedThrough():
            return True
