"""Status updates and the 15-minute rule: who is reminded of what, and how often.

Nobody gets the same nudge three times: an update that is due is asked for once, once
more when it was missed (which goes on the record), and then the card says since when
it is overdue.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation import help_calls
from bot.domain.escalation.candidates import help_exists
from bot.domain.events import (
    Escalated,
    EscalatedBecause,
    HelpSuggested,
    ImpactDescribed,
    NothingChanged,
    ReminderSnoozed,
    RootCauseOverdue,
    Status,
    StatusChanged,
    UpdateMissed,
    UpdatePosted,
    UpdateReminded,
)
from bot.domain.incident import MOVES
from bot.domain.people import local_instant, local_time, working_hours_end
from bot.domain.requests import AnswerHelp, PostUpdate, ReportNoChange, SnoozeReminder, Wake
from bot.domain.setup import Severity

LONGEST_TEXT = 3000
"""A section of a Slack message holds this many characters."""

LONGEST_WAIT = timedelta(days=7)
"""An incident whose reminder is snoozed for more than a week is a forgotten one."""

START_OF_WORK = 9 * 60
"""Minutes after local midnight from which a daily update may be asked for."""

REMINDERS = 2
"""Each repeat halves attention, so nobody is reminded again after the second."""


def next_due(
    case: Case, person: str | None, wait: timedelta | None = None, severity: Severity | None = None
) -> datetime:
    """When the next update is due; a daily one falls into the person's working hours.

    `severity` is the one that goes for it from now on; None: as it is.
    """
    every = wait or case.setup.severities[severity or case.incident.severity].updates_every
    due_at = case.now + every
    if wait or every < timedelta(days=1) or person is None:
        return due_at
    return _in_working_hours(case.zone_of(person), due_at)


def root_cause_times(case: Case, severity: Severity) -> tuple[datetime | None, datetime | None]:
    """When the owner is asked and when help is called, from now on; None when nothing is to be found."""
    within = case.setup.severities[severity].root_cause_within
    if within is None or case.incident.status is not Status.INVESTIGATING:
        return None, None
    return case.now + within * 2 / 3, case.now + within


def _in_working_hours(zone: str, at: datetime) -> datetime:
    """That moment if people there are at work (Mon-Fri, 09:00-18:00), else when that day's work begins.

    After a weekend it is Monday's. Late in the evening it is the morning before: a day
    without an update would be one too many.
    """
    day = local_time(zone, at).date()
    while day.weekday() >= 5:
        day += timedelta(days=1)
    opens = local_instant(zone, day, START_OF_WORK)
    return at if opens <= at < working_hours_end(zone, opens) else opens


def post_update(case: Case, request: PostUpdate) -> Refused | None:
    """A status update; it may name the impact and move the status."""
    text = request.text.strip()
    refused = _check(case, text, request)
    if refused:
        return refused
    if request.status and request.status is not case.incident.status:
        case.add(StatusChanged(case.incident.status, request.status))
    impact = case.incident.impact if request.impact is None else request.impact.strip()
    began = request.impact_began or case.incident.impact_started_at
    if (impact, began) != (case.incident.impact, case.incident.impact_started_at):
        case.add(ImpactDescribed(impact, request.impact_began))
    due_at = next_due(case, case.incident.reporter, request.next_in) if case.incident.open else None
    case.add(UpdatePosted(text, due_at))
    return None


def _check(case: Case, text: str, request: PostUpdate) -> Refused | None:
    if not text:
        return case.refuse(Why.EMPTY_TEXT)
    if len(text) > LONGEST_TEXT:
        return case.refuse(Why.TOO_LONG, str(LONGEST_TEXT))
    if request.next_in and not timedelta() < request.next_in <= LONGEST_WAIT:
        return case.refuse(Why.WAIT_NOT_SENSIBLE)
    if request.impact_began and request.impact_began > (case.incident.ended_at or case.now):
        return case.refuse(Why.IMPACT_IN_FUTURE)
    if not case.incident.open and request.status:
        return case.refuse(Why.ENDED)
    if request.status not in (None, case.incident.status, *MOVES[case.incident.status]):
        return case.refuse(Why.MOVE_NOT_ALLOWED, request.status.value if request.status else "")
    return None


def report_no_change(case: Case, _request: ReportNoChange) -> Refused | None:
    """One click when there is nothing new."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    case.add(NothingChanged(next_due(case, case.incident.reporter)))
    return None


def snooze(case: Case, request: SnoozeReminder) -> Refused | None:
    """Remind me later."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if not timedelta() < request.wait <= LONGEST_WAIT:
        return case.refuse(Why.WAIT_NOT_SENSIBLE)
    case.add(ReminderSnoozed(case.now + request.wait))
    return None


def wake_update(case: Case, request: Wake) -> Refused | None:
    """An update is due."""
    cadence, person = case.incident.cadence, case.incident.reporter
    if cadence.epoch != request.epoch or cadence.due_at is None or not case.incident.open:
        return case.refuse(Why.STALE)
    times = cadence.reminded + 1
    if times > 1:
        case.add_own(UpdateMissed(cadence.due_at))
    again_at = next_due(case, person) if times < REMINDERS else None
    case.add_own(UpdateReminded(person or "", times, again_at))
    return None


def wake_root_cause(case: Case, request: Wake) -> Refused | None:
    """Two thirds of the time are over: ask the owner. All of it: call for help."""
    watch, owner = case.incident.root_cause, case.incident.owner
    over = not case.incident.open or case.incident.recovered_at is not None
    if watch.epoch != request.epoch or watch.due_at is None or over:
        return case.refuse(Why.STALE)
    if watch.ask_at and owner and case.now < watch.due_at:
        case.add_own(HelpSuggested(owner))
        return None
    within = case.rule.root_cause_within or timedelta()
    case.add_own(RootCauseOverdue(round(within.total_seconds() / 60)))
    if help_exists(case):
        case.add_own(Escalated(EscalatedBecause.ROOT_CAUSE))
        help_calls.call_help(case)
    return None


def answer_help(case: Case, request: AnswerHelp) -> Refused | None:
    """Yes pages the next level; no leaves the rule running."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if not request.wanted:
        return None
    if case.policy is None:
        return case.refuse(Why.NOBODY_TO_PAGE, instead=tuple(case.setup.teams))
    return help_calls.escalate_now(case, Escalated(EscalatedBecause.HELP))
