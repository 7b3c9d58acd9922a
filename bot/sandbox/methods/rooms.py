"""conversations.* that change a channel: create, archive, rename, topic, purpose."""

import re

from bot.sandbox import events, messages
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import CHANNEL_NAME, PURPOSE, TOPIC
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Channel, Json
from bot.sandbox.shapes import channel_json


def shown(call: Call, channel: Channel) -> Json:
    """The channel as the app sees it."""
    return {"channel": channel_json(channel, call.bot, call.workspace.team_id)}


def check_name(name: str) -> None:
    """Raises invalid_name_required, …_maxlength (80), …_punctuation, …_specials for what Slack refuses."""
    if not name:
        raise SlackRefusal("invalid_name_required")
    if len(name) > CHANNEL_NAME:
        raise SlackRefusal("invalid_name_maxlength")
    if not re.search(r"[a-z0-9]", name.lower()):
        raise SlackRefusal("invalid_name_punctuation")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise SlackRefusal("invalid_name_specials")


def create(call: Call) -> Json:
    """conversations.create: the app is its first member."""
    check_name(call.text("name"))
    channel = call.workspace.create_channel(call.text("name"), call.bot, private=call.flag("is_private"))
    events.channel_event(call.workspace, channel, "created", call.bot)
    return shown(call, channel)


def archive(call: Call) -> Json:
    """conversations.archive"""
    channel = _room(call, member=True)
    if channel.archived:
        raise SlackRefusal("already_archived")
    if channel.is_general:
        raise SlackRefusal("cant_archive_general")
    messages.archive(call.workspace, channel, call.app.author, archived=True, bot_user=call.bot)
    return {}


def unarchive(call: Call) -> Json:
    """conversations.unarchive"""
    channel = _room(call)
    if not channel.archived:
        raise SlackRefusal("not_archived")
    messages.archive(call.workspace, channel, call.app.author, archived=False, bot_user=call.bot)
    return {}


def rename(call: Call) -> Json:
    """conversations.rename"""
    channel = _room(call, alive=True, member=True)
    check_name(call.text("name"))
    if channel.creator != call.bot:
        raise SlackRefusal("not_authorized")
    messages.rename(call.workspace, channel, call.app.author, call.text("name"), bot_user=call.bot)
    return shown(call, channel)


def set_topic(call: Call) -> Json:
    """conversations.setTopic: 250 characters, no formatting."""
    _given(call, "topic")
    channel = _room(call, alive=True, member=True)
    if len(call.text("topic")) > TOPIC:
        raise SlackRefusal("too_long")
    messages.set_topic(call.workspace, channel, call.app.author, call.text("topic"), bot_user=call.bot)
    return shown(call, channel)


def set_purpose(call: Call) -> Json:
    """conversations.setPurpose: 250 characters."""
    _given(call, "purpose")
    channel = _room(call, alive=True, member=True)
    if len(call.text("purpose")) > PURPOSE:
        raise SlackRefusal("too_long")
    messages.set_purpose(call.workspace, channel, call.app.author, call.text("purpose"), bot_user=call.bot)
    return {"purpose": call.text("purpose")} | shown(call, channel)


def _given(call: Call, name: str) -> None:
    if name not in call.args:  # an empty one clears it
        raise SlackRefusal("invalid_arguments", [f"[ERROR] missing required field: {name}"])


def _room(call: Call, *, alive: bool = False, member: bool = False) -> Channel:
    channel = call.channel(alive=alive, member=member)
    if channel.direct:
        raise SlackRefusal("method_not_supported_for_channel_type")
    return channel


METHODS = {
    "conversations.create": Method(create),
    "conversations.archive": Method(archive, ("channel",)),
    "conversations.unarchive": Method(unarchive, ("channel",)),
    "conversations.rename": Method(rename, ("channel",)),
    "conversations.setTopic": Method(set_topic, ("channel",)),
    "conversations.setPurpose": Method(set_purpose, ("channel",)),
}
