"""Reading one message back from Slack: its words, its thread, its marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain.incident import Incident
from bot.domain.requests import MarkMessage
from bot.slack.desk import Desk
from bot.slack.markup import spoken, tidy
from bot.slack.payloads import Payload, parts, word
from bot.slack.trouble import SLACK_TROUBLE, NotNow, error_code

_NO_REACTIONS_KEPT = frozenset(
    {
        "unknown_method",
        "method_not_found",
        "not_found",
        "not_implemented",
        "missing_scope",
        "404",
        "405",
        "501",
    }
)
"""What a server says of a method that it lacks, or that this token may not call."""

_GONE = frozenset(
    {
        "message_not_found",
        "thread_not_found",
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "bad_timestamp",
    }
)


def message_at(desk: Desk, channel: str, ts: str) -> Payload | None:
    """The message, in a thread or not; None when it is gone or not ours to read. Raises NotNow.

    conversations.replies takes the ts of any message, also of a reply, and says which thread it is in.
    """
    if not channel or not ts:
        return None
    try:
        answer = desk.web.conversations_replies(channel=channel, ts=ts, latest=ts, inclusive=True, limit=1)
    except SLACK_TROUBLE as trouble:
        if error_code(trouble) in _GONE:
            return None
        raise NotNow(error_code(trouble)) from trouble
    found = answer.get("messages") or []
    return next(
        (message for message in found if isinstance(message, Mapping) and message.get("ts") == ts), None
    )


def reactions_of(desk: Desk, channel: str, ts: str) -> Payload | None:
    """The message with its reactions; empty when it is gone, None when no reactions can be read. Raises NotNow."""
    try:
        answer = desk.web.reactions_get(channel=channel, timestamp=ts)
    except SLACK_TROUBLE as trouble:
        code = error_code(trouble)
        if code in _NO_REACTIONS_KEPT:
            return None
        if code in _GONE:
            return {}
        raise NotNow(code) from trouble
    found = answer.get("message")
    return found if isinstance(found, Mapping) else None


def room_of(desk: Desk, channel: str, ts: str | None, thread_ts: str | None) -> Incident | None:
    """The incident in whose room a message stands: its thread, or the channel around any thread."""
    thread = thread_ts or ts
    in_thread = desk.engine.in_room(channel, thread) if thread else None
    return in_thread or desk.engine.in_room(channel, None)


def text_of(desk: Desk, message: Payload) -> str:
    """What a message says, mentions by name; for one without words, the names of its files."""
    said = spoken(tidy(str(message.get("text") or "")), desk.actors.named)
    files = [word(file, "title") or word(file, "name") or "file" for file in parts(message, "files")]
    return "\n".join(filter(None, (said, *(f"📎 {name}" for name in files))))


def request_to_mark(desk: Desk, channel: str, message: Payload) -> MarkMessage:
    """A message as it stands, for the timeline. Raises NotNow."""
    ts = str(message["ts"])
    author = word(message, "user")
    bot = word(message, "bot_profile", "name") or word(message, "username") or "bot"
    return MarkMessage(
        channel=channel,
        ts=ts,
        author=desk.actors.named(author) if author else bot,
        text=text_of(desk, message),
        written_at=datetime.fromtimestamp(float(ts), UTC),
        permalink=permalink(desk, channel, ts, word(message, "thread_ts")),
    )


def is_ours(desk: Desk, message: Payload) -> bool:
    """Whether the bot wrote it itself: that is on the timeline already. Raises NotNow."""
    try:
        me = desk.workspace.identity()
    except SLACK_TROUBLE as trouble:
        raise NotNow(error_code(trouble)) from trouble
    return word(message, "user") == me.user_id or (bool(me.bot_id) and word(message, "bot_id") == me.bot_id)


def permalink(desk: Desk, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """The message's address. Raises NotNow."""
    try:
        return desk.workspace.permalink(channel, ts, thread_ts)
    except SLACK_TROUBLE as trouble:
        raise NotNow(error_code(trouble)) from trouble
