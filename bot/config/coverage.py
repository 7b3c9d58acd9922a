"""Hours of a week in which nobody is on call on a schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.config.problems import time_in_week
from bot.domain.oncall.schedule import shifts_between, stretches
from bot.domain.people import local_instant
from bot.domain.setup import Layer, Schedule

WEEK = timedelta(days=7)
MOST_SHOWN = 3  # one line of a terminal; the rest is counted


@dataclass(frozen=True, slots=True)
class Gap:
    """From `starts_at` up to `ends_at`, aware UTC; at most a week."""

    starts_at: datetime
    ends_at: datetime


def gaps_in_a_week(schedule: Schedule, schedules: Mapping[str, Schedule]) -> tuple[Gap, ...]:
    """What the schedule's own layers leave open in the week from the first rotation's start; when layers are valid
    from or until some time, in a week after the last of these changes. What people agreed does not count.

    Shifts repeat weekly, so a gap over the week's seam is given as one. A gap that
    only a clock change opens is for `meridian simulate` to find.
    """
    schedule = replace(schedule, overrides=())
    starts = (_instant(layer, layer.rotation.starts) for layer in schedule.layers)
    since = max((at + WEEK for at in _changes(schedule)), default=min(starts))
    until = since + WEEK
    found, covered = [], since
    for shift in shifts_between(schedule, schedules, since, until):
        if shift.starts_at > covered:
            found.append(Gap(covered, shift.starts_at))
        covered = max(covered, shift.ends_at)
    if covered < until:
        found.append(Gap(covered, until))
    return _joined_over_the_seam(found, since, until)


def holes_around(
    schedule: Schedule, schedules: Mapping[str, Schedule]
) -> Iterator[tuple[datetime, datetime]]:
    """What is open only because one layer's validity ends before another's begins: within a week of each change, and
    neither a week before nor a week after it."""
    schedule = replace(schedule, overrides=())
    told: set[tuple[datetime, datetime]] = set()
    for at in sorted(set(_changes(schedule))):
        for piece in stretches(schedule, schedules, at - WEEK, at + WEEK):
            hole = (piece.starts_at, piece.ends_at)
            if not piece.on_call and hole not in told and not _is_weekly(schedule, schedules, hole):
                told.add(hole)
                yield hole


def _is_weekly(
    schedule: Schedule, schedules: Mapping[str, Schedule], hole: tuple[datetime, datetime]
) -> bool:
    """Whether it is as open in some other week: then it is a gap of every week, which is told as such; before the
    first layer begins there is no week to compare."""
    begins = min(_changes(schedule))
    others = [by for by in (-2 * WEEK, 2 * WEEK) if hole[0] + by >= begins or by > timedelta(0)]
    return any(not shifts_between(schedule, schedules, hole[0] + by, hole[1] + by) for by in others) or (
        hole[1] <= begins
    )


def _changes(schedule: Schedule) -> Iterator[datetime]:
    for layer in schedule.layers:
        for wall in (layer.valid_from, layer.valid_until):
            if wall is not None:
                yield _instant(layer, wall)


def _instant(layer: Layer, wall: datetime) -> datetime:
    return local_instant(layer.zone, wall.date(), wall.hour * 60 + wall.minute)


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
