"""An owner who has been silent for long while it still fires is asked again; help is called when no answer comes.

Off unless the policy says after how long (`Policy.ask_again`). Whatever the owner does on the incident counts as a sign.
Ownership stays where it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import escalation
from bot.domain.candidates import help_exists
from bot.domain.case import Case
from bot.domain.decision import Refused, Why, epoch_of
from bot.domain.events import AskedAgain, Escalated, EscalatedBecause
from bot.domain.incident import Incident
from bot.domain.requests import Wake

ANSWERS_WITHIN = timedelta(minutes=5)
"""As long as a page to the first level of most policies has before the next is asked."""


def next_ask_at(incident: Incident) -> datetime | None:
    """When the owner is asked, or help is called because they did not answer; None: never."""
    wanted = incident.owner and incident.firing and _wait(incident)
    return incident.ask_again_at if wanted else None


def _wait(incident: Incident) -> timedelta | None:
    return incident.escalation.policy.ask_again if incident.escalation else None


def wake(case: Case, request: Wake) -> Refused | None:
    """Ask the owner; or, when they were asked and said nothing, page the next level to help."""
    due_at, owner, wait = next_ask_at(case.incident), case.incident.owner, _wait(case.incident)
    if due_at is None or owner is None or wait is None or epoch_of(due_at) != request.epoch:
        return case.refuse(Why.STALE)
    if not case.incident.asked_again:
        case.add_own(AskedAgain(owner, case.now + ANSWERS_WITHIN))
        escalation.page_owner(case, owner)
        return None
    case.add_own(AskedAgain(owner, case.now + wait, unanswered=True))
    if help_exists(case):
        case.add_own(Escalated(EscalatedBecause.SILENT))
        escalation.call_help(case)
    return None
