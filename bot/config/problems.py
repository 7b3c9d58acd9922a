"""What is wrong in the team's file, on which line, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.domain.setup import Weekday

Where = tuple[str | int, ...]
"""A place in the file: keys and list positions from the top, `("people", "ana", "zone")`."""

LONGEST_QUOTE = 60  # a pasted document in a value must not hide the message around it


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `line` counts from 1; `what` and `instead` are one short sentence each."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.instead}"


class ConfigError(Exception):
    """The team's file cannot be used; `problems` says why, in the order of its lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def dotted(where: Where) -> str:
    """A place as people say it: list positions are left out, the line tells them apart."""
    return ".".join(part for part in where if isinstance(part, str)) or "the file"


def quoted(value: str) -> str:
    """As it stands in messages; `on_one_line` cuts it if it is long."""
    return f'"{value}"'


def on_one_line(text: str) -> str:
    """The text fit for a terminal line: no line breaks or control characters, long quotes cut."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return re.sub(rf'"([^"]{{{LONGEST_QUOTE}}})[^"]+"', r'"\1…"', plain)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, None when none is alike. Case does not count."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def listed(names: Iterable[str], at_most: int = 12) -> str:
    """`a, b, c`, cut after `at_most` names."""
    every = list(names)
    return ", ".join(every[:at_most]) + (", …" if len(every) > at_most else "")


def time_in_week(at: datetime) -> str:
    """`fri 19:00`, as the file writes it (strftime would follow the machine's language)."""
    return f"{Weekday(at.weekday()).name.lower()} {at:%H:%M}"
