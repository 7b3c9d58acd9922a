"""Who carries how much: hours with the pager, nights, and how often an alert would wake them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.domain.oncall.carrying import carried
from bot.domain.oncall.spans import Span, common, joined, total
from bot.domain.people import nights_between
from bot.domain.proof.sweep import Period, Swept
from bot.domain.setup import Person, Setup

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carries over the period.

    `primary_hours` is time on a schedule of its own shifts, each hour once; `as_backup` is more time on one that is
    `second_of` another. `at_night` is what of `primary_hours` lies between 22:00 and 07:00 on their own clock, and `nights`
    in how many nights. `woken` counts the minutes at which an alert, of any service or
    severity, would page them first and at night.
    """

    person: str
    primary_hours: timedelta
    as_backup: timedelta
    at_night: timedelta
    nights: int
    woken: int


def loads(setup: Setup, period: Period, swept: Sequence[Swept]) -> tuple[Load, ...]:
    """Everyone of the file, in its order."""
    first = [schedule for schedule in setup.schedules.values() if schedule.second_of is None]
    own = carried(setup, period.since, period.until, first)
    all_of_it = carried(setup, period.since, period.until, setup.schedules.values())
    return tuple(
        _load(person, own[name], total(all_of_it[name]), period, swept)
        for name, person in setup.people.items()
    )


@dataclass(frozen=True, slots=True)
class MostCarried:
    """Who carry the most hours, each the same, and how many times the median of those who share the pager; 1 is fair.

    `over_median` is None when the median is 0, because more than half of them carry nothing; `people` is empty when all
    of them do.
    """

    people: tuple[str, ...]
    over_median: float | None


def most_carried(setup: Setup, found: Sequence[Load]) -> MostCarried | None:
    """Of everyone in a rotation, and of those who cover without being in one: what they carry counts like any shift.

    None when there are no such people.
    """
    turns = {p for s in setup.schedules.values() for layer in s.layers for p in layer.rotation.people}
    sharing = [load for load in found if load.person in turns or load.primary_hours]
    if not sharing:
        return None
    middle = median(load.primary_hours / HOUR for load in sharing)
    most = max(load.primary_hours for load in sharing)
    people = tuple(load.person for load in sharing if load.primary_hours == most) if most else ()
    return MostCarried(people, most / HOUR / middle if middle else None)


def _load(
    person: Person, mine: list[Span], with_backup: timedelta, period: Period, swept: Sequence[Swept]
) -> Load:
    nights = list(nights_between(person, period.since, period.until + period.followed_for))
    at_night = common(mine, nights)
    return Load(
        person=person.name,
        primary_hours=total(mine),
        as_backup=with_backup - total(mine),
        at_night=total(at_night),
        nights=sum(1 for night in nights if common([night], at_night)),
        woken=_woken(person, nights, period, swept),
    )


def _woken(person: Person, nights: list[Span], period: Period, swept: Sequence[Swept]) -> int:
    arrivals = joined(
        span
        for search in swept
        for after, spans in _by_delay(search, person).items()
        for span in _earlier(common(_later(spans, after), nights), after)
    )
    return sum(period.arrivals(starts_at, ends_at) for starts_at, ends_at in arrivals)


def _by_delay(search: Swept, person: Person) -> dict[timedelta, list[Span]]:
    found: dict[timedelta, list[Span]] = {}
    for called in search.called.get(person.name, []):
        found.setdefault(called.after, []).append((called.starts_at, called.ends_at))
    return found


def _later(spans: Iterable[Span], by: timedelta) -> list[Span]:
    return [(starts_at + by, ends_at + by) for starts_at, ends_at in spans]


def _earlier(spans: Iterable[Span], by: timedelta) -> Iterable[tuple[datetime, datetime]]:
    return _later(spans, -by)
