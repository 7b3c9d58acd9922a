"""The workspace as the page shows it to one person: JSON with entities resolved, ready to be laid out."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.inputs import state_values
from bot.sandbox.records import Channel, Json, Message, View
from bot.sandbox.render_text import TOKEN, Reader, plain, unescaped
from bot.sandbox.seen import reader_for
from bot.sandbox.shapes import file_json
from bot.sandbox.unread import Unread
from bot.sandbox.workspace import Workspace


def runs(text: str, reader: Reader) -> list[Json]:
    """mrkdwn cut at its entities: [{"text": …}, {"text": …, "href": …}, {"text": "@ana", "kind": "mention", "id": …}]."""
    found: list[Json] = []
    at = 0
    for match in TOKEN.finditer(text):
        found.append({"text": unescaped(text[at : match.start()])})
        inner = match.group(1)
        run: Json = {"text": plain(match.group(), reader)}
        if inner.startswith(("http://", "https://", "mailto:")):
            run["href"] = unescaped(inner.partition("|")[0])
        else:
            run |= _entity(inner)
        found.append(run)
        at = match.end()
    found.append({"text": unescaped(text[at:])})
    return [run for run in found if run["text"]]


def _entity(inner: str) -> Json:
    """What the page must know of an entity beside its words: whom or what it names, and an instant in UTC."""
    body = inner.partition("|")[0]
    if body.startswith(("@", "#")):
        return {"kind": "mention" if body[0] == "@" else "channel", "id": body[1:]}
    if body.startswith("!date^"):
        stamp = body.split("^")[1]
        return {"kind": "date", "utc": utc(int(stamp)) if stamp.isdigit() else ""}
    return {"kind": "group"}


def utc(seconds: int) -> str:
    """An instant as everybody can compare it; empty beyond what a calendar holds."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def with_runs(value: Any, reader: Reader) -> Any:
    """Blocks with `runs` in each mrkdwn object."""
    if isinstance(value, list):
        return [with_runs(item, reader) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {key: with_runs(inner, reader) for key, inner in value.items()}
    if value.get("type") == "mrkdwn" and isinstance(value.get("text"), str):
        copied["runs"] = runs(value["text"], reader)
    elif value.get("type") == "plain_text" and isinstance(value.get("text"), str):
        copied["text"] = unescaped(value["text"])
    return copied


def channel_shown(workspace: Workspace, channel: Channel, me: str, unread: Unread) -> Json:
    """A conversation as it stands in the list and over its messages; of members only the ids."""
    others = [
        workspace.users[user].real_name for user in channel.members if user != me and user in workspace.users
    ]
    return {
        "id": channel.id, "name": ", ".join(others) if channel.direct else channel.name, "kind": channel.kind.value,
        "member": me in channel.members, "archived": channel.archived, "topic": channel.topic.value,
        "runs": runs(channel.topic.value, reader_for(workspace, me)),
        "members": [user for user in channel.members if user in workspace.users],
        "bookmarks": [{"title": mark.title, "link": mark.link, "emoji": mark.emoji} for mark in channel.bookmarks],
        "pins": [pin.ts for pin in channel.pins],
        "unread": unread.messages, "calls": unread.calls, "first_unread": unread.first,
    }  # fmt: skip


def message_shown(workspace: Workspace, reader: Reader, message: Message, me: str) -> Json:
    """A message through the eyes of `me`."""
    author = workspace.users.get(message.user)
    seconds = int(message.ts.partition(".")[0])
    return {
        "ts": message.ts, "thread_ts": message.thread_ts, "user": message.user, "bot": bool(message.bot_id),
        "author": author.real_name if author else message.user, "subtype": message.subtype,
        "time": plain(f"<!date^{seconds}^{{time}}|>", reader),
        "day": plain(f"<!date^{seconds}^{{date_long_pretty}}|>", reader),
        "utc": utc(seconds), "runs": runs(message.text, reader), "blocks": with_runs(message.blocks, reader),
        "attachments": with_runs(message.attachments, reader), "edited": bool(message.edited_ts),
        "raw": plain(message.text, reader) if message.user == me and not message.blocks else "",
        "ephemeral": bool(message.ephemeral_for), "broadcast": message.broadcast, "version": message.version,
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
        "files": [file_json(workspace, workspace.files[file]) for file in message.files],
    }  # fmt: skip


def opened_view(workspace: Workspace, me: str, view: View | None, depth: int = 1) -> Json | None:
    """A modal or home tab with what is filled in."""
    if view is None:
        return None
    reader = reader_for(workspace, me)
    return {
        "id": view.id, "version": view.version, "depth": depth, "body": with_runs(view.body, reader),
        "values": state_values(view.blocks, view.values), "errors": view.errors,
    }  # fmt: skip
