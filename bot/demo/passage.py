"""The demo's hand on the clock: time goes on from one thing that happens to the next, and none is passed over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import Meridian
from bot.clock import MovableClock, fresh_key
from bot.demo.coming import Coming, what_comes
from bot.domain.setup import Setup
from bot.engine.deliveries import Deliveries
from bot.engine.figures import NoFigures
from bot.engine.queries import Sees

LONGEST = timedelta(days=7)
"""One move; a week shows every handover of a weekly rotation."""

SETTLES_WITHIN = 3.0
"""Seconds for the bot to do what has come due, before time goes on all the same (Slack may be down)."""

MOVE_TAKES = 20.0
"""Seconds that a person watches one move; after that it goes straight to its end."""

LOOKS_EVERY = 0.01
"""Seconds between two looks whether the bot is done."""

JUST_AFTER = timedelta(milliseconds=1)
"""A timer is due at its instant; stored times may be rounded."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where time stands after a move, and what came due on the way."""

    now: datetime
    happened: tuple[str, ...] = ()


class Passage:
    """Moves the clock and wakes the bot; one move at a time, from any thread."""

    def __init__(self, clock: MovableClock, bot: Meridian, wait: Callable[[float], object]) -> None:
        """`wait` sleeps for some seconds, and returns something true when the demo ends."""
        self._clock = clock
        self._bot = bot
        self._wait = wait
        self._one_at_a_time = threading.Lock()
        engine = bot.engine  # asked only; the bot's own one carries out
        self._deliveries = Deliveries(engine.database, engine.corridor, fresh_key(), NoFigures())

    @property
    def setup(self) -> Setup:
        """The team as the bot knows it."""
        return self._bot.engine.setup

    def now(self) -> datetime:
        return self._clock.now()

    def on_call(self) -> tuple[str, ...]:
        """Who has the pager now, by their names in meridian.yml."""
        return self._bot.engine.handle.on_call("primary", self.now())[0].on_call

    def coming(self) -> Coming | None:
        """The next thing that will happen by itself, if anything will."""
        handle = self._bot.engine.handle
        now = self.now()
        next_at = handle.outstanding(now).next_timer_at
        return what_comes(handle.open_incidents(Sees.EVERYTHING), handle.setup, now, next_at)

    def move(self, by: timedelta) -> Moved:
        """Go on by this much. Raises ValueError when that is backwards, or too far at once."""
        if not timedelta() <= by <= LONGEST:
            raise ValueError("Time moves forwards only, and at most a week at once.")
        with self._one_at_a_time:
            return self._go_to(self.now() + by)

    def move_to_next(self) -> Moved:
        """Go on to what comes next; where nothing does, time stays."""
        with self._one_at_a_time:
            self._settle()
            coming = self.coming()
            return self._go_to(coming.at) if coming else Moved(self.now())

    def _go_to(self, target: datetime) -> Moved:
        until = time.monotonic() + MOVE_TAKES
        happened: list[str] = []
        self._settle()
        while time.monotonic() < until and not self._wait(0):
            coming = self.coming()
            if coming is None or coming.at > target:
                break
            happened.append(coming.what)
            self._stand_at(coming.at + JUST_AFTER)
        self._stand_at(target)
        return Moved(self.now(), tuple(dict.fromkeys(happened)))

    def _stand_at(self, at: datetime) -> None:
        self._clock.move_to(at)
        self._bot.wake()
        self._settle()

    def take_in(self) -> None:
        """Let the bot carry out the alerts that it has accepted."""
        self._wait_for(lambda: self._deliveries.next_due_at() is None)

    def _settle(self) -> None:
        """Let the bot do what is due and tell it, so that each message carries the time it belongs to."""
        self._wait_for(self._settled)

    def _wait_for(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + SETTLES_WITHIN
        while not done() and time.monotonic() < until:
            if self._wait(LOOKS_EVERY):
                return

    def _settled(self) -> bool:
        """Looked at in the order in which things flow: what has left one place is seen in the next."""
        if self._deliveries.next_due_at() is not None:
            return False
        engine = self._bot.engine
        waits = engine.handle.outstanding(engine.corridor.wall.now())
        overdue = waits.next_timer_at is not None and waits.next_timer_at <= self.now()
        return not overdue and waits.oldest_notice_at is None
