"""What is due at this time of day whatever happens: worked out from the rules and the clock alone.

Each memo's id says what it is about and for when, so that whoever looks, however often, plans it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.memos import Memo, SyncGroup
from bot.domain.notices import Urgency
from bot.domain.schedule import names, on_call
from bot.domain.setup import Schedule, Setup


def due(setup: Setup, now: datetime) -> Iterator[Memo]:
    """Everything that should have been planned by `now`."""
    for schedule in setup.schedules.values():
        if schedule.usergroup:
            yield from _group(schedule, schedule.usergroup, setup, now)


def _group(schedule: Schedule, usergroup: str, setup: Setup, now: datetime) -> Iterator[Memo]:
    """The members of a user group, once for each change of who is on call."""
    shifts = on_call(schedule, setup.schedules, now)
    if shifts:
        since = max(shift.starts_at for shift in shifts)
        about = f"group/{schedule.name}/{since:%Y-%m-%dT%H:%MZ}/{','.join(names(shifts))}"
        what = SyncGroup(schedule.name, usergroup)
        yield Memo(about, f"group/{usergroup}", what, Urgency.DECORATION)
