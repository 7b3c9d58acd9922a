"""What people do to messages: 📌 puts one on the timeline, edits and deletions follow it, 🔥 declares from it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.decision import Refused
from bot.domain.incident import Incident, Mark
from bot.domain.requests import (
    BY_MERIDIAN,
    Actor,
    FollowDeletion,
    FollowEdit,
    Join,
    Request,
    Standing,
    UnmarkMessage,
)
from bot.render import asides
from bot.render.refusals import refused_message
from bot.slack.desk import Delivered, Desk, carry
from bot.slack.messages import is_ours, message_at, reactions_of, request_to_mark, room_of, text_of
from bot.slack.payloads import Payload, event, part, parts, word
from bot.slack.replies import Seat

PINS = frozenset({"pushpin", "round_pushpin"})
FIRE = "fire"


def reaction_added(desk: Desk, delivered: Delivered) -> str:
    """A pin on a message of a room marks it, once however many people do (the engine knows which are marked)."""
    inner = event(delivered.payload)
    channel, ts = _address(inner)
    if inner.get("reaction") == FIRE:
        return _offer_to_declare(desk, str(inner["user"]), channel, ts)
    found = message_at(desk, channel, ts)
    if found is None or is_ours(desk, found) or not _still_pinned(desk, channel, found):
        return "nothing_to_mark"  # gone, ours, or the pin was taken away while this was on its way
    return _mark(desk, delivered, channel, found)


def reaction_removed(desk: Desk, delivered: Delivered) -> str:
    """The mark goes with the last pin."""
    channel, ts = _address(event(delivered.payload))
    found = message_at(desk, channel, ts)
    if found is None or pinned(found):
        return "still_marked" if found else "gone"
    return _follow(desk, delivered, channel, ts, found, UnmarkMessage(channel, ts))


def pin_added(desk: Desk, delivered: Delivered) -> str:
    """Pinning a message in Slack's own way marks it too."""
    inner = event(delivered.payload)
    item = part(inner, "item")
    channel = word(inner, "channel_id") or word(item, "channel") or ""
    found = message_at(desk, channel, word(item, "message", "ts") or word(item, "ts") or "")
    if found is None or is_ours(desk, found):
        return "nothing_to_mark"
    return _mark(desk, delivered, channel, found)


def message_changed(desk: Desk, delivered: Delivered) -> str:
    """An edit of a marked message goes on the timeline."""
    inner = event(delivered.payload)
    now = part(inner, "message")
    channel, ts = word(inner, "channel"), word(now, "ts")
    if not channel or not ts:
        return "no_message"
    if now.get("subtype") == "tombstone":  # what is left of a deleted message with replies
        return _follow(desk, delivered, channel, ts, now, FollowDeletion(channel, ts))
    edit = FollowEdit(channel, ts, text_of(desk, now), _edited_at(now))
    return _follow(desk, delivered, channel, ts, now, edit)


def message_deleted(desk: Desk, delivered: Delivered) -> str:
    """A deletion goes on the timeline as well; the words that were marked stay there."""
    inner = event(delivered.payload)
    before = part(inner, "previous_message")
    channel, ts = word(inner, "channel"), word(inner, "deleted_ts") or word(before, "ts")
    if not channel or not ts:
        return "no_message"
    return _follow(desk, delivered, channel, ts, before, FollowDeletion(channel, ts))


def member_joined(desk: Desk, delivered: Delivered) -> str:
    """Somebody came into an incident's channel. Bots and people from outside are no responders."""
    inner = event(delivered.payload)
    incident = desk.engine.in_room(word(inner, "channel") or "", None)
    if incident is None:
        return "not_a_room"
    who = desk.actors.of(str(inner["user"]))
    if who.standing is Standing.STRANGER:
        return "not_a_responder"
    carry(desk, delivered, who, Join(who.name), incident.id)
    return "done"


def pinned(message: Payload) -> bool:
    """Whether anybody's pin is on it now."""
    return any(reaction.get("name") in PINS for reaction in parts(message, "reactions"))


def _still_pinned(desk: Desk, channel: str, message: Payload) -> bool:
    """Whether the pin that was told of is there yet. Raises NotNow.

    Slack leaves `reactions` out when there are none, a server that keeps none always: reactions.get, which on
    Slack never answers without the message, tells the two apart. Where it can't, the event is believed.
    """
    if "reactions" in message:
        return pinned(message)
    found = reactions_of(desk, channel, str(message["ts"]))
    return found is None or pinned(found)


def _mark(desk: Desk, delivered: Delivered, channel: str, message: Payload) -> str:
    user = str(event(delivered.payload)["user"])
    thread_ts = word(message, "thread_ts")
    incident = room_of(desk, channel, word(message, "ts"), thread_ts)
    if incident is None:
        return "not_a_room"
    request = request_to_mark(desk, channel, message)
    outcome = carry(desk, delivered, desk.actors.of(user), request, incident.id)
    if isinstance(outcome, Refused):
        desk.replies.say(Seat(user, channel, thread_ts), refused_message(outcome, desk.engine.setup))
        return f"refused:{outcome.why.value}"
    return "done"


def _follow(
    desk: Desk, delivered: Delivered, channel: str, ts: str, message: Payload, request: Request
) -> str:
    """Only what is on a timeline is followed there."""
    incident = room_of(desk, channel, ts, word(message, "thread_ts"))
    if incident is None or not _is_marked(incident, channel, ts):
        return "not_marked"
    outcome = carry(desk, delivered, _whoever(desk, delivered, message), request, incident.id)
    return f"refused:{outcome.why.value}" if isinstance(outcome, Refused) else "done"


def _is_marked(incident: Incident, channel: str, ts: str) -> bool:
    return Mark(channel, ts) in incident.marks


def _edited_at(message: Payload) -> datetime | None:
    """When it was edited; events come in any order, so that the newest wording must be told from the last to arrive."""
    try:
        return datetime.fromtimestamp(float(word(message, "edited", "ts") or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _whoever(desk: Desk, delivered: Delivered, message: Payload) -> Actor:
    """Who did it; Slack does not always say, and then it was the author."""
    user = word(message, "edited", "user") or word(event(delivered.payload), "user") or word(message, "user")
    return desk.actors.of(user) if user else BY_MERIDIAN


def _offer_to_declare(desk: Desk, user: str, channel: str, ts: str) -> str:
    """A reaction carries no trigger, so the form waits behind a button. In a room 🔥 is only a flame."""
    if desk.engine.in_room(channel, ts) or desk.engine.in_room(channel, None):
        return "in_a_room"
    desk.replies.say(Seat(user, channel), asides.declare_from(f"{channel} {ts}"))
    return "done"


def _address(inner: Payload) -> tuple[str, str]:
    item = part(inner, "item")
    return word(item, "channel") or "", word(item, "ts") or ""
