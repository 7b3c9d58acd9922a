"""Warnings about times of the coming year in which nobody is on call on a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.config.coverage import WEEK, Slot, WeeklyHours, by_week
from bot.config.findings import Findings
from bot.config.problems import time_in_week
from bot.domain.oncall.schedule import shifts_between, uncovered
from bot.domain.oncall.spans import Span, common, total
from bot.domain.people import clock_changes
from bot.domain.setup import Schedule, Setup, Weekday

A_YEAR = timedelta(days=365)
"""Every clock change, and what has a date in it; what lies further away is warned about in time."""

MOST_LINES = 3  # of a schedule; the rest is counted
MOST_SHOWN = 3  # dates in a line

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MONDAY = date(2024, 1, 1)  # any

Line = tuple[timedelta, str, str]
"""How long nobody is on call in all, when, and what to write instead."""


def advise_on_coverage(setup: Setup, findings: Findings, now: datetime) -> None:
    """Reports when nobody is on call in the year from `now` (aware UTC); what overrides in the file cover does not count."""
    # A week more on both sides: what has begun, or goes on after the year, is seen whole.
    period = (now - WEEK, now + A_YEAR + WEEK)
    own = (schedule for schedule in setup.schedules.values() if schedule.second_of is None)
    for schedule in own:
        # Overrides differ from week to week: they would make many spans of one that recurs.
        by_layers = _uncovered(replace(schedule, overrides=()), period)
        year = [(start, end) for start, end in by_layers if end > now and start < now + A_YEAR]
        left = common(year, _uncovered(schedule, period)) if schedule.overrides else year
        if left:
            for _, when, instead in _lines(schedule, year, left, period):
                what = f"nobody is on call on {schedule.name} {when}"
                findings.warn(("schedules", schedule.name), what, instead)


def _uncovered(schedule: Schedule, period: Span) -> list[Span]:
    return uncovered(schedule, {}, *period)


def _lines(schedule: Schedule, year: list[Span], left: list[Span], period: Span) -> Iterator[Line]:
    """About what the layers leave open in a year, and of that overrides have `left`."""
    found = by_week(year, dict.fromkeys(("UTC", *(layer.zone for layer in schedule.layers))))
    lines = [
        *_weekly(found.weekly, left, period),
        *_single(schedule, common(list(found.single), left), period),
    ]
    lines.sort(key=lambda line: line[0], reverse=True)
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    yield from shown
    if rest := sum((lasts for lasts, _, _ in lines[len(shown) :]), timedelta()):
        when = f"at other times too, {_hours(rest)} of the coming year"
        yield rest, when, "`meridian simulate --days 366` lists them"


def _weekly(patterns: Iterable[WeeklyHours], left: list[Span], period: Span) -> Iterator[Line]:
    for one in patterns:
        lasts = total(common(list(one.spans), left))
        if lasts:
            but = ", except what overrides cover" if lasts < total(one.spans) else ""
            hours = f"{_in_week(one.slots)} {one.zone} ({_hours(one.a_week)} a week)"
            when = f"{hours}{_in_year(one, period)}{but}"
            yield lasts, when, "add a layer for these hours, or make hours longer"


def _in_week(slots: Sequence[Slot]) -> str:
    """`mon-thu 18:00-09:00 and fri 18:00 to mon 09:00`"""
    alike: dict[str, list[int]] = {}
    for day, start, lasts in slots:
        begins = datetime.combine(_MONDAY, start) + day * _DAY
        ends = begins + lasts
        times = f"{start:%H:%M}-{ends:%H:%M}" if lasts < _DAY else f"{start:%H:%M} to {time_in_week(ends)}"
        alike.setdefault(times, []).append(day)
    return _first_of([f"{_days(days)} {times}" for times, days in alike.items()])


def _days(days: list[int]) -> str:
    """`daily`, `mon-fri`, or each of them."""
    names = [Weekday(day).name.lower() for day in days]
    if len(days) == len(Weekday):
        return "daily"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]}-{names[-1]}"
    return ", ".join(names)


def _in_year(hours: WeeklyHours, period: Span) -> str:
    """` until 2027-02-06, from 2027-03-14 to 2027-04-29 and from 2027-10-29 on`; nothing when it holds all year."""
    dates = [told for first, last in hours.dates if (told := _dates(first, last, period))]
    return f" {_first_of(dates)}" if dates else ""


def _first_of(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b, c and 2 more`"""
    *others, last = [
        *parts[:MOST_SHOWN],
        *([f"{rest} more"] if (rest := len(parts) - MOST_SHOWN) > 0 else []),
    ]
    return f"{', '.join(others)} and {last}" if others else last


def _dates(first: datetime, last: datetime, period: Span) -> str:
    since, until = (at.replace(tzinfo=None) for at in period)
    begun, stays = first < since + 2 * WEEK, last >= until - 2 * WEEK
    if begun and stays:
        return ""
    if stays:
        return f"from {first:%Y-%m-%d} on"
    if begun:
        return f"until {last:%Y-%m-%d}"
    if first.date() == last.date():
        return f"on {first:%Y-%m-%d}"
    return f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _single(schedule: Schedule, spans: Sequence[Span], period: Span) -> Iterator[Line]:
    """By what opens them: dates in the layers, a clock change, or both of two clocks."""
    dated = [span for span in spans if _is_of_dates(schedule, span)]
    clocks = [span for span in spans if span not in dated and _at_clock_change(schedule, span)]
    other = [span for span in spans if span not in dated and span not in clocks]
    for found, before, instead in (
        (dated, "", "move valid_from or valid_until, or add a layer for that time"),
        (clocks, "when clocks change: ", "let the hours of two layers overlap"),
        (other, "", "add a layer for that time, or make hours longer"),
    ):
        if found:
            yield total(found), before + _first_of([_stretch(span, period) for span in found]), instead


def _is_of_dates(schedule: Schedule, span: Span) -> bool:
    """Whether somebody would be on call if every layer held for ever."""
    layers = tuple(replace(layer, valid_from=None, valid_until=None) for layer in schedule.layers)
    if layers == schedule.layers:
        return False
    starts_at, ends_at = span
    whole = replace(schedule, layers=layers, overrides=())
    return bool(shifts_between(whole, {}, starts_at, min(ends_at, starts_at + WEEK)))


def _at_clock_change(schedule: Schedule, span: Span) -> bool:
    starts_at, ends_at = span
    zones = {layer.zone for layer in schedule.layers}
    return any(True for zone in zones for _ in clock_changes(zone, starts_at - _DAY, ends_at + _DAY))


def _stretch(span: Span, period: Span) -> str:
    starts_at, ends_at = (at.astimezone(UTC) for at in span)
    begun, stays = starts_at <= period[0], ends_at >= period[1]
    if begun and stays:
        return "in the coming year"
    if begun:
        return f"until {_moment(ends_at)} UTC"
    if stays:
        return f"from {_moment(starts_at)} UTC on"
    if starts_at.date() == ends_at.date():
        return f"{_moment(starts_at)}-{ends_at:%H:%M} UTC"
    return f"from {_moment(starts_at)} to {_moment(ends_at)} UTC"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _hours(lasts: timedelta) -> str:
    return f"{lasts / _HOUR:.4g} h"
