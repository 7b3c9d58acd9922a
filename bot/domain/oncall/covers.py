"""What people arrange among themselves: who covers a shift, who swaps with whom, who is off; and what is asked for it.

An override is what the schedule obeys; a `Cover` is that override with its story. A `Proposal` moves no pager: it
waits for somebody's yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.requests import Actor, Delivery
from bot.domain.setup import Away, Override

SOONEST_REMINDER = timedelta(minutes=10)
"""A cover that begins at once is asked for again after this long: its lead time has no half."""


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A stretch of one schedule, from `starts_at` up to `ends_at` (aware UTC)."""

    schedule: str
    starts_at: datetime
    ends_at: datetime

    def has_begun(self, now: datetime) -> bool:
        """Then it can be covered, and not be swapped: what was carried of it stays with whoever carried it."""
        return self.starts_at <= now


def overlap(one: ShiftSpan, other: ShiftSpan) -> ShiftSpan | None:
    """What both have of one schedule."""
    since, until = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return ShiftSpan(one.schedule, since, until) if one.schedule == other.schedule and since < until else None


def without(piece: ShiftSpan, taken: ShiftSpan) -> Iterator[ShiftSpan]:
    """What is left of a piece beside what was taken."""
    here = overlap(piece, taken)
    if here is None:
        yield piece
        return
    if piece.starts_at < here.starts_at:
        yield ShiftSpan(piece.schedule, piece.starts_at, here.starts_at)
    if here.ends_at < piece.ends_at:
        yield ShiftSpan(piece.schedule, here.ends_at, piece.ends_at)


def without_all(pieces: Iterable[ShiftSpan], taken: Iterable[ShiftSpan]) -> tuple[ShiftSpan, ...]:
    """The same for several."""
    left = list(pieces)
    for one in taken:
        left = [rest for piece in left for rest in without(piece, one)]
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Cover:
    """An override and its story: whose wish it was, who agreed, when, why, and on which proposal."""

    override: Override
    asked_by: str
    agreed_by: str
    agreed_at: datetime
    why: str = ""
    proposal: str | None = None

    @property
    def piece(self) -> ShiftSpan:
        return ShiftSpan(self.override.schedule, self.override.starts_at, self.override.ends_at)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """A person's own word that they are away."""

    id: str
    person: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    asked_at: datetime

    @property
    def away(self) -> Away:
        return Away(self.starts_at, self.ends_at, self.reason)


class ProposalState(Enum):
    """Where a proposal stands. One whose time is over while it is open has lapsed."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took which part of it."""

    person: str
    piece: ShiftSpan


@dataclass(frozen=True, slots=True)
class Proposal:
    """`asker` asks for somebody to take `pieces`, which nobody took yet; `in_return` they take those (a swap).

    `asked` are those who may be asked, the fairest first; `named`: the asker chose them. `version` counts the changes.
    """

    id: str
    asker: str
    pieces: tuple[ShiftSpan, ...]
    asked: tuple[str, ...]
    asked_at: datetime
    why: str = ""
    named: bool = False
    in_return: tuple[ShiftSpan, ...] = ()
    state: ProposalState = ProposalState.OPEN
    declined: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    settled_at: datetime | None = None
    version: int = 0

    @property
    def everything(self) -> tuple[ShiftSpan, ...]:
        """All that was asked for, taken or not."""
        return (*self.pieces, *(taken.piece for taken in self.taken))

    @property
    def starts_at(self) -> datetime:
        return min(piece.starts_at for piece in self.pieces or self.everything)

    @property
    def ends_at(self) -> datetime:
        return max(piece.ends_at for piece in self.pieces or self.everything)

    @property
    def remind_at(self) -> datetime:
        """When half of the lead time is over."""
        return self.asked_at + max((self.starts_at - self.asked_at) / 2, SOONEST_REMINDER)

    def open_at(self, now: datetime) -> bool:
        """Whether it may still be taken."""
        return self.state is ProposalState.OPEN and bool(self.pieces) and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Board:
    """All that people arranged and that still matters, in the order in which it was agreed or asked."""

    covers: tuple[Cover, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    def proposal(self, name: str) -> Proposal | None:
        """The proposal with this id."""
        return next((found for found in self.proposals if found.id == name), None)


# --- what is asked -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskCover:
    """Somebody (`person`, else the fairest) is to take my shifts in this stretch."""

    starts_at: datetime
    ends_at: datetime
    person: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class AskSwap:
    """You take this shift of mine, and I take that one of yours."""

    mine: ShiftSpan
    theirs: ShiftSpan
    person: str


@dataclass(frozen=True, slots=True)
class TakeShift:
    """I take what is proposed; with times, that part of it."""

    proposal: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeclineShift:
    """I was asked, and can't."""

    proposal: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """I take the pager of this schedule myself, at once. `ends_at` None: to the end of the shift that runs at `starts_at`,
    which may be over by now."""

    schedule: str
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakeTimeOff:
    """I am away; whatever shifts I have then are proposed to others."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallOff:
    """Cancel a cover, a proposal or time off; `id` is that of it."""

    id: str


Arrangement = AskCover | AskSwap | TakeShift | DeclineShift | TakeOver | TakeTimeOff | CallOff


@dataclass(frozen=True, slots=True)
class AskedToArrange:
    """A request with who asks; `delivery` makes sure that it is carried out once."""

    request: Arrangement
    by: Actor
    delivery: Delivery | None = None


# --- what came of it ---------------------------------------------------------


class Change(Enum):
    """What the record says happened."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    TOOK_OVER = "took_over"
    TIME_OFF = "time_off"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record, never changed: who did what, in place of whom, from when to when, and why."""

    at: datetime
    by: str
    change: Change
    about: str
    person: str
    starts_at: datetime
    ends_at: datetime
    schedule: str | None = None
    instead_of: str | None = None
    why: str = ""


class CannotArrange(Enum):
    """Why something is not arranged. Each has its sentence, with what to do instead, in `render`."""

    OUTSIDER = "outsider"
    NOT_IN_FILE = "not_in_file"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_SCHEDULE = "unknown_schedule"
    NO_SHIFT = "no_shift"
    BACKWARDS = "backwards"
    OVER = "over"
    BEGUN = "begun"
    TOO_LONG = "too_long"
    YOURSELF = "yourself"
    NOBODY_FREE = "nobody_free"
    AWAY = "away"
    ON_CALL_ALREADY = "on_call_already"
    ASLEEP = "asleep"
    UNREACHABLE = "unreachable"
    GONE = "gone"
    TAKEN = "taken"
    NOT_ASKED = "not_asked"
    NOT_A_PART = "not_a_part"
    WHOLE = "whole"
    AGREED = "agreed"
    NOT_YOURS = "not_yours"
    HAVE_IT = "have_it"


@dataclass(frozen=True, slots=True)
class NotArranged:
    """Nothing was changed. `person` is whom it is about, `instead` who could do it, `piece` what is in the way."""

    why: CannotArrange
    person: str = ""
    instead: tuple[str, ...] = ()
    piece: ShiftSpan | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """What follows, to be committed together: rows that are new or changed, and lines of the record.

    `off` are ids of covers and of time off that hold no more; `ended` are covers that were under way and end now: what
    was carried until then stays theirs. `lines` is empty when it was so already.
    """

    covers: tuple[Cover, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    off: tuple[str, ...] = ()
    ended: tuple[Cover, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ArrangedBefore:
    """This delivery was carried out before."""


ArrangeOutcome = Arranged | NotArranged | ArrangedBefore
