"""The next 24 hours of six people: when it is night where they live, when they carry a pager, and their time off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.team import COLLEAGUES, Colleague
from bot.domain.oncall.schedule import shifts_between
from bot.domain.people import NIGHT, local_instant, local_time
from bot.domain.setup import MINUTES_PER_DAY, Setup

AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` up to `until`, aware UTC, within the hours asked for. `what`: "night", "off", or a schedule's name."""

    what: str
    since: datetime
    until: datetime


def nights(zone: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    """22:00 to 07:00 by the clocks there, in the nights of clock changes too."""
    first, last = local_time(zone, since).date(), local_time(zone, until).date()
    for day in range(first.toordinal() - 1, last.toordinal() + 1):
        date = type(first).fromordinal(day)
        begins = local_instant(zone, date, NIGHT.start)
        ends = local_instant(zone, date, NIGHT.end + MINUTES_PER_DAY)
        if begins < until and ends > since:
            yield Stretch("night", max(begins, since), min(ends, until))


def shifts(setup: Setup, person: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    """When this person is on call, on which schedule."""
    for schedule in setup.schedules.values():
        for shift in shifts_between(schedule, setup.schedules, since, until):
            if shift.person == person:
                yield Stretch(schedule.name, max(shift.starts_at, since), min(shift.ends_at, until))


def time_off(setup: Setup, person: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    """When no page goes to this person that another can take."""
    for away in setup.people[person].away:
        if away.starts_at < until and since < away.ends_at:
            yield Stretch("off", max(away.starts_at, since), min(away.ends_at, until))


def day_of(setup: Setup, who: Colleague, now: datetime) -> tuple[Stretch, ...]:
    """All stretches of the next 24 hours."""
    until = now + AHEAD
    return (
        *nights(who.zone, now, until),
        *shifts(setup, who.name, now, until),
        *time_off(setup, who.name, now, until),
    )


def everybody(setup: Setup, now: datetime) -> dict[str, tuple[Stretch, ...]]:
    """By Slack id, in the order in which the sun comes to them."""
    return {who.id: day_of(setup, who, now) for who in COLLEAGUES}
