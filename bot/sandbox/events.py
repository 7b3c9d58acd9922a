"""Events API events as Slack words them, handed to the workspace's `on_event` when something happens."""

from bot.sandbox.records import Channel, ChannelKind, Json, Message, Pin, User
from bot.sandbox.shapes import echoed_json, message_json, pin_json, user_json
from bot.sandbox.workspace import Workspace

CHANNEL_TYPES = {
    ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group", ChannelKind.IM: "im", ChannelKind.MPIM: "mpim",
}  # fmt: skip
SUBSCRIPTIONS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}

ALL_EVENTS = frozenset({
    "app_home_opened", "app_mention", "channel_archive", "channel_created", "channel_deleted", "channel_rename",
    "channel_unarchive", "group_archive", "group_rename", "group_unarchive", "member_joined_channel",
    "member_left_channel", "message.channels", "message.groups", "message.im", "message.mpim", "pin_added",
    "pin_removed", "reaction_added", "reaction_removed", "team_join", "tokens_revoked", "user_change",
})  # fmt: skip
"""Everything this workspace can tell an app; what it does tell is the app's subscription."""


def subscription(event: Json) -> str:
    """The name under which an app subscribes to an event, e.g. "message.channels"."""
    if event["type"] == "message":
        return SUBSCRIPTIONS[event["channel_type"]]
    return str(event["type"])


def message_posted(workspace: Workspace, message: Message, bot_user: str) -> None:
    """A message, and app_mention when a person names the bot (in a DM Slack sends message.im alone)."""
    channel = workspace.channels[message.channel]
    event = echoed_json(workspace, message)
    event |= {"channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind], "event_ts": message.ts}
    if message.broadcast:
        event["subtype"] = "thread_broadcast"
    workspace.on_event(event, channel.id)
    if (
        f"<@{bot_user}>" in message.text
        and message.user != bot_user
        and not channel.direct
        and not message.subtype
    ):
        mention = {key: value for key, value in event.items() if key not in ("channel_type", "subtype")}
        workspace.on_event(mention | {"type": "app_mention"}, channel.id)


def message_changed(workspace: Workspace, message: Message, previous: Json) -> None:
    """An edit, by a person or the app."""
    ts = workspace.next_ts()
    channel = workspace.channels[message.channel]
    workspace.on_event({
        "type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id, "ts": ts,
        "message": message_json(workspace, message), "previous_message": previous, "event_ts": ts,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }, channel.id)  # fmt: skip


def message_deleted(workspace: Workspace, channel: Channel, previous: Json) -> None:
    """A message that is gone; its text travels one last time in previous_message."""
    ts = workspace.next_ts()
    workspace.on_event({
        "type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel.id, "ts": ts,
        "deleted_ts": previous["ts"], "previous_message": previous, "event_ts": ts,
        "channel_type": CHANNEL_TYPES[channel.kind],
    }, channel.id)  # fmt: skip


def reaction(workspace: Workspace, message: Message, user: str, name: str, *, added: bool) -> None:
    """reaction_added or reaction_removed."""
    workspace.on_event({
        "type": "reaction_added" if added else "reaction_removed", "user": user, "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts}, "item_user": message.user,
        "event_ts": workspace.next_ts(),
    }, message.channel)  # fmt: skip


def membership(
    workspace: Workspace, channel: Channel, user: str, *, inviter: str = "", joined: bool = True
) -> None:
    """member_joined_channel or member_left_channel."""
    event: Json = {
        "type": "member_joined_channel" if joined else "member_left_channel", "user": user, "channel": channel.id,
        "channel_type": "G" if channel.private else "C", "team": workspace.team_id, "event_ts": workspace.next_ts(),
    }  # fmt: skip
    workspace.on_event(event | ({"inviter": inviter} if inviter else {}), channel.id)


def pinned(workspace: Workspace, channel: Channel, pin: Pin, user: str, *, added: bool) -> None:
    """pin_added or pin_removed."""
    workspace.on_event({
        "type": "pin_added" if added else "pin_removed", "user": user, "channel_id": channel.id,
        "item": pin_json(workspace, channel, pin), "item_user": channel.messages[pin.ts].user,
        "pin_count": len(channel.pins), "event_ts": workspace.next_ts(),
    }, channel.id)  # fmt: skip


def channel_event(workspace: Workspace, channel: Channel, what: str, user: str) -> None:
    """channel_archive, channel_unarchive, channel_rename, channel_created; group_… for private channels."""
    prefix = "group" if channel.private else "channel"
    event: Json = {"type": f"{prefix}_{what}", "event_ts": workspace.next_ts()}
    if what in ("rename", "created"):
        event["channel"] = {
            "id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": channel.created,
            "creator": channel.creator, "is_channel": not channel.private, "is_mpim": False,
        }  # fmt: skip
    else:
        event |= {"channel": channel.id, "user": user, "is_moved": 0}
    workspace.on_event(event, channel.id)


def user_changed(workspace: Workspace, user: User) -> None:
    """user_change: a new name, zone, or the end of an account."""
    ts = workspace.next_ts()
    profile = user_json(user, workspace.clock())
    workspace.on_event(
        {"type": "user_change", "user": profile, "cache_ts": workspace.now(), "event_ts": ts}, ""
    )


def home_opened(workspace: Workspace, user: str, channel: Channel, view: Json | None) -> None:
    """app_home_opened; `view` is what is published there already."""
    event: Json = {
        "type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home",
        "event_ts": workspace.next_ts(),
    }  # fmt: skip
    workspace.on_event(event | ({"view": view} if view else {}), "")
