"""The answer that only the person who asked sees: what was done, and what comes next."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain import outcomes
from bot.domain import requests as r
from bot.domain.decision import Done, Outcome, Refused, Repeated
from bot.domain.incident import Incident
from bot.domain.requests import Request
from bot.domain.setup import Setup
from bot.render.blocks import actions, section
from bot.render.declared import ALL_READ, Unread, nobody_paged, severity_read
from bot.render.message import Message
from bot.render.places import has_channel, open_room, where
from bot.render.refusals import refused_message
from bot.render.text import lasting, stopped, when, words
from bot.render.voice import SlackVoice, name_of, named

TITLE_SHOWN = 200

_Silent = (
    r.UnmarkMessage
    | r.FollowEdit
    | r.FollowDeletion
    | r.Join
    | r.ReceiveAlerts
    | r.Absorb
    | outcomes.NoteRoom
    | outcomes.NoteRoomRefused
    | outcomes.NoteRoomLost
    | outcomes.NotePageFailed
    | outcomes.NotePageDelayed
    | outcomes.NoteNotificationFailed
    | r.Wake
)
"""Nobody typed these: there is nobody to answer."""
_Search = r.Declare | r.Acknowledge | r.Escalate | r.CannotTake | r.PageTarget | r.AnswerHelp
_Work = (
    r.RateWaking | r.ChangeStatus | r.ChangeSeverity | r.AddNote | r.MarkMessage | r.AssignRole | r.Promote
)
_Cadence = r.PostUpdate | r.ReportNoChange | r.SnoozeReminder
_HandingOff = r.DraftHandoff | r.OfferHandoff | r.AcceptHandoff | r.DeclineHandoff | r.WithdrawHandoff
_Ending = r.Resolve | r.Reopen | r.Merge | r.Cancel | r.Close


def answer(
    request: Request,
    outcome: Outcome,
    setup: Setup,
    now: datetime,
    *,
    in_room: bool = False,
    unread: Unread = ALL_READ,
) -> Message | None:
    """What to tell the one who asked; None when nobody did, or for a delivery seen before.

    `in_room`: they stand in its room, and need no way to it.
    """
    if isinstance(outcome, Repeated) or isinstance(request, _Silent):
        return None
    if isinstance(outcome, Refused):
        return refused_message(outcome, setup)
    said = done(request, outcome, setup, now, unread)
    if not outcome.records:
        said = f"It was so already. {said}" if not isinstance(request, r.AnswerHelp) else said
    way = () if in_room else actions(open_room(outcome.incident))
    return Message(text=said, blocks=(section(said), *way))


def done(request: Request, outcome: Done, setup: Setup, now: datetime, unread: Unread = ALL_READ) -> str:
    """The sentence for what was done. A test fails when a request has none."""
    incident = outcome.incident
    if isinstance(request, _Search):
        return _search(request, outcome, setup, now, unread)
    if isinstance(request, _Work):
        return _work(request, incident, setup, now)
    if isinstance(request, _Cadence):
        return _cadence(request, incident, now)
    if isinstance(request, _HandingOff):
        return _handing_off(request, outcome, setup, now)
    if isinstance(request, _Ending):
        return _ending(request, incident, now)
    return f"{incident.id}: done."


def _search(request: _Search, outcome: Done, setup: Setup, now: datetime, unread: Unread) -> str:
    incident = outcome.incident
    match request:
        case r.Declare():
            return _declared(outcome, setup, unread)
        case r.Acknowledge():
            return _acknowledged(outcome, setup, now)
        case r.Escalate():
            return f"Escalated {incident.id}. {_paged(outcome, setup)}"
        case r.CannotTake():
            return f"Understood: {incident.id} is not yours. {_paged(outcome, setup)}"
        case r.PageTarget():
            return f"{words(request.target, 80)} was asked on {incident.id}. {_paged(outcome, setup)}"
        case r.AnswerHelp():
            return _helped(request, outcome, setup)


def _helped(request: r.AnswerHelp, outcome: Done, setup: Setup) -> str:
    if request.wanted:
        return f"Help is on its way to {outcome.incident.id}. {_paged(outcome, setup)} You stay the owner."
    due = outcome.incident.root_cause.due_at
    if due is None:
        return f"Not now, then: {outcome.incident.id} goes on without help."
    return f"Not now, then. I page the next level for {outcome.incident.id} {when(due)}, unless its status is identified by then."


def _declared(outcome: Done, setup: Setup, unread: Unread) -> str:
    incident = outcome.incident
    lead = f"{incident.severity.value} {incident.id} is open: {stopped(words(incident.title, TITLE_SHOWN))}"
    lead += severity_read(unread, incident)
    if incident.room is not None:
        room = f"It goes on in {where(incident)}."
    elif incident.wants_channel:
        room = "A channel is being made, and you are invited."
    else:
        room = f"It goes on in its thread in {SlackVoice(setup).channel(setup.incidents_channel, setup.incidents_channel)}."
    if incident.owner:
        return f"{lead} {room} {nobody_paged(unread, incident)}"
    return f"{lead} {room} {_paged(outcome, setup)} Nobody owns it until somebody acknowledges."


def _paged(outcome: Done, setup: Setup) -> str:
    """Who was paged because of it, or when the next one is."""
    pages = [rec.event for rec in outcome.records if isinstance(rec.event, e.Paged)]
    people = tuple(dict.fromkeys(p.person for p in pages if not p.channel))
    channels = [f"#{words(p.channel, 80)}" for p in pages if p.channel]
    asked = ", ".join(filter(None, (named(setup, people), *channels)))
    if asked:
        return f"Paged now: {asked}."
    search = outcome.incident.escalation
    if search and search.next_at:
        return f"The next page goes out {when(search.next_at)}."
    return "Nobody was left to page: call somebody, or `/incident page team text`."


def _acknowledged(outcome: Done, setup: Setup, now: datetime) -> str:
    """The first one owns it; whoever was paged besides comes to help."""
    incident = outcome.incident
    if any(isinstance(rec.event, e.ResponderJoined) for rec in outcome.records):
        owner = name_of(setup, incident.owner) if incident.owner else "somebody else"
        return (
            f"You are in on {incident.id} to help; {owner} owns it. Tell them in the room that you are here."
        )
    yours = f"You have {incident.id}: paging stopped, and you own it until it is resolved or handed off."
    return f"{yours}{_next_update(incident, now)} If you can't go on: Hand off."


def _next_update(incident: Incident, now: datetime) -> str:
    due = incident.cadence.due_at
    if due is None:
        return ""
    return (
        f" The update that was due {when(due)} is still missing."
        if due < now
        else f" The next update is due {when(due)}."
    )


def _work(request: _Work, incident: Incident, setup: Setup, now: datetime) -> str:
    match request:
        case r.ChangeStatus():
            return f"{incident.id} is {incident.status.value} now.{_next_update(incident, now)}"
        case r.ChangeSeverity():
            every = lasting(setup.severities[incident.severity].updates_every)
            return f"{incident.id} is {incident.severity.value} now: an update every {every}.{_next_update(incident, now)}"
        case r.RateWaking(worth=worth):
            return f"Noted for {incident.id}: {'worth' if worth else 'not worth'} waking you. Thank you."
        case r.AddNote():
            return f"Noted on the timeline of {incident.id}."
        case r.MarkMessage():
            return f"That message is on the timeline of {incident.id}. Take the 📌 away to take it off."
        case r.AssignRole():
            who = name_of(setup, request.person) if request.person else "Nobody"
            return f"{who} is {request.role.value} of {incident.id} now."
        case r.Promote():
            return f"{incident.id} gets a channel of its own: {where(incident) if has_channel(incident) else 'it is being made'}."


def _cadence(request: _Cadence, incident: Incident, now: datetime) -> str:
    match request:
        case r.PostUpdate():
            return f"Your update of {incident.id} is out.{_next_update(incident, now)}"
        case r.ReportNoChange():
            return f"No change on {incident.id}, noted.{_next_update(incident, now)}"
        case r.SnoozeReminder():
            return f"I ask again about {incident.id} in {lasting((incident.cadence.due_at or now) - now)}."


def _handing_off(request: _HandingOff, outcome: Done, setup: Setup, now: datetime) -> str:
    incident = outcome.incident
    handoff = incident.handoff
    receiver = name_of(setup, handoff.receiver) if handoff and handoff.receiver else "the next person"
    match request:
        case r.DraftHandoff():
            return _drafted(outcome, setup)
        case r.OfferHandoff():
            until = f" by {when(handoff.until)}" if handoff and handoff.until else ""
            return f"{receiver} was asked to take {incident.id}{until}. You own it until they read back and accept."
        case r.AcceptHandoff():
            return (
                f"You own {incident.id} now.{_next_update(incident, now)} Your read-back stands in the room."
            )
        case r.DeclineHandoff():
            return f"Understood: you don't take {incident.id}. The owner was told, and the next one is asked."
        case r.WithdrawHandoff():
            return f"You keep {incident.id}; the handoff is off.{_next_update(incident, now)}"


def _drafted(outcome: Done, setup: Setup) -> str:
    """The giver has a draft to mend; one who takes it over has the offer at once."""
    incident = outcome.incident
    if any(isinstance(rec.event, e.HandoffOffered) for rec in outcome.records):
        owner = name_of(setup, incident.owner) if incident.owner else "the owner"
        return f"The handoff of {incident.id} is in your messages from me: read it, then press Accept handoff. Until then {owner} owns it."
    return f"Your handoff of {incident.id} is drafted, in your messages from me: read it, edit it, press Send handoff."


def _ending(request: _Ending, incident: Incident, now: datetime) -> str:
    match request:
        case r.Resolve():
            began = incident.impact_started_at or incident.declared_at
            return (
                f"{incident.id} is resolved after {lasting((incident.ended_at or now) - began)}. "
                "The timeline goes into the room; Reopen if it comes back."
            )
        case r.Reopen():
            return f"{incident.id} is open again.{_next_update(incident, now)}"
        case r.Merge():
            return f"{incident.id} was merged into {words(request.into, 40)}, which goes on."
        case r.Cancel():
            return f"{incident.id} is cancelled as a false alarm; nobody is paged for it any more."
        case r.Close():
            return f"{incident.id} is closed."
