"""An owner who has been silent for long while it still fires is asked again; help is called when no answer comes.

Off unless the policy says after how long (`Policy.ask_again`). What was all over and fires again asks in any case: a
monitor would page anew, and whoever took it may long be asleep. Whatever the owner does on the incident counts as a
sign. Ownership stays where it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import help_calls
from bot.domain.candidates import Candidate, held_by, help_exists
from bot.domain.case import Case
from bot.domain.decision import Refused, Why, epoch_of
from bot.domain.events import AskedAgain, Escalated, EscalatedBecause
from bot.domain.incident import Incident
from bot.domain.page_reasons import PagedBecause, PageReason
from bot.domain.requests import Wake
from bot.domain.sending_pages import send_pages

ANSWERS_WITHIN = timedelta(minutes=5)
"""As long as a page to the first level of most policies has before the next is asked."""

WATCHED_FOR = timedelta(minutes=15)
"""Whoever did something on it since then is there, and sees by themselves that it fires again. And what flaps asks
nobody more often."""


def next_ask_at(incident: Incident) -> datetime | None:
    """When the owner is asked, or help is called because they did not answer; None: never."""
    watched = incident.open and incident.owner and incident.answered and incident.firing
    return incident.ask_again_at if watched else None


def wake(case: Case, request: Wake) -> Refused | None:
    """Ask the owner; or, when they were asked and said nothing, page the next level to help."""
    due_at, owner, wait = next_ask_at(case.incident), case.incident.owner, case.incident.ask_again
    if due_at is None or owner is None or epoch_of(due_at) != request.epoch:
        return case.refuse(Why.STALE)
    if not case.incident.asked_again:
        case.add_own(AskedAgain(owner, case.now + ANSWERS_WITHIN))
        _page_owner(case, owner, PagedBecause.SILENT)
        return None
    case.add_own(AskedAgain(owner, case.now + wait if wait else None, unanswered=True))
    if help_exists(case):
        _call_help(case, EscalatedBecause.SILENT)
    return None


def fires_again(case: Case) -> None:
    """Alerts that were all over fire anew: ask the owner, unless they were just heard from or asked.

    An owner who sleeps through this severity is left to sleep while somebody else can be paged to help; when nobody
    comes, they are asked all the same.
    """
    incident = case.incident
    owner, watched_at = incident.owner, incident.watched_at
    watched = watched_at is not None and case.now - watched_at < WATCHED_FOR
    if owner is None or watched or not incident.answered:
        return
    if _sleeps(case, owner) and help_exists(case):
        _call_help(case, EscalatedBecause.FIRES_AGAIN)
        return
    case.add_own(AskedAgain(owner, case.now + ANSWERS_WITHIN, recurred=True))
    _page_owner(case, owner, PagedBecause.FIRES_AGAIN)


def _sleeps(case: Case, owner: str) -> bool:
    person, policy = case.setup.people.get(owner), case.policy
    return bool(person and policy and held_by(case, policy, person))


def _page_owner(case: Case, owner: str, because: PagedBecause) -> None:
    """By all their ways."""
    send_pages(case, [Candidate(owner, PageReason(because))])


def _call_help(case: Case, because: EscalatedBecause) -> None:
    case.add_own(Escalated(because))
    help_calls.call_help(case)
