"""The search for an owner: who is paged, when, and who comes next.

The steps of a policy are its levels, again for each round. `after` counts from the
start of a round, and a round begins as long after the last level as that level came
after the one before it. A level whose people are all asleep is passed over at once;
when everyone left in the round sleeps, the policy says who is woken, and when
somebody awake was paged before and did not answer, the sleeping level is woken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.branching import followed, policy_at
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation.candidates import (
    Candidate,
    all_known,
    anyone_in,
    awake_besides,
    awake_in_first,
    channels_besides,
    excluding,
    hold_sleepers_in,
    is_somebody,
    named_by,
    only_tells,
    reachable_in,
    woken_from,
)
from bot.domain.escalation.sending_pages import send_pages
from bot.domain.events import EscalationBegan, PolicyExhausted, StepTaken
from bot.domain.incident import Escalation
from bot.domain.page_reasons import LastResort
from bot.domain.requests import Wake
from bot.domain.setup import Policy, Severity, SeverityRule

LONE_LEVEL_GAP = timedelta(minutes=5)
"""How long a round with a single level lasts."""

LONGEST_GAP = timedelta(hours=1)
"""At the end of the policy, the last level is paged again at growing intervals, up to this."""

LONGEST_GAP_IN_A_THREAD = timedelta(hours=19)
"""The same for severities whose incidents have no channel: what can wait is paged about once a day, at a different hour
each time, because at the same hour the same people would be asleep every day."""


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


def take_step(case: Case, due_at: datetime, without: Collection[str] = (), *, early: bool = False) -> None:
    """Page the next level, leaving out those `without`, and say when the one after it is due.

    `early`: somebody asked for it before its time. Past the policy's end that makes no gap longer.
    """
    search = case.incident.escalation
    if search is None:
        return
    replacement = _replacement_policy(case, search)
    if replacement:
        begin(case, replacement, without)
        return
    if search.steps_done >= steps_in(search.policy):
        _ask_last_level_again(case, search, due_at, without, early=early)
        return
    done = _page_from(case, search, without)
    case.add_own(StepTaken(done, case.counted_from(due_at) + gap_after(search.policy, done)))


def _replacement_policy(case: Case, search: Escalation) -> Policy | None:
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


def wake(case: Case, request: Wake) -> Refused | None:
    """The next step is due."""
    search = case.incident.escalation
    if search is None or search.next_at is None or search.epoch != request.epoch or case.incident.answered:
        return case.refuse(Why.STALE)
    take_step(case, request.due_at)
    return None


def follow_severity(case: Case, before: Severity) -> None:
    """While nobody has answered, another severity may lead to another policy: the search begins anew on it.

    It begins anew too when it is worse and the policy was at its end: the next page may be a day away by then."""
    search = case.incident.escalation
    worse = case.incident.severity.value < before.value
    if case.incident.answered:
        if worse and case.policy and case.incident.owner is None:
            begin(case, followed_by(case, case.policy))  # acknowledged in monitoring when it was less
        return
    if search is None:
        return
    wanted = _followed_now(case, search.policy)
    if wanted.name != search.policy.name or (worse and search.exhausted):
        begin(case, wanted)


def begin_again(case: Case) -> None:
    """Look for an owner anew, on the policy that holds by now, if there is one."""
    policy = case.policy and _followed_now(case, case.policy)
    if policy:
        begin(case, policy)


def _followed_now(case: Case, policy: Policy) -> Policy:
    """What the service's own policy leads to by now, where `policy` is that or one of its branches; else itself."""
    own = case.setup.policy_for(case.incident.service)
    if own and policy.name in {own.name, *(branch.policy for branch in own.branches)}:
        return followed_by(case, own)
    return policy


def followed_by(case: Case, policy: Policy) -> Policy:
    """The policy itself, or the one that its branches lead to for this incident at this moment."""
    incident = case.incident
    return followed(case.setup, policy, incident.service, incident.severity, case.now)


def _page_from(case: Case, search: Escalation, without: Collection[str]) -> int:
    """Page the first level of this round with a person awake, and tell the channels on the way; returns the steps done
    after it. A channel whose turn it is has its time."""
    policy = search.policy
    count = len(policy.levels)
    round_number, first = divmod(search.steps_done, count)
    passed: list[list[Candidate]] = []
    for index in range(first, count):
        passed.append(hold_sleepers_in(case, policy, index, without))
        if is_somebody(passed[-1]) or (index == first and only_tells(case, policy.levels[index])):
            for level, found in enumerate(passed, first):
                send_pages(case, found, level, round_number)
            return round_number * count + index + 1
    return round_number * count + _wake_from(case, search, passed, without)


def _wake_from(
    case: Case, search: Escalation, passed: list[list[Candidate]], without: Collection[str]
) -> int:
    """Nobody in the rest of the round is awake: somebody is woken, and the channels of this level are told. Of `passed`,
    a level each, only channels are left. Returns the steps of the round done after it."""
    policy = search.policy
    round_number, first = divmod(search.steps_done, len(policy.levels))
    woken = woken_from(case, policy, first, without)
    if is_somebody(woken):
        send_pages(case, [*channels_besides(passed[0], woken), *woken], first, round_number)
        return first + 1
    for level, channels in enumerate(passed, first):
        if channels:
            send_pages(case, channels, level, round_number)
            return level + 1
    return len(policy.levels)


def longest_gap_of(rule: SeverityRule) -> timedelta:
    """Between two pages past the policy's end."""
    return LONGEST_GAP if rule.channel else LONGEST_GAP_IN_A_THREAD


def _ask_last_level_again(
    case: Case, search: Escalation, due_at: datetime, without: Collection[str], *, early: bool
) -> None:
    if not search.exhausted:
        case.add_own(PolicyExhausted())
    somebody = page_last_level(case, search, without, early=early)
    done = search.steps_done + (0 if early and search.exhausted else 1)
    beyond = done - steps_in(search.policy)
    tail = gap_after(search.policy, len(search.policy.levels))
    # 2**12 five-minute gaps are past any limit; a larger power would only overflow.
    gap = min(longest_gap_of(case.rule) if somebody else LONGEST_GAP, tail * 2 ** min(beyond, 12))
    case.add_own(StepTaken(done, case.counted_from(due_at) + gap, exhausted=True))


def page_last_level(case: Case, search: Escalation, without: Collection[str], *, early: bool = False) -> bool:
    """Whoever is awake of the last level, or of the nearest before it with a person; whoever is awake by now and was
    not asked yet; and with them the last level's channels. When all sleep, anybody, unless it may wait and nobody asked
    for it (`early`). Returns whether anybody was paged."""
    policy = search.policy
    backwards = policy.levels[::-1]
    awake = awake_in_first(case, policy, backwards, without)
    here = {f"#{c.channel}" if c.channel else c.person for c in awake}
    # Nobody noted: an earlier version did not, or nobody was there to ask. Then all of them would be new.
    besides = awake_besides(case, policy, search.asked, {*without, *here}) if search.asked else []
    paged = _as_nobody_answered([*awake, *besides])
    if not awake and (case.rule.channel or early):
        paged = reachable_in(case, backwards, LastResort.NOBODY_ANSWERED, without)
    if is_somebody(paged):
        told = channels_besides(excluding(without, named_by(case, backwards[0])), paged)
        paged = [*_as_nobody_answered(told), *paged]
    send_pages(case, paged, len(backwards) - 1, search.steps_done // len(backwards))
    return bool(awake) or is_somebody(paged)


def _as_nobody_answered(found: Iterable[Candidate]) -> list[Candidate]:
    return [replace(c, why=replace(c.why, last_resort=LastResort.NOBODY_ANSWERED)) for c in found]
