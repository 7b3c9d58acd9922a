"""Which form is shown for what: the incident as it stands, and what was given already."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.decision import Done, Refused
from bot.domain.incident import Incident
from bot.domain.requests import Actor, DraftHandoff
from bot.render import asides, forms, handoff_forms, panel
from bot.render.actions import Form
from bot.render.message import View
from bot.render.refusals import refusal
from bot.slack.desk import Delivered, Desk, carry
from bot.slack.parsed import Opening
from bot.slack.places import OUTSIDERS, seen
from bot.slack.replies import Seat

_COMMANDS: dict[Form, str] = {
    Form.DECLARE: "/incident declare P2 title",
    Form.UPDATE: "/incident update text",
    Form.RESOLVE: "/incident resolve text",
    Form.HANDOFF: "/incident handoff @person",
    Form.READ_BACK: "/incident accept text",
    Form.STATUS: "/incident status identified",
    Form.SEVERITY: "/incident severity P1",
    Form.ROLES: "/incident role scribe @person",
    Form.NOTE: "/incident note text",
    Form.PAGE: "/incident page team text",
    Form.MERGE: "/incident merge INC-…",
    Form.CANCEL: "/incident cancel reason",
    Form.REOPEN: "/incident reopen reason",
    Form.CLOSE: "/incident close reason",
    Form.PANEL: "/incident list",
}
"""What does the same without a form."""


def command_for(form: Form, incident: str | None) -> str:
    """What to type instead of filling in a form."""
    typed = _COMMANDS.get(form, "/incident help")
    return f"{typed} {incident}" if incident and form not in {Form.DECLARE, Form.MERGE} else typed


def open_form(desk: Desk, delivered: Delivered, opening: Opening, by: Actor, seat: Seat) -> str:
    """Fill the window that was opened on the way in; without one, say what to type."""
    if delivered.window is None or delivered.late:
        desk.replies.say(seat, asides.not_opened(command_for(opening.form, opening.incident)))
        return "told_what_to_type"
    view = _view(desk, delivered, opening, by, seat)
    if delivered.window.show(view):
        return "form_shown"
    desk.replies.say(seat, asides.not_opened(command_for(opening.form, opening.incident)))
    return "told_what_to_type"


def _view(desk: Desk, delivered: Delivered, opening: Opening, by: Actor, seat: Seat) -> View:
    if opening.form is Form.DECLARE:
        return forms.declare_form(
            desk.corridor.setup,
            title=opening.text,
            severity=opening.severity,
            service=opening.service,
            description=opening.description,
            private_metadata=opening.address,
        )
    found = seen(desk, opening.incident, seat, by)
    if isinstance(found, Refused):
        if opening.form is Form.PAGE and opening.incident is None and by.standing not in OUTSIDERS:
            return forms.page_form(None, desk.corridor.setup)
        return forms.notice_form(refusal(found, desk.corridor.setup))
    if opening.form is Form.HANDOFF:
        return _handoff(desk, delivered, found, by)
    if opening.form is Form.MERGE:
        return forms.merge_form(found, desk.corridor.open_incidents(by.name))
    if opening.form is Form.NOTE:
        return forms.note_form(found, opening.text)
    return _OF_INCIDENT[opening.form](desk, found)


def _handoff(desk: Desk, delivered: Delivered, incident: Incident, by: Actor) -> View:
    """The draft, to mend and send; it is drafted first when there is none."""
    if incident.handoff is None:
        outcome = carry(desk, delivered, by, DraftHandoff(), incident.id)
        if isinstance(outcome, Refused):
            return forms.notice_form(refusal(outcome, desk.corridor.setup))
        incident = outcome.incident if isinstance(outcome, Done) else incident
    return handoff_forms.handoff_form(incident, desk.corridor.setup)


_OF_INCIDENT: dict[Form, Callable[[Desk, Incident], View]] = {
    Form.UPDATE: lambda desk, incident: forms.update_form(incident, desk.corridor.setup),
    Form.RESOLVE: lambda _, incident: forms.resolve_form(incident),
    Form.READ_BACK: lambda desk, incident: handoff_forms.read_back_form(incident, desk.corridor.setup),
    Form.STATUS: lambda _, incident: forms.status_form(incident),
    Form.SEVERITY: lambda desk, incident: forms.severity_form(incident, desk.corridor.setup),
    Form.ROLES: lambda desk, incident: forms.roles_form(incident, desk.corridor.setup),
    Form.PAGE: lambda desk, incident: forms.page_form(incident, desk.corridor.setup),
    Form.CANCEL: lambda _, incident: forms.cancel_form(incident),
    Form.REOPEN: lambda _, incident: forms.reopen_form(incident),
    Form.CLOSE: lambda _, incident: forms.close_form(incident),
    Form.PANEL: lambda desk, incident: panel.panel(incident, desk.corridor.setup, desk.corridor.now()),
}
