"""PURE. Waits and moments as people type them: "10m", "1h 30 min", "21:00", "tomorrow 9am", "fri 19:00"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.people import local_instant, local_time, zone_info
from bot.domain.setup import Weekday

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)[a-z]*")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?")
_ISO_SPACE = re.compile(r"(\d{4}-\d{2}-\d{2}) (?=\d{2}:)")
_DAYS = {day.name.lower(): day.value for day in Weekday}
LONGEST_WAIT = timedelta(days=366)


def read_wait(text: str) -> timedelta | None:
    """A wait: "10m", "1h30m", "10 minutes"; a bare number counts minutes. None when it is none."""
    typed = text.strip().lower().removeprefix("for ").removeprefix("in ").replace(" and ", " ")
    if re.fullmatch(r"\d{1,6}", typed):
        typed += "m"
    if not re.fullmatch(rf"(?:{_PART.pattern}[\s,]*)+", typed):
        return None
    wait = timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(typed)))
    return wait if timedelta() < wait <= LONGEST_WAIT else None


def read_moment(text: str, zone: str, now: datetime) -> datetime | None:
    """A moment, as aware UTC: ISO 8601, "21:00", "9pm", "tomorrow 9:00", "fri 19:00", "in 2h", "now".

    Without a zone it is on the clock of whoever asks (`zone`, IANA); a time of day
    alone is the next one. A zone may stand behind it: "21:00 UTC", "09:00 Europe/Madrid".
    """
    typed = text.strip()
    if typed.lower() in {"", "now"}:
        return now
    if typed.lower().startswith("in ") and (wait := read_wait(typed)):
        return now + wait
    typed, zone = _zone_behind(typed, zone)
    return _iso(typed, zone) or _spoken(typed.lower(), zone, now)


def _zone_behind(typed: str, zone: str) -> tuple[str, str]:
    head, _, tail = typed.rpartition(" ")
    if not head or not tail[:1].isalpha() or tail.lower() in {"am", "pm"}:
        return typed, zone
    try:
        zone_info(tail.upper() if tail.upper() in {"UTC", "GMT"} else tail)
    except (KeyError, ValueError, OSError):
        return typed, zone
    return head, tail.upper() if tail.upper() in {"UTC", "GMT"} else tail


def _iso(typed: str, zone: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(_ISO_SPACE.sub(r"\1T", typed))
    except ValueError:
        return None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return local_instant(zone, at.date(), at.hour * 60 + at.minute)


def _spoken(typed: str, zone: str, now: datetime) -> datetime | None:
    today = local_time(zone, now).date()
    first, _, rest = typed.partition(" ")
    if first in {"today", "tomorrow"}:
        day = today + timedelta(days=first == "tomorrow")
        return _at(zone, day, rest)
    if first[:3] in _DAYS and first.isalpha():
        ahead = (_DAYS[first[:3]] - today.weekday()) % 7
        at = _at(zone, today + timedelta(days=ahead), rest)
        return at if at is None or at >= now else _at(zone, today + timedelta(days=7), rest)
    at = _at(zone, today, typed)
    return at if at is None or at >= now else _at(zone, today + timedelta(days=1), typed)


def _at(zone: str, day: date, clock: str) -> datetime | None:
    found = _CLOCK.fullmatch(clock.strip().removeprefix("at "))
    if not found or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    try:
        time(hour, minute)
    except ValueError:
        return None
    return local_instant(zone, day, hour * 60 + minute)
