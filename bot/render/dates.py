"""A moment or a stretch of time as it was read, in one zone that is named: `Tue 1 Dec 15:00–18:00, Guayaquil time`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.domain.people import local_time


def moment_words(at: datetime, zone: str, now: datetime) -> str:
    """`Tue 1 Dec 15:00, Guayaquil time`; with the year where it is not the one to come."""
    day = date_words(local_time(zone, at).date(), local_time(zone, now).date())
    return f"{day} {clock_words(at, zone)}, {zone_words(zone)}"


def span_words(since: datetime, until: datetime, zone: str, now: datetime) -> str:
    """`Tue 1 Dec 15:00–18:00, Guayaquil time`. An end at midnight is 24:00 of the day before; one in another year than the
    beginning has its year."""
    today = local_time(zone, now).date()

    def day_words(day: date, begins: date | None) -> str:
        return date_words(day, begins if begins and begins.year != day.year else today)

    return f"{from_to(since, until, zone, day_words)}, {zone_words(zone)}"


def from_to(
    since: datetime, until: datetime, zone: str, day_words: Callable[[date, date | None], str]
) -> str:
    """`Tue 1 Dec 15:00–18:00`; an end at midnight is 24:00 of the day before. `day_words` says a day, told the day on
    which the span begins when it says its end."""
    begins, ends = local_time(zone, since).date(), local_time(zone, until)
    midnight = (ends.hour, ends.minute) == (0, 0) and until != since
    last = ends.date() - timedelta(days=1) if midnight else ends.date()
    clock = "24:00" if midnight else clock_words(until, zone)
    to = "–" if last == begins else f" – {day_words(last, begins)} "
    return f"{day_words(begins, None)} {clock_words(since, zone)}{to}{clock}"


def zone_words(zone: str) -> str:
    """`Guayaquil time`, `UTC`."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time" if "/" in zone else zone


def date_words(day: date, today: date | None) -> str:
    """`Sat 5 Dec`, with the year where it is not the one to come; without `today` never."""
    year = f" {day.year}" if today and (day.year != today.year or day < today) else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def clock_words(at: datetime, zone: str) -> str:
    """`15:00`; a time that happens twice has its offset beside it."""
    local = local_time(zone, at)
    twice = local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
    return f"{local:%H:%M} ({_offset(local)})" if twice else f"{local:%H:%M}"


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"
