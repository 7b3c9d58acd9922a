"""What people say to the bot: `/incident …`, `@meridian …`, and words in their conversation with it."""

from __future__ import annotations

import re

from bot.domain.requests import Actor
from bot.render import queries
from bot.render.actions import Form
from bot.slack.arguments import Asking
from bot.slack.commands import parse
from bot.slack.desk import Delivered, Desk
from bot.slack.orders import follow
from bot.slack.parsed import Opening
from bot.slack.payloads import Payload, bot_users, event, word
from bot.slack.places import incident_here
from bot.slack.replies import seat_of

_MENTION = re.compile(r"<@([A-Z0-9_]+)(?:\|[^>]*)?>")


def commanded(desk: Desk, delivered: Delivered) -> str:
    """A slash command. Bare, it opens the control panel in a room, elsewhere the form to declare."""
    user = word(delivered.payload, "user_id") or ""
    by, seat = desk.actors.of(user), seat_of(delivered.payload, user)
    parsed = parse(command_text(delivered.payload), asking(desk, by))
    if parsed is None:
        here = None if seat.direct else incident_here(desk, seat, by)
        parsed = Opening(Form.PANEL, here) if here else Opening(Form.DECLARE)
    return follow(desk, delivered, parsed, by, seat)


def mentioned(desk: Desk, delivered: Delivered) -> str:
    """`@meridian ack` in a channel or a thread; answered there, to that person alone."""
    user = word(delivered.payload, "event", "user") or ""
    return _said(desk, delivered, user, addressed(delivered.payload))


def written_to(desk: Desk, delivered: Delivered) -> str:
    """A direct message: a page may be answered in writing."""
    user = word(delivered.payload, "event", "user") or ""
    return _said(desk, delivered, user, addressed(delivered.payload))


def _said(desk: Desk, delivered: Delivered, user: str, text: str) -> str:
    by, seat = desk.actors.of(user), seat_of(delivered.payload, user)
    parsed = parse(text, asking(desk, by))
    if parsed is None:
        desk.replies.say(seat, queries.help_text(desk.engine.setup))
        return "told"
    return follow(desk, delivered, parsed, by, seat)


def asking(desk: Desk, by: Actor) -> Asking:
    """Who types, for the parser."""
    return Asking(by.name, by.zone, desk.engine.setup, desk.engine.now())


def wants_form(desk: Desk, payload: Payload) -> bool:
    """Whether a command ends in a form, told before anybody was looked up: the window is opened meanwhile."""
    user = word(payload, "user_id") or ""
    named = Actor(desk.actors.named(user))
    parsed = parse(command_text(payload), asking(desk, named))
    return parsed is None or isinstance(parsed, Opening)


def command_text(payload: Payload) -> str:
    """What stands behind `/incident`."""
    return word(payload, "text") or ""


def addressed(payload: Payload) -> str:
    """What is said to the bot: the words behind its name, else those before it.

    Local stand-ins for Slack leave out `authorizations`, by which we know our own name: in a mention it is the
    first then.
    """
    text = word(event(payload), "text") or ""
    ours = bot_users(payload)
    nameless = not ours and word(event(payload), "type") == "app_mention"
    for mention in _MENTION.finditer(text):
        if mention[1] in ours or nameless:
            return text[mention.end() :].strip(" ,:\n") or text[: mention.start()].strip()
    return text
