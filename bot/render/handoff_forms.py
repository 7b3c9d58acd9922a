"""The two modals of a handoff: mend the draft, and read it back."""

from __future__ import annotations

from datetime import datetime

from bot.domain.events import HandoffText
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.actions import Field, Form
from bot.render.blocks import asked, modal, person_picker, section, typed
from bot.render.card import headline
from bot.render.handoff import READ_BACK_MAX, asleep, values
from bot.render.message import View
from bot.render.voice import name_of, slack_id


def handoff_form(incident: Incident, setup: Setup, now: datetime) -> View:
    """The modal in which the giver mends the draft: whom, and the seven fields."""
    handoff = incident.handoff
    text = handoff.text if handoff else HandoffText()
    receiver = handoff.receiver if handoff else None
    fields = [
        asked(field, label, typed(field, value, lines=True), optional=True)
        for field, label, value in values(text)
    ]
    to = asked(
        Field.RECEIVER,
        "To whom",
        person_picker(Field.RECEIVER, slack_id(setup, receiver)),
        optional=True,
        hint=f"{asleep(setup, receiver, now)} Left empty: whoever is next on the schedule.".lstrip(),
    )
    return modal(Form.HANDOFF, "Hand off", (to, *fields), submit="Send handoff", about=incident.id)


def read_back_form(incident: Incident, setup: Setup) -> View:
    """The modal in which the receiver writes back what they understood."""
    handoff = incident.handoff
    giver = name_of(setup, handoff.giver) if handoff else "The giver"
    lead = f"{giver} keeps {incident.id} until you have read it back. In a line: what is wrong, and what will you do next?"
    return modal(
        Form.READ_BACK,
        "Accept handoff",
        (
            section(headline(incident)),
            section(lead),
            asked(
                Field.READ_BACK,
                "What you understood",
                typed(
                    Field.READ_BACK,
                    placeholder="Checkout is failing over; I watch the error rate and …",
                    most=READ_BACK_MAX,
                ),
            ),
        ),
        submit="Accept handoff",
        about=incident.id,
    )
