"""A conversation or a thread as the page shows it: a window of messages, and of those only what changed."""

from collections.abc import Hashable
from dataclasses import dataclass

from bot.sandbox.changes import Changes
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.render_text import Reader, plain
from bot.sandbox.seen import reader_for
from bot.sandbox.shown import message_shown
from bot.sandbox.workspace import Workspace

WINDOW = 40
"""Messages at first, and more at each look further back: more than two screens of a laptop."""


@dataclass(frozen=True, slots=True)
class Replies:
    """What stands under a thread's parent: how many, by whom in order of appearance, and the last one's ts."""

    count: int
    users: tuple[str, ...]
    last: str


def replies_of(channel: Channel, me: str) -> dict[str, Replies]:
    """By the parent's ts, as `me` sees them."""
    found: dict[str, list[Message]] = {}
    for message in channel.messages.values():
        if message.thread_ts and message.thread_ts != message.ts:
            found.setdefault(message.thread_ts, []).append(message)
    for message in channel.ephemerals.values():
        if message.thread_ts and message.ephemeral_for == me:
            found.setdefault(message.thread_ts, []).append(message)
    return {
        ts: Replies(len(inside), tuple(dict.fromkeys(m.user for m in inside)), max(m.ts for m in inside))
        for ts, inside in found.items()
    }


def visible_in(channel: Channel, me: str, thread: str = "") -> list[Message]:
    """The messages of a conversation, or of one thread with its parent first; oldest first."""
    everything = [
        *channel.messages.values(),
        *(m for m in channel.ephemerals.values() if m.ephemeral_for == me),
    ]
    if thread:
        return sorted((m for m in everything if thread in (m.ts, m.thread_ts)), key=lambda m: m.ts)
    top = (m for m in everything if not m.thread_ts or m.thread_ts == m.ts or m.broadcast)
    return sorted(top, key=lambda m: m.ts)


def room(workspace: Workspace, changes: Changes, me: str, channel: Channel, *, thread: str = "",
         since: int = 0, oldest: str = "", older: bool = False) -> Json:  # fmt: skip
    """`order` names all messages of the window, `messages` brings those that changed after `since`.

    The window reaches from `oldest` (by default so that WINDOW are in it) to the newest; `older` widens it by WINDOW.
    """
    there = visible_in(channel, me, thread)
    first = next((n for n, m in enumerate(there) if m.ts >= oldest), len(there)) if oldest else len(there)
    if older or not oldest:
        first = max(0, first - WINDOW)
    shown = there if thread else there[first:]
    replies = replies_of(channel, me)
    pins = {pin.ts: pin.user for pin in channel.pins}
    prints = {m.ts: _fingerprint(m, replies.get(m.ts), pins.get(m.ts, "")) for m in shown}
    wanted = set(changes.since(f"{me} {channel.id} {thread}", prints, since))
    reader = reader_for(workspace, me)
    return {
        "order": [m.ts for m in shown],
        "messages": [
            message_shown(workspace, reader, m, me)
            | {"replies": _replies(replies.get(m.ts), reader), "pinned_by": pins.get(m.ts, "")}
            for m in shown if m.ts in wanted
        ],
        "oldest": shown[0].ts if shown else "",
        "more": bool(not thread and first),
        "tick": changes.tick,
    }  # fmt: skip


def _fingerprint(message: Message, replies: Replies | None, pinned_by: str) -> Hashable:
    reactions = tuple((name, *users) for name, users in message.reactions.items())
    return (
        message.version,
        message.edited_ts,
        message.thread_ts,
        reactions,
        len(message.files),
        replies,
        pinned_by,
    )


def _replies(replies: Replies | None, reader: Reader) -> Json | None:
    if replies is None:
        return None
    when = plain(f"<!date^{replies.last.partition('.')[0]}^{{date_short_pretty}} {{time}}|>", reader)
    return {"count": replies.count, "users": replies.users, "when": when[:1].lower() + when[1:]}
