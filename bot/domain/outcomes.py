"""What came of telling people, as requests: a receipt from Slack that the incident has to know of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.events import RoomKind
from bot.domain.faults import Fault
from bot.domain.setup import Method


@dataclass(frozen=True, slots=True)
class NoteRoom:
    """Slack made the room, or it was there already."""

    kind: RoomKind
    channel: str
    thread_ts: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class NoteRoomRefused:
    """Slack will not make the room; `reason` is Slack's error code."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoteRoomLost:
    """Slack takes nothing more in this channel; `reason` is Slack's error code."""

    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotePageFailed:
    """A page could not be delivered, for good."""

    person: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class NotePageDelayed:
    """Slack has not taken a page for some time, or is known to take nothing."""

    person: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoteNotificationFailed:
    """A step of a page by another method did not arrive, for good."""

    person: str
    step: int
    method: Method
    reason: str
    fault: Fault | None = None


Outcome = (
    NoteRoom | NoteRoomRefused | NoteRoomLost | NotePageFailed | NotePageDelayed | NoteNotificationFailed
)
