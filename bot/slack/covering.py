"""Covers, swaps and time off as people ask for them in Slack: typed, pressed, or filled in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.oncall.covers import (
    Arranged,
    Arrangement,
    ArrangeOutcome,
    AskCover,
    AskedToArrange,
    AskSwap,
    CallOff,
    CannotArrange,
    DeclineShift,
    NotArranged,
    ShiftSpan,
    TakeOver,
    TakeShift,
    TakeTimeOff,
)
from bot.domain.oncall.fairness import pieces_of
from bot.domain.requests import Actor, Delivery
from bot.render import asides, cover_forms, forms
from bot.render.actions import Action, Field, Form
from bot.render.cover_refusals import not_arranged, why_not
from bot.render.covers import arranged
from bot.render.message import Message, View
from bot.render.shift_values import read_pager, read_shift, read_span
from bot.render.spans import Clock
from bot.slack.desk import Delivered, Desk
from bot.slack.engine_port import SOURCE
from bot.slack.parsed import Opening
from bot.slack.payloads import part
from bot.slack.places import OUTSIDERS
from bot.slack.replies import Seat


class Filled(Protocol):
    """What a form was filled in with."""

    def text(self, field: Field) -> str: ...

    def person(self, field: Field) -> str | None: ...

    def moment(self, field: Field) -> datetime | None: ...


AHEAD = timedelta(days=28)
"""How far ahead shifts are offered for a swap."""

USUAL_COVER = timedelta(hours=4)
USUAL_TIME_OFF = timedelta(days=1)

BUTTONS = frozenset({Action.TAKE_SHIFT, Action.DECLINE_SHIFT, Action.TAKE_OVER, Action.CALL_OFF})
"""What is carried out with the press alone."""

OPENS: dict[Action, Form] = {
    Action.TAKE_PART: Form.PART,
    Action.COVER_ME: Form.COVER,
    Action.SWAP: Form.SWAP,
    Action.TIME_OFF: Form.TIME_OFF,
}
FORMS = frozenset(OPENS.values())

_OF_TIME = frozenset({
    CannotArrange.BACKWARDS, CannotArrange.OVER, CannotArrange.BEGUN, CannotArrange.TOO_LONG, CannotArrange.NO_SHIFT,
    CannotArrange.NOBODY_FREE, CannotArrange.AWAY, CannotArrange.ON_CALL_ALREADY, CannotArrange.ASLEEP,
    CannotArrange.NOT_A_PART, CannotArrange.HAVE_IT,
})  # fmt: skip
"""Refusals for which the time that was asked for, as it was read, may be the reason."""

INSTEAD: dict[Form, str] = {
    Form.COVER: "/incident cover-me 4h",
    Form.PART: "/incident take primary until 18:00",
    Form.SWAP: "/incident swap @person",
    Form.TIME_OFF: "/incident time-off tomorrow",
}
"""What does the same without a form."""


def arrange(
    desk: Desk, delivered: Delivered, request: Arrangement, by: Actor, seat: Seat, read: str = ""
) -> str:
    """Carry out what was typed, and answer the one who asked; `read` is the time as it was read."""
    outcome = _carried(desk, delivered, request, by)
    match outcome:
        case NotArranged(why=why):
            told = asides.with_read(said(desk, request, outcome, by), read if why in _OF_TIME else "")
            desk.replies.say(seat, told)
            return f"refused:{why.value}"
        case Arranged():
            desk.replies.say(seat, asides.with_read(said(desk, request, outcome, by), read))
            return "done"
        case _:
            return "repeated"


def press(desk: Desk, delivered: Delivered, action: Action, value: str, by: Actor, seat: Seat) -> str:
    """Carry out a button. Where the message on which it stands changes by itself, nothing more is said."""
    request = _pressed(action, value, desk.engine.now())
    if request is None:
        desk.replies.say(seat, asides.old_button())
        return "not_known"
    edited = action in {Action.TAKE_SHIFT, Action.DECLINE_SHIFT} and seat.direct
    if not (edited and part(delivered.payload, "message")):
        return arrange(desk, delivered, request, by, seat)
    outcome = _carried(desk, delivered, request, by)
    if isinstance(outcome, NotArranged):
        desk.replies.say(seat, said(desk, request, outcome, by))
        return f"refused:{outcome.why.value}"
    return "done"


def said(desk: Desk, request: Arrangement, outcome: Arranged | NotArranged, by: Actor) -> Message:
    """What whoever asked is answered, on their own clock."""
    setup, now = desk.engine.setup, desk.engine.now()
    clock = Clock(by.zone, now)
    if isinstance(outcome, NotArranged):
        return not_arranged(outcome, setup, by.name, clock, now)
    return arranged(request, outcome, setup, clock, now)


def _carried(desk: Desk, delivered: Delivered, request: Arrangement, by: Actor) -> ArrangeOutcome:
    return desk.engine.arrange(AskedToArrange(request, by, Delivery(SOURCE, delivered.id)))


def _pressed(action: Action, value: str, now: datetime) -> Arrangement | None:
    match action:
        case Action.TAKE_SHIFT:
            return TakeShift(value)
        case Action.DECLINE_SHIFT:
            return DeclineShift(value)
        case Action.CALL_OFF:
            return CallOff(value)
        case Action.TAKE_OVER:
            pager = read_pager(value)
            return TakeOver(pager[0], pager[1] or now) if pager else None
        case _:
            return None


def opening(action: Action, value: str) -> Opening:
    """The form that a button opens; `value` says of what."""
    return Opening(OPENS[action], address=value)


def view(desk: Desk, wanted: Opening, by: Actor) -> View:
    """A form, filled in as far as is known; or why there is none."""
    setup, now = desk.engine.setup, desk.engine.now()
    if by.standing in OUTSIDERS:
        return _no_form(desk, NotArranged(CannotArrange.OUTSIDER), by)
    if by.name not in setup.people:
        return _no_form(desk, NotArranged(CannotArrange.NOT_IN_FILE), by)
    match wanted.form:
        case Form.PART:
            proposal = desk.engine.board().proposal(wanted.address)
            if proposal is None or not proposal.open_at(now):
                return _no_form(desk, NotArranged(CannotArrange.GONE), by)
            return cover_forms.part_form(proposal, setup, Clock(by.zone, now))
        case Form.SWAP:
            return _swap(desk, wanted.text, by)
        case Form.TIME_OFF:
            begins = _next_hour(now)
            return cover_forms.time_off_form(begins, begins + USUAL_TIME_OFF)
        case _:
            since, until = read_span(wanted.address) or (now, now + USUAL_COVER)
            return cover_forms.cover_form(setup, since, until, wanted.text or None)


def _no_form(desk: Desk, refused: NotArranged, by: Actor) -> View:
    setup, now = desk.engine.setup, desk.engine.now()
    return forms.notice_form(why_not(refused, setup, by.name, Clock(by.zone, now), now))


def _swap(desk: Desk, other: str, by: Actor) -> View:
    setup, now = desk.engine.setup, desk.engine.now()
    if other and other not in setup.people:
        return _no_form(desk, NotArranged(CannotArrange.UNKNOWN_PERSON, other), by)
    mine = [(by.name, piece) for piece in _shifts(desk, by.name, now)]
    others = [other] if other else [name for name in setup.people if name != by.name]
    theirs = sorted(
        ((name, piece) for name in others for piece in _shifts(desk, name, now)),
        key=lambda one: one[1].starts_at,
    )
    if not mine or not theirs:
        return _no_form(desk, NotArranged(CannotArrange.NO_SHIFT, other if mine else by.name), by)
    return cover_forms.swap_form(mine, theirs, by.zone, setup)


def _shifts(desk: Desk, person: str, now: datetime) -> tuple[ShiftSpan, ...]:
    """The shifts of the next weeks that can be swapped; what is cut off at the end of these weeks is no whole shift."""
    found = pieces_of(person, desk.engine.setup, now, now + AHEAD)
    return tuple(piece for piece in found if not piece.has_begun(now) and piece.ends_at < now + AHEAD)


def request_of(form: Form, values: Filled, about: str) -> Arrangement | None:
    """What a submitted form asks for; None when something needed is missing."""
    since, until = values.moment(Field.FROM), values.moment(Field.UNTIL)
    if form is Form.SWAP:
        mine, theirs = read_shift(values.text(Field.MINE)), read_shift(values.text(Field.THEIRS))
        return AskSwap(mine[1], theirs[1], theirs[0]) if mine and theirs else None
    if since is None or until is None:
        return None
    match form:
        case Form.PART:
            return TakeShift(about, since, until)
        case Form.TIME_OFF:
            return TakeTimeOff(since, until, values.text(Field.REASON))
        case Form.COVER:
            return AskCover(since, until, values.person(Field.RECEIVER), values.text(Field.REASON))
        case _:
            return None


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
