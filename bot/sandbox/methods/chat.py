"""chat.*: the app speaks."""

from bot.sandbox import messages
from bot.sandbox.contents import draft_of
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import MAX_UPDATE_TEXT
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.shapes import echoed_json, permalink


def post_message(call: Call) -> Json:
    """chat.postMessage; a user id as channel is that user's conversation with the app."""
    channel = _addressed(call)
    if channel.archived:
        raise SlackRefusal("is_archived")
    if call.bot not in channel.members:
        raise SlackRefusal("not_in_channel")
    draft = draft_of(call.slack, call.method, call.args)
    message = messages.post(call.workspace, channel, call.app.author, draft, bot_user=call.bot)
    return _said(call, channel, message)


def _addressed(call: Call) -> Channel:
    address = call.text("channel")
    if address.startswith(("U", "W")):
        user = call.workspace.user(address, "channel_not_found")
        if user.deleted or user.is_bot:
            raise SlackRefusal("channel_not_found")
        return call.workspace.direct_channel(call.bot, address)
    named = call.workspace.named(address) if address.startswith("#") else None
    if named is not None:
        call.slack.complain(call.method, f"addressed by name ({address}); use the id, names change")
        return call.workspace.channel_for(named.id, call.bot)
    return call.channel()


def _said(call: Call, channel: Channel, message: Message) -> Json:
    shown = echoed_json(call.workspace, message)
    shown.pop("reply_count", None)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def update(call: Call) -> Json:
    """chat.update: only the app's own messages; blocks go when only text is sent, as Slack documents."""
    channel = call.channel()
    message = call.workspace.message(channel, call.text("ts"))
    if message.user != call.bot or message.subtype:
        raise SlackRefusal("cant_update_message")
    if channel.archived:
        raise SlackRefusal("cant_update_message")
    if len(call.text("text")) > MAX_UPDATE_TEXT:
        raise SlackRefusal("msg_too_long")
    draft = draft_of(call.slack, call.method, call.args)
    keeps = "blocks" not in call.args and "text" not in call.args
    messages.change(call.workspace, message, call.bot, draft, keep_blocks=keeps)
    return _said(call, channel, message) | {"text": message.text}


def delete(call: Call) -> Json:
    """chat.delete: only the app's own messages."""
    channel = call.channel()
    message = call.workspace.message(channel, call.text("ts"))
    if message.user != call.bot:
        raise SlackRefusal("cant_delete_message")
    messages.delete(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: for one member of the channel."""
    channel = call.channel(alive=True, member=True)
    if call.text("user") not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    draft = draft_of(call.slack, call.method, call.args)
    message = messages.ephemeral(call.workspace, channel, call.app.author, draft, call.text("user"))
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink"""
    channel = call.channel()
    message = call.workspace.message(channel, call.text("message_ts"))
    return {"channel": channel.id, "permalink": permalink(call.workspace, message)}


METHODS = {
    "chat.postMessage": Method(post_message, ("channel",)),
    "chat.update": Method(update, ("channel", "ts")),
    "chat.delete": Method(delete, ("channel", "ts")),
    "chat.postEphemeral": Method(post_ephemeral, ("channel", "user")),
    "chat.getPermalink": Method(get_permalink, ("channel", "message_ts")),
}
