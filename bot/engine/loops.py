"""The two loops of a running bot: one fires timers, one sends notices.

A commit in this process wakes both at once; the beat of the scheduler wakes them too,
for what another process committed, so nothing waits longer than a beat.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.engine.corridor import Corridor
from bot.engine.pump import Pump
from bot.engine.tick import BATCH, Tick
from bot.store.transactions import Database, DatabaseUnavailable

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 1.0
"""Seconds; the beat. Another process's commit is seen after this at the latest."""

AFTER_TROUBLE = 0.5
"""Seconds to wait when the database can't be asked: it is tried again, for ever, without spinning."""


class Loop:
    """Does one thing again and again, as soon as there is something to do."""

    def __init__(self, name: str, turn: Callable[[], float]) -> None:
        """`turn` does what there is to do and returns how many seconds may pass until the next."""
        self._name = name
        self._turn = turn
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.turns = 0

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self, seconds: float) -> None:
        """Finish the turn that is on; wait for it at most this long."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self._take_turn())
            self._wake.clear()

    def _take_turn(self) -> float:
        try:
            return self._turn()
        except DatabaseUnavailable as trouble:
            log.warning("the database can't be asked", loop=self._name, reason=str(trouble))
        except Exception:
            log.exception("a loop's turn failed", loop=self._name)
        finally:
            self.turns += 1
        return AFTER_TROUBLE


class Loops:
    """Both loops, and what wakes them."""

    def __init__(self, database: Database, corridor: Corridor, tick: Tick, pump: Pump) -> None:
        self._corridor = corridor
        self._tick_once, self._pump_once = tick, pump
        self.tick = Loop("tick", self._fire)
        self.pump = Loop("pump", self._send)
        database.on_commit.append(self.wake)

    def start(self) -> None:
        self.tick.start()
        self.pump.start()

    def wake(self) -> None:
        """Look again now: something was committed, or the time was moved."""
        self.tick.wake()
        self.pump.wake()

    @property
    def alive(self) -> bool:
        return self.tick.alive and self.pump.alive

    def stop(self, seconds: float) -> None:
        """Begin nothing new and let what is on its way arrive."""
        self.tick.stop(seconds)
        self.pump.stop(seconds)
        self._pump_once.stop()

    def _fire(self) -> float:
        while self._tick_once.run() >= BATCH:
            pass
        return _until(self._tick_once.next_due_at(), self._corridor.clock.now())

    def _send(self) -> float:
        self._pump_once.run()
        return _until(self._pump_once.next_claim_at(), self._corridor.wall.now())


def _until(at: datetime | None, now: datetime) -> float:
    """Seconds to sleep. What is due and could not be taken (another replica has it) is not spun upon."""
    if at is None:
        return LONGEST_SLEEP
    return min(max((at - now).total_seconds(), 0.005), LONGEST_SLEEP)
