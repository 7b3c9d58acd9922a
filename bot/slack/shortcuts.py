"""Shortcuts: declare, declare from a message, put a message on the timeline."""

from __future__ import annotations

from bot.domain.requests import Actor
from bot.render import asides
from bot.render.actions import Form, Shortcut
from bot.slack.clicks import opening_from
from bot.slack.desk import Delivered, Desk
from bot.slack.messages import message_at, request_to_mark, room_of
from bot.slack.openings import open_form
from bot.slack.orders import handed, tell
from bot.slack.parsed import Opening
from bot.slack.payloads import Payload, part, word
from bot.slack.replies import Seat, seat_of

OPENS_FORM = frozenset({Shortcut.DECLARE.value, Shortcut.DECLARE_FROM_MESSAGE.value})


def shortcut(desk: Desk, delivered: Delivered) -> str:
    """Carry out one shortcut."""
    payload = delivered.payload
    user = word(payload, "user", "id") or ""
    by, seat = desk.actors.of(user), seat_of(payload, user)
    match word(payload, "callback_id"):
        case Shortcut.DECLARE.value:
            return open_form(desk, delivered, Opening(Form.DECLARE), by, seat)
        case Shortcut.DECLARE_FROM_MESSAGE.value:
            opening = opening_from(desk, seat.channel or "", part(payload, "message"))
            return open_form(desk, delivered, opening, by, seat)
        case Shortcut.ADD_TO_TIMELINE.value:
            return _add_to_timeline(desk, delivered, by, seat)
        case _:
            desk.replies.say(seat, asides.old_button())
            return "not_known"


def _add_to_timeline(desk: Desk, delivered: Delivered, by: Actor, seat: Seat) -> str:
    """The message came along; it is read once more when Slack cut it or left out its thread."""
    message = _whole(desk, seat.channel or "", part(delivered.payload, "message"))
    incident = room_of(desk, seat.channel or "", word(message, "ts"), word(message, "thread_ts"))
    if incident is None:
        desk.replies.say(seat, asides.only_in_rooms())
        return "not_a_room"
    request = request_to_mark(desk, seat.channel or "", message)
    return tell(desk, request, handed(desk, delivered, by, request, incident.id), by, seat)


def _whole(desk: Desk, channel: str, message: Payload) -> Payload:
    if word(message, "text") or not word(message, "ts"):
        return message
    return message_at(desk, channel, str(message["ts"])) or message
