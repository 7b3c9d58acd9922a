"""Before each night, for a team: who is on call in the coming day and could not be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.oncall.schedule import names, shifts_between
from bot.domain.people import local_instant, local_time
from bot.domain.setup import Method, Person, Policy, Setup, TargetKind, Team

AHEAD = timedelta(hours=24)
"""How far ahead a report looks: to the next one."""

REPORTED_WITHIN = timedelta(hours=2)
"""A bot that was away then reports late; after this the evening has passed."""


class Because(Enum):
    """Why somebody could not be reached."""

    NO_SECOND_WAY = "no_second_way"
    NO_ANSWER = "no_answer"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Who, and why; `methods` did not take what was sent (NOT_DELIVERED alone)."""

    person: str
    because: Because
    methods: tuple[Method, ...] = ()


@dataclass(frozen=True, slots=True)
class Evening:
    """A team's report is due: the team, its local day, and until when it is of use."""

    team: Team
    channel: str
    day: date
    until: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What tests and pages showed of a person lately: no answer to the test; ways that did not take something."""

    unanswered: bool = False
    failed: frozenset[Method] = frozenset()


def evenings(setup: Setup, now: datetime) -> Iterator[Evening]:
    """The reports whose hour has come, in the zone of each team's first member."""
    minute = setup.reachability.evening_report
    if minute is None:
        return
    for team in setup.teams.values():
        first = next((setup.people[name] for name in team.members if name in setup.people), None)
        if team.channel and first:
            yield from _evening(team, team.channel, first.zone, minute, now)


def _evening(team: Team, channel: str, zone: str, minute: int, now: datetime) -> Iterator[Evening]:
    today = local_time(zone, now).date()
    for day in (today - timedelta(days=1), today):  # 23:00's two hours end after midnight
        starts_at = local_instant(zone, day, minute)
        if starts_at <= now < starts_at + REPORTED_WITHIN:
            yield Evening(team, channel, day, starts_at + REPORTED_WITHIN)
            return


def on_call_ahead(setup: Setup, team: Team, now: datetime) -> tuple[str, ...]:
    """Whoever has a shift in the coming day on a schedule that the team's policy, or a branch of it, pages."""
    found: list[str] = []
    for name in _schedules(setup, team):
        schedule = setup.schedules[name]
        found.extend(names(shifts_between(schedule, setup.schedules, now, now + AHEAD)))
    return tuple(name for name in dict.fromkeys(found) if name in setup.people)


def _schedules(setup: Setup, team: Team) -> tuple[str, ...]:
    policy = setup.policies.get(team.policy) if team.policy else None
    followed = [policy, *(setup.policies.get(branch.policy) for branch in policy.branches)] if policy else []
    paged = (target for one in followed if one for target in _targets(one))
    return tuple(dict.fromkeys(name for name in paged if name in setup.schedules))


def _targets(policy: Policy) -> Iterator[str]:
    return (
        target.name for level in policy.levels for target in level.page if target.kind is TargetKind.SCHEDULE
    )


def unreachable(people: Iterable[Person], known: Mapping[str, Known]) -> Iterator[Unreachable]:
    """Everything there is to say of them, each reason once."""
    for person in people:
        of = known.get(person.name, Known())
        if not person.methods - {Method.SLACK}:
            yield Unreachable(person.name, Because.NO_SECOND_WAY)
        if of.unanswered:
            yield Unreachable(person.name, Because.NO_ANSWER)
        failed = [method for method in Method if method in of.failed and person.reached_by(method)]
        if failed:
            yield Unreachable(person.name, Because.NOT_DELIVERED, tuple(failed))
