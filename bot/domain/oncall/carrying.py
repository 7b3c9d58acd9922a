"""Which hours each person has the pager, over a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain.oncall.schedule import shifts_between
from bot.domain.oncall.spans import Span, joined
from bot.domain.setup import Schedule, Setup


def carried(
    setup: Setup, since: datetime, until: datetime, schedules: Iterable[Schedule]
) -> dict[str, list[Span]]:
    """Everyone of the file, in its order: the time in [since, until) on any of these schedules, each hour once."""
    found: dict[str, list[Span]] = {name: [] for name in setup.people}
    for schedule in schedules:
        for shift in shifts_between(schedule, setup.schedules, since, until):
            span = (max(shift.starts_at, since), min(shift.ends_at, until))
            found.setdefault(shift.person, []).append(span)
    return {name: joined(spans) for name, spans in found.items()}
