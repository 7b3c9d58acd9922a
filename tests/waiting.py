"""Waiting for what other threads do, with an end."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(done: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait until it is so; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(0.01)
