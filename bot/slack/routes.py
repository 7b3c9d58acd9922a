"""Which delivery goes to whom, which of them are worth keeping, and which open a window."""

from __future__ import annotations

from collections.abc import Callable

from bot.render.actions import Action
from bot.slack import clicks, marks, shortcuts, spoken, surfaces
from bot.slack.desk import Delivered, Desk
from bot.slack.payloads import Payload, event, is_own, kind, part, parts, said_by_a_bot, word
from bot.slack.windows import Window

Handler = Callable[[Desk, Delivered], str]
"""Carries out one delivery and answers it; returns a word for the record. May raise CannotStore and NotNow."""

_SAID = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message that is simply said; others tell of joins, topics, pins and the like."""


def handler_for(payload: Payload) -> Handler | None:
    """Who carries this out; None for what is acknowledged and no more."""
    match kind(payload):
        case "command":
            return spoken.commanded
        case "block_actions":
            used = next(iter(parts(payload, "actions")), {})
            return None if used.get("action_id") in clicks.LINKS else clicks.clicked
        case "shortcut" | "message_action":
            return shortcuts.shortcut
        case "event_callback":
            return None if is_own(payload) or said_by_a_bot(payload) else _event_handler(payload)
        case _:
            return None


def _event_handler(payload: Payload) -> Handler | None:
    inner = event(payload)
    match word(inner, "type"):
        case "app_mention":
            return spoken.mentioned
        case "message":
            return _message_handler(inner)
        case "reaction_added":
            wanted = inner.get("reaction") in marks.PINS | {marks.FIRE} and word(inner, "item", "ts")
            return marks.reaction_added if wanted else None
        case "reaction_removed":
            wanted = inner.get("reaction") in marks.PINS and word(inner, "item", "ts")
            return marks.reaction_removed if wanted else None
        case "pin_added":
            return marks.pin_added
        case "member_joined_channel":
            return marks.member_joined
        case _:
            return None


def _message_handler(inner: Payload) -> Handler | None:
    subtype = word(inner, "subtype")
    if subtype == "message_changed":
        # Slack calls an unfurled link and a new reply a change too
        edited = part(inner, "message").get("text") != part(inner, "previous_message").get("text")
        return marks.message_changed if edited else None
    if subtype == "message_deleted":
        return marks.message_deleted
    direct = inner.get("channel_type") == "im"
    return spoken.written_to if direct and subtype in _SAID else None


def light_handler_for(payload: Payload) -> Handler | None:
    """What is done without being kept: it happens again by itself, and losing one loses nothing."""
    if kind(payload) != "event_callback":
        return None
    match word(event(payload), "type"):
        case "app_home_opened":
            return surfaces.home_opened
        case "user_change":
            return _person_changed
        case _:
            return None


def _person_changed(desk: Desk, delivered: Delivered) -> str:
    user = part(event(delivered.payload), "user")
    if desk.engine.profile(word(user, "id") or "") is None:
        return "not_known"  # nobody asked about them yet
    desk.actors.refresh(user)
    return "done"


def window_for(desk: Desk, payload: Payload) -> Window | None:
    """Open the window of a form now, while its trigger lives; None when no form follows."""
    if word(payload, "view", "type") == "modal":
        view_id = word(payload, "view", "id")
        return desk.windows.already(view_id) if view_id else None
    trigger = word(payload, "trigger_id")
    return desk.windows.open(trigger) if trigger and _wants_form(desk, payload) else None


def _wants_form(desk: Desk, payload: Payload) -> bool:
    match kind(payload):
        case "command":
            return spoken.wants_form(desk, payload)
        case "block_actions":
            click = clicks.read_click(payload)
            return click.form is not None or click.action is Action.DECLARE
        case "shortcut" | "message_action":
            return word(payload, "callback_id") in shortcuts.OPENS_FORM
        case _:
            return False
