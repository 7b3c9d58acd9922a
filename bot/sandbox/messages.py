"""What can be done to messages and memberships, by the app or by a person alike; each act raises its event."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import events
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.inputs import with_ids
from bot.sandbox.limits import MAX_PINS, MAX_REACTIONS
from bot.sandbox.records import Channel, Json, Message, Note, Pin
from bot.sandbox.shapes import message_json
from bot.sandbox.workspace import Workspace


@dataclass(slots=True)
class Draft:
    """What someone wants to say, already found to be within Slack's limits."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    broadcast: bool = False
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Author:
    """Who speaks: a person, or the app (then with bot and app ids)."""

    user: str
    bot_id: str = ""
    app_id: str = ""


def post(workspace: Workspace, channel: Channel, author: Author, draft: Draft, *, bot_user: str,
         subtype: str = "") -> Message:  # fmt: skip
    """Put a message into a conversation, or into a thread of it; raises cannot_reply_to_message."""
    thread = _thread_of(channel, draft.thread_ts)
    message = Message(
        workspace.next_ts(), channel.id, author.user, draft.text, as_stored(with_block_ids(workspace, draft.blocks)),
        draft.attachments, draft.metadata, thread, subtype, author.bot_id, author.app_id, draft.broadcast,
        files=list(draft.files),
    )  # fmt: skip
    channel.messages[message.ts] = message
    workspace.touch()
    events.message_posted(workspace, message, bot_user)
    return message


def _thread_of(channel: Channel, thread_ts: str) -> str:
    if not thread_ts:
        return ""
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackRefusal("cannot_reply_to_message")
    top = parent.thread_ts or parent.ts
    channel.messages[top].thread_ts = top
    return top


def ephemeral(workspace: Workspace, channel: Channel, author: Author, draft: Draft, reader: str) -> Message:
    """Show a message to one person only; it is in no history and raises no event."""
    message = Message(
        workspace.next_ts(), channel.id, author.user, draft.text, as_stored(with_block_ids(workspace, draft.blocks)),
        draft.attachments, None, draft.thread_ts, "", author.bot_id, author.app_id, ephemeral_for=reader,
    )  # fmt: skip
    channel.ephemerals[message.ts] = message
    workspace.touch()
    return message


BARE = re.compile(r"&(?!amp;|lt;|gt;)")


def as_stored(value: Any) -> Any:
    """Blocks as Slack keeps and sends them on: `&`, `<`, `>` of plain_text escaped (bolt-python issue 513).

    A button sent as "A & B" comes back as "A &amp; B" in block_actions and in history; readers see "A & B".
    """
    if isinstance(value, list):
        return [as_stored(item) for item in value]
    if not isinstance(value, dict):
        return value
    stored = {key: as_stored(inner) for key, inner in value.items()}
    if value.get("type") == "plain_text" and isinstance(value.get("text"), str):
        text = BARE.sub("&amp;", value["text"])
        stored["text"] = text.replace("<", "&lt;").replace(">", "&gt;")
    return stored


def with_block_ids(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """The blocks with every id filled in, as Slack does."""
    return with_ids(blocks, workspace.new_id)


def change(
    workspace: Workspace, message: Message, user: str, draft: Draft, *, keep_blocks: bool = False
) -> None:
    """Replace what a message says. Metadata stays unless the draft brings some (as chat.update does)."""
    before = message_json(workspace, message)
    message.text, message.attachments = draft.text, draft.attachments
    if not keep_blocks:
        message.blocks = as_stored(with_block_ids(workspace, draft.blocks))
    message.metadata = draft.metadata if draft.metadata is not None else message.metadata
    message.edited_by, message.edited_ts = user, workspace.next_ts()
    message.version += 1
    workspace.touch()
    if not message.ephemeral_for:
        events.message_changed(workspace, message, before)


def delete(workspace: Workspace, message: Message) -> None:
    """Take a message away; a thread's parent leaves a tombstone so that the replies stay readable."""
    channel = workspace.channels[message.channel]
    if message.ephemeral_for:
        channel.ephemerals.pop(message.ts, None)
        workspace.touch()
        return
    before = message_json(workspace, message)
    channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
    if message.thread_ts == message.ts and before.get("reply_count"):
        message.text, message.subtype, message.blocks = "This message was deleted.", "tombstone", []
        message.user, message.bot_id, message.version = "USLACKBOT", "", message.version + 1
    else:
        del channel.messages[message.ts]
    workspace.touch()
    events.message_deleted(workspace, channel, before)


def react(workspace: Workspace, message: Message, user: str, name: str) -> None:
    """Add an emoji; raises already_reacted, too_many_emoji, invalid_name."""
    if not name or not all(c.isalnum() or c in "_+-':" for c in name):
        raise SlackRefusal("invalid_name")
    users = message.reactions.get(name, [])
    if user in users:
        raise SlackRefusal("already_reacted")
    if not users and len(message.reactions) >= MAX_REACTIONS:
        raise SlackRefusal("too_many_emoji")
    message.reactions.setdefault(name, []).append(user)
    workspace.touch()
    events.reaction(workspace, message, user, name, added=True)


def unreact(workspace: Workspace, message: Message, user: str, name: str) -> None:
    """Take one's emoji back; raises no_reaction."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise SlackRefusal("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    workspace.touch()
    events.reaction(workspace, message, user, name, added=False)


def pin(workspace: Workspace, channel: Channel, message: Message, user: str) -> None:
    """Pin to the channel; raises already_pinned, too_many_pins (100 a channel)."""
    if any(p.ts == message.ts for p in channel.pins):
        raise SlackRefusal("already_pinned")
    if len(channel.pins) >= MAX_PINS:
        raise SlackRefusal("too_many_pins")
    new = Pin(message.ts, user, workspace.now())
    channel.pins.insert(0, new)
    workspace.touch()
    events.pinned(workspace, channel, new, user, added=True)


def unpin(workspace: Workspace, channel: Channel, ts: str, user: str) -> None:
    """Take a pin away; raises no_pin."""
    found = next((p for p in channel.pins if p.ts == ts), None)
    if found is None:
        raise SlackRefusal("no_pin")
    channel.pins.remove(found)
    workspace.touch()
    events.pinned(workspace, channel, found, user, added=False)


def join(workspace: Workspace, channel: Channel, user: str, *, bot_user: str, inviter: str = "") -> None:
    """Make someone a member and say so in the channel, as Slack does (subtype channel_join)."""
    if user in channel.members:
        return
    channel.members.append(user)
    subtype = "group_join" if channel.private else "channel_join"
    post(workspace, channel, Author(user), Draft(f"<@{user}> has joined the channel"), bot_user=bot_user,
         subtype=subtype)  # fmt: skip
    events.membership(workspace, channel, user, inviter=inviter)


def leave(workspace: Workspace, channel: Channel, user: str, *, bot_user: str) -> None:
    """End a membership."""
    events.membership(workspace, channel, user, joined=False)
    channel.members.remove(user)
    subtype = "group_leave" if channel.private else "channel_leave"
    post(workspace, channel, Author(user), Draft(f"<@{user}> has left the channel"), bot_user=bot_user,
         subtype=subtype)  # fmt: skip


def set_topic(workspace: Workspace, channel: Channel, user: Author, words: str, *, bot_user: str) -> None:
    """Set the topic; the channel is told by a channel_topic message."""
    channel.topic = Note(words, user.user, workspace.now())
    _announce(
        workspace,
        channel,
        user,
        f"set the channel topic: {words}",
        "channel_topic",
        {"topic": words},
        bot_user,
    )


def set_purpose(workspace: Workspace, channel: Channel, user: Author, words: str, *, bot_user: str) -> None:
    """Set the description; the channel is told by a channel_purpose message."""
    channel.purpose = Note(words, user.user, workspace.now())
    _announce(workspace, channel, user, f"set the channel description: {words}", "channel_purpose",
              {"purpose": words}, bot_user)  # fmt: skip


def rename(workspace: Workspace, channel: Channel, user: Author, name: str, *, bot_user: str) -> None:
    """Rename the channel; told by a channel_name message and the channel_rename event."""
    old = channel.name
    workspace.rename(channel, name)
    _announce(workspace, channel, user, f'has renamed the channel from "{old}" to "{name}"', "channel_name",
              {"old_name": old, "name": name}, bot_user)  # fmt: skip
    events.channel_event(workspace, channel, "rename", user.user)


def archive(workspace: Workspace, channel: Channel, user: Author, *, archived: bool, bot_user: str) -> None:
    """Close or reopen a channel. Archiving tells the channel first; nothing can be said in it afterwards."""
    if archived:
        _announce(workspace, channel, user, "archived the channel", "channel_archive", {}, bot_user)
    channel.archived = archived
    if not archived:
        _announce(workspace, channel, user, "un-archived the channel", "channel_unarchive", {}, bot_user)
    workspace.touch()
    events.channel_event(workspace, channel, "archive" if archived else "unarchive", user.user)


def _announce(workspace: Workspace, channel: Channel, author: Author, text: str, subtype: str, extra: Json,
              bot_user: str) -> None:  # fmt: skip
    message = Message(workspace.next_ts(), channel.id, author.user, text, subtype=subtype, extra=extra)
    channel.messages[message.ts] = message
    workspace.touch()
    events.message_posted(workspace, message, bot_user)
