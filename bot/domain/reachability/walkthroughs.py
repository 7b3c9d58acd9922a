"""A test page through all the steps of one person, sent by themselves: which ways reach them, and which do not.

It does not stop at the first answer, as every way is to be proved. It goes to nobody but whoever asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.escalation.notifying import plan_for
from bot.domain.faults import Fault
from bot.domain.memos import Memo, Missed, PageTest, WalkedThrough
from bot.domain.setup import Method, Person

LASTS = timedelta(minutes=10)
"""Then it is told what came of it, answered or not."""

APART = timedelta(seconds=5)
"""Between two ways. Not the minutes of the steps: nobody waits for a call after half an hour to see that it rings."""

PER_HOUR = 3
"""Tests of one person: calls and SMS cost money."""


class TestRefused(Enum):
    """Why no test was started."""

    RUNNING = "running"
    TOO_MANY = "too_many"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a test; neither `came_at` nor `failed` (a code that names nobody): nothing is known yet. `fault` None:
    an earlier version stored it."""

    method: Method
    came_at: datetime | None = None
    failed: str = ""
    fault: Fault | None = None

    @property
    def settled(self) -> bool:
        return self.came_at is not None or bool(self.failed)


@dataclass(frozen=True, slots=True)
class WalkThrough:
    """A test as it stands. `name` is a number, unique for its person; `ended_at`: it was stopped, or its report is out."""

    person: str
    name: str
    sent_at: datetime
    ends_at: datetime
    ways: tuple[Way, ...]
    ended_at: datetime | None = None

    def over(self, now: datetime) -> bool:
        """Whether nothing more is to come of it."""
        return now >= self.ends_at or all(way.settled for way in self.ways)

    @property
    def stopped(self) -> bool:
        """Whether it was ended while something was to come of it."""
        return self.ended_at is not None and not self.over(self.ended_at)

    @property
    def all_came(self) -> bool:
        return all(way.came_at for way in self.ways)


def walked(person: Person) -> tuple[Method, ...]:
    """The ways that a page to them takes, in their order, each once. Slack has every page, whatever the steps are."""
    first = (Method.SLACK,) if person.slack else ()
    return tuple(dict.fromkeys((*first, *(step.method for step in plan_for(person, None)))))


def is_walk(name: str) -> bool:
    """Whether a test's name is that of one sent by hand; a month's has a dash."""
    return name.isdecimal()


def walk_memos(walk: WalkThrough) -> Iterator[tuple[Memo, timedelta]]:
    """One by each way, and how long after the first it goes out; each in a lane of its own: no page waits behind it."""
    for number, way in enumerate(walk.ways):
        what = PageTest(walk.person, walk.name, way.method, walk.ends_at)
        lane = f"walk/{walk.person}/{way.method.value}"
        yield Memo(f"walk/{walk.person}/{walk.name}/{way.method.value}", lane, what), APART * number


def report(walk: WalkThrough) -> Memo:
    """What came of it, told once."""
    came = tuple(way.method for way in walk.ways if way.came_at)
    missed = tuple(Missed(way.method, way.failed, way.fault) for way in walk.ways if not way.came_at)
    what = WalkedThrough(walk.person, came, missed, stopped=walk.stopped)
    return Memo(f"walk/{walk.person}/{walk.name}/report", f"walk/{walk.person}", what)
