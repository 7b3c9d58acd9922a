"""The workspace as the page shows it to one person: JSON with entities resolved, ready to be laid out."""

from typing import Any

from bot.sandbox.eyes import Eyes
from bot.sandbox.inputs import state_values
from bot.sandbox.records import Channel, Json, Message, View
from bot.sandbox.render_text import TOKEN, Reader, plain, unescaped
from bot.sandbox.seen import reader_for
from bot.sandbox.shapes import file_json
from bot.sandbox.workspace import Workspace

SHOWN_MESSAGES = 300
"""The newest so many of a channel; a page that plays an incident by hand never has more."""


def runs(text: str, reader: Reader) -> list[Json]:
    """mrkdwn cut at its entities: [{"text": …}, {"text": …, "href": …}, {"text": "@ana", "kind": "mention"}]."""
    found: list[Json] = []
    at = 0
    for match in TOKEN.finditer(text):
        found.append({"text": unescaped(text[at : match.start()])})
        inner = match.group(1)
        run: Json = {"text": plain(match.group(), reader)}
        if inner.startswith(("http://", "https://", "mailto:")):
            run["href"] = unescaped(inner.partition("|")[0])
        else:
            run["kind"] = {"@": "mention", "#": "channel"}.get(inner[0], "special")
        found.append(run)
        at = match.end()
    found.append({"text": unescaped(text[at:])})
    return [run for run in found if run["text"]]


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


def overview(workspace: Workspace, me: str) -> Json:
    """Who there is, which conversations, and whether a modal is open."""
    with workspace.lock:
        people = [user for user in workspace.users.values() if not user.is_bot and not user.deleted]
        open_to_me = [ch for ch in workspace.visible(me) if not (ch.direct and me not in ch.members)]
        return {
            "changes": workspace.changes,
            "people": [{"id": u.id, "name": u.name, "real_name": u.real_name, "tz": u.tz} for u in people],
            "channels": [_channel(workspace, channel, me) for channel in open_to_me],
            "now": workspace.clock().isoformat(),
            "modal": bool(workspace.modals.get(me)),
        }


def _channel(workspace: Workspace, channel: Channel, me: str) -> Json:
    others = [
        workspace.users[user].name for user in channel.members if user != me and user in workspace.users
    ]
    last = next(reversed(channel.messages), "")
    return {
        "id": channel.id, "name": channel.name or ", ".join(others), "kind": channel.kind.value,
        "member": me in channel.members, "archived": channel.archived, "topic": channel.topic.value,
        "last": max(last, next(reversed(channel.ephemerals), "")),
        "members": [workspace.users[user].name for user in channel.members if user in workspace.users],
        "bookmarks": [{"title": mark.title, "link": mark.link} for mark in channel.bookmarks],
        "pins": [pin.ts for pin in channel.pins],
    }  # fmt: skip


def conversation(workspace: Workspace, eyes: Eyes, me: str, channel_id: str) -> list[Json]:
    """The messages of a channel as `me` sees them, oldest first."""
    with workspace.lock:
        reader = reader_for(workspace, me)
        return [
            _message(workspace, reader, record)
            for _ch, record in list(eyes.raw(channel_id))[-SHOWN_MESSAGES:]
        ]


def _message(workspace: Workspace, reader: Reader, message: Message) -> Json:
    author = workspace.users.get(message.user)
    seconds = int(message.ts.partition(".")[0])
    return {
        "ts": message.ts, "thread_ts": message.thread_ts, "user": message.user, "bot": bool(message.bot_id),
        "author": author.real_name if author else message.user, "subtype": message.subtype,
        "time": plain(f"<!date^{seconds}^{{time}}|>", reader),
        "day": plain(f"<!date^{seconds}^{{date_long_pretty}}|>", reader),
        "runs": runs(message.text, reader), "blocks": with_runs(message.blocks, reader),
        "attachments": with_runs(message.attachments, reader), "edited": bool(message.edited_ts),
        "ephemeral": bool(message.ephemeral_for), "broadcast": message.broadcast,
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
