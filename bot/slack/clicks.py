"""Buttons and menus. The value says which incident; who may press is decided by the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.domain import requests as r
from bot.domain.decision import Refused, Repeated, Why
from bot.domain.incident import Incident
from bot.domain.requests import Actor, Request
from bot.render import asides
from bot.render.actions import Action, Form, MoreChoice
from bot.render.refusals import refused_message
from bot.slack import covering, reaching
from bot.slack.arguments import incident_ids
from bot.slack.desk import Delivered, Desk
from bot.slack.messages import message_at, permalink, text_of
from bot.slack.openings import open_form
from bot.slack.orders import handed, tell
from bot.slack.parsed import Opening, Question, Topic
from bot.slack.payloads import Payload, part, parts, word
from bot.slack.places import seen
from bot.slack.questions import reply
from bot.slack.replies import Seat, seat_of
from bot.slack.surfaces import redraw

log = structlog.get_logger(__name__)

LINKS = frozenset({Action.OPEN_ROOM.value, Action.OPEN_LINK.value})
"""They open an address by themselves; Slack tells of the click all the same and wants an acknowledgement."""

_REQUESTS: dict[Action, Request] = {
    Action.ACKNOWLEDGE: r.Acknowledge(),
    Action.ESCALATE: r.Escalate(),
    Action.CANNOT_TAKE: r.CannotTake(),
    Action.NO_CHANGE: r.ReportNoChange(),
    Action.PULL_IN_HELP: r.AnswerHelp(wanted=True),
    Action.NO_HELP: r.AnswerHelp(wanted=False),
    Action.WORTH_IT: r.RateWaking(worth=True),
    Action.NOT_WORTH_IT: r.RateWaking(worth=False),
    Action.KEEP_IT: r.WithdrawHandoff(),
    Action.DECLINE_HANDOFF: r.DeclineHandoff(),
}
_FORMS: dict[Action, Form] = {
    Action.RESOLVE: Form.RESOLVE,
    Action.UPDATE: Form.UPDATE,
    Action.HAND_OFF: Form.HANDOFF,
    Action.EDIT_HANDOFF: Form.HANDOFF,
    Action.ACCEPT_HANDOFF: Form.READ_BACK,
    Action.REOPEN: Form.REOPEN,
    Action.DECLARE: Form.DECLARE,
}
_TOPICS: dict[Action, Topic] = {Action.SHOW_TIMELINE: Topic.TIMELINE, Action.CATCH_UP: Topic.CATCHUP}
_MORE_FORMS: dict[MoreChoice, Form] = {
    MoreChoice.STATUS: Form.STATUS,
    MoreChoice.SEVERITY: Form.SEVERITY,
    MoreChoice.ROLES: Form.ROLES,
    MoreChoice.NOTE: Form.NOTE,
    MoreChoice.PAGE: Form.PAGE,
    MoreChoice.MERGE: Form.MERGE,
    MoreChoice.CANCEL: Form.CANCEL,
    MoreChoice.REOPEN: Form.REOPEN,
    MoreChoice.CLOSE: Form.CLOSE,
}
_MORE_TOPICS: dict[MoreChoice, Topic] = {
    MoreChoice.CATCHUP: Topic.CATCHUP,
    MoreChoice.TIMELINE: Topic.TIMELINE,
    MoreChoice.EXPORT: Topic.EXPORT,
}

_SEEN_WHERE_CLICKED = frozenset(
    {
        Action.ACKNOWLEDGE,
        Action.ESCALATE,
        Action.CANNOT_TAKE,
        Action.SEND_HANDOFF,
        Action.KEEP_IT,
        Action.DECLINE_HANDOFF,
    }
)
"""The card, the page or the offer on which they stand is edited: saying it again would be noise."""


_QUESTIONS = frozenset(
    {
        Action.NO_CHANGE,
        Action.SNOOZE,
        Action.PULL_IN_HELP,
        Action.NO_HELP,
        Action.KEEP_OPEN,
        Action.WORTH_IT,
        Action.NOT_WORTH_IT,
    }
)
"""Asked of one person, once: the answer stands in place of the question, and no button is left to be pressed again."""


@dataclass(frozen=True, slots=True)
class Click:
    """One element that was used. `action` None: none of ours, or of an older version."""

    action: Action | None
    choice: MoreChoice | None
    value: str

    @property
    def incident(self) -> str | None:
        return next(iter(incident_ids(self.value)), None)

    @property
    def form(self) -> Form | None:
        """The form that it opens."""
        if self.action is Action.MORE:
            return _MORE_FORMS.get(self.choice) if self.choice else None
        if self.action and self.action in reaching.OPENS:
            return reaching.OPENS[self.action]
        if self.action in covering.OPENS:
            return covering.OPENS[self.action]
        return _FORMS.get(self.action) if self.action else None

    @property
    def topic(self) -> Topic | None:
        """The question that it asks."""
        if self.action is Action.MORE:
            return _MORE_TOPICS.get(self.choice) if self.choice else None
        return _TOPICS.get(self.action) if self.action else None


def read_click(payload: Payload) -> Click:
    """What was clicked or chosen."""
    used = next(iter(parts(payload, "actions")), {})
    value = word(used, "value") or word(used, "selected_option", "value") or ""
    chosen = value.split(maxsplit=1)[0] if value else ""
    action = next((a for a in Action if a.value == used.get("action_id")), None)
    return Click(action, next((c for c in MoreChoice if c.value == chosen), None), value)


def clicked(desk: Desk, delivered: Delivered) -> str:
    """Carry out one click. An answer is given where the change itself can't be seen."""
    click = read_click(delivered.payload)
    user = word(delivered.payload, "user", "id") or ""
    seat, by = seat_of(delivered.payload, user), desk.actors.of(user)
    if click.action and click.action in reaching.OPENS:
        return open_form(desk, delivered, reaching.opening(click.action, click.value), by, seat)
    if click.action and click.action in reaching.BUTTONS:
        outcome = reaching.press(desk, delivered, click.action, click.value, by, seat)
        redraw(desk, delivered, by, seat.user)
        return outcome
    if click.action in covering.OPENS:
        return open_form(desk, delivered, covering.opening(click.action, click.value), by, seat)
    if click.action in covering.BUTTONS:
        outcome = covering.press(desk, delivered, click.action, click.value, by, seat)
        redraw(desk, delivered, by, seat.user)
        return outcome
    if click.action is Action.DECLARE:
        return open_form(desk, delivered, _declaration(desk, click.value), by, seat)
    if click.form:
        return open_form(desk, delivered, Opening(click.form, click.incident), by, seat)
    if click.topic:
        delivered.decided()
        return reply(desk, Question(click.topic, click.incident), by, seat)
    if click.action is Action.KEEP_OPEN and click.incident:
        desk.replies.say(_settling(click, delivered, seat), asides.kept_open(click.incident))
        return "told"
    return _request(desk, delivered, click, by, seat)


def _request(desk: Desk, delivered: Delivered, click: Click, by: Actor, seat: Seat) -> str:
    if click.action is None or click.incident is None:
        return _old(desk, delivered, seat)
    found = seen(desk, click.incident, seat, by)
    made = _made(desk, click, by, found) if isinstance(found, Incident) else found
    if made is None:
        return _old(desk, delivered, seat)
    if isinstance(made, Refused):
        desk.replies.say(seat, refused_message(made, desk.engine.setup))
        return f"refused:{made.why.value}"
    outcome = handed(desk, delivered, by, made, click.incident)
    redrawn = redraw(desk, delivered, by, seat.user)
    quiet = redrawn or (click.action in _SEEN_WHERE_CLICKED and part(delivered.payload, "message"))
    if quiet and not isinstance(outcome, Refused):
        return "repeated" if isinstance(outcome, Repeated) else "done"
    if isinstance(outcome, Refused):
        return tell(desk, made, outcome, by, seat)
    return tell(desk, made, outcome, by, _settling(click, delivered, seat))


def _settling(click: Click, delivered: Delivered, seat: Seat) -> Seat:
    """A question in their own conversation is answered where it stands."""
    asked = click.action in _QUESTIONS and seat.direct and bool(part(delivered.payload, "message"))
    return replace(seat, settles=asked)


def _made(desk: Desk, click: Click, by: Actor, incident: Incident) -> Request | Refused | None:
    """The request of a button; None for one that we don't know."""
    match click.action:
        case Action.MORE:
            return r.Promote() if click.choice is MoreChoice.PROMOTE else None
        case Action.SNOOZE:
            return r.SnoozeReminder(desk.engine.setup.severities[incident.severity].updates_every)
        case Action.JOIN:
            return r.Join(by.name)
        case Action.SEND_HANDOFF:
            handoff = incident.handoff
            return r.OfferHandoff(handoff.text) if handoff else Refused(Why.NO_HANDOFF, incident)
        case None:
            return None
        case _:
            return _REQUESTS.get(click.action)


def _declaration(desk: Desk, value: str) -> Opening:
    """The declare form; from a message when the button carries its address (`C0… 1795…`)."""
    channel, _, ts = value.partition(" ")
    found = message_at(desk, channel, ts) if ts else None
    return opening_from(desk, channel, found) if found else Opening(Form.DECLARE)


def opening_from(desk: Desk, channel: str, message: Payload) -> Opening:
    """The declare form that begins with a message: its first line is the title, all of it the description."""
    text = text_of(desk, message)
    address = permalink(desk, channel, str(message["ts"]), word(message, "thread_ts"))
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return Opening(Form.DECLARE, text=title, description=f"{text}\n{address}", address=address)


def _old(desk: Desk, delivered: Delivered, seat: Seat) -> str:
    used = next(iter(parts(delivered.payload, "actions")), {})
    log.info("button_not_known", action=str(used.get("action_id"))[:80])
    desk.replies.say(seat, asides.old_button())
    return "not_known"
