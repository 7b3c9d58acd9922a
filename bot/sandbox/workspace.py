"""The state of one Slack workspace, behind one lock, and the condition that everybody who waits for a change waits on."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.records import Channel, ChannelKind, File, Json, Message, User, UserGroup, View

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


class Workspace:
    """Users, conversations, views, files and groups.

    Every read and write happens under `lock` (re-entrant); `changed` is notified by `touch()` after each write.
    `on_event` is called, under the lock, with each Events API event that happened (see events.py).
    """

    def __init__(
        self, clock: Clock = real_clock, *, team_id: str = "T0MERIDIAN", name: str = "Sandbox"
    ) -> None:
        self.clock = clock
        self.team_id = team_id
        self.name = name
        self.domain = name.lower().replace(" ", "-")
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.changes = 0
        self.on_event: Callable[[Json, str], None] = lambda _event, _channel: None
        self.on_change: list[Callable[[int], None]] = []
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.file_base = "https://files.slack.com"  # replaced by the address that the sandbox listens on
        self.groups: dict[str, UserGroup] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._by_name: dict[str, Channel] = {}
        self._direct: dict[frozenset[str], Channel] = {}
        self._last_us = 0
        self._counters: dict[str, int] = {}

    # ---- time and names

    def now(self) -> int:
        """Unix seconds by the workspace's clock."""
        return int(self.clock().timestamp())

    def next_ts(self) -> str:
        """A message ts: unique and growing, whatever the clock does. Microseconds are Slack's own resolution."""
        self._last_us = max(self._last_us + 1, int(self.clock().timestamp() * 1_000_000))
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id as Slack's look: a letter or two, then capitals and digits."""
        self._counters[prefix] = self._counters.get(prefix, 0) + 1
        return f"{prefix}0S{self._counters[prefix]:07d}"

    def touch(self) -> None:
        """Tell everyone who waits that something changed."""
        with self.lock:
            self.changes += 1
            self.changed.notify_all()
            for listener in self.on_change:
                listener(self.changes)

    # ---- users

    def add_user(self, user: User) -> User:
        """Add or replace a user."""
        with self.lock:
            user.team_id = user.team_id or self.team_id
            user.updated = self.now()
            self.users[user.id] = user
            self.touch()
        return user

    def user(self, user_id: str, refusal: str = "user_not_found") -> User:
        """The user, or Slack's refusal."""
        found = self.users.get(user_id)
        if found is None:
            raise SlackRefusal(refusal)
        return found

    # ---- conversations

    def create_channel(
        self, name: str, creator: str, *, private: bool = False, general: bool = False
    ) -> Channel:
        """A new channel with its creator in it; the name must be free (archived channels keep theirs)."""
        if name in self._by_name:
            raise SlackRefusal("name_taken")
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        channel = Channel(self.new_id("C"), name, kind, creator, self.now(), [creator] if creator else [])
        channel.is_general = general
        self.channels[channel.id] = self._by_name[name] = channel
        self.touch()
        return channel

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name; the old one becomes free."""
        if self._by_name.get(name, channel) is not channel:
            raise SlackRefusal("name_taken")
        del self._by_name[channel.name]
        channel.previous_names.insert(0, channel.name)
        channel.name = name
        self._by_name[name] = channel

    def named(self, name: str) -> Channel | None:
        """The channel of that name ("#" allowed), archived or not."""
        return self._by_name.get(name.removeprefix("#"))

    def direct_channel(self, *users: str) -> Channel:
        """The conversation of exactly these users, opened when it isn't yet."""
        with self.lock:
            return self._direct_channel(*users)

    def _direct_channel(self, *users: str) -> Channel:
        key = frozenset(users)
        if key not in self._direct:
            kind = ChannelKind.IM if len(key) <= 2 else ChannelKind.MPIM
            names = "--".join(self.users[user].name for user in users if user in self.users)
            channel = Channel(
                self.new_id("D" if kind is ChannelKind.IM else "G"),
                "" if kind is ChannelKind.IM else f"mpdm-{names}-1",
                kind, users[0], self.now(), list(users),
            )  # fmt: skip
            self._direct[key] = self.channels[channel.id] = channel
            self.touch()
        return self._direct[key]

    def is_open(self, *users: str) -> bool:
        """Whether these users already have a conversation."""
        return frozenset(users) in self._direct

    def channel_for(self, channel_id: str, user_id: str) -> Channel:
        """The conversation as that user may see it: others' private ones do not exist."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.private and user_id not in channel.members):
            raise SlackRefusal("channel_not_found")
        return channel

    def visible(self, user_id: str) -> Iterator[Channel]:
        """Every conversation that the user may look into."""
        return (ch for ch in self.channels.values() if not ch.private or user_id in ch.members)

    def message(self, channel: Channel, ts: str, refusal: str = "message_not_found") -> Message:
        """A message that is there for everyone, or Slack's refusal."""
        found = channel.messages.get(ts)
        if found is None:
            raise SlackRefusal(refusal)
        return found

    # ---- views

    def view(self, view_id: str, external_id: str = "") -> View | None:
        """An open view by its id or its external id."""
        for view in [*self.homes.values(), *(v for stack in self.modals.values() for v in stack)]:
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        return None
