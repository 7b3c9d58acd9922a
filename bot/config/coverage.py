"""Hours of a week in which nobody is on call on a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config.problems import time_in_week
from bot.domain.people import local_instant
from bot.domain.schedule import shifts_between
from bot.domain.setup import Schedule

WEEK = timedelta(days=7)
MOST_SHOWN = 3  # one line of a terminal; the rest is counted


@dataclass(frozen=True, slots=True)
class Gap:
    """From `starts_at` up to `ends_at`, aware UTC; at most a week."""

    starts_at: datetime
    ends_at: datetime


def gaps_in_a_week(schedule: Schedule, schedules: Mapping[str, Schedule]) -> tuple[Gap, ...]:
    """What the schedule's own layers leave open in the week from the first rotation's start.

    Shifts repeat weekly, so a gap over the week's seam is given as one. A gap that
    only a clock change opens is for `meridian simulate` to find.
    """
    since = min(
        local_instant(layer.zone, start.date(), start.hour * 60 + start.minute)
        for layer in schedule.layers
        for start in (layer.rotation.starts,)
    )
    until = since + WEEK
    found, covered = [], since
    for shift in shifts_between(schedule, schedules, since, until):
        if shift.starts_at > covered:
            found.append(Gap(covered, shift.starts_at))
        covered = max(covered, shift.ends_at)
    if covered < until:
        found.append(Gap(covered, until))
    return _joined_over_the_seam(found, since, until)


def _joined_over_the_seam(gaps: list[Gap], since: datetime, until: datetime) -> tuple[Gap, ...]:
    if len(gaps) > 1 and gaps[0].starts_at == since and gaps[-1].ends_at == until:
        return (*gaps[1:-1], Gap(gaps[-1].starts_at, gaps[0].ends_at + WEEK))
    return tuple(gaps)


def gaps_text(gaps: tuple[Gap, ...]) -> str:
    """`from mon 02:00 to 04:00, tue 02:00 to 04:00 UTC (4 h a week)`, earliest weekday first."""
    in_week = sorted(gaps, key=lambda gap: (gap.starts_at.weekday(), gap.starts_at.time()))
    shown = ", ".join(map(_gap_text, in_week[:MOST_SHOWN]))
    more = f" and {len(gaps) - MOST_SHOWN} times more" if len(gaps) > MOST_SHOWN else ""
    open_for = sum((gap.ends_at - gap.starts_at for gap in gaps), timedelta(0))
    return f"from {shown} UTC{more} ({open_for / timedelta(hours=1):.3g} h a week)"


def _gap_text(gap: Gap) -> str:
    same_day = gap.starts_at.date() == gap.ends_at.date()
    end = f"{gap.ends_at:%H:%M}" if same_day else time_in_week(gap.ends_at)
    return f"{time_in_week(gap.starts_at)} to {end}"
