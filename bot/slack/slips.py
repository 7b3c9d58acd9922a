"""PURE. What may have been meant by something that can't be read, with everything else as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from bot.slack.days import MONTHS, WEEKDAYS
from bot.slack.markup import folded

NAMES_ALIKE = 0.7
"""How alike (0..1) two names must be: `primray` is primary (0.86), `coverz` is covers (0.83)."""
WORDS_ALIKE = 0.75
"""The same for words of time: `tomorow` is tomorrow (0.93)."""
GUESSES = 3
HOURS_MOST = 12
"""A number up to this is rather hours, when it has no unit; above it, minutes."""

_OF_TIME = (
    *WEEKDAYS, *MONTHS, *(name[:3] for name in (*WEEKDAYS, *MONTHS)),
    "today", "tonight", "tomorrow", "next", "this", "week", "weekend", "from", "until", "noon", "midnight", "hours", "minutes", "days",
)  # fmt: skip
_BARE = re.compile(
    r"(?<![\w:./-])(\d{1,2})(?![\w:./-])(?!\s*(?:am|pm|[smhdw](?:[a-z]|\b)))", re.ASCII | re.IGNORECASE
)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})[/.](\d{1,2})\.?(?![\w/])", re.ASCII)
_LACKS_MINUTES = re.compile(r"(\d+\s*h)\s*(\d{1,2})(?!\w)", re.ASCII | re.IGNORECASE)


def near_names(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that somebody may have meant, the nearest first."""
    names = {name.lower(): name for name in known}
    close = get_close_matches(folded(word).lstrip("@#"), names, n=GUESSES, cutoff=NAMES_ALIKE)
    return tuple(names[name] for name in close)


def mended(text: str, reads: Callable[[str], object]) -> tuple[str, ...]:
    """Texts that can be read and differ from this one in a slip: a letter, a number that lacks its unit."""
    found = (one for one in _variants(text) if one != text and reads(one) is not None)
    return tuple(dict.fromkeys(found))[:GUESSES]


def _variants(text: str) -> Iterator[str]:
    yield " ".join(map(_spelled, text.split()))
    yield _LACKS_MINUTES.sub(r"\1\2m", text)
    if found := re.fullmatch(r"(?:for )?(\d{1,4})", text, re.ASCII | re.IGNORECASE):
        yield from (f"{text}{unit}" for unit in ("hm" if int(found[1]) <= HOURS_MOST else "mh"))
    yield _BARE.sub(r"\1:00", text)
    yield _BARE.sub(lambda found: f"{int(found[1]) + 12}:00", text)
    yield _SLASHED.sub(lambda found: _date(found, found[1], found[2]), text)
    yield _SLASHED.sub(lambda found: _date(found, found[2], found[1]), text)


def _spelled(word: str) -> str:
    typed = folded(word)
    if len(typed) < 3 or not typed.isalpha() or typed in _OF_TIME:
        return word
    close = get_close_matches(typed, _OF_TIME, n=1, cutoff=WORDS_ALIKE)
    return close[0] if close else word


def _date(found: re.Match[str], day: str, month: str) -> str:
    """5/12 is the 5th of December or the 12th of May."""
    return f"{int(day)} {MONTHS[int(month) - 1][:3]}" if 1 <= int(month) <= 12 else found[0]


def readable_part(text: str, reads: Callable[[str], object]) -> tuple[str, str] | None:
    """The longest beginning or end of a text that can be read, and the rest."""
    words = text.split()
    for length in range(len(words) - 1, 0, -1):
        for part, rest in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            if reads(" ".join(part)) is not None:
                return " ".join(part), " ".join(rest)
    return None
