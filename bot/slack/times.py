"""PURE. Waits and moments as people type them: "10m", "1h 30 min", "21:00", "tomorrow 9am", "15:00 next tuesday"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from bot.domain.people import local_instant, local_time, zone_info
from bot.domain.setup import MINUTES_PER_DAY
from bot.slack.days import YEARS, Days, names_weekday, read_days

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(
    r"(\d{1,6})\s*(?:(s)(?:ecs?|econds?)?|(m)(?:ins?|inutes?)?|(h)(?:rs?|ours?)?|(d)(?:ays?)?|(w)(?:ks?|eeks?)?)"
    r"(?![a-z])",
    re.ASCII,
)
_WAIT = re.compile(rf"(?:{_PART.pattern}[\s,]*)+", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-\d{2}-\d{2}[ t]\d{2}:\d{2}\S*", re.ASCII)
_ZONE = re.compile(r"[a-z]+(?:[/_+-][a-z0-9]+)*", re.IGNORECASE | re.ASCII)
_PLACE_WORDS = 3
"""Words of the longest name of a place: "Port of Spain"."""
LONGEST_WAIT = timedelta(days=366)
TONIGHT = 21 * 60
"""Minutes after midnight: when "tonight" is, as a moment."""


def read_wait(text: str) -> timedelta | None:
    """A wait: "10m", "1h30m", "10 minutes". None when it is none: a bare number may be minutes or hours."""
    typed = text.strip().lower().removeprefix("for ").removeprefix("in ").replace(" and ", " ")
    if not _WAIT.fullmatch(typed):
        return None
    parts = ((int(count), next(filter(None, units))) for count, *units in _PART.findall(typed))
    wait = timedelta(seconds=sum(count * _UNITS[unit] for count, unit in parts))
    return wait if timedelta() < wait <= LONGEST_WAIT else None


def take_zone(text: str, places: Mapping[str, str]) -> tuple[str, str | None] | None:
    """The text without the zone it names, and that zone's IANA name, None for none; None when it names two.

    "21:00 UTC", "00:30 Europe/Madrid", "21:00 madrid time", "9am in new york": `places` are those known by a name
    in small letters, and their zones.
    """
    words, left, found = text.split(), list[str](), set[str]()
    while words:
        zone, length = _zone_ahead(words, places)
        if zone is None:
            left.append(words.pop(0))
            continue
        found.add(zone)
        if left and left[-1].lower() == "in":
            left.pop()
        del words[:length]
        if words and words[0].lower() == "time":
            del words[0]
    return (" ".join(left), next(iter(found), None)) if len(found) < 2 else None


def _zone_ahead(words: list[str], places: Mapping[str, str]) -> tuple[str | None, int]:
    for length in range(min(_PLACE_WORDS, len(words)), 0, -1):
        named = " ".join(words[:length]).lower().strip(",.()")
        if named in places:
            return places[named], length
    return _zone(words[0].strip(",.()")), 1


def _zone(word: str) -> str | None:
    """The IANA name of a zone written as such, in any letters."""
    if not _ZONE.fullmatch(word):
        return None
    titled = "/".join("_".join(part.capitalize() for part in one.split("_")) for one in word.split("/"))
    for name in (word, word.upper(), titled) if "/" in word else (word, word.upper()):
        try:
            return zone_info(name).key
        except (KeyError, ValueError, OSError):
            continue
    return None


def read_moment(text: str, zone: str, now: datetime) -> datetime | None:
    """A moment, as aware UTC: ISO 8601, "21:00", "9pm", "tomorrow 9:00", "15:00 next tuesday", "24 dec", "in 2h", "tonight", "now".

    Without an offset it is on the clock of `zone` (IANA). A time of day alone is the next one, a day alone
    begins at midnight, today now. What a clock change skips is the first instant after it; what happens twice, the first.
    """
    typed = " ".join(text.lower().split())
    if typed in {"", "now"}:
        return now
    if typed.startswith("in ") and (wait := read_wait(typed)):
        return now + wait
    if typed == "tonight":
        return max(local_instant(zone, local_time(zone, now).date(), TONIGHT), now)
    days = read_days(typed.removeprefix("at "), local_time(zone, now).date())
    if days:
        return whole_days(days, zone, now)[0]
    return _iso(typed, zone) or _spoken(typed.split(), zone, now)


def whole_days(days: Days, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """From the first midnight to the last, in UTC; of what has begun, what is left."""
    since, until = local_instant(zone, days[0], 0), local_instant(zone, days[1], 0)
    return (max(since, now) if until > now else since), until


def _iso(typed: str, zone: str) -> datetime | None:
    found = _ISO.fullmatch(typed)
    if not found or int(found[1]) not in YEARS:
        return None
    try:
        at = datetime.fromisoformat(typed.upper())
    except ValueError:
        return None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return local_instant(zone, at.date(), at.hour * 60 + at.minute)


def _spoken(words: list[str], zone: str, now: datetime) -> datetime | None:
    """A time of day, and before or behind it perhaps a day."""
    today = local_time(zone, now).date()
    words = [word for word in words if word != "at"]
    minute = _clock(" ".join(words), alone=True)
    if minute is not None:
        at = local_instant(zone, today, minute)
        return at if at >= now else local_instant(zone, today + timedelta(days=1), minute)
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        for day, clock in ((head, tail), (tail, head)):
            days, minute = read_days(day, today), _clock(clock)
            if minute is not None and days and days[1] - days[0] == timedelta(days=1):
                return _on(days[0], minute, zone, now, again=names_weekday(day))
    return None


def _on(day: date, minute: int, zone: str, now: datetime, *, again: bool) -> datetime:
    at = local_instant(zone, day, minute)
    return local_instant(zone, day + timedelta(days=7), minute) if again and at < now else at


def _clock(typed: str, *, alone: bool = False) -> int | None:
    """Minutes after midnight. Which midnight of a day is meant, nobody knows: that word is read alone only."""
    if typed == "noon":
        return 12 * 60
    if typed == "midnight":
        return MINUTES_PER_DAY if alone else None
    found = _CLOCK.fullmatch(typed)
    if not found or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    after = hour * 60 + minute
    return after if minute < 60 and after <= MINUTES_PER_DAY else None
