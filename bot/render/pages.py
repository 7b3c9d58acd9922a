"""The page: what a woken person sees, and what becomes of it. At night nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.events import Status
from bot.domain.incident import Incident
from bot.domain.notices import PageChannel, PagePerson, RefreshPage
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, section
from bot.render.card import IMPACT_MAX, TITLE_MAX, can_escalate, colour
from bot.render.message import Block, Message
from bot.render.page_reasons import why_paged
from bot.render.places import open_room, runbook_line
from bot.render.text import cut, emoji, lasting, paragraph, when, words
from bot.render.voice import SlackVoice, name_of, named

WHY_MAX = 400


def page(
    what: PagePerson | PageChannel | RefreshPage, incident: Incident, setup: Setup, now: datetime
) -> Message:
    """One line of what is wrong and for whom; since when; why you; the runbook; what to press."""
    lines = [f"{emoji(incident.severity)} *{_what_is_wrong(incident).replace('*', '∗')}*"]
    if incident.impact:
        lines.append(paragraph(incident.impact, IMPACT_MAX))
    lines.append(_since(incident, now))
    lines.append(_why(what, incident, setup))
    runbook = runbook_line(incident, setup)
    return Message(
        text=f"{_what_is_wrong(incident)}. {_why(what, incident, setup)}",
        blocks=(
            section("\n".join([*lines, runbook] if runbook else lines)),
            *actions(_buttons(what, incident, setup)),
        ),
    )


def settled_page(incident: Incident, setup: Setup, person: str) -> Message:
    """What became of a page that wants no answer any more; nothing to press but the way to the room.

    Whoever took it keeps the runbook before their eyes: that is what they need next.
    """
    said = outcome(incident, setup, person)
    title = f"{incident.id} {words(incident.title, TITLE_MAX)}"
    yours = incident.open and incident.owner == person
    lines = [f"{emoji(incident.severity)} {title}", said, runbook_line(incident, setup) if yours else ""]
    return Message(
        text=f"{said} {title}",
        blocks=(section("\n".join(filter(None, lines))), *actions(open_room(incident))),
        colour=colour(incident),
        footer=(context(_what_now(incident, person)),),
    )


def _what_now(incident: Incident, person: str) -> str:
    """What is left to do; nothing that the next change makes untrue, since the message is not edited again."""
    if incident.open and incident.owner == person:
        return "It is yours until it is resolved or handed off. To pass it on: Hand off, on the card in its room."
    if incident.open and not incident.answered and any(page.person == person for page in incident.pages):
        return "Answer the newer page, further down."
    return "Nothing left to answer here."


PASSED_ON = "↷ Passed on to the next level."


def outcome(incident: Incident, setup: Setup, person: str) -> str:
    """What became of it, for one person, in a sentence of mrkdwn."""
    if not incident.open:
        return _ended(incident)
    if incident.owner == person:
        due = f" The next update is due {when(incident.cadence.due_at)}." if incident.cadence.due_at else ""
        return f"✓ You have it.{due}"
    if incident.owner and incident.acknowledged_at:
        return f"✓ {name_of(setup, incident.owner)} has it since {when(incident.acknowledged_at)}."
    if incident.acknowledged_at_source:
        return "✓ Somebody acknowledged it where the alert comes from."
    if any(page.person == person for page in incident.pages):
        return "↻ You were paged again."
    others = tuple(page.person for page in incident.pages)
    return (
        f"↷ Passed on: {named(setup, others)} {'was' if len(others) == 1 else 'were'} paged."
        if others
        else PASSED_ON
    )


def _ended(incident: Incident) -> str:
    at = f" {when(incident.ended_at)}" if incident.ended_at else ""
    match incident.status:
        case Status.MERGED:
            return f"It was merged into {words(incident.merged_into or 'another one', 40)}{at}."
        case Status.CANCELLED:
            return f"It was a false alarm, cancelled{at}."
        case _:
            return f"✅ It is over: resolved{at}."


def _what_is_wrong(incident: Incident) -> str:
    service = f"{words(incident.service, 80)}: " if incident.service else ""
    return f"{incident.severity.value} {service}{words(incident.title, TITLE_MAX)}"


def _since(incident: Incident, now: datetime) -> str:
    began = incident.impact_started_at or incident.declared_at
    spent = f" ({lasting(now - began)})" if now - began >= timedelta(minutes=1) else ""
    return f"Since {when(began)}{spent} · {incident.id}"


def _why(what: PagePerson | PageChannel | RefreshPage, incident: Incident, setup: Setup) -> str:
    """Why this person; for its owner what is new, for a helper that somebody has it already."""
    why = cut(why_paged(what.why, SlackVoice(setup), to_themselves=True), WHY_MAX)
    if not isinstance(what, PageChannel) and incident.owner == what.person:
        return f"You have it{f': {why}' if why else ''}. Press Acknowledge if you are still on it."
    whom = "here" if isinstance(what, PageChannel) else "you"
    if incident.acknowledged_at and incident.owner:
        owner = name_of(setup, incident.owner)
        help_wanted = f"{owner} has it and needs help. Press Acknowledge if you can join."
        return f"{help_wanted} Why {whom}: {why}." if why else help_wanted
    asked = "Who takes it?" if isinstance(what, PageChannel) else "Can you take it?"
    return f"{asked} Why {whom}: {why}." if why else asked


def _buttons(
    what: PagePerson | PageChannel | RefreshPage, incident: Incident, setup: Setup
) -> Iterator[Block]:
    yield button("Acknowledge", Action.ACKNOWLEDGE, incident.id, primary=True)
    if can_escalate(incident, setup):
        yield button("Escalate", Action.ESCALATE, incident.id)
    # A channel was asked as a whole: nobody in it needs to decline. An owner hands off.
    if not isinstance(what, PageChannel) and incident.owner != what.person:
        yield button("I can't", Action.CANNOT_TAKE, incident.id)
    yield from open_room(incident)
