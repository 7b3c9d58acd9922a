"""What to write against a gap, or for those who would never be followed by somebody else: each change is tried first.

A change is made to a copy of the set-up, and the alerts of the gap arrive anew; what leaves a gap is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.events import HeldBecause
from bot.domain.oncall.spans import Span, common, joined
from bot.domain.proof.advice import Advice, LayerChange, WriteBound, WriteHours, with_layer_changed
from bot.domain.proof.proving import Alert, Failure, Gap, failures_of, gaps_of, policies_of
from bot.domain.proof.sweep import Period
from bot.domain.setup import Level, Override, Person, Policy, Setup, Target, TargetKind, Team

TRIED_MOST = 3
"""People who are tried in a last level, one after the other: each costs as much as the proof of these alerts."""

TRIED = "tried"
"""The name of what is added to a copy of the set-up."""

LATER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AddLayer:
    """A layer of `schedule` for the hours of the gap; tried with `person` in it."""

    schedule: str
    person: str
    hours: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AddLevel:
    """A level after the policy's last one; tried with `person` in it. In a level that is there, whoever sleeps would be left
    asleep beside a channel that is told."""

    policy: str
    person: str


@dataclass(frozen=True, slots=True)
class AddAddress:
    """A Slack id for somebody who has none."""

    person: str


@dataclass(frozen=True, slots=True)
class GivePolicy:
    """A policy for a team; tried with `such_as`, the name of one, None: with a new one."""

    team: str
    such_as: str | None


@dataclass(frozen=True, slots=True)
class GiveTeam:
    """A team that has a policy for a service; tried with `such_as`, the name of one, None: with a new one."""

    service: str
    such_as: str | None


Change = LayerChange | AddLayer | AddLevel | AddAddress | GivePolicy | GiveTeam


def changed(setup: Setup, change: Change) -> Setup:
    """The set-up as it would be."""
    match change:
        case WriteHours() | WriteBound():
            return with_layer_changed(setup, change)
        case AddLayer():
            return _with_layer(setup, change)
        case AddLevel():
            return _with_level(setup, change)
        case AddAddress(person=name):
            person = replace(setup.people[name], slack="U00000000")
            return replace(setup, people={**setup.people, name: person})
        case GiveTeam():
            setup = setup if change.such_as else _with_new_policy(setup)
            service = replace(setup.services[change.service], team=change.such_as or TRIED)
            return replace(setup, services={**setup.services, service.name: service})
        case GivePolicy():
            setup = setup if change.such_as else _with_new_policy(setup)
            team = replace(setup.teams[change.team], policy=change.such_as or TRIED)
            return replace(setup, teams={**setup.teams, team.name: team})


def _with_new_policy(setup: Setup) -> Setup:
    """One that pages somebody who can be reached, if there is anybody, and a team that has it."""
    page = tuple(Target(TargetKind.PERSON, person.name) for person in _reachable(setup))
    policies = {**setup.policies, TRIED: Policy(TRIED, (Level(timedelta(), page[:1]),))}
    return replace(setup, policies=policies, teams={**setup.teams, TRIED: Team(TRIED, (), policy=TRIED)})


def _with_layer(setup: Setup, change: AddLayer) -> Setup:
    """An override does what a layer for these hours would do."""
    schedule = setup.schedules[change.schedule]
    covers = (
        Override(TRIED, schedule.name, change.person, starts_at, ends_at)
        for starts_at, ends_at in change.hours
    )
    schedule = replace(schedule, overrides=(*schedule.overrides, *covers))
    return replace(setup, schedules={**setup.schedules, schedule.name: schedule})


def _with_level(setup: Setup, change: AddLevel) -> Setup:
    policy = setup.policies[change.policy]
    added = Level(policy.levels[-1].after + LATER, (Target(TargetKind.PERSON, change.person),))
    policy = replace(policy, levels=(*policy.levels, added))
    return replace(setup, policies={**setup.policies, policy.name: policy})


def remedy(setup: Setup, period: Period, advice: Sequence[Advice], gaps: Sequence[Gap]) -> Change | None:
    """The first change after which alerts like those of `gaps`, which have one reason, page somebody then."""
    return next((one for one in _against(setup, advice, gaps) if _closes(setup, period, one, gaps)), None)


def _closes(setup: Setup, period: Period, change: Change, gaps: Sequence[Gap]) -> bool:
    """Of each search no more than the first round is followed: that decides on a gap."""
    tried = changed(setup, change)
    longest = max(
        (policy.levels[-1].after for policy in tried.policies.values() if policy.levels), default=timedelta()
    )
    since, until = min(gap.starts_at for gap in gaps), max(gap.ends_at for gap in gaps)
    found = gaps_of(tried, replace(period, since=since, until=until, followed_for=longest), _alerts(gaps))
    return not common(_spans(found), _spans(gaps))


def _spans(gaps: Iterable[Gap]) -> list[Span]:
    return joined((gap.starts_at, gap.ends_at) for gap in gaps)


def _alerts(found: Iterable[Gap | Failure]) -> list[Alert]:
    return list(dict.fromkeys((one.service, one.severity) for one in found))


def _against(setup: Setup, advice: Sequence[Advice], gaps: Sequence[Gap]) -> Iterator[Change]:
    somebody = next(_reachable(setup), None)
    hours = tuple(dict.fromkeys((gap.starts_at, gap.ends_at) for gap in gaps))
    why = gaps[0].why
    for reason in why:
        kind, _, name = reason.target.partition(":")
        match reason.because:
            case HeldBecause.NOBODY_ON_CALL:
                yield from _for_schedule(setup, advice, name, hours, somebody)
            case HeldBecause.NO_ADDRESS:
                yield AddAddress(kind)
            case HeldBecause.NO_POLICY:
                yield from _policies_for(setup, name)
            case _:
                pass
    if somebody:
        policies = dict.fromkeys(reason.policy for reason in why if reason.policy in setup.policies)
        yield from (AddLevel(policy, somebody.name) for policy in policies if policy)


def _for_schedule(
    setup: Setup,
    advice: Sequence[Advice],
    name: str,
    hours: tuple[Span, ...],
    somebody: Person | None,
) -> Iterator[Change]:
    for one in advice:
        if any(
            s.schedule == name and s.starts_at < end and start < s.ends_at
            for s in one.uncovered
            for start, end in hours
        ):
            yield from one.changes
    if somebody and setup.schedules[name].second_of is None:
        yield AddLayer(name, somebody.name, hours)


def _policies_for(setup: Setup, service: str) -> Iterator[Change]:
    team = setup.services[service].team
    if team and team in setup.teams:
        yield from (GivePolicy(team, name) for name in (*setup.policies, None))
    else:
        yield from (GiveTeam(service, name) for name, known in setup.teams.items() if known.policy)
        yield GiveTeam(service, None)


def _reachable(setup: Setup) -> Iterator[Person]:
    return (person for person in setup.people.values() if person.slack or person.methods)


def never_alone(
    setup: Setup, period: Period, missing: frozenset[str], failures: Sequence[Failure]
) -> tuple[Change, ...]:
    """What to add so that somebody else is paged for each of `failures`, in which the same one (or hub), `missing`, does
    not answer and nobody else ever is: one change for each policy, all of them tried together; none when none helps."""
    policies = policies_of(setup, period, _alerts(failures))
    others = [person for person in _reachable(setup) if person.name not in missing]
    for person in others[:TRIED_MOST]:
        changes = tuple(
            AddLevel(policy.name, person.name) for policy in policies if policy.name in setup.policies
        )
        if changes and _helps(setup, period, changes, failures):
            return changes
    return ()


def _helps(setup: Setup, period: Period, changes: Iterable[Change], failures: Sequence[Failure]) -> bool:
    for change in changes:
        setup = changed(setup, change)
    found = failures_of(setup, period, _alerts(failures))
    who = failures[0].missing
    return not any(left.missing == who and left.worst.lasts is None for left in found)
