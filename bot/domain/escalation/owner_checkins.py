"""An owner who has been silent for long while it still fires is asked again; help is called when no answer comes.

Off unless the policy says after how long (`Policy.ask_again`). What was all over and fires again asks in any case: a
monitor would page anew, and whoever took it may long be asleep. Whatever the owner does on the incident counts as a
sign. Ownership stays where it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.case import Case
from bot.domain.decision import Refused, Why, epoch_of
from bot.domain.escalation import help_calls
from bot.domain.escalation.candidates import Candidate, asleep, awake_help_exists, help_exists, named_by
from bot.domain.escalation.sending_pages import send_pages
from bot.domain.events import AskedAgain, Escalated, EscalatedBecause, Held, HeldBecause
from bot.domain.incident import Incident
from bot.domain.oncall.quiet import quiet_until
from bot.domain.page_reasons import PagedBecause, PageReason
from bot.domain.pages import WATCHED_FOR
from bot.domain.requests import Wake

ANSWERS_WITHIN = timedelta(minutes=5)
"""As long as a page to the first level of most policies has before the next is asked."""


def next_ask_at(incident: Incident) -> datetime | None:
    """When the owner is asked, or help is called because they did not answer; None: never."""
    watched = incident.open and incident.owner and incident.answered and incident.firing
    return incident.ask_again_at if watched else None


def wake(case: Case, request: Wake) -> Refused | None:
    """Ask the owner; or, when they were asked and said nothing, page the next level to help."""
    due_at, owner, wait = next_ask_at(case.incident), case.incident.owner, case.incident.ask_again
    if due_at is None or owner is None or epoch_of(due_at) != request.epoch:
        return case.refuse(Why.STALE)
    if case.incident.asked_again:
        case.add_own(AskedAgain(owner, case.now + wait if wait else None, unanswered=True))
        if help_exists(case):
            _call_help(case, EscalatedBecause.SILENT)
    elif not _let_sleep(case, owner):
        _ask(case, owner, PagedBecause.SILENT)
    return None


def fires_again(case: Case) -> None:
    """Alerts that were all over fire anew: ask the owner, unless they were just heard from or asked.

    An owner who sleeps through this severity is left to sleep while somebody awake can be paged to help; when nobody
    comes, they are asked all the same.
    """
    _ask_or_spare(case, PagedBecause.FIRES_AGAIN, EscalatedBecause.FIRES_AGAIN)


def got_worse(case: Case) -> None:
    """Monitoring says that it is worse than what the owner took: the same."""
    _ask_or_spare(case, PagedBecause.WORSE, EscalatedBecause.OWNER_ASLEEP)


def _ask_or_spare(case: Case, because: PagedBecause, instead: EscalatedBecause) -> None:
    owner = _silent_owner(case)
    if owner and asleep(case, owner) and awake_help_exists(case):
        _call_help(case, instead)
    elif owner:
        _ask(case, owner, because)


def _silent_owner(case: Case) -> str | None:
    """Who has it, when they were not heard from or asked for a while."""
    incident = case.incident
    watched_at = incident.watched_at
    watched = watched_at is not None and case.now - watched_at < WATCHED_FOR
    return None if watched or not incident.answered else incident.owner


def _let_sleep(case: Case, owner: str) -> bool:
    """Whether the owner is left to sleep: somebody awake is paged in their place, or it waits until they wake. When
    nobody came whom that paged, they are asked all the same."""
    why, person = asleep(case, owner), case.setup.people.get(owner)
    if why is None or person is None or case.incident.called_instead:
        return False
    if awake_help_exists(case):
        _call_help(case, EscalatedBecause.OWNER_ASLEEP)
    else:
        case.add_own(Held(owner, 0, HeldBecause(why.because.value), quiet_until(person, case.now), why.name))
    return True


def _ask(case: Case, owner: str, because: PagedBecause) -> None:
    """By all the ways that their level of the policy has, else by their own."""
    recurred, worse = because is PagedBecause.FIRES_AGAIN, because is PagedBecause.WORSE
    case.add_own(AskedAgain(owner, case.now + ANSWERS_WITHIN, recurred=recurred, worse=worse))
    send_pages(case, [Candidate(owner, PageReason(because))], _level_of(case, owner))


def _level_of(case: Case, owner: str) -> int | None:
    """The first level that names them now; whoever is on none any more is asked as the first level is."""
    levels = case.policy.levels if case.policy else ()
    named = (n for n, level in enumerate(levels) if any(c.person == owner for c in named_by(case, level)))
    return next(named, 0 if levels else None)


def _call_help(case: Case, because: EscalatedBecause) -> None:
    case.add_own(Escalated(because))
    help_calls.call_help(case)
