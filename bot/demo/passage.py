"""The demo's hand on the clock: time goes on from one thing that happens to the next, and none is passed over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import Engine
from bot.clock import MovableClock, fresh_key
from bot.demo.coming import Coming, all_that_comes
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.engine.deliveries import Deliveries
from bot.engine.figures import NoFigures
from bot.engine.queries import Outstanding, Sees, on_call

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
    """Moves the clock and tells the bot; one move at a time, from any thread.

    It looks at the bot's database beside the bot, which may be killed at any moment: then time goes on without it.
    """

    def __init__(
        self,
        clock: MovableClock,
        engine: Engine,
        told: Callable[[], None],
        wait: Callable[[float], object],
    ) -> None:
        """`engine` is asked only. `told` tells the bot that time was moved. `wait` sleeps for some seconds, and
        returns something true when the demo ends."""
        self._clock = clock
        self._engine = engine
        self._told = told
        self._wait = wait
        self._one_at_a_time = threading.Lock()
        self._deliveries = Deliveries(engine.database, engine.corridor, fresh_key(), NoFigures())

    @property
    def setup(self) -> Setup:
        """The team as the bot knows it, with what people have arranged since. Raises CannotStore."""
        self._engine.handle.contacts.look()
        return self._engine.setup

    def now(self) -> datetime:
        return self._clock.now()

    def on_call(self) -> tuple[str, ...]:
        """Who has the pager now, by their names in meridian.yml."""
        return on_call(self.setup, "primary", self.now())[0].on_call

    def open_incidents(self) -> tuple[Incident, ...]:
        """Newest first."""
        return self._engine.handle.open_incidents(Sees.EVERYTHING)

    def outstanding(self) -> Outstanding:
        """What waits to be told and to be done."""
        return self._engine.handle.outstanding(self._engine.corridor.wall.now())

    def all_that_comes(self) -> tuple[Coming, ...]:
        """What will happen by itself, soonest first."""
        next_at = self.outstanding().next_timer_at
        return all_that_comes(self.open_incidents(), self.setup, self.now(), next_at)

    def coming(self) -> Coming | None:
        """The next thing that will happen by itself, if anything will."""
        return next(iter(self.all_that_comes()), None)

    def move(self, by: timedelta) -> Moved:
        """Go on by this much. Raises ValueError when that is backwards, or too far at once."""
        if not timedelta() <= by <= LONGEST:
            raise ValueError("Time moves forwards only, and at most a week at once.")
        with self._one_at_a_time:
            return self._go_to(self.now() + by)

    def move_to(self, at: datetime) -> Moved:
        """Go on to this moment (aware). Raises ValueError as `move` does."""
        return self.move(at - self.now())

    def move_to_next(self) -> Moved:
        """Go on to what comes next; where nothing does, time stays."""
        with self._one_at_a_time:
            self._settle()
            coming = self.coming()
            return self._go_to(coming.at) if coming else Moved(self.now())

    def take_in(self) -> None:
        """Let the bot carry out the alerts that it has accepted."""
        self._wait_for(lambda: self._deliveries.next_due_at() is None)

    def settled(self) -> bool:
        """Nothing is due, and nothing waits to be told. Looked at in the order in which things flow: what has
        left one place is seen in the next."""
        if self._deliveries.next_due_at() is not None:
            return False
        waits = self.outstanding()
        overdue = waits.next_timer_at is not None and waits.next_timer_at <= self.now()
        return not overdue and waits.oldest_notice_at is None

    def _go_to(self, target: datetime) -> Moved:
        until = time.monotonic() + MOVE_TAKES
        happened: list[str] = []
        self._settle()
        while time.monotonic() < until and not self._wait(0):
            coming = self.coming()
            if coming is None or coming.at > target:
                break
            if coming.at + JUST_AFTER > self.now():
                happened.append(coming.what)
            elif not self.settled():
                break  # Overdue, and the bot does not do it: it is dead, or its Slack is.
            self._stand_at(coming.at + JUST_AFTER)
        self._stand_at(target)
        return Moved(self.now(), tuple(dict.fromkeys(happened)))

    def _stand_at(self, at: datetime) -> None:
        self._clock.move_to(at)
        self._told()
        self._settle()

    def _settle(self) -> None:
        """Let the bot do what is due and tell it, so that each message carries the time it belongs to."""
        self._wait_for(self.settled)

    def _wait_for(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + SETTLES_WITHIN
        while not done() and time.monotonic() < until:
            if self._wait(LOOKS_EVERY):
                return
