"""A week as a map: whose night it is, and who has the pager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.oncall.carrying import carried
from bot.domain.oncall.spans import Span, common, joined
from bot.domain.people import hub_of, nights_between
from bot.domain.setup import Setup

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Row:
    """One person's week: nights (22:00 to 07:00 on their own clock), time with the pager, time as a backup."""

    person: str
    hub: str
    zone: str
    nights: tuple[Span, ...]
    on_call: tuple[Span, ...]
    as_backup: tuple[Span, ...]


def week(setup: Setup, since: datetime) -> tuple[Row, ...]:
    """Everyone who is on a schedule, hub by hub, over the seven days from `since`."""
    until, schedules = since + WEEK, setup.schedules.values()
    first = carried(setup, since, until, [s for s in schedules if s.second_of is None])
    second = carried(setup, since, until, [s for s in schedules if s.second_of is not None])
    turns = [p for s in schedules for layer in s.layers for p in layer.rotation.people]
    people = [setup.people[name] for name in dict.fromkeys(turns)]
    hubs = list(dict.fromkeys(map(hub_of, people)))
    return tuple(
        Row(
            person.name,
            hub_of(person),
            person.zone,
            tuple(common([(since, until)], joined(nights_between(person, since, until)))),
            tuple(first[person.name]),
            tuple(second[person.name]),
        )
        for person in sorted(people, key=lambda one: hubs.index(hub_of(one)))
    )
