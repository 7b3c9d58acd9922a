"""A rotation whose turns change in the middle of a shift: the change waits for the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import gcd

from bot.config.problems import time_in_week
from bot.domain.setup import MINUTES_PER_DAY, DailyHours, Layer, WeeklySpan

_DAY = 86400
_WEEK = 7 * _DAY
_MONDAY = datetime.fromisoformat("2024-01-01")  # any Monday: places in the week are seconds after one

_Stretch = tuple[int, int]
"""Start and end in seconds after Monday 00:00, on the layer's wall clock."""


@dataclass(frozen=True, slots=True)
class InsideShift:
    """What `check` says about it."""

    what: str
    instead: str


def handover_inside_shift(layer: Layer) -> InsideShift | None:
    """The first shift of the week in which a turn ends, None when turns end between shifts.

    All on the layer's wall clock, as turns are counted. Turns end at `starts` and every
    `every` before and after; in the week these places repeat at the greatest common divisor.
    """
    rotation = layer.rotation
    if len(set(rotation.people)) == 1:
        return None
    spacing = gcd(int(rotation.every.total_seconds()), _WEEK)
    shifts = _shifts(layer.shift)
    for shift in shifts:
        if (turn := _turn_inside(shift, _seconds(rotation.starts), spacing)) is not None:
            return InsideShift(_what(layer, shift, turn), _instead(layer, shifts, spacing))
    return None


def _what(layer: Layer, shift: _Stretch, turn: int) -> str:
    inside = f"inside the shift from {_in_week(shift[0])}"
    return f"the turns of {layer.name} change at {_in_week(turn)}, {inside}: that waits for the next shift"


def _instead(layer: Layer, shifts: list[_Stretch], spacing: int) -> str:
    """The start of a shift with the same effect, if every later turn then fits too."""
    starts = layer.rotation.starts
    wait = min((start - _seconds(starts)) % _WEEK for start, _ in shifts)
    begins = starts + timedelta(seconds=wait)
    if any(_turn_inside(shift, _seconds(begins), spacing) is not None for shift in shifts):
        return "let turns last whole shifts, such as every: 1w"
    return f'write starts: "{begins:%Y-%m-%d %H:%M}", when a shift starts'


def _turn_inside(shift: _Stretch, turn: int, spacing: int) -> int | None:
    """The first turn after the shift's start, if it comes before its end. `turn` is any one of them."""
    start, end = shift
    first = start + ((turn - start) % spacing or spacing)
    return first if first < end else None


def _shifts(shift: DailyHours | WeeklySpan) -> list[_Stretch]:
    """Start and end of each shift in seconds after Monday 00:00; an end may be past the week's."""
    if isinstance(shift, WeeklySpan):
        start = shift.from_day.value * _DAY + shift.from_minute * 60
        end = shift.until_day.value * _DAY + shift.until_minute * 60
        return [(start, end if end > start else end + _WEEK)]
    length = shift.hours.end - shift.hours.start + (MINUTES_PER_DAY if shift.hours.wraps else 0)
    starts = sorted(day.value * _DAY + shift.hours.start * 60 for day in shift.days)
    return [(start, start + length * 60) for start in starts]


def _seconds(wall: datetime) -> int:
    return int((wall - _MONDAY).total_seconds())


def _in_week(seconds: int) -> str:
    return time_in_week(_MONDAY + timedelta(seconds=seconds % _WEEK))
