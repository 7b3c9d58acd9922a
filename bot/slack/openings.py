"""Which form is shown for what: the incident as it stands, and what was given already."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.decision import Done, Refused, Why
from bot.domain.incident import Incident
from bot.domain.requests import Actor, DraftHandoff
from bot.render import asides, forms, handoff_forms, panel, queries
from bot.render.actions import Form
from bot.render.message import View
from bot.render.refusals import refusal
from bot.slack import covering, reaching
from bot.slack.desk import Delivered, Desk, carry
from bot.slack.parsed import Opening
from bot.slack.payloads import kind
from bot.slack.places import OUTSIDERS, nothing_here, seen
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
    Form.CONTACT: "/incident help",
    Form.CODE: "/incident help",
    Form.STEPS: "/incident help",
}
"""What does the same without a form."""


_VERBS: dict[Form, str] = {form: typed.split()[1] for form, typed in _COMMANDS.items()}


def command_for(form: Form, incident: str | None) -> str:
    """What to type instead of filling in a form."""
    if form in covering.INSTEAD:
        return covering.INSTEAD[form]
    typed = _COMMANDS.get(form, "/incident help")
    return f"{typed} {incident}" if incident and form not in {Form.DECLARE, Form.MERGE} else typed


def open_form(desk: Desk, delivered: Delivered, opening: Opening, by: Actor, seat: Seat) -> str:
    """Fill the window that was opened on the way in; without one, say what to type."""
    command = command_for(opening.form, opening.incident)
    if (
        kind(delivered.payload) == "event_callback"
    ):  # words can't open a form, and threads take no slash command
        desk.replies.say(seat, queries.usage(in_words(command)))
        return "told_what_to_type"
    window = None if delivered.late else delivered.window
    draw = _of_reaching if opening.form in reaching.FORMS else _view
    view = draw(desk, delivered, opening, by, seat) if window else None
    delivered.decided()
    if window and view and window.show(view):
        return "form_shown"
    desk.replies.say(seat, asides.not_opened(command))
    return "told_what_to_type"


def in_words(command: str) -> str:
    """A slash command as it is said to the bot by name."""
    return command.replace("/incident", "@meridian", 1)


def _of_reaching(desk: Desk, _: Delivered, opening: Opening, by: Actor, __: Seat) -> View:
    return reaching.view(desk, opening, by)


def _view(desk: Desk, delivered: Delivered, opening: Opening, by: Actor, seat: Seat) -> View:
    if opening.form in covering.FORMS:
        return covering.view(desk, opening, by)
    return _about_incidents(desk, delivered, opening, by, seat)


def _about_incidents(desk: Desk, delivered: Delivered, opening: Opening, by: Actor, seat: Seat) -> View:
    if by.standing in OUTSIDERS:
        return forms.notice_form(refusal(Refused(Why.NOT_A_RESPONDER), desk.engine.setup))
    if opening.form is Form.DECLARE:
        return forms.declare_form(
            desk.engine.setup,
            title=opening.text,
            severity=opening.severity,
            service=opening.service,
            description=opening.description,
            private_metadata=opening.address,
        )
    found = seen(desk, opening.incident, seat, by)
    if isinstance(found, Refused):
        if opening.form is Form.PAGE and opening.incident is None:
            return forms.page_form(None, desk.engine.setup, opening.text)
        if found.why is Why.NO_INCIDENT_HERE:
            found = nothing_here(desk, _VERBS.get(opening.form, "catchup"), by)
        return forms.notice_form(refusal(found, desk.engine.setup))
    too_late = _too_late(opening.form, found, by)
    if too_late:
        return forms.notice_form(refusal(too_late, desk.engine.setup))
    if opening.form is Form.HANDOFF:
        return _handoff(desk, delivered, found, by)
    if opening.form is Form.MERGE:
        return forms.merge_form(found, desk.engine.open_incidents(by.name))
    if opening.form in _BEGUN:
        return _BEGUN[opening.form](desk, found, opening.text)
    return _OF_INCIDENT[opening.form](desk, found)


def _too_late(form: Form, incident: Incident, by: Actor) -> Refused | None:
    """An old button may ask for a form that can only be refused: better said before it is filled in."""
    if form in _WHILE_OPEN and not incident.open:
        return Refused(Why.ENDED, incident)
    if form in _AFTER_THE_END and incident.open:
        return Refused(Why.STILL_OPEN, incident)
    if form is not Form.READ_BACK:
        return None
    handoff = incident.handoff
    if handoff is None or not handoff.offered:
        return Refused(Why.NO_HANDOFF, incident)
    return (
        None
        if handoff.receiver == by.name
        else Refused(Why.NOT_THE_RECEIVER, incident, handoff.receiver or "")
    )


_WHILE_OPEN = frozenset(
    {
        Form.RESOLVE,
        Form.STATUS,
        Form.SEVERITY,
        Form.PAGE,
        Form.MERGE,
        Form.CANCEL,
        Form.HANDOFF,
        Form.READ_BACK,
    }
)
_AFTER_THE_END = frozenset({Form.REOPEN, Form.CLOSE})


def _handoff(desk: Desk, delivered: Delivered, incident: Incident, by: Actor) -> View:
    """The draft, to mend and send; it is drafted first when there is none."""
    if incident.handoff is None:
        outcome = carry(desk, delivered, by, DraftHandoff(), incident.id)
        if isinstance(outcome, Refused):
            return forms.notice_form(refusal(outcome, desk.engine.setup))
        incident = outcome.incident if isinstance(outcome, Done) else incident
    return handoff_forms.handoff_form(incident, desk.engine.setup, desk.engine.now())


_BEGUN: dict[Form, Callable[[Desk, Incident, str], View]] = {
    Form.NOTE: lambda _, incident, text: forms.note_form(incident, text),
    Form.PAGE: lambda desk, incident, target: forms.page_form(incident, desk.engine.setup, target),
}
"""Forms that keep what was typed already."""

_OF_INCIDENT: dict[Form, Callable[[Desk, Incident], View]] = {
    Form.UPDATE: lambda desk, incident: forms.update_form(incident, desk.engine.setup),
    Form.RESOLVE: lambda _, incident: forms.resolve_form(incident),
    Form.READ_BACK: lambda desk, incident: handoff_forms.read_back_form(incident, desk.engine.setup),
    Form.STATUS: lambda _, incident: forms.status_form(incident),
    Form.SEVERITY: lambda desk, incident: forms.severity_form(incident, desk.engine.setup),
    Form.ROLES: lambda desk, incident: forms.roles_form(incident, desk.engine.setup),
    Form.CANCEL: lambda _, incident: forms.cancel_form(incident),
    Form.REOPEN: lambda _, incident: forms.reopen_form(incident),
    Form.CLOSE: lambda _, incident: forms.close_form(incident),
    Form.PANEL: lambda desk, incident: panel.panel(incident, desk.engine.setup, desk.engine.now()),
}
