"""More people are called: somebody escalates or can't take it, asks for a team by name, or its owner needs help.

Ownership stays where it is. Without an owner the search for one goes on at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation.candidates import (
    Candidate,
    anyone_in,
    channels_besides,
    help_exists,
    hold_sleepers_in,
    hold_sleepers_until_awake,
    is_somebody,
    policy_of,
    reachable_in,
)
from bot.domain.escalation.owner_search import begin, followed_by, take_step
from bot.domain.escalation.sending_pages import send_pages
from bot.domain.events import (
    ANSWERED_A_PAGE,
    GAVE_BACK,
    Escalated,
    EscalatedBecause,
    PageFailed,
    ResponderJoined,
    StepTaken,
)
from bot.domain.page_reasons import LastResort, PagedBecause, PageReason
from bot.domain.requests import CannotTake, Escalate, PageTarget
from bot.domain.setup import Policy


def escalate(case: Case, request: Escalate) -> Refused | None:
    """A person wants the next level now. Their own page waits on, and rings them no more: they have seen it."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if case.policy is None:
        return case.refuse(Why.NOBODY_TO_PAGE, instead=tuple(case.setup.teams))
    me = {case.by.name}
    mine = tuple(page.step for page in case.incident.pages if page.channel is None and page.person in me)
    event = Escalated(EscalatedBecause.ASKED, request.text.strip(), request.via, mine)
    # Whoever escalates has looked already: they are paged only where nobody else is left.
    return escalate_now(case, event, me if help_exists(case, me) else ())


def cannot_take(case: Case, request: CannotTake) -> Refused | None:
    """Somebody who was paged can't: their page ends, and the next level is paged now."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    mine = [p for p in case.incident.pages if p.person == case.by.name]
    has_it = case.incident.answered and case.incident.owner == case.by.name
    if not mine or has_it:
        return case.refuse(Why.NOT_PAGED)
    for page in mine:
        case.add(PageFailed(page.person, page.step, GAVE_BACK))
    # With nobody else to ask the search keeps its own time: asking them again at once is no help.
    if help_exists(case, {case.by.name}):
        event = Escalated(EscalatedBecause.CANNOT, request.text.strip(), request.via)
        escalate_now(case, event, {case.by.name})
    return None


def escalate_now(case: Case, event: Escalated, without: Collection[str] = ()) -> Refused | None:
    """The next level, whether it is to find an owner or to help the one there is."""
    if case.incident.answered:
        if not help_exists(case, without):
            return case.refuse(Why.NOBODY_TO_PAGE, instead=tuple(case.setup.teams))
        case.add(event)
        call_help(case, without)
        return None
    case.add(event)
    if case.incident.escalation is None and case.policy:
        begin(case, case.policy, without)
    else:
        take_step(case, case.now, without, early=True)
    return None


def page_target(case: Case, request: PageTarget) -> Refused | None:
    """Page a team or service on this incident too."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    named = policy_of(case.setup, request.target)
    policy = named and followed_by(case, named)
    if policy is None:
        names = (*case.setup.teams, *case.setup.services)
        return case.refuse(Why.UNKNOWN_TARGET, request.target, names)
    but_me = {case.by.name, case.incident.owner or ""}
    if not anyone_in(case, policy, but_me):
        return case.refuse(Why.NOBODY_TO_PAGE, request.target, tuple(case.setup.teams))
    text = request.text.strip()
    if case.incident.escalation is None and not case.incident.answered:
        asked_for = f"{request.target}: {text}" if text else request.target
        case.add(Escalated(EscalatedBecause.ASKED, asked_for))
        begin(case, policy, but_me)
        return None
    # a page is read by people, who know nobody by a bare Slack id
    asker = case.by.name if case.by.name in case.setup.people else ""
    why = PageReason(PagedBecause.ASKED_FOR, request.target, asker, text)
    asked = [replace(candidate, why=why) for candidate in hold_sleepers_until_awake(case, policy, but_me)]
    send_pages(case, asked, by=case.by.name)
    return None


def call_help(case: Case, without: Collection[str] = ()) -> None:
    """Page the next level that has somebody awake besides the owner, else one who sleeps.

    Ownership stays. Nobody is paged when there is nobody (see `help_exists`).
    """
    policy, search = case.policy, case.incident.escalation
    if policy is None:
        return
    first = search.steps_done if search else 0
    step, found = _helpers(case, policy, first, {case.incident.owner or "", *without})
    if found:
        send_pages(case, found, step % len(policy.levels), step // len(policy.levels))
        if search:
            case.add_own(StepTaken(step + 1, None, search.exhausted))


def _helpers(case: Case, policy: Policy, first: int, without: Collection[str]) -> tuple[int, list[Candidate]]:
    """The step that pages a helper, and whom: once around the levels, awake people first, else one who sleeps, else a
    channel. The channels on the way are told too."""
    count = len(policy.levels)
    passed: list[Candidate] = []
    for step in range(first, first + count):
        awake = hold_sleepers_in(case, policy, step % count, without)
        if is_somebody(awake):
            return step, [*channels_besides(passed, awake), *awake]
        passed += awake
    found = [
        (step, reachable_in(case, [policy.levels[step % count]], LastResort.OTHERS_QUIET, without))
        for step in range(first, first + count)
    ]
    somebody = (one for one in found if is_somebody(one[1]))
    return next(somebody, None) or next((one for one in found if one[1]), (first, []))


def join_as_helper(case: Case) -> None:
    """Somebody who was paged came although it has an owner already."""
    case.add(ResponderJoined(case.by.name, ANSWERED_A_PAGE))
