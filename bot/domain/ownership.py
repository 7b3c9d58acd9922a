"""Who has it: the acknowledgement, and the shift that the owner carries it on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import reminders
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation.help_calls import join_as_helper
from bot.domain.events import Acknowledged, OwnerShift, StillOnIt
from bot.domain.oncall import schedule as shifts
from bot.domain.people import working_hours_end
from bot.domain.requests import Acknowledge
from bot.domain.setup import Method, Schedule, TargetKind

SOON = timedelta(hours=12)
"""A receiver's own shift counts as theirs when it begins within this; else their working day does."""


def acknowledge(case: Case, request: Acknowledge) -> Refused | None:
    """The first one becomes the owner; whoever was paged besides comes as a helper."""
    incident = case.incident
    if not incident.open:
        return case.refuse(Why.ENDED)
    if incident.acknowledged_at is None:
        case.add(_acknowledged(case, case.by.name, request.via))
        return None
    if incident.owner == case.by.name:
        if any(p.person == case.by.name for p in incident.pages):
            case.add(StillOnIt(case.by.name, request.via))
        return None
    if any(p.person == case.by.name for p in incident.pages):
        join_as_helper(case)
        return None
    return case.refuse(Why.ALREADY_ACKNOWLEDGED, incident.owner or "")


def shift_of(case: Case, person: str, at: datetime) -> OwnerShift:
    """The shift on which `person` carries it from `at` on.

    On the schedule that paged them, else the policy's first schedule, else until the
    end of their working day (18:00 local).
    """
    schedule = _schedule_of(case, person)
    ends_at = _shift_end(case, schedule, person, at) if schedule else None
    if schedule and ends_at:
        return OwnerShift(schedule.name, ends_at)
    return OwnerShift(None, working_hours_end(case.zone_of(person), at))


def _acknowledged(case: Case, person: str, via: Method | None) -> Acknowledged:
    ask_at, due_at = reminders.root_cause_times(case, case.incident.severity)
    return Acknowledged(
        person=person,
        shift=shift_of(case, person, case.now),
        update_due_at=reminders.next_due(case, person),
        root_cause_ask_at=ask_at,
        root_cause_due_at=due_at,
        via=via,
    )


def _schedule_of(case: Case, person: str) -> Schedule | None:
    paged_by = [p.schedule for p in case.incident.pages if p.person == person and p.schedule]
    policy = case.policy
    levels = policy.levels if policy else ()
    named = [t.name for level in levels for t in level.page if t.kind is TargetKind.SCHEDULE]
    carried = [case.incident.shift.schedule] if case.incident.shift else []
    names = [n for n in (*paged_by[-1:], *carried, *named[:1]) if n]
    return next((case.setup.schedules[n] for n in names if n in case.setup.schedules), None)


def _shift_end(case: Case, schedule: Schedule, person: str, at: datetime) -> datetime | None:
    schedules = case.setup.schedules
    now = shifts.stretch_end(schedule, schedules, person, at)
    if now is not None:
        return now
    coming = shifts.shifts_between(schedule, schedules, at, at + SOON)
    starts = [s.starts_at for s in coming if s.person == person]
    return shifts.stretch_end(schedule, schedules, person, starts[0]) if starts else None
