"""Waiting for something that another process does, and saying what it was when it does not come."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.02
"""Seconds between two looks: another process wakes nobody here."""


def wait_until(condition: Callable[[], T], what: str, within: float = 30.0) -> T:
    """The first true answer of `condition`. Raises AssertionError after `within` seconds."""
    end = time.monotonic() + within
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:.0f} s: {what}")
        time.sleep(LOOK_EVERY)
    return found


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
