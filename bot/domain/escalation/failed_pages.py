"""Pages that were not delivered: they go another way, or the next level is paged now."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation import notifying
from bot.domain.escalation.candidates import awake_help_exists, help_exists, named_by
from bot.domain.escalation.help_calls import call_help
from bot.domain.escalation.owner_search import gap_after, page_last_level, steps_in, take_step
from bot.domain.events import Escalated, EscalatedBecause, PageDelayed, PageFailed, PolicyExhausted, StepTaken
from bot.domain.incident import Escalation, SentPage
from bot.domain.outcomes import NoteNotificationFailed, NotePageDelayed, NotePageFailed


def page_failed(case: Case, request: NotePageFailed) -> Refused | None:
    """Slack can't deliver a page: it goes another way, or nobody waits for an answer that can't come."""
    page = next((p for p in case.incident.pages if p.step == request.step), None)
    if page is None:
        return case.refuse(Why.STALE)
    if notifying.has_another_way(page):
        if not page.refused:
            notifying.go_another_way(case, page, request.reason, refused=True)
        return None
    _give_up(case, page, request.reason)
    return None


def notification_failed(case: Case, request: NoteNotificationFailed) -> Refused | None:
    """A step of a page did not arrive: the next one now. When none is left and Slack does not take it: the next level;
    the page is given up only when Slack never will."""
    page = notifying.note_failure(case, request)
    if page and page.refused:
        _give_up(case, page, request.reason)
    elif page:
        _go_on_without(case, page)
    return None


def _give_up(case: Case, page: SentPage, reason: str) -> None:
    case.add_own(PageFailed(page.person, page.step, reason))
    _go_on_without(case, page)


def page_delayed(case: Case, request: NotePageDelayed) -> Refused | None:
    """Slack does not take the page: the next step is taken now. With none left it waits, and the next level is paged at
    once; where nobody has another way than Slack, each waits for their time."""
    page = next((p for p in case.incident.pages if p.step == request.step and p.channel is None), None)
    if page is None or page.delayed:
        return case.refuse(Why.STALE)
    if notifying.has_another_way(page):
        notifying.go_another_way(case, page, request.reason)
        return None
    if not (page.plan or _others_have_a_way(case, page)):
        return case.refuse(Why.STALE)
    case.add_own(PageDelayed(page.person, page.step, request.reason))
    _go_on_without(case, replace(page, delayed=True))
    return None


def _others_have_a_way(case: Case, page: SentPage) -> bool:
    """Whether anybody else on the policy is reached by more than Slack."""
    policy = case.policy
    return policy is not None and any(
        candidate.person != page.person and notifying.plan_for(case.setup.people.get(candidate.person), level)
        for level in policy.levels
        for candidate in named_by(case, level)
    )


def _go_on_without(case: Case, page: SentPage) -> None:
    """The next level now, unless somebody else was asked; a page that Slack may yet take stays out."""
    search = case.incident.escalation
    if search is None or not case.incident.open:
        return
    if case.incident.answered:
        _call_another(case, search, page)
    elif search.next_at is None:
        return
    elif search.exhausted:
        _ask_somebody_else(case, search, page)
    elif not any(_may_hear(p, page) for p in case.incident.pages):
        _go_on_at_once(case, search)


def _may_hear(other: SentPage, failed: SentPage) -> bool:
    """Whether another page may still reach somebody. While Slack takes nothing, no channel hears of it."""
    if other.step == failed.step:
        return False
    if other.channel:
        return failed.refused or not failed.delayed
    return not other.delayed or notifying.has_another_way(other)


def _call_another(case: Case, search: Escalation, failed: SentPage) -> None:
    """A helper can't be reached: the next one, each once. An owner who can't be is asked again in their time."""
    without = {*search.asked, failed.goes_by}
    owner = case.incident.owner
    called = (p for p in case.incident.pages if p.search_epoch == failed.search_epoch and p.person != owner)
    exists = awake_help_exists if case.incident.called_instead else help_exists
    if failed.person != owner and not any(_may_hear(p, failed) for p in called) and exists(case, without):
        case.add_own(Escalated(EscalatedBecause.UNDELIVERED))
        call_help(case, without)


def _ask_somebody_else(case: Case, search: Escalation, failed: SentPage) -> None:
    """At the policy's end the last level is asked again and again. Where it can't be reached, the nearest before it is,
    each once until the next step: a last level that left would be the end of it otherwise."""
    asked = [p for p in case.incident.pages if p.search_epoch >= search.epoch - 1]
    if all(p.step == failed.step or (p.delayed and not notifying.has_another_way(p)) for p in asked):
        without = {*search.unreached, failed.goes_by, *(p.goes_by for p in asked)}
        page_last_level(case, search, without)


def _go_on_at_once(case: Case, search: Escalation) -> None:
    """The next level now. After the last one the policy is at its end: those who were just not reached are
    not tried again in the same second, round after round."""
    policy = search.policy
    if not search.steps_done or search.steps_done % len(policy.levels):
        case.add_own(Escalated(EscalatedBecause.UNDELIVERED))
        take_step(case, case.now)
        return
    case.add_own(PolicyExhausted())
    again_at = case.now + gap_after(policy, len(policy.levels))
    case.add_own(StepTaken(steps_in(policy), again_at, exhausted=True))
