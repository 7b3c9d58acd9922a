"""Handing off, and the shift on which an owner carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


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


@dataclass(frozen=True, slots=True)
class HandoffDrafted:
    """The owner got a draft of the handoff. `send_at` is when it is offered even if they don't edit it."""

    giver: str
    receiver: str | None
    text: HandoffText
    schedule: str | None = None
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandoffOffered:
    """The receiver was asked to take over; they can accept until `until`."""

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
    """The receiver declined, or did not answer in time. The owner keeps the incident."""

    receiver: str
    because: DeclinedBecause


@dataclass(frozen=True, slots=True)
class HandoffStranded:
    """There is nobody left to offer the handoff to. The owner keeps the incident; `shift` says when they are
    asked again."""

    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class HandoffWithdrawn:
    """The owner withdrew the handoff and keeps the incident; `shift` says when they are asked
    again."""

    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class HandedOff:
    """The receiver read the handoff back and accepted it; `receiver` is the owner from now on.

    The times are set if it answered the search for an owner: what an acknowledgement starts, it starts too.
    """

    giver: str
    receiver: str
    read_back: str
    text: HandoffText
    shift: OwnerShift | None = None
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None
