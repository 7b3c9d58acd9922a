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
class RoomLost:
    """Nothing can be said in the room any more: it was archived or deleted, or we were put out of it.

    The incident goes on in its thread; a private one, which has none, in a new channel.
    `reason` is Slack's error code, `name` the channel's, without `#`.
    """

    channel: str
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Promoted:
    """Someone asked for a channel in place of the thread."""
