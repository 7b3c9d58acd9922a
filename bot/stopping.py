"""Waiting to be told to stop: by SIGTERM, as an orchestrator does, or by Ctrl-C."""

from __future__ import annotations

import signal
from contextlib import suppress
from queue import Empty, SimpleQueue

LOOKS_EVERY = 0.5
"""Seconds. The kernel may give a signal to any thread, and Python runs its handler only once the main thread wakes: one
that waits without an end may sleep through it."""


class Stopping:
    """Hears the signals from its making on; make it in the main thread."""

    def __init__(self) -> None:
        # No Event: its lock may be held by the very wait that the handler interrupts. A SimpleQueue may be put to then.
        self._told: SimpleQueue[int] = SimpleQueue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, _: self._told.put(got))

    def wait(self) -> None:
        """Until one came, also when it came before."""
        told = None
        while told is None:
            with suppress(Empty):
                told = self._told.get(timeout=LOOKS_EVERY)
