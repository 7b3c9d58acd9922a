"""What is due at this time of day whatever happens: worked out from the rules and the clock alone.

Each memo's id says what it is about and for when, so that whoever looks, however often, plans it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.domain.memos import Memo, ShiftBegan, SyncGroup
from bot.domain.notices import Urgency
from bot.domain.oncall.quiet import quiet_until
from bot.domain.oncall.schedule import names, on_call, stretch_end, stretches
from bot.domain.setup import Schedule, Setup

STILL_NEWS = timedelta(minutes=15)
"""Whoever came on call longer ago knows it: a bot that starts tells nobody what was so all day."""

LOOKS_BACK = timedelta(days=8)
"""Longer than a shift of a week. Whoever has had the pager for longer simply goes on."""

_INSTANT = timedelta(microseconds=1)


def due(setup: Setup, now: datetime) -> Iterator[Memo]:
    """Everything that should have been planned by `now`."""
    for schedule in setup.schedules.values():
        if schedule.usergroup:
            yield from _group(schedule, schedule.usergroup, setup, now)
    yield from _notes(setup, now)


def _group(schedule: Schedule, usergroup: str, setup: Setup, now: datetime) -> Iterator[Memo]:
    """The members of a user group, once for each change of who is on call."""
    shifts = on_call(schedule, setup.schedules, now)
    if shifts:
        since = _last_change(schedule, max(shift.starts_at for shift in shifts), now)
        about = f"group/{schedule.name}/{since:%Y-%m-%dT%H:%MZ}/{','.join(names(shifts))}"
        what = SyncGroup(schedule.name, usergroup)
        yield Memo(about, f"group/{usergroup}", what, Urgency.DECORATION)


def _notes(setup: Setup, now: datetime) -> Iterator[Memo]:
    """One note to each person who came on call, however many schedules; none to whoever simply goes on."""
    noted = {name: one for name, one in setup.schedules.items() if one.shift_notes}
    people = {name for one in noted.values() for name in names(on_call(one, setup.schedules, now))}
    for person in (setup.people[name] for name in sorted(people) if name in setup.people):
        began = _began(person.name, noted, setup, now)
        if began is None:
            continue
        told_at = quiet_until(person, began) or began
        if timedelta() <= now - told_at < STILL_NEWS:
            yield _note(person.name, noted, setup, began, now)


def _began(person: str, noted: Mapping[str, Schedule], setup: Setup, now: datetime) -> datetime | None:
    """Since when they have a pager without a break; None: for longer than is looked back."""
    reach = now - LOOKS_BACK
    here = [
        (stretch.starts_at, stretch.ends_at)
        for one in noted.values()
        for stretch in stretches(one, setup.schedules, reach, now + _INSTANT)
        if person in names(stretch.on_call)
    ]
    began = now
    for starts_at, ends_at in sorted(here, key=lambda span: span[1], reverse=True):
        if ends_at >= began:
            began = min(began, starts_at)
    return began if began > reach else None


def _note(person: str, noted: Mapping[str, Schedule], setup: Setup, began: datetime, now: datetime) -> Memo:
    mine = [one for one in noted.values() if person in names(on_call(one, setup.schedules, now))]
    ends = [stretch_end(one, setup.schedules, person, now) for one in mine]
    had = (name for one in mine for name in names(on_call(one, setup.schedules, began - _INSTANT)))
    before = tuple(dict.fromkeys(name for name in had if name != person))
    until = None if None in ends else max(end for end in ends if end)
    what = ShiftBegan(person, tuple(one.name for one in mine), began, until, before)
    return Memo(f"shift/{person}/{began:%Y-%m-%dT%H:%MZ}", f"shift/{person}", what)


def _last_change(schedule: Schedule, began: datetime, now: datetime) -> datetime:
    """When the present people came: with their shift, or when a cover began or ended in the middle of it."""
    edges = (edge for cover in schedule.overrides for edge in (cover.starts_at, cover.ends_at))
    return max([began, *(edge for edge in edges if began < edge <= now)])
