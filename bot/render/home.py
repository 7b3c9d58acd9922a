"""The app's home tab: what needs you, what is open, who is on call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.reachability.addresses import Reachable
from bot.domain.setup import Method, Setup
from bot.domain.wakings import Load
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, divider, header, section
from bot.render.home_shifts import Ahead, shifts_ahead
from bot.render.load import your_load
from bot.render.message import Block, View
from bot.render.places import open_room
from bot.render.queries import Duty, duty_line, how_to_declare, in_list, in_parts
from bot.render.reaching import how_you_are_paged
from bot.render.text import emoji, when, words

NEEDS_SHOWN = 12
OPEN_SHOWN = 15
DUTIES_SHOWN = 30
"""Together below the 100 blocks of a home tab: 12 × 2 + 15, 15 of how somebody is paged, 25 for their shifts, 4 for their load, and the frame."""


def home(
    person: str,
    needs_me: Sequence[Incident],
    open_incidents: Sequence[Incident],
    setup: Setup,
    now: datetime,
    on_call: Sequence[Duty] = (),
    reachable: Reachable | None = None,
    ahead: Ahead | None = None,
    loads: Sequence[Load] = (),
) -> View:
    """The home tab of `person` (a name in the file, or a Slack id).

    `needs_me` are the incidents that wait for them; `open_incidents` all that they may see; `reachable` is how they
    are paged and `ahead` their shifts, None for somebody who is not in the file; `loads` are their last week and month.
    """
    blocks: list[Block] = [
        section(f"*Meridian* runs incidents across timezones.{'' if open_incidents else _first(setup)}"),
        *actions((button("Declare", Action.DECLARE, "declare"),)),
        header("Needs you"),
        *_needs(person, needs_me, now),
        divider(),
        header("Open now"),
        *_open(open_incidents, setup, now),
        divider(),
        header("On call now"),
        *_on_call(on_call, setup),
        *(shifts_ahead(ahead, setup) if ahead else ()),
        *(your_load(*loads) if loads else ()),
        *_paged(reachable, setup),
    ]
    return {"type": "home", "blocks": blocks}


def _paged(reachable: Reachable | None, setup: Setup) -> Iterator[Block]:
    if reachable:
        person = setup.people[reachable.person]
        methods = frozenset(method for method in Method if person.reached_by(method))
        yield from how_you_are_paged(reachable, methods)


def _first(setup: Setup) -> str:
    """For a newcomer, while nothing presses."""
    return (
        f" Three things are enough to begin:\n• {how_to_declare(setup)}\n"
        "• `/incident ack` in its room: you have it, and paging stops\n"
        "• `/incident resolve` when customers are well again; `/incident help` shows the rest"
    )


def _needs(person: str, incidents: Sequence[Incident], now: datetime) -> Iterator[Block]:
    if not incidents:
        yield section("Nothing waits for you.")
    for incident in incidents[:NEEDS_SHOWN]:
        why, buttons = need(person, incident, now)
        yield section(f"{emoji(incident.severity)} *{incident.id}* {words(incident.title, 200)}\n{why}")
        yield from actions((*buttons, *open_room(incident)))
    if len(incidents) > NEEDS_SHOWN:
        yield context(f"…and {len(incidents) - NEEDS_SHOWN:,} more")


def need(person: str, incident: Incident, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """Why an incident waits for this person, and what they can press: the most pressing reason."""
    handoff, due = incident.handoff, incident.cadence.due_at
    if any(page.person == person for page in incident.pages):
        return "You were paged. Can you take it?", (
            button("Acknowledge", Action.ACKNOWLEDGE, incident.id, primary=True),
            button("I can't", Action.CANNOT_TAKE, incident.id),
        )
    if handoff and handoff.offered and handoff.receiver == person:
        return "It is offered to you: read it in your messages, then read back.", (
            button("Accept handoff", Action.ACCEPT_HANDOFF, incident.id, primary=True),
            button("I can't", Action.DECLINE_HANDOFF, incident.id),
        )
    if incident.open and due and incident.reporter == person:
        late = "was due" if due < now else "is due"
        return f"An update {late} {when(due)}.", (
            button("Update", Action.UPDATE, incident.id, primary=True),
            button("No change", Action.NO_CHANGE, incident.id),
        )
    if incident.open and incident.owner == person:
        return "You own it.", (button("Update", Action.UPDATE, incident.id),)
    return f"It is {incident.status.value}.", ()


def _open(incidents: Sequence[Incident], setup: Setup, now: datetime) -> Iterator[Block]:
    if not incidents:
        yield section("Nothing is open.")
    for incident in sorted(incidents, key=lambda i: (i.severity.value, i.declared_at))[:OPEN_SHOWN]:
        yield section(in_list(incident, setup, now))
    if len(incidents) > OPEN_SHOWN:
        yield context(f"…and {len(incidents) - OPEN_SHOWN:,} more: `/incident list`")


def _on_call(duties: Sequence[Duty], setup: Setup) -> Iterator[Block]:
    if not duties:
        yield section("There are no schedules in meridian.yml yet, so nobody is on call.")
    for part in in_parts([duty_line(duty, setup) for duty in duties[:DUTIES_SHOWN]]):
        yield section(part)
