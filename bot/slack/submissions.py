"""Filled-in forms -> requests, and refusals back to the field that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain import requests as r
from bot.domain.decision import Done, Refused, Repeated, Why
from bot.domain.events import HandoffText, Role, Status
from bot.domain.incident import Incident
from bot.domain.oncall.covers import ArrangedBefore, AskedToArrange, NotArranged
from bot.domain.reachability.addresses import Flaw
from bot.domain.requests import Actor, Delivery, Request
from bot.domain.setup import Setup, Severity
from bot.render import asides
from bot.render.actions import Field, Form
from bot.render.answers import answer
from bot.render.cover_refusals import in_a_form
from bot.render.forms import NO_SERVICE
from bot.render.message import Message
from bot.render.reaching import why_not
from bot.render.refusals import refusal, refused_message
from bot.render.voice import slack_id
from bot.slack import covering, reaching
from bot.slack.arguments import incident_ids
from bot.slack.desk import Delivered, Desk
from bot.slack.engine_port import SOURCE
from bot.slack.orders import handed
from bot.slack.payloads import Payload, part, word
from bot.slack.surfaces import publish
from bot.slack.times import read_wait

_FIELD_OF: dict[Why, tuple[Field, ...]] = {
    Why.UNKNOWN_SERVICE: (Field.SERVICE,),
    Why.UNKNOWN_TARGET: (Field.TARGET,),
    Why.NOBODY_TO_PAGE: (Field.TARGET, Field.SERVICE),
    Why.UNKNOWN_PERSON: (Field.RECEIVER,),
    Why.NOBODY_NEXT: (Field.RECEIVER,),
    Why.HANDOFF_TO_SELF: (Field.RECEIVER,),
    Why.WAIT_NOT_SENSIBLE: (Field.NEXT_IN,),
    Why.IMPACT_IN_FUTURE: (Field.IMPACT_BEGAN,),
    Why.MOVE_NOT_ALLOWED: (Field.STATUS,),
    Why.UNCHANGED: (Field.STATUS, Field.SEVERITY),
}
"""Which field a refusal is about; else the form's first."""

_ROLES = (
    (Field.COMMANDER, Role.COMMANDER),
    (Field.SCRIBE, Role.SCRIBE),
    (Field.COMMUNICATIONS, Role.COMMUNICATIONS),
)
ERROR_MAX = 2000
"""Characters of an error below a field: Slack shows far fewer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a submission: `errors` (block_id to sentence) keep the form open, `message` is told."""

    outcome: str
    errors: Mapping[str, str] | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form was filled in with, by whom."""

    values: Mapping[str, Any]
    about: str
    setup: Setup

    def text(self, field: Field) -> str:
        """What was typed, or chosen from a menu; "" for nothing."""
        element = self._element(field)
        chosen = word(element, "selected_option", "value") or word(element, "value") or ""
        return chosen.strip()

    def person(self, field: Field) -> str | None:
        """Who was chosen: a name in the file, else a Slack id."""
        user = word(self._element(field), "selected_user")
        known = self.setup.person_with_slack(user) if user else None
        return known.name if known else user

    def moment(self, field: Field) -> datetime | None:
        """The day and time that were chosen, as aware UTC."""
        chosen = self._element(field).get("selected_date_time")
        return datetime.fromtimestamp(chosen, UTC) if isinstance(chosen, int) else None

    def ticked(self, field: Field) -> bool:
        """Whether any of the boxes is ticked."""
        return bool(self._element(field).get("selected_options"))

    @property
    def typed(self) -> tuple[str, ...]:
        """Every text that somebody wrote, in the order of the form."""
        elements = [part(part(self.values, block), block) for block in self.values]
        return tuple(text for element in elements if (text := word(element, "value")))

    def _element(self, field: Field) -> Payload:
        return part(part(self.values, field.value), field.value)


def read_form(payload: Payload, setup: Setup) -> Filled:
    """The state of a submitted view."""
    view = part(payload, "view")
    return Filled(part(part(view, "state"), "values"), word(view, "private_metadata") or "", setup)


def submitted(desk: Desk, delivered: Delivered, by: Actor) -> Verdict:
    """Carry out one form. Of several requests (roles) the first refusal stops the rest."""
    filled = read_form(delivered.payload, desk.engine.setup)
    form = next((f for f in Form if f.value == word(delivered.payload, "view", "callback_id")), None)
    if form in covering.FORMS:
        return _arranged(desk, delivered, form, filled, by)
    incident = next(iter(incident_ids(filled.about)), None)
    found = desk.engine.incident(incident, by.name) if incident else None
    if form is None:
        return Verdict("not_known", message=asides.old_button())
    if form in reaching.FORMS:
        return _reaching(desk, delivered, form, filled, by)
    if incident and found is None:
        return _refused(desk, filled, Refused(Why.NO_SUCH_INCIDENT, about=incident))
    made = _requests(form, filled, found)
    if isinstance(made, Refused):
        return _refused(desk, filled, made)
    last: Done | Repeated | None = None
    for name, request in made:
        outcome = handed(desk, delivered, by, request, incident, name)
        if isinstance(outcome, Refused):
            return _refused(desk, filled, outcome)
        last = outcome
    return _done(desk, made[-1][1] if made else None, last)


def _reaching(desk: Desk, delivered: Delivered, form: Form, filled: Filled, by: Actor) -> Verdict:
    """A form about how they are reached. Its address is given back to nobody: the form itself stays open with it."""
    fields = (Field.METHOD, Field.ADDRESS, Field.CODE, Field.STEPS)
    texts = {field: filled.text(field) for field in fields}
    answer = reaching.submitted(desk, delivered, form, texts, filled.about, by)
    if isinstance(answer, Flaw):
        said = why_not(answer)
        return Verdict(f"refused:{answer.value}", {reaching.FIELD_OF[form].value: said}, Message(said))
    publish(desk, by, word(delivered.payload, "user", "id") or "")
    return Verdict("done", message=answer)


def _arranged(desk: Desk, delivered: Delivered, form: Form, filled: Filled, by: Actor) -> Verdict:
    """A form about shifts; a refusal stands below its first field."""
    request = covering.request_of(form, filled, filled.about)
    if request is None:
        return Verdict("not_known", message=asides.old_button())
    outcome = desk.engine.arrange(AskedToArrange(request, by, Delivery(SOURCE, delivered.id)))
    if isinstance(outcome, NotArranged):
        block = next(iter(filled.values), None)
        said = covering.said(desk, request, outcome, by)
        return Verdict(
            f"refused:{outcome.why.value}", {block: in_a_form(said)[:ERROR_MAX]} if block else None, said
        )
    if isinstance(outcome, ArrangedBefore):
        return Verdict("done")
    return Verdict("done", message=covering.said(desk, request, outcome, by))


def _done(desk: Desk, request: Request | None, outcome: Done | Repeated | None) -> Verdict:
    if request is None or outcome is None:
        return Verdict("nothing_changed")
    if isinstance(outcome, Repeated):
        return Verdict("repeated")
    # The card, the page and the draft change where they stand: only what can't be seen is told.
    told = isinstance(request, r.Declare) or not outcome.records
    setup, now = desk.engine.setup, desk.engine.now()
    return Verdict("done", message=answer(request, outcome, setup, now) if told else None)


def _refused(desk: Desk, filled: Filled, refused: Refused) -> Verdict:
    wanted = [field.value for field in _FIELD_OF.get(refused.why, ())]
    block = next((name for name in (*wanted, *_blocks(filled)) if name in filled.values), None)
    setup = desk.engine.setup
    errors = {block: refusal(refused, setup)[:ERROR_MAX]} if block else None
    said = asides.with_typed(refused_message(refused, setup), filled.typed)
    return Verdict(f"refused:{refused.why.value}", errors, said)


def _blocks(filled: Filled) -> Iterator[str]:
    """The form's fields; the texts first."""
    written = [
        block
        for block in filled.values
        if part(part(filled.values, block), block).get("type") == "plain_text_input"
    ]
    yield from (*written, *filled.values)


_Made = list[tuple[str, Request]] | Refused


def _requests(form: Form, filled: Filled, incident: Incident | None) -> _Made:
    """The requests of a form, each with a name that tells it from the others of the same delivery."""
    if form is Form.DECLARE:
        return _one(_declare(filled))
    if form is Form.PAGE:
        return _page(filled, incident)
    if incident is None:
        return Refused(Why.NO_INCIDENT_HERE)
    if form is Form.UPDATE:
        return _update(filled, incident)
    if form is Form.ROLES:
        return _roles(filled, incident)
    return _one(_PLAIN[form](filled)) if form in _PLAIN else []


def _one(request: Request) -> _Made:
    return [("", request)]


def _declare(filled: Filled) -> Request:
    severity = filled.text(Field.SEVERITY)
    service = filled.text(Field.SERVICE)
    return r.Declare(
        title=filled.text(Field.TITLE),
        severity=Severity(severity) if severity in Severity.__members__ else None,
        service=service if service != NO_SERVICE and service else None,
        private=filled.ticked(Field.PRIVATE),
        description=filled.text(Field.DESCRIPTION),
        impact=filled.text(Field.IMPACT),
        from_message=filled.about or None,
    )


def _page(filled: Filled, incident: Incident | None) -> _Made:
    target, text = filled.text(Field.TARGET), filled.text(Field.TEXT)
    if incident is not None:
        return _one(r.PageTarget(target, text))
    title, _, more = text.partition("\n")
    return _one(r.Declare(title=title, description=more.strip(), page=target))


def _update(filled: Filled, incident: Incident) -> _Made:
    """Only what was changed in the form is asked for."""
    typed = filled.text(Field.NEXT_IN)
    wait = read_wait(typed) if typed else None
    if typed and wait is None:
        return Refused(Why.WAIT_NOT_SENSIBLE, incident)
    status, impact = filled.text(Field.STATUS), filled.text(Field.IMPACT)
    moved = status if status != incident.status.value else ""
    began, known = filled.moment(Field.IMPACT_BEGAN), incident.impact_started_at
    # The picker counts whole seconds: what it showed at first and nobody touched changes nothing.
    touched = began and (known is None or int(known.timestamp()) != int(began.timestamp()))
    return _one(
        r.PostUpdate(
            filled.text(Field.TEXT),
            status=Status(moved) if moved else None,
            impact=impact if impact != incident.impact.strip() else None,
            next_in=wait,
            impact_began=began if touched else None,
        )
    )


def _roles(filled: Filled, incident: Incident) -> _Made:
    """A role whose picker still shows what it showed at first was not touched."""
    made: list[tuple[str, Request]] = []
    for field, role in _ROLES:
        holder, chosen = incident.holder(role), filled.person(field)
        shown = holder if slack_id(filled.setup, holder) else None
        if chosen != shown:
            made.append((role.value, r.AssignRole(role, chosen)))
    return made


def _handoff(filled: Filled) -> Request:
    return r.OfferHandoff(
        HandoffText(
            status=filled.text(Field.HANDOFF_STATUS),
            impact=filled.text(Field.HANDOFF_IMPACT),
            what_we_know=filled.text(Field.WHAT_WE_KNOW),
            what_we_tried=filled.text(Field.WHAT_WE_TRIED),
            current_hypothesis=filled.text(Field.CURRENT_HYPOTHESIS),
            next_steps=filled.text(Field.NEXT_STEPS),
            key_links=filled.text(Field.KEY_LINKS),
        ),
        receiver=filled.person(Field.RECEIVER),
    )


_PLAIN: dict[Form, Callable[[Filled], Request]] = {
    Form.RESOLVE: lambda filled: r.Resolve(filled.text(Field.TEXT)),
    Form.HANDOFF: _handoff,
    Form.READ_BACK: lambda filled: r.AcceptHandoff(filled.text(Field.READ_BACK)),
    Form.STATUS: lambda filled: r.ChangeStatus(Status(filled.text(Field.STATUS))),
    Form.SEVERITY: lambda filled: r.ChangeSeverity(Severity(filled.text(Field.SEVERITY))),
    Form.NOTE: lambda filled: r.AddNote(filled.text(Field.TEXT)),
    Form.MERGE: lambda filled: r.Merge(filled.text(Field.INTO)),
    Form.CANCEL: lambda filled: r.Cancel(filled.text(Field.REASON)),
    Form.REOPEN: lambda filled: r.Reopen(filled.text(Field.REASON)),
    Form.CLOSE: lambda filled: r.Close(filled.text(Field.REASON)),
}
"""Forms that are one request."""
