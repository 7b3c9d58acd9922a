"""How somebody is paged: the buttons and forms of their home tab. Everybody changes their own, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.reachability.addresses import ADDRESSED, Flaw
from bot.domain.reachability.walkthroughs import TestRefused
from bot.domain.requests import Actor, Delivery
from bot.domain.setup import Method
from bot.render import asides, canaries, forms, reaching, walkthroughs
from bot.render.actions import Action, Field, Form
from bot.render.message import Message, View
from bot.slack.desk import Delivered, Desk
from bot.slack.engine_port import SOURCE
from bot.slack.parsed import Opening
from bot.slack.payloads import Payload, part
from bot.slack.places import OUTSIDERS
from bot.slack.replies import Seat

OPENS: Mapping[Action, Form] = {
    Action.ADD_CONTACT: Form.CONTACT,
    Action.CHANGE_CONTACT: Form.CONTACT,
    Action.TYPE_CODE: Form.CODE,
    Action.CHANGE_STEPS: Form.STEPS,
}
TESTS = frozenset({Action.TEST_ME, Action.TEST_CAME, Action.STOP_TEST})
BUTTONS = TESTS | {Action.SEND_CODE, Action.REMOVE_CONTACT, Action.GOT_TEST}
FORMS = frozenset(OPENS.values())

Answer = Flaw | Message
"""What came of a form: what keeps it open, or what is told."""

FIELD_OF: Mapping[Form, Field] = {Form.CONTACT: Field.ADDRESS, Form.CODE: Field.CODE, Form.STEPS: Field.STEPS}
"""Below which field a form's refusal stands."""


def opening(action: Action, value: str) -> Opening:
    """The form that a button opens; `value` is a method."""
    return Opening(OPENS[action], address=value)


def view(desk: Desk, wanted: Opening, by: Actor) -> View:
    """The form, or why there is none."""
    flaw = _may_not(desk, by)
    if flaw:
        return forms.notice_form(reaching.why_not(flaw))
    method = read_method(wanted.address)
    if wanted.form is Form.STEPS:
        return reaching.steps_form(desk.engine.contacts.reachable(by.name).steps)
    if wanted.form is Form.CODE and method:
        return reaching.code_form(method)
    return reaching.contact_form(method)


def press(desk: Desk, delivered: Delivered, action: Action, value: str, by: Actor, seat: Seat) -> str:
    """Send a code, or forget an address; or a test came."""
    if action is Action.GOT_TEST:
        open_then = desk.engine.contacts.test_came(by.name, value)
        desk.replies.say(replace(seat, settles=seat.direct), canaries.canary_answered(open_then))
        return "done" if open_then else "not_known"
    if action in TESTS:
        return _test(desk, delivered, action, value, by, seat)
    method, flaw = read_method(value), _may_not(desk, by)
    if method is None:
        desk.replies.say(seat, asides.old_button())
        return "not_known"
    if flaw is None and action is Action.REMOVE_CONTACT:
        there = desk.engine.contacts.remove(by.name, method)
        desk.replies.say(seat, reaching.removed(method, there))
        return "done"
    flaw = flaw or desk.engine.contacts.again(by.name, method, Delivery(SOURCE, delivered.id))
    desk.replies.say(seat, Message(reaching.why_not(flaw)) if flaw else reaching.sent_code(method))
    return f"refused:{flaw.value}" if flaw else "done"


def test_me(desk: Desk, delivered: Delivered, by: Actor, seat: Seat, *, stop: bool) -> str:
    """Send the one who asks a test page by all their ways, or stop it."""
    flaw, tests = _may_not(desk, by), desk.engine.walkthroughs
    if flaw:
        desk.replies.say(seat, Message(reaching.why_not(flaw)))
        return f"refused:{flaw.value}"
    if stop:
        desk.replies.say(seat, walkthroughs.walk_stopped(tests.stop(by.name)))
        return "done"
    begun = tests.start(by.name, Delivery(SOURCE, delivered.id))
    if isinstance(begun, TestRefused):
        desk.replies.say(seat, Message(walkthroughs.WHY_NOT[begun]))
        return f"refused:{begun.value}"
    desk.replies.say(seat, walkthroughs.walk_begun(begun, desk.engine.setup.people[by.name]))
    return "done"


def _test(desk: Desk, delivered: Delivered, action: Action, value: str, by: Actor, seat: Seat) -> str:
    if action is not Action.TEST_CAME:
        stop = action is Action.STOP_TEST  # its message loses its buttons
        return test_me(desk, delivered, by, replace(seat, settles=stop and seat.direct), stop=stop)
    tests, (name, _, word) = desk.engine.walkthroughs, value.partition(" ")
    method = next((method for method in Method if method.value == word), None)
    walk = tests.came(by.name, name, method) if method else None
    if walk is None:
        desk.replies.say(seat, asides.old_button())
        return "not_known"
    shown = walkthroughs.walk_in_slack(
        name, walk.ways, answered=tests.answered_there, ended=walk.ended_at is not None
    )
    desk.replies.say(replace(seat, settles=seat.direct), shown)
    return "done"


def submitted(
    desk: Desk, delivered: Delivered, form: Form, texts: Mapping[Field, str], about: str, by: Actor
) -> Answer:
    """Carry out one form of ours."""
    flaw = _may_not(desk, by)
    if flaw:
        return flaw
    delivery, contacts = Delivery(SOURCE, delivered.id), desk.engine.contacts
    if form is Form.STEPS:
        return contacts.steps(by.name, texts[Field.STEPS]) or _steps_saved(desk, by.name)
    method = read_method(texts[Field.METHOD] if form is Form.CONTACT else about)
    if method is None:
        return Flaw.NO_CODE
    if form is Form.CODE:
        return contacts.prove(by.name, method, texts[Field.CODE], delivery) or reaching.proved(method)
    return contacts.put(by.name, method, texts[Field.ADDRESS], delivery) or reaching.sent_code(method)


def _steps_saved(desk: Desk, name: str) -> Message:
    person = desk.engine.setup.people[name]
    return reaching.steps_saved(person.notify, frozenset(one for one in Method if person.reached_by(one)))


def read_method(word: str) -> Method | None:
    """A method that needs an address; None for any other word."""
    return next((method for method in ADDRESSED if method.value == word), None)


def without_address(payload: Payload) -> Payload:
    """A delivery without the address that was typed into our form: clear text is stored nowhere."""
    view = part(payload, "view")
    if view.get("callback_id") != Form.CONTACT.value:
        return payload
    values = dict(part(part(view, "state"), "values"))
    values.pop(Field.ADDRESS.value, None)
    return {**payload, "view": {**view, "state": {"values": values}}}


def _may_not(desk: Desk, by: Actor) -> Flaw | None:
    outside = by.standing in OUTSIDERS or by.name not in desk.engine.setup.people
    return Flaw.NOT_IN_FILE if outside else None
