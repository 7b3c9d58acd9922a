"""The control panel: bare `/incident` in an incident's room."""

from __future__ import annotations

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.actions import Action, Form
from bot.render.blocks import actions, button, context, modal, section
from bot.render.card import buttons, headline
from bot.render.message import View
from bot.render.summary import stands


def panel(incident: Incident, setup: Setup, now: datetime) -> View:
    """How it stands, and every button that would do something."""
    looking = (
        button("Catch me up", Action.CATCH_UP, incident.id),
        button("Show timeline", Action.SHOW_TIMELINE, incident.id),
    )
    return modal(
        Form.PANEL,
        incident.id,
        (
            section(headline(incident)),
            section(stands(incident, setup, now)),
            *actions(buttons(incident, setup)),
            *actions(looking),
            context("Only you see this. `/incident help` shows what you can type."),
        ),
        about=incident.id,
    )
