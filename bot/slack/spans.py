"""PURE. Stretches of time as people type them: "4h", "from 14:00 to 18:00", "tomorrow", "fri", "until 18:00"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.domain.people import local_instant, local_time
from bot.domain.setup import MINUTES_PER_DAY, Weekday
from bot.slack.times import read_moment, read_wait

_BETWEEN = re.compile(
    r"^(?:from|between)?\s*(.+?)\s*(?:\bto\b|\buntil\b|\btill\b|\band\b|–|—|\s-\s|(?<=\d)-(?=\d))\s*(.+)$"
)
_FOR = re.compile(r"^(?:from\s+)?(.+?)\s+for\s+(.+)$")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {day.name.lower(): day.value for day in Weekday} | {name: number for number, name in enumerate(_LONG)}


def read_span(text: str, zone: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Start and end, as aware UTC, on the clock of whoever asks; None when it is none.

    A wait begins now. A day alone is all of it, today what is left of it. An end that is a time of day comes after
    the start.
    """
    typed = text.strip().lower().removesuffix(".")
    if wait := read_wait(typed):
        return now, now + wait
    if typed.startswith(("until ", "till ")):
        return _ended(now, typed.partition(" ")[2], zone, now)
    if day := _day(typed, zone, now):
        return day
    if found := _FOR.fullmatch(typed):
        since, wait = read_moment(found[1], zone, now), read_wait(found[2])
        return (since, since + wait) if since and wait else None
    if found := _BETWEEN.fullmatch(typed):
        since = _begun(found[1], zone, now)
        return _ended(since, found[2], zone, now) if since else None
    return None


def _begun(typed: str, zone: str, now: datetime) -> datetime | None:
    day = _day(typed, zone, now)
    return day[0] if day else read_moment(typed, zone, now)


def _ended(since: datetime, typed: str, zone: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The end that comes after the start: "tomorrow" counts from now, "18:00" and "fri" from the start."""
    counts_from = now if typed.startswith(("today", "tomorrow")) else since
    day = _day(typed, zone, counts_from)
    until = day[1] if day else read_moment(typed, zone, counts_from)
    return (since, until) if until else None


def _day(typed: str, zone: str, now: datetime) -> tuple[datetime, datetime] | None:
    """A day by its name or its date."""
    today = local_time(zone, now).date()
    if typed in {"today", "tomorrow"}:
        day = today + timedelta(days=typed == "tomorrow")
    elif typed in _DAYS:
        day = today + timedelta(days=(_DAYS[typed] - today.weekday()) % 7)
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            return None
    else:
        return None
    return max(now, local_instant(zone, day, 0)), local_instant(zone, day, MINUTES_PER_DAY)
