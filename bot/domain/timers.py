"""What an incident waits for: worked out from its state, so that it can't be forgotten.

Invariant: an open incident that nobody answered and that has a policy waits for
exactly one next step of its escalation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.decision import Timer, epoch_of
from bot.domain.escalation.notifying import next_step_at
from bot.domain.escalation.owner_checkins import next_ask_at
from bot.domain.incident import Incident
from bot.domain.mornings import next_morning
from bot.domain.requests import TimerName
from bot.domain.setup import Setup


def timers(incident: Incident, setup: Setup, now: datetime) -> tuple[Timer, ...]:
    """All that it waits for from now on; an ended incident waits for nothing."""
    return tuple(_waits(incident, setup, now)) if incident.open else ()


def _waits(incident: Incident, setup: Setup, now: datetime) -> Iterator[Timer]:
    search = incident.escalation
    if search and search.next_at and not incident.answered:
        yield Timer(TimerName.ESCALATION, search.epoch, search.next_at)
    step_at = next_step_at(incident)
    if step_at:
        yield Timer(TimerName.NOTIFY, epoch_of(step_at), step_at)
    ask_at = next_ask_at(incident)
    if ask_at:
        yield Timer(TimerName.ASK_AGAIN, epoch_of(ask_at), ask_at)
    cadence = incident.cadence
    if cadence.remind_at and incident.reporter:
        yield Timer(TimerName.UPDATE, cadence.epoch, cadence.remind_at)
    watch = incident.root_cause
    look_at = watch.ask_at or watch.due_at
    if look_at and incident.recovered_at is None:
        yield Timer(TimerName.ROOT_CAUSE, watch.epoch, look_at)
    handoff = incident.handoff
    if handoff and handoff.until:
        yield Timer(TimerName.HANDOFF, handoff.epoch, handoff.until)
    shift = incident.shift
    if shift and incident.owner and (handoff is None or handoff.stranded):
        yield Timer(TimerName.SHIFT_END, epoch_of(shift.ends_at), shift.ends_at - setup.handoff.prompt_before)
    morning = next_morning(incident, setup, now)
    if morning:
        yield Timer(TimerName.MORNING, epoch_of(morning), morning)
