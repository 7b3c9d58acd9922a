"""PURE. Stretches of time as people type them: "4h", "from 14:00 to 18:00", "24 dec to 27 dec", "fri", "until 18:00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.domain.people import local_instant, local_time
from bot.slack.days import read_days
from bot.slack.times import read_moment, read_wait, whole_days

Span = tuple[datetime, datetime]

_BETWEEN = re.compile(r"\s(?:to|until|till|through|and)\s|\s*[–—]\s*|\s-\s|-", re.ASCII)
_FOR = re.compile(r"(.+?)\s+for\s+(.+)")
_FROM = frozenset({"from", "between"})
_OF_NOW = frozenset({"today", "tonight", "tomorrow"})
_DAY = timedelta(days=1)
_ROUND_THE_YEAR = timedelta(days=183)
"""An end without its year that lies so far behind the start is rather before it."""


def read_span(text: str, zone: str, now: datetime) -> Span | None:
    """Start and end, as aware UTC, on the clock of `zone` (IANA); None when it is none.

    A wait begins now. Days are whole, the last one included; of today, what is left. An end that is a time of day
    comes after the start. A day behind both times is the day of both: "14:00 to 18:00 tomorrow".
    """
    typed = " ".join(word for word in text.lower().removesuffix(".").split() if word not in _FROM)
    if wait := read_wait(typed):
        return now, now + wait
    if typed == "tonight":
        return _tonight(zone, now)
    if typed.startswith(("until ", "till ")):
        return _ended(now, typed.partition(" ")[2], zone, now)
    if days := read_days(typed, local_time(zone, now).date()):
        return whole_days(days, zone, now)
    if found := _FOR.fullmatch(typed):
        return _lasting(found[1], found[2], zone, now)
    spans = (_between(begun, ended, zone, now) for begun, ended in _cuts(typed))
    return next((span for span in spans if span), None)


def _tonight(zone: str, now: datetime) -> Span:
    """From six in the evening, or from now on, until eight in the morning."""
    today = local_time(zone, now).date()
    evening, morning = local_instant(zone, today, 18 * 60), local_instant(zone, today + _DAY, 8 * 60)
    return max(evening, now), morning


def _cuts(typed: str) -> Iterator[tuple[str, str]]:
    """Everything before and behind each word or dash that may stand between start and end."""
    for found in _BETWEEN.finditer(typed):
        begun, ended = typed[: found.start()].strip(), typed[found.end() :].strip()
        if begun and ended:
            yield begun, ended


def _lasting(begun: str, lasts: str, zone: str, now: datetime) -> Span | None:
    """ "14:00 for 2h", "24 dec for 3 days". Two hours of a day are none in particular."""
    since, wait = read_moment(begun, zone, now), read_wait(lasts)
    if since is None or wait is None:
        return None
    days = read_days(begun, local_time(zone, now).date())
    if days is None:
        return since, since + wait
    return None if wait % _DAY else (since, local_instant(zone, days[0] + wait, 0))


def _between(begun: str, ended: str, zone: str, now: datetime) -> Span | None:
    today = local_time(zone, now).date()
    begun, ended = _with_month(begun, ended, today)
    shared = _shared_day(begun, ended, zone, now)
    if shared:
        return shared
    since = read_moment(begun, zone, now)
    return _ended(since, ended, zone, now) if since else None


def _with_month(begun: str, ended: str, today: date) -> tuple[str, str]:
    """ "24 to 27 dec" and "dec 24 to 27", with the month in both."""
    first, last = begun.split(), ended.split()
    if len(first) == 1 and first[0].isdecimal() and len(last) == 2 and read_days(ended, today):
        return (f"{begun} {last[1]}" if last[0][0].isdecimal() else begun), ended
    if len(last) == 1 and last[0].isdecimal() and len(first) == 2 and read_days(begun, today):
        return begun, (ended if first[0][0].isdecimal() else f"{first[0]} {ended}")
    return begun, ended


def _shared_day(begun: str, ended: str, zone: str, now: datetime) -> Span | None:
    """ "14:00 to 18:00 tomorrow" when its times are in order; the night "22:00 to 6:00 tomorrow" begins today."""
    if len(begun.split()) > 2 or not begun[0].isdecimal() or read_days(begun, local_time(zone, now).date()):
        return None
    words = ended.split()
    for cut in range(1, len(words)):
        clock, day = " ".join(words[:cut]), " ".join(words[cut:])
        if read_days(day, local_time(zone, now).date()):
            since, until = read_moment(f"{day} {begun}", zone, now), read_moment(f"{day} {clock}", zone, now)
            if since and until and since < until and since >= now:
                return since, until
    return None


def _ended(since: datetime, typed: str, zone: str, now: datetime) -> Span | None:
    """The end that comes after the start: "tomorrow" counts from now, "18:00" and "fri" from the start.

    A date that is before the start, as in "5 dec to 1 dec", is not taken for the next year's.
    """
    if typed in {"", "now"} or typed.startswith("in "):
        return None
    counts_from = now if _OF_NOW & set(typed.split()) else since
    until = _end(typed, zone, counts_from)
    if until and until - since > _ROUND_THE_YEAR:
        until = min(until, _end(typed, zone, now) or until)
    return (since, until) if until else None


def _end(typed: str, zone: str, counts_from: datetime) -> datetime | None:
    days = read_days(typed, local_time(zone, counts_from).date())
    return whole_days(days, zone, counts_from)[1] if days else read_moment(typed, zone, counts_from)
