"""pins.*"""

from bot.sandbox import messages
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json
from bot.sandbox.shapes import pin_json


def add(call: Call) -> Json:
    """pins.add"""
    channel = call.channel(member=True)
    if channel.archived:
        raise SlackRefusal("restricted_action")
    if not call.text("timestamp"):
        raise SlackRefusal("no_item_specified")
    message = call.workspace.message(channel, call.text("timestamp"))
    messages.pin(call.workspace, channel, message, call.bot)
    return {}


def remove(call: Call) -> Json:
    """pins.remove"""
    channel = call.channel()
    if not call.text("timestamp"):
        raise SlackRefusal("no_item_specified")
    messages.unpin(call.workspace, channel, call.text("timestamp"), call.bot)
    return {}


def list_all(call: Call) -> Json:
    """pins.list"""
    channel = call.channel()
    return {"items": [pin_json(call.workspace, channel, pin) for pin in channel.pins]}


METHODS = {
    "pins.add": Method(add, ("channel",)),
    "pins.remove": Method(remove, ("channel",)),
    "pins.list": Method(list_all, ("channel",)),
}
