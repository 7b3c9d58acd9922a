"""The search for an owner: who is paged, when, and who comes next.

The steps of a policy are its levels, again for each round. `after` counts from the
start of a round, and a round begins as long after the last level as that level came
after the one before it. A level whose people are all asleep is passed over at once;
when everyone left in the round sleeps, the policy says who is woken, and when
somebody awake was paged before and did not answer, the sleeping level is woken.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import notifying
from bot.domain.branching import followed, policy_at
from bot.domain.candidates import (
    Candidate,
    all_known,
    anyone_in,
    awake_in,
    awake_levels,
    first_awake,
    help_exists,
    policy_of,
    reachable_in,
    woken_from,
)
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.events import (
    ANSWERED_A_PAGE,
    GAVE_BACK,
    Escalated,
    EscalatedBecause,
    EscalationBegan,
    Paged,
    PageFailed,
    PolicyExhausted,
    ResponderJoined,
    StepTaken,
)
from bot.domain.incident import Escalation, SentPage
from bot.domain.outcomes import NoteNotificationFailed, NotePageFailed
from bot.domain.page_reasons import LastResort, PagedBecause, PageReason
from bot.domain.requests import CannotTake, Escalate, PageTarget, Wake
from bot.domain.setup import NotificationStep, Policy, Severity

LONE_LEVEL_GAP = timedelta(minutes=5)
"""How long a round of a single level lasts (the contract's figure)."""

LONGEST_GAP = timedelta(hours=1)
"""At the policy's end the last level is asked at growing intervals up to this."""

LONGEST_GAP_IN_A_THREAD = timedelta(days=1)
"""The same for a severity without a channel of its own: what may wait is asked for once a day."""


def gap_after(policy: Policy, steps_done: int) -> timedelta:
    """How long after step `steps_done - 1` the next one is due.

    A round begins as long after the last level as that level came after the one before
    it, and its first level comes `after` that beginning.
    """
    levels = policy.levels
    level = (steps_done - 1) % len(levels)
    if level + 1 < len(levels):
        return levels[level + 1].after - levels[level].after
    tail = levels[-1].after - levels[-2].after if len(levels) > 1 else LONE_LEVEL_GAP
    return (tail or LONE_LEVEL_GAP) + levels[0].after


def steps_in(policy: Policy) -> int:
    """How many steps a policy has, rounds and all."""
    return len(policy.levels) * (policy.repeat + 1)


def begin(case: Case, policy: Policy, without: Collection[str] = ()) -> None:
    """Start the search and page the first level, when its time has come."""
    case.add_own(EscalationBegan(policy))
    waits = policy.levels[0].after
    if waits:
        case.add_own(StepTaken(0, case.now + waits))
    else:
        take_step(case, case.now, without)


def take_step(case: Case, due_at: datetime, without: Collection[str] = ()) -> None:
    """Page the next level, leaving out those `without`, and say when the one after it is due."""
    search = case.incident.escalation
    if search is None:
        return
    written_anew = _written_anew(case, search)
    if written_anew:
        begin(case, written_anew, without)
        return
    if search.steps_done >= steps_in(search.policy):
        _ask_last_level_again(case, search, due_at, without)
        return
    done = _page_from(case, search, without)
    case.add_own(StepTaken(done, case.counted_from(due_at) + gap_after(search.policy, done)))


def _written_anew(case: Case, search: Escalation) -> Policy | None:
    """The policy as the file has it now, once the one that runs can't be followed: somebody left the file while they were
    asked, a schedule has another name, or nobody whom it names can be paged."""
    if search.policy in case.setup.policies.values():
        return None  # the file has no newer one: begun anew, it would begin anew for ever
    if all_known(case.setup, search.policy) and anyone_in(case, search.policy, ()):
        return None
    incident = case.incident
    same = case.setup.policies.get(search.policy.name)
    own = policy_at(case.setup, incident.service, incident.severity, case.now)
    return next((policy for policy in (same, own) if policy and anyone_in(case, policy, ())), None)


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
        _page_all(case, found, step % len(policy.levels), step // len(policy.levels))
        if search:
            case.add_own(StepTaken(step + 1, None, search.exhausted))


def _helpers(case: Case, policy: Policy, first: int, without: Collection[str]) -> tuple[int, list[Candidate]]:
    """The step that pages a helper, and whom: once around the levels, awake people first."""
    count = len(policy.levels)
    for step in range(first, first + count):
        awake = awake_in(case, policy, step % count, without)
        if awake:
            return step, awake
    for step in range(first, first + count):
        found = reachable_in(case, [policy.levels[step % count]], LastResort.OTHERS_QUIET, without)
        if found:
            return step, found
    return first, []


def wake(case: Case, request: Wake) -> Refused | None:
    """The next step is due."""
    search = case.incident.escalation
    if search is None or search.next_at is None or search.epoch != request.epoch or case.incident.answered:
        return case.refuse(Why.STALE)
    take_step(case, request.due_at)
    return None


def escalate(case: Case, request: Escalate) -> Refused | None:
    """A person wants the next level now."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if case.policy is None:
        return case.refuse(Why.NOBODY_TO_PAGE, instead=tuple(case.setup.teams))
    return escalate_now(case, Escalated(EscalatedBecause.ASKED, request.text.strip(), request.via))


def cannot_take(case: Case, request: CannotTake) -> Refused | None:
    """Somebody who was paged can't: their page ends, and the next level is paged now."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    mine = [p for p in case.incident.pages if p.person == case.by.name]
    if not mine or case.incident.owner == case.by.name:
        return case.refuse(Why.NOT_PAGED)
    for page in mine:
        case.add(PageFailed(page.person, page.step, GAVE_BACK))
    # With nobody else to ask the search keeps its own time: asking them again at once is no help.
    if help_exists(case, {case.by.name}):
        event = Escalated(EscalatedBecause.CANNOT, request.text.strip(), request.via)
        escalate_now(case, event, {case.by.name})
    return None


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


def _go_on_without(case: Case, page: SentPage) -> None:
    """The next level now, unless somebody else was asked; a page that Slack may yet take stays out."""
    others_asked = any(p.step != page.step for p in case.incident.pages)
    search = case.incident.escalation
    if search is None or search.next_at is None:
        return
    if search.exhausted:
        _ask_somebody_else(case, search, page)
    elif not others_asked:
        _go_on_at_once(case, search)


def _ask_somebody_else(case: Case, search: Escalation, failed: SentPage) -> None:
    """At the policy's end the last level is asked again and again. Where it can't be reached, the nearest before it is,
    each once until the next step: a last level that left would be the end of it otherwise."""
    asked = [p for p in case.incident.pages if p.search_epoch >= search.epoch - 1]
    if all(p.step == failed.step or (p.delayed and not notifying.has_another_way(p)) for p in asked):
        without = {*search.unreached, failed.goes_by, *(p.goes_by for p in asked)}
        _page_last(case, search, without)


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


def _followed(case: Case, policy: Policy) -> Policy:
    incident = case.incident
    return followed(case.setup, policy, incident.service, incident.severity, case.now)


def follow_severity(case: Case, before: Severity) -> None:
    """While nobody has answered, another severity may lead to another policy: the search begins anew on it.

    It begins anew too when it is worse and the policy was at its end: the next page may be a day away by then."""
    search = case.incident.escalation
    if search is None or case.incident.answered:
        return
    wanted = search.policy
    own = case.setup.policy_for(case.incident.service)
    if own and search.policy.name in {own.name, *(branch.policy for branch in own.branches)}:
        wanted = _followed(case, own)
    worse = case.incident.severity.value < before.value
    if wanted.name != search.policy.name or (worse and search.exhausted):
        begin(case, wanted)


def page_target(case: Case, request: PageTarget) -> Refused | None:
    """Page a team or service on this incident too."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    named = policy_of(case.setup, request.target)
    policy = named and _followed(case, named)
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
    asked = [replace(candidate, why=why) for candidate in first_awake(case, policy, but_me)]
    _page_all(case, asked, None, 0, by=case.by.name)
    return None


def page_owner(case: Case, owner: str, because: PagedBecause) -> None:
    """The owner themselves, by all their ways."""
    _page_all(case, [Candidate(owner, PageReason(because))], None, 0)


def join_as_helper(case: Case) -> None:
    """Somebody who was paged came although it has an owner already."""
    case.add(ResponderJoined(case.by.name, ANSWERED_A_PAGE))


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
        take_step(case, case.now, without)
    return None


def _page_from(case: Case, search: Escalation, without: Collection[str]) -> int:
    """Page the first level of this round with somebody awake; returns the steps done after it."""
    policy = search.policy
    count = len(policy.levels)
    round_number, first = divmod(search.steps_done, count)
    for index in range(first, count):
        awake = awake_in(case, policy, index, without)
        if awake:
            _page_all(case, awake, index, round_number)
            return round_number * count + index + 1
    woken = woken_from(case, policy, first, without)
    _page_all(case, woken, first, round_number)
    return round_number * count + (first + 1 if woken else count)


def _page_all(
    case: Case, found: list[Candidate], level: int | None, round_number: int, by: str | None = None
) -> None:
    for candidate in found:
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


def _ask_last_level_again(case: Case, search: Escalation, due_at: datetime, without: Collection[str]) -> None:
    """The last level, or the nearest before it that has somebody awake, else anybody at this hour."""
    if not search.exhausted:
        case.add_own(PolicyExhausted())
    _page_last(case, search, without)
    done = search.steps_done + 1
    beyond = done - steps_in(search.policy)
    tail = gap_after(search.policy, len(search.policy.levels))
    # 2**12 five-minute gaps are past any limit; a larger power would only overflow.
    longest = LONGEST_GAP if case.rule.channel else LONGEST_GAP_IN_A_THREAD
    gap = min(longest, tail * 2 ** min(beyond, 12))
    case.add_own(StepTaken(done, case.counted_from(due_at) + gap, exhausted=True))


def _page_last(case: Case, search: Escalation, without: Collection[str]) -> None:
    """The last level, or the nearest before it that has somebody awake, else anybody."""
    backwards = list(reversed(search.policy.levels))
    awake = awake_levels(case, search.policy, backwards, without)
    found = reachable_in(case, [*awake, *backwards], LastResort.NOBODY_ANSWERED, without)
    _page_all(case, found, len(backwards) - 1, search.steps_done // len(backwards))
