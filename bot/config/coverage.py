"""Hours of a week in which nobody is on call on a schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config.problems import time_in_week
from bot.domain.oncall.schedule import shifts_between, uncovered
from bot.domain.oncall.spans import Span, total
from bot.domain.people import local_instant
from bot.domain.setup import Layer, Schedule

WEEK = timedelta(days=7)
MOST_SHOWN = 3  # one line of a terminal; the rest is counted


def uncovered_in_a_week(schedule: Schedule, schedules: Mapping[str, Schedule]) -> tuple[Span, ...]:
    """What the schedule's own layers leave open in the week from the first rotation's start; when layers are valid
    from or until some time, in a week after the last of these changes. What people agreed does not count.

    Shifts repeat weekly, so hours over the week's seam are given as one. What only a clock change opens is for
    `meridian simulate` to find.
    """
    schedule = replace(schedule, overrides=())
    starts = (_instant(layer, layer.rotation.starts) for layer in schedule.layers)
    since = max((at + WEEK for at in _changes(schedule)), default=min(starts))
    until = since + WEEK
    return _joined_over_the_seam(uncovered(schedule, schedules, since, until), since, until)


def uncovered_around_changes(schedule: Schedule, schedules: Mapping[str, Schedule]) -> Iterator[Span]:
    """What is open only because one layer's validity ends before another's begins: within a week of each change, and
    neither a week before nor a week after it."""
    schedule = replace(schedule, overrides=())
    told: set[Span] = set()
    for at in sorted(set(_changes(schedule))):
        for span in uncovered(schedule, schedules, at - WEEK, at + WEEK):
            if span not in told and not _is_weekly(schedule, schedules, span):
                told.add(span)
                yield span


def _is_weekly(schedule: Schedule, schedules: Mapping[str, Schedule], span: Span) -> bool:
    """Whether it is as open in some other week: then it is so every week, which is told as such; before the
    first layer begins there is no week to compare."""
    begins = min(_changes(schedule))
    starts_at, ends_at = span
    others = [by for by in (-2 * WEEK, 2 * WEEK) if starts_at + by >= begins or by > timedelta(0)]
    return ends_at <= begins or any(
        not shifts_between(schedule, schedules, starts_at + by, ends_at + by) for by in others
    )


def _changes(schedule: Schedule) -> Iterator[datetime]:
    for layer in schedule.layers:
        for wall in (layer.valid_from, layer.valid_until):
            if wall is not None:
                yield _instant(layer, wall)


def _instant(layer: Layer, wall: datetime) -> datetime:
    return local_instant(layer.zone, wall.date(), wall.hour * 60 + wall.minute)


def _joined_over_the_seam(spans: list[Span], since: datetime, until: datetime) -> tuple[Span, ...]:
    if len(spans) > 1 and spans[0][0] == since and spans[-1][1] == until:
        return (*spans[1:-1], (spans[-1][0], spans[0][1] + WEEK))
    return tuple(spans)


def uncovered_text(spans: tuple[Span, ...]) -> str:
    """`from mon 02:00 to 04:00, tue 02:00 to 04:00 UTC (4 h a week)`, earliest weekday first."""
    in_week = sorted(spans, key=lambda span: (span[0].weekday(), span[0].time()))
    shown = ", ".join(map(_span_text, in_week[:MOST_SHOWN]))
    more = f" and {len(spans) - MOST_SHOWN} times more" if len(spans) > MOST_SHOWN else ""
    return f"from {shown} UTC{more} ({total(spans) / timedelta(hours=1):.3g} h a week)"


def _span_text(span: Span) -> str:
    starts_at, ends_at = span
    end = f"{ends_at:%H:%M}" if starts_at.date() == ends_at.date() else time_in_week(ends_at)
    return f"{time_in_week(starts_at)} to {end}"
