"""conversations.history and conversations.replies: what was said, newest or oldest first."""

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json, Message
from bot.sandbox.shapes import message_json


def history(call: Call) -> Json:
    """conversations.history: newest first, replies left out unless also sent to the channel; members only."""
    channel = call.channel(member=True)
    top = [m for m in channel.messages.values() if not m.thread_ts or m.thread_ts == m.ts or m.broadcast]
    fitting = [m for m in reversed(top) if _within(call, m)]
    page, cursor = call.page(fitting, 100, 999)
    body: Json = {"messages": _shown(call, page), "has_more": bool(cursor), "pin_count": len(channel.pins)}
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def replies(call: Call) -> Json:
    """conversations.replies: the parent and its replies, oldest first; one reply's ts gives just that message."""
    channel = call.channel()
    if call.bot not in channel.members:
        raise SlackRefusal("channel_not_found")
    message = call.workspace.message(channel, call.text("ts"), "thread_not_found")
    thread = [m for m in channel.messages.values() if message.ts in (m.ts, m.thread_ts)]
    fitting = [m for m in thread if m.ts == message.ts or _within(call, m)]
    page, cursor = call.page(fitting, 1000)
    body: Json = {"messages": _shown(call, page), "has_more": bool(cursor)}
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _shown(call: Call, page: list[Message]) -> list[Json]:
    metadata = call.flag("include_all_metadata")
    return [message_json(call.workspace, message, metadata=metadata) for message in page]


def _within(call: Call, message: Message) -> bool:
    oldest, latest = _ts(call, "oldest"), _ts(call, "latest")
    ts = _micros(message.ts)
    if call.flag("inclusive"):
        return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _ts(call: Call, name: str) -> int | None:
    value = call.text(name)
    if not value or value == "0":
        return None
    try:
        return _micros(value)
    except ValueError:
        raise SlackRefusal(f"invalid_ts_{name}") from None


def _micros(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


METHODS = {
    "conversations.history": Method(history, ("channel",)),
    "conversations.replies": Method(replies, ("channel", "ts")),
}
