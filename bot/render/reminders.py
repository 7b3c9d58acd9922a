"""Nudges to one person: an update is due, pull in help, is it over, reopen?"""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Recorded, Status
from bot.domain.incident import Asking, Incident
from bot.domain.notices import SettleQuestion
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.card import TITLE_MAX
from bot.render.message import Block, Message
from bot.render.pages import outcome
from bot.render.places import open_room
from bot.render.text import lasting, paragraph, when, words
from bot.render.voice import name_of

LAST_UPDATE_MAX = 600


def update_due(incident: Incident, setup: Setup, person: str, times: int, now: datetime) -> Message:
    """An update is due. `times` is 1 or 2: the second is the last, and says so."""
    if not incident.open:
        return _over(incident, setup, person)
    every = setup.severities[incident.severity].updates_every
    due = incident.cadence.due_at
    late = f" It was due {when(due)}." if due and due < now else ""
    asked = f"What is new on {_name(incident)}? {incident.severity.value} asks for an update every {lasting(every)}.{late}"
    if times > 1:
        asked += " The missed update is on the record; this is the last reminder."
    last = incident.cadence.last_text
    said = f"\n_Last update:_ {paragraph(last, LAST_UPDATE_MAX)}" if last else ""
    return _ask(
        asked,
        said,
        button("Update", Action.UPDATE, incident.id, primary=True),
        button("No change", Action.NO_CHANGE, incident.id),
        button("Snooze", Action.SNOOZE, incident.id),
        *open_room(incident),
    )


def suggest_help(incident: Incident, setup: Setup, person: str, now: datetime) -> Message:
    """The root cause is still open: pull in help?"""
    if not incident.open:
        return _over(incident, setup, person)
    due = incident.root_cause.due_at
    later = f" Otherwise the next level is paged to help {when(due)}." if due else ""
    since = incident.acknowledged_at
    spent = f" after {lasting(now - since)}" if since else ""
    return _ask(
        f"The root cause of {_name(incident)} is still open{spent}. Pull in help?{later} You stay the owner.",
        "\nFound it? Press Update and set the status to identified: nobody is paged then.",
        button("Pull in help", Action.PULL_IN_HELP, incident.id, primary=True),
        button("Not now", Action.NO_HELP, incident.id),
        button("Update", Action.UPDATE, incident.id),
        *open_room(incident),
    )


def ask_if_resolved(incident: Incident, setup: Setup, person: str) -> Message:
    """Monitoring says it is well again: is it over?"""
    if not incident.open:
        return _over(incident, setup, person)
    since = f" since {when(incident.recovered_at)}" if incident.recovered_at else ""
    return _ask(
        f"All alerts of {_name(incident)} are resolved{since}. Is it over? It stays open, and yours, until you say so.",
        "",
        button("Resolve", Action.RESOLVE, incident.id, primary=True),
        button("Keep open", Action.KEEP_OPEN, incident.id),
        *open_room(incident),
    )


def ask_to_reopen(incident: Incident, setup: Setup, person: str) -> Message:
    """It is over, and its alerts fire on."""
    if incident.open:
        said = f"{_name(incident)} is open again. {outcome(incident, setup, person)}"
        return Message(text=said, blocks=(section(said), *actions(open_room(incident))))
    firing = f" ({incident.firing:,} now)" if incident.firing else ""
    return _ask(
        f"{_name(incident)} is {incident.status.value}, but its alerts fire on{firing}. "
        "Reopen it if customers are still hurt; else silence the alerts where they come from.",
        "",
        button("Reopen", Action.REOPEN, incident.id, primary=True),
        *open_room(incident),
    )


def settled_question(what: SettleQuestion, incident: Incident, setup: Setup, record: Recorded) -> Message:
    """What became of a question that wants no answer any more; nothing to press but the way to the room."""
    said = _became(what, incident, setup, record)
    return Message(text=said, blocks=(section(said), *actions(open_room(incident))))


def _became(what: SettleQuestion, incident: Incident, setup: Setup, record: Recorded) -> str:
    """Of what a person did in their own conversation it says the same as the answer that they got there."""
    mine = record.by == what.person
    who = "" if mine else f" by {name_of(setup, record.by)}"
    due = incident.cadence.due_at
    then = f" The next update is due {when(due)}." if due and incident.open else ""
    match record.event:
        case e.UpdatePosted():
            return f"✓ {'Your update' if mine else 'The update'} of {incident.id} is out{who}.{then}"
        case e.NothingChanged():
            return f"No change on {incident.id}, noted{who}.{then}"
        case e.ReminderSnoozed(until=until):
            return f"I ask again about {incident.id} in {lasting(until - record.at)}{', as asked' + who if who else ''}."
        case _ if not incident.open:
            return f"{_name(incident)}: {outcome(incident, setup, what.person)}"
        case e.Escalated():
            return f"Help is on its way to {incident.id}. {_paged(incident, setup)}You stay the owner."
        case _:
            return f"{_name(incident)}: {_overtaken(what, incident)} {outcome(incident, setup, what.person)}"


def _paged(incident: Incident, setup: Setup) -> str:
    channels = [f"#{words(page.channel, 80)}" for page in incident.pages if page.channel]
    people = [name_of(setup, page.person) for page in incident.pages if not page.channel]
    asked = ", ".join(dict.fromkeys((*people, *channels)))
    return f"Paged now: {asked}. " if asked else ""


def _overtaken(what: SettleQuestion, incident: Incident) -> str:
    match what.asking:
        case Asking.UPDATE:
            return "this reminder is out of date."
        case Asking.HELP if incident.status is Status.INVESTIGATING and incident.root_cause.due_at is None:
            return "the time for its root cause is over."
        case Asking.HELP if incident.root_cause.due_at is None:
            return f"its status is {incident.status.value}, and the rule of the root cause is off."
        case Asking.HELP:
            return "you are not asked about help any more."
        case Asking.OVER:
            return "its alerts fire again."
        case Asking.REOPEN:
            return "it is open again."


def _name(incident: Incident) -> str:
    return f"*{incident.id}* {words(incident.title, TITLE_MAX)}"


def _ask(asked: str, more: str, *buttons: Block) -> Message:
    return Message(text=asked, blocks=(section(asked + more), *actions(buttons)))


def _over(incident: Incident, setup: Setup, person: str) -> Message:
    """The question came too late."""
    said = f"{_name(incident)}: {outcome(incident, setup, person)}"
    return Message(text=said, blocks=(section(said), *actions(open_room(incident))))
