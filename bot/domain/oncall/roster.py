"""What people change while the bot runs, laid over the team's file: covers, time off, how somebody is reached.

Whoever decides sees one Setup and need not know which of it stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.domain.setup import Away, Method, NotificationStep, Override, Person, Setup


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person is reached: addresses of these methods were verified; `steps` None: as the file or the usual."""

    methods: frozenset[Method] = frozenset()
    steps: tuple[NotificationStep, ...] | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything of the kind that is stored. `overrides` are in the order in which they were agreed; `away` and
    `reach` are by a person's name in the file. What names nobody and nothing of the file is left alone: a cover by somebody who is
    no longer in it would page nobody."""

    overrides: tuple[Override, ...] = ()
    away: Mapping[str, tuple[Away, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reach: Mapping[str, Reach] = field(default_factory=lambda: MappingProxyType({}))


def with_roster(setup: Setup, roster: Roster) -> Setup:
    """The file as it holds now."""
    people = {name: _person(person, roster) for name, person in setup.people.items()}
    known = tuple(o for o in roster.overrides if o.person in people)
    schedules = {
        name: replace(
            schedule,
            overrides=(*schedule.overrides, *(o for o in known if o.schedule == name)),
        )
        for name, schedule in setup.schedules.items()
    }
    return replace(setup, people=people, schedules=schedules)


def _person(person: Person, roster: Roster) -> Person:
    reach = roster.reach.get(person.name, Reach())
    return replace(
        person,
        away=(*person.away, *roster.away.get(person.name, ())),
        methods=person.methods | reach.methods,
        notify=person.notify if reach.steps is None else reach.steps,
    )
