"""PURE. Days as people type them: "tomorrow", "next tuesday", "24 dec", "dec 24 2026", "2026-12-24", "next week"."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
YEARS = range(2000, 2200)
"""Others are slips, and near the ends of the calendar nothing can be reckoned with."""

_WEEKDAY = {name[:length]: day for day, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name))}
_MONTH = {name[:length]: month for month, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
_DAY_MONTH = re.compile(rf"{_NUMBER}(?: of)? ([a-z]+)\.?(?:,? (\d{{4}}))?", re.ASCII)
_MONTH_DAY = re.compile(rf"([a-z]+)\.? {_NUMBER}(?:,? (\d{{4}}))?", re.ASCII)

Days = tuple[date, date]
"""The first day, and the one after the last."""


def read_days(typed: str, today: date) -> Days | None:
    """One day or several in small letters; None when it names none.

    A weekday is the one to come, today included; "next tuesday" is that of the next week, which begins on a Monday.
    A date without its year is the one to come.
    """
    words = typed.replace(",", " ").split()
    if words and words[0] == "on":
        words = words[1:]
    named = " ".join(words)
    found = _relative(named, today) or _weekday(words, today)
    if found:
        return found
    weekday = _WEEKDAY.get(words[0]) if len(words) > 1 else None
    day = _dated(named if weekday is None else " ".join(words[1:]), today)
    if day is None or (weekday is not None and day.weekday() != weekday):
        return None
    return day, day + timedelta(days=1)


def looks_dated(typed: str) -> bool:
    """Whether it is written like a date, be there such a day or not: "31 feb", "2026-13-45"."""
    named = typed.lower()
    found = _DAY_MONTH.fullmatch(named)
    month = found[2] if found else (behind[1] if (behind := _MONTH_DAY.fullmatch(named)) else "")
    return month in _MONTH or _ISO.fullmatch(named) is not None


def names_weekday(typed: str) -> bool:
    """Whether the day is a weekday alone, and so comes again in a week."""
    return typed.removeprefix("on ").removeprefix("this ") in _WEEKDAY


def _relative(named: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2}
    if named in ahead:
        day = today + timedelta(days=ahead[named])
        return day, day + timedelta(days=1)
    return {
        "this week": (today, monday + timedelta(days=7)),
        "next week": (monday + timedelta(days=7), monday + timedelta(days=14)),
        "weekend": (max(today, monday + timedelta(days=5)), monday + timedelta(days=7)),
        "this weekend": (max(today, monday + timedelta(days=5)), monday + timedelta(days=7)),
        "next weekend": (monday + timedelta(days=12), monday + timedelta(days=14)),
    }.get(named)


def _weekday(words: list[str], today: date) -> Days | None:
    which = words[0] if len(words) == 2 and words[0] in {"next", "this"} else ""
    number = _WEEKDAY.get(words[-1]) if len(words) == (2 if which else 1) else None
    if number is None:
        return None
    ahead = number - today.weekday() + 7 if which == "next" else (number - today.weekday()) % 7
    day = today + timedelta(days=ahead)
    return day, day + timedelta(days=1)


def _dated(named: str, today: date) -> date | None:
    if found := _ISO.fullmatch(named):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(named):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.fullmatch(named):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    number = _MONTH.get(month)
    if number is None:
        return None
    if year:
        return _date(int(year), number, int(day))
    years = (_date(today.year + later, number, int(day)) for later in (0, 1))
    return next((one for one in years if one and one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
