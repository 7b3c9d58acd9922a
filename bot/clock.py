"""The only file that asks what time it is, or for a random number."""

from __future__ import annotations

import random
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is, as aware UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's time plus a shift that only grows: the demo's hand on the clock.

    Give `start` to make time stand still at that moment, for tests; `move` and
    `move_to` are then the only way on.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._stands_at = start
        self._shift = timedelta()

    def now(self) -> datetime:
        with self._lock:
            return (self._stands_at or datetime.now(UTC)) + self._shift

    @property
    def shift(self) -> timedelta:
        """How far it was moved in all: what another process needs to show the same time."""
        with self._lock:
            return self._shift

    @property
    def stands_at(self) -> datetime | None:
        """The moment that it was given to stand still at, before all moves."""
        return self._stands_at

    def move(self, by: timedelta) -> datetime:
        """Go on by `by` (not negative); returns the new time."""
        if by < timedelta():
            raise ValueError("time moves forwards only; give a wait of zero or more")
        with self._lock:
            self._shift += by
        return self.now()

    def move_to(self, at: datetime) -> datetime:
        """Go on to `at`; stays where it is when that is past."""
        return self.move(max(timedelta(), at - self.now()))


def jitter(most: float) -> float:
    """A random number of seconds between 0 and `most`, to spread retries."""
    return random.uniform(0, most)  # noqa: S311  spreads load; guards nothing


def fresh_key() -> str:
    """A new key that nobody can guess: 128 bits, as 32 hex digits."""
    return secrets.token_hex(16)


def fresh_code() -> str:
    """Six digits that nobody can foresee: what somebody types to prove that a message reached them."""
    return f"{secrets.randbelow(1_000_000):06d}"


def monotonic() -> float:
    """Seconds on a clock that never jumps, for waits and time-outs; only differences mean anything."""
    return time.monotonic()
