"""Who may be paged at this moment: a policy's targets as people, awake or held.

A person in quiet hours, on a day off or away is held, on the record, unless the severity wakes everyone; who is away
is held even then.
Nobody is held when nobody else is left: the policy says who is woken, never nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.case import Case
from bot.domain.events import Held, HeldBecause
from bot.domain.oncall import schedule as shifts
from bot.domain.oncall.quiet import Quiet, QuietBecause, is_away, quiet_until, why_quiet
from bot.domain.page_reasons import LastResort, PagedBecause, PageReason
from bot.domain.setup import Level, Person, Policy, QuietFallback, Setup, Severity, Target, TargetKind

OF_TEAM = "team "
"""How the policy of a team without one is called: `team helpers`. No policy of a file has a space in its name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a level names. `channel` is set for a channel, then `person` is its name."""

    person: str
    why: PageReason
    schedule: str | None = None
    channel: str | None = None


def policy_of(setup: Setup, target: str) -> Policy | None:
    """The policy of a service or team by name; a team without one pages its members."""
    if target in setup.services:
        return setup.policy_for(target)
    team = setup.teams.get(target)
    if team is None:
        return None
    if team.policy:
        return setup.policies.get(team.policy)
    return Policy(f"{OF_TEAM}{target}", (Level(timedelta(), (Target(TargetKind.TEAM, target),)),))


def resolve(setup: Setup, target: Target, now: datetime) -> tuple[Candidate, ...]:
    """Who a policy's target means at this moment."""
    match target.kind:
        case TargetKind.PERSON:
            known = target.name in setup.people
            return (Candidate(target.name, PageReason(PagedBecause.NAMED)),) if known else ()
        case TargetKind.SCHEDULE:
            return tuple(_on_call(setup, target.name, now))
        case TargetKind.HUB:
            in_hub = PageReason(PagedBecause.IN_HUB, target.name)
            return tuple(Candidate(p, in_hub) for p in setup.hub_people(target.name))
        case TargetKind.TEAM:
            team = setup.teams.get(target.name)
            in_team = PageReason(PagedBecause.IN_TEAM, target.name)
            return tuple(Candidate(p, in_team) for p in (team.members if team else ()))
        case TargetKind.CHANNEL:
            return (Candidate(target.name, PageReason(PagedBecause.NAMED), channel=target.name),)


def all_known(setup: Setup, policy: Policy) -> bool:
    """Whether the file has everything that the policy names: a search keeps its policy, and the file may change."""
    return all(_known(setup, target) for level in policy.levels for target in level.page)


def _known(setup: Setup, target: Target) -> bool:
    match target.kind:
        case TargetKind.PERSON:
            return target.name in setup.people
        case TargetKind.SCHEDULE:
            return target.name in setup.schedules
        case TargetKind.HUB:
            return bool(setup.hub_people(target.name))
        case TargetKind.TEAM:
            return target.name in setup.teams
        case TargetKind.CHANNEL:
            return True


def _on_call(setup: Setup, name: str, now: datetime) -> Iterator[Candidate]:
    schedule = setup.schedules.get(name)
    if schedule is None:
        return
    for person in dict.fromkeys(s.person for s in shifts.on_call(schedule, setup.schedules, now)):
        yield Candidate(person, PageReason(PagedBecause.ON_CALL, name), schedule=name)


def named_by(case: Case, level: Level) -> list[Candidate]:
    """Everyone whom a level names now, once each; no channel hears of a private incident."""
    found = [c for target in level.page for c in resolve(case.setup, target, case.now)]
    if case.incident.private:
        found = [c for c in found if c.channel is None]
    return list({(c.person, c.channel): c for c in reversed(found)}.values())[::-1]


def hold_sleepers_in(
    case: Case, policy: Policy, index: int, without: Collection[str] = ()
) -> list[Candidate]:
    """Holds the level's sleepers, on the record, and returns those who may be woken now."""
    found = named_by(case, policy.levels[index])
    if not found:
        _hold_level(case, policy, index)
    awake = []
    for candidate in excluding(without, found):
        held = _held(case, policy, candidate, index)
        if held:
            case.add_own(held)
        else:
            awake.append(candidate)
    return awake


def is_somebody(found: Iterable[Candidate]) -> bool:
    """Whether a person is among them: a channel is told, and wakes nobody."""
    return any(candidate.channel is None for candidate in found)


def only_tells(case: Case, level: Level) -> bool:
    """Whether a level is a channel, or some, and names no person at this moment."""
    found = named_by(case, level)
    return bool(found) and not is_somebody(found)


def channels_besides(found: Iterable[Candidate], others: Iterable[Candidate]) -> list[Candidate]:
    """The channels among those found, except those that are among the others."""
    told = {candidate.channel for candidate in others}
    return [candidate for candidate in found if candidate.channel and candidate.channel not in told]


def awake_in_first(
    case: Case, policy: Policy, levels: Collection[Level], without: Collection[str] = ()
) -> list[Candidate]:
    """Those of the first of these levels with a person who may be woken now; where no level has a person who can be
    reached, the first channel."""
    found = [_awake(case, policy, level, without) for level in levels]
    if is_somebody(reachable_in(case, levels, None, without)):
        return next((here for here in found if is_somebody(here)), [])
    return next((here for here in found if here), [])


def awake_besides(
    case: Case, policy: Policy, asked: Collection[str], without: Collection[str] = ()
) -> list[Candidate]:
    """Whoever of any level may be woken now and was not asked yet: they slept, or came on call since."""
    found = [c for level in policy.levels for c in _awake(case, policy, level, {*asked, *without})]
    return list({(c.person, c.channel): c for c in found}.values())


def _awake(case: Case, policy: Policy, level: Level, without: Collection[str]) -> list[Candidate]:
    them = excluding(without, named_by(case, level))
    return [c for c in them if _held(case, policy, c, 0) is None]


def excluding(without: Collection[str], found: list[Candidate]) -> list[Candidate]:
    """Those found but these people, and channels as `#name`."""
    return [c for c in found if (f"#{c.channel}" if c.channel else c.person) not in without]


def _hold_level(case: Case, policy: Policy, index: int) -> None:
    for target in policy.levels[index].page:
        name = f"{target.kind.value}:{target.name}"
        case.add_own(Held(name, index, _why_nobody(case.setup, target)))


def _why_nobody(setup: Setup, target: Target) -> HeldBecause:
    if target.kind is TargetKind.CHANNEL:
        return HeldBecause.PRIVATE
    known = target.kind is TargetKind.SCHEDULE and target.name in setup.schedules
    return HeldBecause.NOBODY_ON_CALL if known else HeldBecause.UNKNOWN_TARGET


def _held(case: Case, policy: Policy, candidate: Candidate, index: int) -> Held | None:
    if not _reachable(case.setup, candidate):
        return Held(candidate.person, index, HeldBecause.NO_ADDRESS)
    person = case.setup.people.get(candidate.person)
    if person is None or candidate.channel:
        return None
    why = held_by(case, policy, person)
    if why is None:
        return None
    return Held(person.name, index, HeldBecause(why.because.value), quiet_until(person, case.now), why.name)


def held_by(case: Case, policy: Policy, person: Person) -> Quiet | None:
    """What keeps this person from being paged at this hour; None: nothing, or the severity wakes everybody."""
    return held_at(case, policy, person, case.incident.severity)


def asleep(case: Case, name: str) -> Quiet | None:
    """What keeps somebody from being paged at this hour by the policy that runs; None also for who is not in the file."""
    person, policy = case.setup.people.get(name), case.policy
    return held_by(case, policy, person) if person and policy else None


def held_at(case: Case, policy: Policy, person: Person, severity: Severity) -> Quiet | None:
    """The same for a severity that it does not have yet."""
    why = why_quiet(person, case.now)
    wakes = severity in policy.wake_for
    return None if why and wakes and why.because is not QuietBecause.AWAY else why


def _reachable(setup: Setup, candidate: Candidate) -> bool:
    person = setup.people.get(candidate.person)
    return bool(candidate.channel or (person and (person.slack or person.methods)))


def woken_from(case: Case, policy: Policy, first: int, without: Collection[str] = ()) -> list[Candidate]:
    """Who is woken when the rest of the round sleeps: never nobody, if anyone can be reached. Where only channels were
    told in this round, nobody awake was asked: the policy says who it is."""
    if all(only_tells(case, level) for level in policy.levels[:first]):
        return reachable_in(case, _when_all_quiet(policy), LastResort.EVERYONE_QUIET, without)
    order = [*policy.levels[first:], *policy.levels[:first]]
    return reachable_in(case, order, LastResort.NOBODY_AWAKE_ANSWERED, without)


def _when_all_quiet(policy: Policy) -> list[Level]:
    match policy.when_all_quiet:
        case QuietFallback.FIRST_LEVEL:
            return list(policy.levels)
        case QuietFallback.LAST_LEVEL:
            return list(reversed(policy.levels))
        case Target() as target:
            return [Level(timedelta(), (target,)), *policy.levels]


def reachable_in(
    case: Case, levels: Collection[Level], last_resort: LastResort | None, without: Collection[str] = ()
) -> list[Candidate]:
    """Everyone of the first level that has a person with an address, asleep or not; of those away only when nobody
    else is left in any level, and a channel alone only when no person is."""
    anyone = [
        [c for c in excluding(without, named_by(case, level)) if _reachable(case.setup, c)]
        for level in levels
    ]
    there = ([c for c in found if not _is_away(case, c)] for found in anyone)
    first = next((here for here in there if is_somebody(here)), [])
    if not first:
        away = next((found for found in anyone if is_somebody(found)), [])
        first = away or next((found for found in anyone if found), [])
        last_resort = LastResort.OTHERS_UNREACHABLE if away else last_resort
    return [replace(c, why=replace(c.why, last_resort=last_resort)) for c in first]


def _is_away(case: Case, candidate: Candidate) -> bool:
    person = case.setup.people.get(candidate.person)
    return bool(person and not candidate.channel and is_away(person, case.now))


def hold_sleepers_until_awake(case: Case, policy: Policy, without: Collection[str]) -> list[Candidate]:
    """Holds sleepers level by level, on the record, and returns the first level with a person awake, else with any; and
    the channels on the way."""
    passed: list[Candidate] = []
    for index in range(len(policy.levels)):
        awake = hold_sleepers_in(case, policy, index, without)
        if is_somebody(awake):
            return [*channels_besides(passed, awake), *awake]
        passed += awake
    woken = reachable_in(case, policy.levels, LastResort.OTHERS_QUIET, without)
    return [*channels_besides(passed, woken), *woken] if is_somebody(woken) else woken


def anyone_in(case: Case, policy: Policy, without: Collection[str]) -> bool:
    """Whether the policy names anybody else who can be paged at this moment, asleep or not."""
    return bool(reachable_in(case, policy.levels, None, without))


def help_exists(case: Case, without: Collection[str] = ()) -> bool:
    """Somebody besides the owner could be paged."""
    policy = case.policy
    return policy is not None and anyone_in(case, policy, {*_owner_of(case), *without})


def awake_help_exists(case: Case, without: Collection[str] = ()) -> bool:
    """Somebody besides the owner who may be woken now."""
    policy, owner = case.policy, _owner_of(case)
    return policy is not None and any(
        candidate.channel is None
        for level in policy.levels
        for candidate in _awake(case, policy, level, {*owner, *without})
    )


def _owner_of(case: Case) -> Collection[str]:
    """Whoever has it. Who had it before it was reopened is asked as anybody else is."""
    owner = case.incident.owner if case.incident.answered else None
    return (owner,) if owner else ()
