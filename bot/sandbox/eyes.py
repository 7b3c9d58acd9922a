"""Reading: what one person can see of the workspace, waiting for words to appear, and who has looked at what."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from bot.sandbox.records import Channel, Message
from bot.sandbox.seen import (
    SeenHome,
    SeenMessage,
    SeenView,
    Wanted,
    fits,
    reader_for,
    see_home,
    see_message,
    see_view,
)
from bot.sandbox.workspace import Workspace

SHOWN_IN_ERRORS = 12
"""How many messages a failed expectation lists: enough to see what happened, short enough to read."""


class Ledger:
    """Which of the app's messages somebody has looked at: (channel, ts)."""

    def __init__(self) -> None:
        self._claimed: set[tuple[str, str]] = set()
        self._versions: dict[str, set[tuple[str, str, int]]] = {}

    def claim(self, person: str, message: SeenMessage) -> None:
        """Somebody expected this message."""
        self._claimed.add((message.channel_id, message.ts))
        self._versions.setdefault(person, set()).add((message.channel_id, message.ts, message.version))

    def fresh(self, person: str, message: Message) -> bool:
        """Whether that person has not looked at this version yet."""
        return (message.channel, message.ts, message.version) not in self._versions.get(person, ())

    def claimed(self, message: Message) -> bool:
        """Whether anybody has looked at any version of it."""
        return (message.channel, message.ts) in self._claimed


class Eyes:
    """What one person sees. Every wait is woken by the workspace's changes; nothing polls."""

    def __init__(self, workspace: Workspace, ledger: Ledger, user_id: str, name: str) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._user_id = user_id
        self._name = name

    # ---- places

    def channels(self, where: str | None) -> list[Channel]:
        """The conversations meant: None is all of hers, "dm" those with the app, "#inc-*" a pattern, or an id."""
        space = self._workspace
        if where is None:
            return [ch for ch in space.channels.values() if self._user_id in ch.members]
        if where == "dm":
            return [ch for ch in space.channels.values() if ch.direct and self._user_id in ch.members]
        wanted = where.removeprefix("#")
        return [ch for ch in space.visible(self._user_id) if ch.id == where or fnmatchcase(ch.name, wanted)]

    def raw(self, where: str | None) -> Iterator[tuple[Channel, Message]]:
        """The messages she can see there, oldest first, ephemerals for her among them."""
        found = [(channel, message) for channel in self.channels(where) for message in self._of(channel)]
        yield from sorted(found, key=lambda pair: pair[1].ts)

    def _of(self, channel: Channel) -> Iterator[Message]:
        yield from channel.messages.values()
        yield from (m for m in channel.ephemerals.values() if m.ephemeral_for == self._user_id)

    def messages(self, where: str | None = None, thread: str = "") -> list[SeenMessage]:
        """The messages there as she reads them, oldest first; `thread` narrows to one thread, its parent first."""
        with self._workspace.lock:
            reader = reader_for(self._workspace, self._user_id)
            return [
                see_message(self._workspace, reader, channel, message)
                for channel, message in self.raw(where)
                if not thread or thread in (message.ts, message.thread_ts)
            ]

    def again(self, message: SeenMessage) -> SeenMessage | None:
        """The same message as it stands now, or None when it is gone."""
        with self._workspace.lock:
            record = self.record(message)
            if record is None:
                return None
            channel = self._workspace.channels[message.channel_id]
            return see_message(self._workspace, reader_for(self._workspace, self._user_id), channel, record)

    def record(self, message: SeenMessage) -> Message | None:
        """The record behind a message, if it still stands."""
        channel = self._workspace.channels[message.channel_id]
        return channel.messages.get(message.ts) or channel.ephemerals.get(message.ts)

    # ---- messages by their words

    def find(self, words: Wanted, where: str | None, *, fresh: bool, thread: str = "",
             when: Callable[[SeenMessage], bool] | None = None) -> SeenMessage | None:  # fmt: skip
        """The newest message with these words, those she has not looked at first; with `fresh` only those."""
        reader = reader_for(self._workspace, self._user_id)
        second: SeenMessage | None = None
        for channel, record in reversed(list(self.raw(where))):
            is_new = self._ledger.fresh(self._user_id, record)
            if (fresh or second) and not is_new:
                continue
            if thread and thread not in (record.ts, record.thread_ts):
                continue
            message = see_message(self._workspace, reader, channel, record)
            if fits(words, message.text) and (when is None or when(message)):
                if is_new:
                    return message
                second = message
        return second

    def waits_for(self, words: Wanted, where: str | None, timeout: float, *, fresh: bool, thread: str = "",
                  when: Callable[[SeenMessage], bool] | None = None) -> SeenMessage:  # fmt: skip
        """Wait until she sees such a message, and claim it; raises AssertionError saying what she does see."""
        found: SeenMessage | None = None

        def there() -> bool:
            nonlocal found
            found = self.find(words, where, fresh=fresh, thread=thread, when=when)
            return found is not None

        with self._workspace.changed:
            self._workspace.changed.wait_for(there, timeout)
            if found is None:
                raise AssertionError(self.complaint(f"{self._name} does not see {words!r}", where))
            self._ledger.claim(self._user_id, found)
            return found

    def complaint(self, what: str, where: str | None = None) -> str:
        """A failure in words: what was expected, and what there is."""
        place = f" in {where}" if where else ""
        seen = self.messages(where)[-SHOWN_IN_ERRORS:]
        lines = [f"{what}{place}; there:" if seen else f"{what}{place}; there is nothing."]
        lines += [f"  - {str(message).replace(chr(10), ' / ')}" for message in seen]
        channels = ", ".join(f"#{ch.name}" for ch in self.channels(None) if not ch.direct)
        stack = self._workspace.modals.get(self._user_id, [])
        if stack:
            lines.append(f"  a modal is open: {self.view_of(stack[-1].id)}")
        return "\n".join([*lines, f"  channels: {channels}"])

    # ---- modal and home

    def view_of(self, view_id: str) -> SeenView:
        """A modal by its id."""
        with self._workspace.lock:
            stack = self._workspace.modals.get(self._user_id, [])
            for depth, view in enumerate(stack, 1):
                if view.id == view_id:
                    return see_view(view, reader_for(self._workspace, self._user_id), depth)
        raise AssertionError(f"{self._name} no longer has that modal open")

    def modal(self, timeout: float, when: Callable[[SeenView], bool] | None = None) -> SeenView:
        """The modal on top, waiting for one to open; raises AssertionError."""
        seen: SeenView | None = None

        def there() -> bool:
            nonlocal seen
            stack = self._workspace.modals.get(self._user_id, [])
            seen = self.view_of(stack[-1].id) if stack else None
            return seen is not None and (when is None or when(seen))

        with self._workspace.changed:
            if not self._workspace.changed.wait_for(there, timeout) or seen is None:
                what = "has no such modal open" if seen else "has no modal open"
                raise AssertionError(self.complaint(f"{self._name} {what}"))
            return seen

    def home(self) -> SeenHome:
        """The home tab as it is published now."""
        with self._workspace.lock:
            view = self._workspace.homes.get(self._user_id)
            return see_home(view, reader_for(self._workspace, self._user_id))
