"""What a workspace holds: users, channels, messages, views, files and user groups, as plain records."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object as it travels between Slack and an app."""


class ChannelKind(Enum):
    """What a conversation is; the values are those of the `types` argument of `conversations.list`."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"
    MPIM = "mpim"


@dataclass(slots=True)
class User:
    """A member of the workspace. `tz` is an IANA zone; `hours24` is the person's own clock preference."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    email: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    team_id: str = ""
    hours24: bool = False
    updated: int = 0


@dataclass(slots=True)
class Note:
    """A topic or a purpose: the words, who set them and when (Unix seconds)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned message: its ts, who pinned it and when (Unix seconds)."""

    ts: str
    user: str
    created: int


@dataclass(slots=True)
class Bookmark:
    """A link in the bar over a channel."""

    id: str
    channel: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int = 0
    updated_by: str = ""


@dataclass(slots=True)
class Message:
    """A message as the workspace keeps it; `version` grows with each change, so that a reader knows it is new.

    `ephemeral_for` holds the id of the only person who sees it, or "".
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    broadcast: bool = False
    ephemeral_for: str = ""
    edited_by: str = ""
    edited_ts: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    version: int = 1


@dataclass(slots=True)
class Channel:
    """A conversation. `members` keeps the order of joining; `messages` is keyed by ts, oldest first."""

    id: str
    name: str
    kind: ChannelKind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    is_general: bool = False
    archived: bool = False
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    previous_names: list[str] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether only members know that it exists."""
        return self.kind is not ChannelKind.PUBLIC

    @property
    def direct(self) -> bool:
        """Whether it is a conversation of named people, without a name of its own."""
        return self.kind in (ChannelKind.IM, ChannelKind.MPIM)


@dataclass(slots=True)
class View:
    """A modal or a home tab as one person has it open.

    `body` is what the app sent; `values` is what the person has filled in, by block id and action id; `errors` are
    the sentences under the inputs after a refused submission, by block id.
    """

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str = ""
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def blocks(self) -> list[Json]:
        """The blocks, block ids filled in."""
        blocks: list[Json] = self.body.get("blocks", [])
        return blocks


@dataclass(slots=True)
class File:
    """An uploaded file; `shared` becomes true with files.completeUploadExternal."""

    id: str
    name: str
    title: str
    user: str
    created: int
    length: int
    content: bytes = b""
    uploaded: bool = False
    shared: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class UserGroup:
    """A group such as @on-call."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    updated_by: str = ""
    disabled: bool = False
