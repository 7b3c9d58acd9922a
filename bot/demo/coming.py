"""What will happen next by itself, in a line for whoever moves the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.team import real_name
from bot.domain.decision import Timer
from bot.domain.incident import Incident
from bot.domain.requests import TimerName
from bot.domain.schedule import coverage
from bot.domain.setup import Setup
from bot.domain.timers import timers

ROUNDED = timedelta(seconds=1)
"""A stored time and a computed one are the same within this."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What will happen at `at` (aware UTC)."""

    at: datetime
    what: str


def what_comes(
    open_incidents: Iterable[Incident], setup: Setup, now: datetime, next_timer_at: datetime | None
) -> Coming | None:
    """The next timer of the bot, in words; where none is armed, the next change of who is on call."""
    if next_timer_at is None:
        return min(_handovers(setup, now), key=lambda coming: coming.at, default=None)
    for incident in open_incidents:
        for timer in timers(incident, setup, now):
            if abs(timer.due_at - next_timer_at) < ROUNDED:
                return Coming(next_timer_at, f"{incident.id} {_in_words(timer, incident)}")
    return Coming(next_timer_at, "The bot looks again at what is open")


def _handovers(setup: Setup, now: datetime) -> Iterator[Coming]:
    for schedule in setup.schedules.values():
        found = coverage(schedule, setup.schedules, now)
        if schedule.second_of is None and found.until:
            names = " and ".join(map(real_name, found.next)) or "nobody"
            yield Coming(found.until, f"The pager of {schedule.name} goes to {names}")


def _in_words(timer: Timer, incident: Incident) -> str:
    match timer.name:
        case TimerName.ESCALATION:
            again = incident.escalation is not None and incident.escalation.exhausted
            return f"pages the {'last level again' if again else 'next level'}, as nobody answered"
        case TimerName.UPDATE:
            return "reminds of the status update"
        case TimerName.ROOT_CAUSE:
            asks = incident.root_cause.ask_at is not None
            return f"{'asks the owner about help' if asks else 'pages help'}, as no root cause is named"
        case TimerName.HANDOFF:
            offered = incident.handoff is not None and incident.handoff.offered
            return "moves the handoff on, as nobody accepted it" if offered else "offers the drafted handoff"
        case TimerName.SHIFT_END:
            return "drafts a handoff, as the owner's shift is ending"
        case TimerName.MORNING:
            return "greets a hub that wakes up with a summary"
