"""A demo on a free port, on a clock that stands still until somebody moves it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot.clock import MovableClock
from bot.demo.show import Show
from bot.sandbox import Person

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""Late morning in Madrid, where alone somebody is on call: diego, with carla behind him."""


@pytest.fixture
def show() -> Iterator[Show]:
    running = Show(0, MovableClock(TUESDAY))
    running.start()
    yield running
    running.stop()


def soon(what: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it becomes true in this time."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def person(show: Show, name: str) -> Person:
    """One of the six, by the name in meridian.yml."""
    return next(who for who in show.sandbox.people if who.name == name)
