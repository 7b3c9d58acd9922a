"""What is to be told that belongs to no incident: a shift begins, a user group changes, somebody asks for cover.

A memo waits in the same outbox as the notices of incidents and keeps the same promises: its `id` is unique for ever,
so whoever plans it again changes nothing, and it is sent, then marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.incident import Incident
from bot.domain.notices import Place, Receipt, Urgency
from bot.domain.setup import Method, Setup


@dataclass(frozen=True, slots=True)
class ShiftBegan:
    """For the person who came on call on these schedules: until when, and what is open."""

    person: str
    schedules: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None


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


MemoTelling = ShiftBegan | SyncGroup | ProveAddress


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
    `first_tried_at` is set when an earlier try may have arrived: look it up.
    `address` and `code`, in clear, are of a ProveAddress alone; None when it is too late for it.
    """

    memo: Memo
    setup: Setup
    now: datetime
    open_incidents: tuple[Incident, ...] = ()
    place: Place | None = None
    first_tried_at: datetime | None = None
    address: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


class MemoSender(Protocol):
    """Tells one memo, once; as `notices.Sender` does."""

    def tell(self, briefing: MemoBriefing, still_ours: Callable[[], bool]) -> Receipt: ...


def wanted(what: MemoTelling, now: datetime) -> bool:
    """False: it is too late for it to be of use."""
    match what:
        case ShiftBegan(ends_at=ends_at):
            return ends_at is None or now < ends_at
        case SyncGroup() | ProveAddress():
            return True
