"""Pages go out to those whom a search, a call for help or a check-in found."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.case import Case
from bot.domain.escalation import notifying
from bot.domain.escalation.candidates import Candidate
from bot.domain.events import Paged
from bot.domain.setup import NotificationStep


def send_pages(
    case: Case,
    candidates: Iterable[Candidate],
    level: int | None = None,
    round_number: int = 0,
    by: str | None = None,
) -> None:
    """One page each, with the steps that go out at once. `level` is the policy's, None for pages outside a search; `by`
    asked for them, None: nobody did."""
    for candidate in candidates:
        event = Paged(
            person=candidate.person,
            step=case.incident.pages_sent,
            level=level,
            round=round_number,
            why=candidate.why,
            channel=candidate.channel,
            schedule=candidate.schedule,
            plan=() if candidate.channel else _plan(case, candidate.person, level),
        )
        case.add(event, by=by) if by else case.add_own(event)
        notifying.begin(case, event.step)


def _plan(case: Case, person: str, level: int | None) -> tuple[NotificationStep, ...]:
    """How they are paged beyond Slack. The level is the policy's that runs."""
    levels = case.policy.levels if case.policy else ()
    at = levels[level] if level is not None and level < len(levels) else None
    return notifying.plan_for(case.setup.people.get(person), at)
