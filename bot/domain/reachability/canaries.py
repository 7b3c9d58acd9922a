"""The monthly test: is this person reached by every way that they gave? Asked in their working day, never in peace.

Everybody has a day of the month of their own, so that the tests of a team don't come at once; the first hour that fits
from that day on takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from bot.domain.memos import Canary, Memo
from bot.domain.oncall.quiet import is_quiet
from bot.domain.people import end_of_hours, local_time
from bot.domain.setup import LocalHours, Method, Person, Setup, Weekday

TEST_HOURS = LocalHours(10 * 60, 16 * 60)
"""When a test may ring, local to the person."""

WEEKEND = frozenset({Weekday.SAT, Weekday.SUN})

LAST_DAY = 20
"""Nobody's own day is later: from there on even the shortest month has working days left."""

ANSWERED_WITHIN = timedelta(hours=24)
"""Then the evening report names whoever did not answer."""


def canaries_due(setup: Setup, now: datetime) -> Iterator[tuple[Person, str]]:
    """Whose test of which month (`2026-11`) should have gone out by `now`, and may go now."""
    if setup.reachability.canary:
        for person in setup.people.values():
            if person.methods and _own_day_came(person, now) and fits(person, now):
                yield person, f"{local_time(person.zone, now):%Y-%m}"


def fits(person: Person, at: datetime) -> bool:
    """Whether a test disturbs nobody: a weekday, 10:00 to 16:00 where they live, and nothing quiet about it."""
    if Weekday(local_time(person.zone, at).weekday()) in WEEKEND or is_quiet(person, at):
        return False
    return end_of_hours(person.zone, TEST_HOURS, at) is not None


def own_day(name: str) -> int:
    """The day of the month, 1 to 20, the same on every replica and after every start."""
    return crc32(name.encode()) % LAST_DAY + 1


def _own_day_came(person: Person, now: datetime) -> bool:
    return local_time(person.zone, now).day >= own_day(person.name)


def canary_memos(person: Person, month: str, now: datetime) -> Iterator[Memo]:
    """One by each way, and the one in Slack with the button. Late ones are left: not a minute after the hours' end."""
    until = end_of_hours(person.zone, TEST_HOURS, now) or now
    if person.slack:
        yield _memo(f"canary/{person.name}/{month}", Canary(person.name, month, Method.SLACK, until))
    for method in sorted(person.methods - {Method.SLACK}, key=lambda method: method.value):
        what = Canary(person.name, month, method, until)
        yield _memo(f"canary/{person.name}/{month}/{method.value}", what)


def _memo(name: str, what: Canary) -> Memo:
    """In a lane of its own: no page waits behind a test."""
    return Memo(name, f"canary/{what.person}/{what.method.value}", what)


@dataclass(frozen=True, slots=True)
class Trial:
    """A test that went out; `failed` are the ways that did not take it."""

    sent_at: datetime
    answered_at: datetime | None = None
    failed: frozenset[Method] = frozenset()

    def unanswered(self, now: datetime) -> bool:
        """They had their day to answer."""
        return self.answered_at is None and now - self.sent_at >= ANSWERED_WITHIN
