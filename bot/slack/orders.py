"""A parsed command or mention, carried out and answered. Every way ends in something the person can see."""

from __future__ import annotations

from bot.domain import requests as r
from bot.domain.decision import Outcome, Refused, Repeated, Why
from bot.domain.requests import Actor, Request
from bot.render import asides, queries, summary
from bot.render.answers import answer
from bot.render.declared import ALL_READ, Unread
from bot.render.message import Message
from bot.render.not_yet import not_yet
from bot.render.refusals import refused_message
from bot.render.voice import is_slack_id
from bot.slack.covering import arrange
from bot.slack.declaring import take_severity
from bot.slack.desk import Delivered, Desk, carry
from bot.slack.openings import in_words, open_form
from bot.slack.parsed import (
    Arranging,
    Misread,
    NotYet,
    Opening,
    Order,
    Parsed,
    Question,
    SelfTest,
    UnknownWord,
)
from bot.slack.payloads import kind
from bot.slack.places import incident_here, is_here, nothing_here, seen
from bot.slack.questions import reply
from bot.slack.reaching import test_me
from bot.slack.replies import Seat
from bot.slack.verbs import USAGE

WORTH_GIVING_BACK = 60
"""Characters: what is shorter is typed again faster than it is copied."""

_TYPED: dict[type[Request], str] = {
    r.Acknowledge: "ack",
    r.ChangeStatus: "status",
    r.PostUpdate: "update",
    r.ReportNoChange: "no-change",
    r.SnoozeReminder: "snooze 10m",
    r.AddNote: "note text",
    r.AssignRole: "role",
    r.CannotTake: "cannot",
    r.ChangeSeverity: "severity",
    r.DraftHandoff: "handoff",
    r.AcceptHandoff: "accept",
    r.DeclineHandoff: "decline",
    r.WithdrawHandoff: "keep",
}
"""How a request is typed, where the verb is not the request's own name in small letters."""


def follow(desk: Desk, delivered: Delivered, parsed: Parsed, by: Actor, seat: Seat) -> str:
    """Do, tell or show what was asked; returns a word for the record."""
    match parsed:
        case Order():
            return follow_order(desk, delivered, parsed, by, seat)
        case Arranging(request=request, read=read):
            return arrange(desk, delivered, request, by, seat, read)
        case SelfTest(stop=stop):
            return test_me(desk, delivered, by, seat, stop=stop)
        case Question():
            delivered.decided()
            return reply(desk, parsed, by, seat)
        case Opening():
            return open_form(desk, delivered, parsed, by, seat)
        case Misread():
            desk.replies.say(seat, _misread(parsed, by_name=kind(delivered.payload) == "event_callback"))
            return "told_what_to_type"
        case NotYet(wish=wish):
            desk.replies.say(seat, not_yet(wish))
            return "told_what_to_do"
        case UnknownWord(word=word, nearest=nearest, text=text):
            desk.replies.say(seat, queries.unknown_word(word, nearest, text))
            return "told_what_to_type"


def _misread(parsed: Misread, *, by_name: bool) -> Message:
    """Why a verb's words can't be read, and the same command mended; without a guess, an example of the verb."""
    why = parsed.why or queries.not_read(parsed.word)
    if parsed.instead:
        return queries.misread(parsed.instead, why, guess=parsed.guess, by_name=by_name)
    example = USAGE.get(parsed.verb, f"/incident {parsed.verb.value}")
    example = f"{example} {parsed.incident}" if parsed.incident else example
    return queries.usage(in_words(example) if by_name else example, why)


def follow_order(desk: Desk, delivered: Delivered, order: Order, by: Actor, seat: Seat) -> str:
    """Find the incident, hand the request over, answer."""
    incident = order.incident or incident_here(desk, seat, by)
    request = fitting(desk, order.request, incident, by)
    if isinstance(request, r.Declare):
        incident = None
    elif incident is None:
        outcome: Outcome = nothing_here(desk, typed_as(request), by)
        return tell(desk, request, outcome, by, seat)
    return tell(desk, request, handed(desk, delivered, by, request, incident), by, seat, order.unread)


def handed(
    desk: Desk, delivered: Delivered, by: Actor, request: Request, incident: str | None, part: str = ""
) -> Outcome:
    """Carry a request out, after what only this room can tell: who is meant, and who may come in."""
    unknown = _unknown_person(desk, request)
    if unknown:
        return Refused(Why.UNKNOWN_PERSON, about=unknown)
    if isinstance(request, r.Join):
        # Slack's own "joined" is the word of whoever invited them; a person's wish is only theirs
        found = seen(desk, incident, Seat(""), by)
        if isinstance(found, Refused):
            return found
    return carry(desk, delivered, by, request, incident, part)


def tell(
    desk: Desk, request: Request, outcome: Outcome, by: Actor, seat: Seat, unread: Unread = ALL_READ
) -> str:
    """Answer the one who asked, and what was not taken as they typed it; returns a word for the record."""
    setup, now = desk.engine.setup, desk.engine.now()
    if isinstance(outcome, Refused):
        desk.replies.say(seat, _with_long_text(refused_message(outcome, setup), request))
        return f"refused:{outcome.why.value}"
    if isinstance(outcome, Repeated):
        return "repeated"
    if isinstance(request, r.Join):
        records = desk.engine.timeline(outcome.incident.id, by.name)
        desk.replies.say(seat, summary.catchup(outcome.incident, records, setup, now))
    else:
        in_room = is_here(outcome.incident, seat)
        desk.replies.say(seat, answer(request, outcome, setup, now, in_room=in_room, unread=unread))
    return "done"


def fitting(desk: Desk, request: Request, incident: str | None, by: Actor) -> Request:
    """What is meant here: a page outside of a room declares; "close" ends an incident that is open."""
    if isinstance(request, r.PageTarget) and incident is None:
        graded = take_severity(request.text)
        title, _, more = (graded.rest or request.text).partition("\n")
        return r.Declare(title, graded.severity, description=more.strip(), page=request.target)
    if isinstance(request, r.Close) and incident is not None:
        found = desk.engine.incident(incident, by.name)
        return r.Resolve(request.reason) if found and found.open else request
    return request


def typed_as(request: Request) -> str:
    """The verb with which a request is typed."""
    return _TYPED.get(type(request), type(request).__name__.lower())


def _with_long_text(refusal: Message, request: Request) -> Message:
    """Slack empties the line that was sent: a text that took thought comes back with the refusal."""
    match request:
        case r.PostUpdate(text=text) | r.AddNote(text=text) | r.Resolve(text=text) | r.PageTarget(text=text):
            written = text
        case r.Declare(title=title, description=description):
            written = f"{title}\n{description}".strip()
        case _:
            written = ""
    return asides.with_typed(refusal, (written,)) if len(written) >= WORTH_GIVING_BACK else refusal


def _unknown_person(desk: Desk, request: Request) -> str | None:
    match request:
        case r.AssignRole(person=person) | r.DraftHandoff(receiver=person) | r.OfferHandoff(receiver=person):
            known = person is None or person in desk.engine.setup.people or is_slack_id(person)
            return None if known else person
        case _:
            return None
