"""Handing off, as in medicine: seven fields, an offer, a read-back. Without it nothing has moved."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.events import HandoffText, Recorded
from bot.domain.incident import Incident
from bot.domain.notices import OfferToTake
from bot.domain.oncall.quiet import is_quiet
from bot.domain.people import is_night, local_time
from bot.domain.setup import Setup
from bot.render.actions import Action, Field
from bot.render.blocks import actions, button, context, header, section
from bot.render.card import headline
from bot.render.message import Block, Message
from bot.render.pages import outcome
from bot.render.places import open_room
from bot.render.sentences.beginning import why_lost
from bot.render.text import escape, paragraph, when, words
from bot.render.timeline import line
from bot.render.voice import name_of, spoken

FIELD_SHOWN_MAX = 1400
"""Seven of these and the rest stay below the 13,200 characters of a message."""
READ_BACK_MAX = 500

_NOTHING = "_nothing written_"

LABELS: tuple[tuple[Field, str], ...] = (
    (Field.HANDOFF_STATUS, "Status"),
    (Field.HANDOFF_IMPACT, "Impact"),
    (Field.WHAT_WE_KNOW, "What we know"),
    (Field.WHAT_WE_TRIED, "What we've tried"),
    (Field.CURRENT_HYPOTHESIS, "Current hypothesis"),
    (Field.NEXT_STEPS, "Next steps"),
    (Field.KEY_LINKS, "Key links"),
)
"""The seven fields in the order in which they are read."""


def values(text: HandoffText) -> tuple[tuple[Field, str, str], ...]:
    """(field, label, what stands there), in reading order."""
    written = (
        text.status,
        text.impact,
        text.what_we_know,
        text.what_we_tried,
        text.current_hypothesis,
        text.next_steps,
        text.key_links,
    )
    return tuple((field, label, value) for (field, label), value in zip(LABELS, written, strict=True))


def title(incident: Incident) -> str:
    """`Incident Handoff — [INC-2026-0847]`, unformatted."""
    return f"Incident Handoff — [{incident.id}]"


def body(incident: Incident, text: HandoffText) -> tuple[Block, ...]:
    """The handoff as it is read: title, incident, seven fields."""
    return (
        header(title(incident)),
        section(headline(incident)),
        *(
            section(f"*{label}*\n{paragraph(value, FIELD_SHOWN_MAX) or _NOTHING}")
            for _, label, value in values(text)
        ),
    )


def asleep(setup: Setup, name: str | None, now: datetime) -> str:
    """`It is 04:00 for Ana.` when a receiver is likely asleep; "" when not, or nobody knows."""
    person = setup.people.get(name) if name else None
    if person is None or not (is_quiet(person, now) or is_night(person, now)):
        return ""
    clock = local_time(person.zone, now)
    return f"It is {clock:%H:%M} for {spoken(setup, person.name)}."


def draft(incident: Incident, setup: Setup, person: str, now: datetime) -> Message:
    """The draft for its giver, to edit and send; what became of it once it is no draft any more."""
    handoff = incident.handoff
    if handoff is None or handoff.offered or handoff.giver != person:
        return settled_draft(incident, setup, person)
    to = name_of(setup, handoff.receiver) if handoff.receiver else "whoever is next on the schedule"
    by_itself = f" Left alone, it goes as it stands {when(handoff.until)}." if handoff.until else ""
    lead = f"Your handoff of {incident.id} to {to} is drafted: read it, edit it, send it.{by_itself}"
    night = asleep(setup, handoff.receiver, now)
    lead += f"\n⚠ {escape(night)} To choose somebody who is awake: Edit." if night else ""
    return Message(
        text=lead,
        blocks=(
            *body(incident, handoff.text),
            section(lead),
            *actions(
                (
                    button("Send handoff", Action.SEND_HANDOFF, incident.id, primary=True),
                    button("Edit", Action.EDIT_HANDOFF, incident.id),
                    button("Keep it", Action.KEEP_IT, incident.id),
                )
            ),
        ),
        footer=(context("You own it until the receiver has read it back and accepted."),),
    )


def settled_draft(incident: Incident, setup: Setup, person: str) -> Message:
    """What became of a draft: sent, or no longer open."""
    handoff = incident.handoff
    if handoff and handoff.offered and handoff.receiver and handoff.giver == person:
        to = name_of(setup, handoff.receiver)
        until = f", who has until {when(handoff.until)}" if handoff.until else ""
        said = f"Your handoff of {incident.id} was sent to {to}{until}. You own it until they accept."
    elif incident.open and incident.owner == person:
        due = f" The next update is due {when(incident.cadence.due_at)}." if incident.cadence.due_at else ""
        said = f"✓ You keep {incident.id}; the handoff is off.{due}"
    else:
        said = f"This handoff of {incident.id} is no longer open. {outcome(incident, setup, person)}"
    return Message(text=said, blocks=(section(said), *actions(open_room(incident))))


def offer(what: OfferToTake, incident: Incident, setup: Setup, now: datetime) -> Message:
    """The handoff for its receiver, with Accept handoff and I can't."""
    handoff = incident.handoff
    if handoff is None or not handoff.offered or handoff.receiver != what.person:
        return settled_offer(incident, setup, what.person)
    until = f" by {when(handoff.until)}" if handoff.until and handoff.until > now else ""
    giver = name_of(setup, handoff.giver)
    lead = (
        f"{giver} hands {incident.id} to you. Accept{until} by writing back in a line what you understood; "
        f"until then {giver} owns it."
    )
    return Message(
        text=lead,
        blocks=(
            section(lead),
            *body(incident, what.text),
            *actions(
                (
                    button("Accept handoff", Action.ACCEPT_HANDOFF, incident.id, primary=True),
                    button("I can't", Action.DECLINE_HANDOFF, incident.id),
                    *open_room(incident),
                )
            ),
        ),
    )


def settled_offer(incident: Incident, setup: Setup, person: str) -> Message:
    """What became of an offer that wants no answer any more."""
    handoff = incident.handoff
    if incident.open and incident.owner == person:
        due = f" The next update is due {when(incident.cadence.due_at)}." if incident.cadence.due_at else ""
        said = f"✓ You took over {incident.id} and own it.{due} What was handed to you stands in its room."
    elif incident.open and handoff and handoff.receiver and handoff.receiver != person:
        said = f"↷ The handoff of {incident.id} went on to {name_of(setup, handoff.receiver)}; you need do nothing."
    elif incident.open and incident.owner:
        said = f"The handoff of {incident.id} is no longer open: {name_of(setup, incident.owner)} owns it. You need do nothing."
    else:
        said = f"The handoff of {incident.id} is no longer open. {outcome(incident, setup, person)}"
    return Message(text=said, blocks=(section(said), *actions(open_room(incident))))


def tell_giver(incident: Incident, record: Recorded, setup: Setup) -> Message:
    """How the handoff stands, for its giver: the event says it.

    Also for whoever declared a private incident that got no room, and who has one that lost its room.
    """
    said = _how_it_stands(incident, record, setup)
    return Message(text=said, blocks=(section(said), *actions(_next(incident, record.event))))


def _next(incident: Incident, event: e.Event) -> tuple[Block, ...]:
    """What the giver can do now: name somebody when nobody is left."""
    if isinstance(event, e.HandoffStranded) and incident.open:
        return (button("Hand off", Action.HAND_OFF, incident.id, primary=True), *open_room(incident))
    return open_room(incident)


def _how_it_stands(incident: Incident, record: Recorded, setup: Setup) -> str:
    match record.event:
        case e.HandoffOffered(receiver=receiver, until=until):
            asked = f"{name_of(setup, receiver)} was asked to take {incident.id} and has until {when(until)}."
            return f"{asked} You own it until they accept."
        case e.HandoffDeclined() as event:
            return _declined(incident, event, setup)
        case e.HandoffStranded():
            return (
                f"Nobody is left to take {incident.id}, so it stays yours. "
                "Press Hand off and name somebody, or call them."
            )
        case e.HandoffWithdrawn():
            how = outcome(incident, setup, incident.owner or "")
            return f"The handoff of {incident.id} ended without a new owner. {how}"
        case e.HandedOff(receiver=receiver, read_back=read_back):
            took = f"✓ {name_of(setup, receiver)} took over {incident.id}."
            said = words(read_back, READ_BACK_MAX)
            return f"{took} Read back: “{said}”. You are free; if they misunderstood, tell them now."
        case e.RoomRefused(reason=reason):
            return _no_room(incident, reason)
        case e.RoomLost(reason=reason):
            return _lost_room(incident, reason)
        case _:
            return line(record, setup)


def _no_room(incident: Incident, reason: str) -> str:
    """A private incident without a channel has no thread either: it would leak."""
    return (
        f"Slack would not open a private channel for {incident.id} ({words(reason, 80)}). "
        "It goes on without a room: invite people yourself, and name it in commands, "
        f"such as `/incident note {incident.id} text`. Ask an admin to let me create private channels."
    )


def _lost_room(incident: Incident, reason: str) -> str:
    """The owner looked there for what is new, and must not wait for it."""
    next_room = "a new private channel" if incident.private else "its thread in the incidents channel"
    give = "" if incident.private else " To have a channel again: Give it a channel."
    return (
        f"Nothing can be said in the room of {incident.id} any more: {why_lost(reason)}. "
        f"The work goes on in {next_room}, with everything that was still to be said.{give}"
    )


def _declined(incident: Incident, event: e.HandoffDeclined, setup: Setup) -> str:
    who = name_of(setup, event.receiver)
    why = "can't take" if event.because is e.DeclinedBecause.CANNOT else "did not answer in time for"
    handoff = incident.handoff
    on_to = handoff.receiver if handoff and handoff.receiver != event.receiver else None
    next_one = f"{name_of(setup, on_to)} is asked now" if on_to else "the bot looks for the next one"
    return f"{who} {why} {incident.id}; {next_one}. You own it meanwhile."
