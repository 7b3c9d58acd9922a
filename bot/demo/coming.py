"""What will happen next by itself, named before anybody moves the clock: the bot's own decision, taken in advance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.demo.team import real_name
from bot.domain import events as e
from bot.domain.case import Context
from bot.domain.decide import decide
from bot.domain.decision import Decision, Timer
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.oncall.schedule import coverage
from bot.domain.requests import BY_MERIDIAN, Asked, Wake
from bot.domain.setup import Method, Setup
from bot.domain.timers import timers

ROUNDED = timedelta(seconds=1)
"""A stored time and a computed one are the same within this."""

FORESEEN_MOST = 40
"""Timers that are decided in advance for one look, a tenth of a millisecond each; a storm has hundreds."""

BY_OTHER_WAYS = {
    Method.SLACK: "gets a message",
    Method.SMS: "gets a text message",
    Method.VOICE: "is called",
    Method.PUSH: "gets a push message",
    Method.EMAIL: "gets a mail",
}
"""What a step of a page beyond Slack is for its person."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What will happen at `at` (aware UTC), unless somebody does something before."""

    at: datetime
    what: str


def all_that_comes(
    open_incidents: Iterable[Incident], setup: Setup, now: datetime, next_timer_at: datetime | None
) -> tuple[Coming, ...]:
    """Handovers and timers, soonest first, the nearest FORESEEN_MOST timers. `next_timer_at` is the stored one."""
    armed = sorted(
        ((incident, timer) for incident in open_incidents for timer in timers(incident, setup, now)),
        key=lambda pair: pair[1].due_at,
    )
    found = [Coming(t.due_at, foreseen(i, setup, t)) for i, t in islice(armed, FORESEEN_MOST)]
    if next_timer_at and not any(abs(coming.at - next_timer_at) < ROUNDED for coming in found):
        found.append(Coming(next_timer_at, "the bot looks again at what is open"))
    return tuple(sorted((*found, *_handovers(setup, now)), key=lambda coming: coming.at))


def foreseen(incident: Incident, setup: Setup, timer: Timer) -> str:
    """What the bot would decide if the timer came due with nothing done before."""
    asked = Asked(Wake(timer.name, timer.epoch, timer.due_at), BY_MERIDIAN, incident.id)
    decision = decide(asked, incident, Context(setup, timer.due_at))
    told = list(_in_words(decision.records)) if isinstance(decision, Decision) else []
    return f"{'; '.join(told)} ({incident.id})" if told else f"the bot looks again at {incident.id}"


def _in_words(records: tuple[Recorded, ...]) -> Iterator[str]:
    paged = dict.fromkeys(whom(r.event) for r in records if isinstance(r.event, e.Paged))
    if paged:
        yield f"{_listed(paged)} {'is' if len(paged) == 1 else 'are'} paged"
    for record in records:
        words = _of(record.event)
        if words:
            yield words


def whom(page: e.Paged) -> str:
    """Whom a page wakes."""
    return f"#{page.channel}" if page.channel else real_name(page.person)


def _of(event: e.Event) -> str | None:
    match event:
        case e.Notified():
            return f"{real_name(event.person)} {BY_OTHER_WAYS[event.method]}"
        case e.UpdateReminded():
            return f"{real_name(event.person)} is reminded of the status update"
        case e.UpdateMissed():
            return "the status update counts as missed"
        case e.HelpSuggested():
            return f"{real_name(event.person)} is asked whether to pull in help"
        case e.HandoffDrafted():
            return f"{real_name(event.giver)} gets the draft of a handoff"
        case e.HandoffOffered():
            return f"{real_name(event.receiver)} is asked to take over from {real_name(event.giver)}"
        case e.HandoffStranded():
            return "nobody is left to take over, and the owner is told"
        case e.MorningCame(told=True):
            return f"{event.hub.capitalize()} wakes up to a summary"
        case _:
            return None


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _handovers(setup: Setup, now: datetime) -> Iterator[Coming]:
    for schedule in setup.schedules.values():
        found = coverage(schedule, setup.schedules, now)
        if schedule.second_of is None and found.until:
            names = _listed(map(real_name, found.next)) if found.next else "nobody"
            yield Coming(found.until, f"the {schedule.name} pager goes to {names}")
