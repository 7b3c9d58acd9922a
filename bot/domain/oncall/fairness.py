"""Who may take somebody's shift, the fairest first: those awake at that hour, then those with the fewest hours carried.

Nobody is put forward who is away, on call then already, or asleep all the while.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from bot.domain.oncall.carrying import carried
from bot.domain.oncall.covers import CannotArrange, NotArranged, ShiftSpan
from bot.domain.oncall.quiet import quiet_between
from bot.domain.oncall.schedule import names, stretches
from bot.domain.oncall.spans import total
from bot.domain.people import nights_between
from bot.domain.setup import Person, Setup, Target, TargetKind

COUNTED = timedelta(days=28)
"""How far back and how far ahead hours are counted: a lap of four weeks each way."""


def pieces_of(person: str, setup: Setup, since: datetime, until: datetime) -> tuple[ShiftSpan, ...]:
    """The stretches in [since, until) in which this person is on call, by schedule; what touches is one."""
    found: list[ShiftSpan] = []
    for schedule in setup.schedules.values():
        begun: ShiftSpan | None = None
        for stretch in stretches(schedule, setup.schedules, since, until) if since < until else ():
            here = person in names(stretch.on_call)
            if begun and here and begun.ends_at == stretch.starts_at:
                begun = ShiftSpan(begun.schedule, begun.starts_at, stretch.ends_at)
                found[-1] = begun
            elif here:
                begun = ShiftSpan(schedule.name, stretch.starts_at, stretch.ends_at)
                found.append(begun)
    return tuple(found)


def still_theirs(
    person: str, wanted: Iterable[ShiftSpan], setup: Setup, now: datetime
) -> tuple[ShiftSpan, ...]:
    """What of these this person has yet: a part may be over, or somebody have taken it."""
    return tuple(
        mine
        for piece in wanted
        if piece.ends_at > now
        for mine in pieces_of(person, setup, piece.starts_at, piece.ends_at)
        if mine.schedule == piece.schedule
    )


def in_the_way(
    person: Person, wanted: Iterable[ShiftSpan], setup: Setup, giving: Iterable[ShiftSpan] = ()
) -> NotArranged | None:
    """Why this person can't have these stretches: None when they can. `giving` are shifts that they give away for it."""
    given = frozenset(giving)
    for piece in wanted:
        since, until = piece.starts_at, piece.ends_at
        away = next((a for a in person.away if a.starts_at < until and since < a.ends_at), None)
        if away:
            return NotArranged(
                CannotArrange.AWAY, person.name, piece=ShiftSpan(piece.schedule, away.starts_at, away.ends_at)
            )
        taken = [mine for mine in pieces_of(person.name, setup, since, until) if not _within(mine, given)]
        if taken:
            return NotArranged(CannotArrange.ON_CALL_ALREADY, person.name, piece=taken[0])
        if _shared(quiet_between(person, since, until), since, until) >= until - since:
            return NotArranged(CannotArrange.ASLEEP, person.name, piece=piece)
    return None if person.slack else NotArranged(CannotArrange.UNREACHABLE, person.name)


def fairest(
    wanted: tuple[ShiftSpan, ...],
    setup: Setup,
    now: datetime,
    without: Iterable[str],
    more: Mapping[str, timedelta] | None = None,
) -> tuple[str, ...]:
    """Everyone who may take all of these, the fairest first. `more` are hours that they are put forward for already."""
    out, extra = frozenset(without), more or {}
    able = [
        person
        for name in colleagues(wanted, setup)
        if name not in out
        and (person := setup.people.get(name))
        and in_the_way(person, wanted, setup) is None
    ]
    hours = hours_carried(setup, now)

    def burden(person: Person) -> tuple[bool, timedelta]:
        asleep = any(_asleep(person, piece) for piece in wanted)
        return asleep, hours[person.name] + extra.get(person.name, timedelta())

    return tuple(person.name for person in sorted(able, key=burden))


def hours_carried(setup: Setup, now: datetime) -> dict[str, timedelta]:
    """How long each person has a pager in the weeks around now: an hour with two of them is one hour."""
    spans = carried(setup, now - COUNTED, now + COUNTED, setup.schedules.values())
    return {name: total(mine) for name, mine in spans.items()}


def colleagues(wanted: tuple[ShiftSpan, ...], setup: Setup) -> tuple[str, ...]:
    """Who knows this pager: the rotations of its schedules, then the teams whose policies page them."""
    schedules = {piece.schedule for piece in wanted}
    return tuple(dict.fromkeys(name for one in sorted(schedules) for name in _around(one, setup)))


def teams_of(schedule: str, setup: Setup) -> tuple[str, ...]:
    """The teams whose policies page this schedule, in the file's order."""
    paging = {
        policy.name
        for policy in setup.policies.values()
        if Target(TargetKind.SCHEDULE, schedule) in {t for level in policy.levels for t in level.page}
    }
    return tuple(team.name for team in setup.teams.values() if team.policy in paging)


def _around(schedule: str, setup: Setup) -> Iterator[str]:
    found = setup.schedules.get(schedule)
    first = setup.schedules.get(found.second_of) if found and found.second_of else found
    for layer in first.layers if first else ():
        yield from layer.rotation.people
    for team in teams_of(schedule, setup):
        yield from setup.teams[team].members


def _within(piece: ShiftSpan, given: frozenset[ShiftSpan]) -> bool:
    return any(
        piece.schedule == one.schedule and one.starts_at <= piece.starts_at and piece.ends_at <= one.ends_at
        for one in given
    )


def _asleep(person: Person, piece: ShiftSpan) -> bool:
    """Whether an hour of it or more lies in their night or their quiet hours."""
    since, until = piece.starts_at, piece.ends_at
    night = _shared(nights_between(person, since, until), since, until)
    quiet = _shared(quiet_between(person, since, until), since, until)
    return max(night, quiet) >= timedelta(hours=1)


def _shared(spans: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> timedelta:
    return sum((min(end, until) - max(start, since) for start, end in spans), timedelta())
