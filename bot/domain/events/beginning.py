"""How it began, and where it is worked on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.events.handoff import OwnerShift
from bot.domain.setup import Severity


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to look; `url` is http or https."""

    text: str
    url: str


class RoomKind(Enum):
    """A channel of its own, or a thread under the card in the incidents channel."""

    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Declared:
    """The incident was declared. `owner` is set if there is no policy by which to find one.

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
    """The incident's channel or thread was opened. `thread_ts` is set for a thread; `name` has no `#`."""

    kind: RoomKind
    channel: str
    thread_ts: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class RoomRefused:
    """Slack refused to create a channel; the incident continues in a thread."""

    reason: str


@dataclass(frozen=True, slots=True)
class RoomLost:
    """The bot can no longer post in the channel: it was archived or deleted, or the bot was removed from it.

    The incident goes on in its thread; a private one, which has none, in a new channel.
    `reason` is Slack's error code, `name` the channel's, without `#`.
    """

    channel: str
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Promoted:
    """Somebody asked for a channel instead of the thread."""
