"""reactions.*"""

from bot.sandbox import messages
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json, Message
from bot.sandbox.shapes import message_json, permalink, reactions_json


def add(call: Call) -> Json:
    """reactions.add"""
    messages.react(call.workspace, _item(call, alive=True), call.bot, call.text("name"))
    return {}


def remove(call: Call) -> Json:
    """reactions.remove"""
    messages.unreact(call.workspace, _item(call), call.bot, call.text("name"))
    return {}


def get(call: Call) -> Json:
    """reactions.get"""
    message = _item(call)
    shown = message_json(call.workspace, message)
    shown |= {"reactions": reactions_json(message), "permalink": permalink(call.workspace, message)}
    return {"type": "message", "channel": message.channel, "message": shown}


def _item(call: Call, *, alive: bool = False) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackRefusal("no_item_specified")
    channel = call.channel(alive=alive)
    return call.workspace.message(channel, call.text("timestamp"))


METHODS = {
    "reactions.add": Method(add, ("channel", "name", "timestamp")),
    "reactions.remove": Method(remove, ("name",)),
    "reactions.get": Method(get),
}
