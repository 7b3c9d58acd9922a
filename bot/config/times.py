"""Times as the file writes them: durations, hours, weekdays, dates, zones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config.problems import nearest, quoted
from bot.config.text import mistake, read_text
from bot.config.zones import known_zones, suggest_zone
from bot.domain.setup import MINUTES_PER_DAY, LocalHours, Weekday

LONGEST_DURATION = timedelta(days=366)  # a rotation may be yearly; more is a mistyped number
YEARS = range(1970, 2101)  # a rotation counts both ways from its start: no year needs more

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_SHORT_DAYS = {day.name.lower(): day for day in Weekday}
_WHOLE_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = _SHORT_DAYS | {name: Weekday(i) for i, name in enumerate(_WHOLE_DAYS)}


@dataclass(frozen=True, slots=True)
class WeekTime:
    """A weekday and a minute after its midnight, 0..1439."""

    day: Weekday
    minute: int


def read_duration(value: object) -> timedelta:
    """`1s`, `5m`, `2h`, `1d`, `1w`; at most 366 days."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        units = ", ".join(f"{value}{unit}" for unit in "smhd")
        raise mistake(f"is {value} without a unit", f"write {units} or {value}w")
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,9})([smhdw])", text)
    if not found:
        raise mistake(
            f"is not a duration: {quoted(text)}", "write a number and its unit: 30s, 5m, 2h, 1d, 1w"
        )
    seconds = int(found[1]) * _UNITS[found[2]]
    if seconds > LONGEST_DURATION.total_seconds():
        raise mistake(f"is longer than a year: {quoted(text)}", "write at most 52w")
    return timedelta(seconds=seconds)


def read_some_duration(value: object) -> timedelta:
    """A duration above zero."""
    if length := read_duration(value):
        return length
    raise mistake("is zero", "write more than zero, such as 5m")


def read_duration_or_off(value: object) -> timedelta | None:
    """A duration above zero, None for `off`."""
    return None if value == "off" else read_some_duration(value)


def read_hours(value: object) -> LocalHours:
    """`"07:00-16:00"` local; may wrap past midnight; an end of 00:00 means 24:00."""
    return _hours(value, 'write "HH:MM-HH:MM", such as "07:00-16:00"')


def _hours(value: object, instead: str) -> LocalHours:
    text = read_text(value)
    found = re.fullmatch(r"(\d{1,2}:\d{2}) ?[-\u2013] ?(\d{1,2}:\d{2})", text, re.ASCII)
    if not found:
        raise mistake(f"is not a stretch of hours: {quoted(text)}", instead)
    start, end = _minute(found[1]), _minute(found[2])
    if start == MINUTES_PER_DAY:
        raise mistake(f"begins at 24:00: {quoted(text)}", f'write "00:00-{found[2]}"')
    return LocalHours(start, end or MINUTES_PER_DAY)


def read_quiet(value: object) -> LocalHours | None:
    """Hours, or None for `off`."""
    if value == "off":
        return None
    instead = 'write off, or the hours of sleep, such as "23:00-07:00"'
    if isinstance(value, bool):
        raise mistake("is true or false, not a stretch of hours", instead)
    return _hours(value, instead)


def read_time_or_off(value: object) -> int | None:
    """Minutes after midnight of `"18:00"`, below a whole day; None for `off`."""
    text = read_text(value)
    if text == "off":
        return None
    minute = _minute(text) if re.fullmatch(r"\d{1,2}:\d{2}", text, re.ASCII) else MINUTES_PER_DAY
    if minute == MINUTES_PER_DAY:
        raise mistake(f"is no time of the day: {quoted(text)}", 'write "HH:MM", such as "18:00", or off')
    return minute


def read_week_time(value: object) -> WeekTime:
    """`"fri 19:00"`; `"sun 24:00"` is Monday at 00:00."""
    text = read_text(value)
    found = re.fullmatch(r"([A-Za-z]+) (\d{1,2}:\d{2})", text, re.ASCII)
    if not found:
        instead = 'write a day and a time, such as "fri 19:00"'
        raise mistake(f"is not a time in the week: {quoted(text)}", instead)
    day, minute = read_weekday(found[1]), _minute(found[2])
    if minute == MINUTES_PER_DAY:
        return WeekTime(Weekday((day.value + 1) % 7), 0)
    return WeekTime(day, minute)


def read_weekday(value: object) -> Weekday:
    """`mon` … `sun`, or the whole English word."""
    text = read_text(value)
    if day := _DAYS.get(text.lower()):
        return day
    if "-" in text:
        raise mistake(f"is not a day: {quoted(text)}", "write each day: [mon, tue, wed, thu, fri]")
    near = nearest(text, _DAYS) if len(text) > 2 else None  # `on` and `no` are like mon by chance
    instead = f"write {_DAYS[near].name.lower()}" if near else "write mon, tue, wed, thu, fri, sat or sun"
    raise mistake(f"is not a day: {quoted(text)}", instead)


def read_start(value: object) -> datetime:
    """A date (00:00) or a date and time, naive: local in the layer's zone."""
    text = read_text(value)
    found = re.fullmatch(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?", text, re.ASCII)
    if not found and re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T][\d:.]+ ?(Z|[+-][\d:]+)", text, re.ASCII):
        instead = f'write the layer\'s local time, such as "{text[:10]} 09:00"'
        raise mistake(f"has a zone of its own: {quoted(text)}", instead)
    try:
        starts = datetime.fromisoformat(text if found else "")
    except ValueError:
        what = f"is not a date: {quoted(text)}"
        raise mistake(what, 'write 2026-11-02, or "2026-11-02 09:00"') from None
    if starts.year not in YEARS:
        raise mistake(f"is in the year {starts.year}", f"write a date from {YEARS[0]} to {YEARS[-1]}")
    return starts


def read_zone(value: object) -> str:
    """An IANA name or one of its old aliases (`US/Eastern`)."""
    text = read_text(value)
    if text in known_zones():
        return text
    near = suggest_zone(text)
    instead = f"write {near}" if near else "write an IANA name such as Europe/Madrid"
    raise mistake(f"is not a time zone: {quoted(text)}", instead)


def _minute(text: str) -> int:
    """Minutes after midnight of `HH:MM`, 0..1440."""
    hour, minute = map(int, text.split(":"))
    total = hour * 60 + minute
    if minute > 59 or total > MINUTES_PER_DAY:
        raise mistake(f"has a time that is on no clock: {quoted(text)}", "write 00:00 to 24:00")
    return total
