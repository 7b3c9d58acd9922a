"""How far each person has read each conversation, and what waits for them there: bold names, badges, a buzzing phone."""

from dataclasses import dataclass

from bot.sandbox.records import Channel, Message
from bot.sandbox.workspace import Workspace

SILENT = ("channel_", "group_", "tombstone")
"""Subtypes of what Slack says by itself (somebody joined, a topic was set); they make nothing unread."""

EVERYONE = ("<!channel>", "<!here>", "<!everyone>")
COUNTED = 99
"""A badge shows no more."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What waits in a conversation: messages, those that call this person by name (in a DM all), and the first one's ts."""

    messages: int = 0
    calls: int = 0
    first: str = ""
    newest: Message | None = None


class ReadMarks:
    """The marks of everyone; kept as long as the sandbox runs. Callers hold the workspace's lock."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read: dict[tuple[str, str], str] = {}
        self._known: dict[tuple[str, str], tuple[tuple[str, int, str], Unread]] = {}

    def read(self, user: str, channel: Channel) -> bool:
        """This person has everything in view; False when that was known already."""
        newest = max(
            next(reversed(channel.messages), ""),
            max((m.ts for m in channel.ephemerals.values() if m.ephemeral_for == user), default=""),
        )
        if newest <= self._read.get((user, channel.id), ""):
            return False
        self._read[user, channel.id] = newest
        return True

    def of(self, user: str, channel: Channel) -> Unread:
        """What waits for this person there."""
        state = (
            next(reversed(channel.messages), ""),
            len(channel.messages) + len(channel.ephemerals),
            self._read.get((user, channel.id), ""),
        )
        known = self._known.get((user, channel.id))
        if known is None or known[0] != state:
            known = self._known[user, channel.id] = (state, self._counted(user, channel))
        return known[1]

    def _counted(self, user: str, channel: Channel) -> Unread:
        read = self._read.get((user, channel.id), "")
        new = [m for m in channel.ephemerals.values() if m.ephemeral_for == user and m.ts > read]
        for message in reversed(channel.messages.values()):
            if message.ts <= read or len(new) > COUNTED:
                break
            if message.user != user and not message.subtype.startswith(SILENT):
                new.append(message)
        calls = [m for m in new if channel.direct or self._calls(m, user)]
        shown = [m for m in new if channel.direct or not _hidden(m) or m in calls]
        new.sort(key=lambda message: message.ts)
        return Unread(len(shown), len(calls), new[0].ts if new else "", new[-1] if new else None)

    def _calls(self, message: Message, user: str) -> bool:
        words = message.text if message.edited_ts else f"{message.text}{message.blocks}"
        groups = [f"<!subteam^{group.id}" for group in self._workspace.groups.values() if user in group.users]
        return any(call in words for call in (f"<@{user}>", *EVERYONE, *groups))


def _hidden(message: Message) -> bool:
    """A reply that is seen in its thread only."""
    return bool(message.thread_ts) and message.thread_ts != message.ts and not message.broadcast
