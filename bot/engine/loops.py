"""The loops of a running bot: one carries out alerts, one fires timers, one sends notices, one keeps the leases,
one watches the clock.

A commit in this process wakes them at once; the beat of the scheduler wakes them too,
for what another process committed, so nothing waits longer than a beat.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.engine.clock_rollback import ClockRollback
from bot.engine.corridor import Corridor
from bot.engine.deliveries import CROWD, Deliveries
from bot.engine.pump import RENEWED_EVERY, Pump
from bot.engine.tick import Tick
from bot.store.transactions import DatabaseUnavailable

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 1.0
"""Seconds; the beat. Another process's commit is seen after this at the latest."""

SPIN = 0.02
"""Seconds between looks at what is due and is another's."""

SPINS_DOUBLED = 6
"""Times that the pause between such looks doubles; then it is longer than the beat."""

GATHERING = 0.05
"""Seconds for which alerts gather while many come at once: carried out together they cost little more than one,
and those who wait to store get the time."""

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

    def halt(self) -> None:
        """No more turns after the one that is on."""
        self._stopping.set()
        self._wake.set()

    def stop(self, seconds: float) -> None:
        """Finish the turn that is on; wait for it at most this long."""
        self.halt()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = self._take_turn()
            if pause > 0:
                self._wake.wait(pause)
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
    """The loops, and what wakes them."""

    def __init__(
        self, corridor: Corridor, deliveries: Deliveries, tick: Tick, pump: Pump, clock: ClockRollback
    ) -> None:
        self._corridor = corridor
        self._set_back = clock
        self._deliveries, self._tick_once, self._pump_once = deliveries, tick, pump
        self._in_vain = 0
        self.intake = Loop("intake", self._take_in)
        self.tick = Loop("tick", self._fire)
        self.pump = Loop("pump", self._send)
        self._leases = Loop("leases", self._renew)
        self._clock = Loop("clock", self._watch)
        self.set_back: Callable[[], None] = self.wake
        """What is done when the clock was set back."""
        self._stopping = threading.Event()
        corridor.wakes.delivered = self.intake.wake
        corridor.wakes.changed = self._changed
        corridor.wakes.freed = self.pump.wake

    def start(self) -> None:
        self.intake.start()
        self.tick.start()
        self.pump.start()
        self._leases.start()
        self._clock.start()

    def wake(self) -> None:
        """Look again now: the time was moved, or another process may have committed something."""
        self.intake.wake()
        self._changed()

    def _changed(self) -> None:
        self.tick.wake()
        self.pump.wake()

    @property
    def alive(self) -> bool:
        return all(loop.alive for loop in (self.intake, self.tick, self.pump, self._leases, self._clock))

    def halt(self) -> None:
        """Begin nothing new. What is on its way goes on, and stays ours."""
        self._stopping.set()
        for loop in (self.intake, self.tick, self.pump, self._clock):
            loop.halt()
        self._pump_once.halt()

    def stop(self, seconds: float) -> None:
        """Begin nothing new and let what is on its way arrive, within `seconds`; the rest is left."""
        self.halt()
        end = self._corridor.wall.now() + timedelta(seconds=seconds)
        for stop in (self.intake.stop, self.tick.stop, self.pump.stop, self._pump_once.stop):
            stop(max((end - self._corridor.wall.now()).total_seconds(), 0.0))
        self._clock.stop(seconds)
        self._leases.stop(seconds)

    def _take_in(self) -> float:
        now = self._corridor.wall.now()
        due_at = self._deliveries.next_due_at()
        if due_at is None or due_at > now:
            return _until(due_at, now)
        found = self._deliveries.run()
        if found >= CROWD:
            self._stopping.wait(GATHERING)
        return 0.0 if found else LONGEST_SLEEP

    def _fire(self) -> float:
        now = self._corridor.clock.now()
        due_at = self._tick_once.next_due_at()
        if due_at is None or due_at > now:
            return _until(due_at, now)
        if self._tick_once.run():
            self._in_vain = 0
            return 0.0
        # What is due and could not be taken (another replica has it, or a newer version) is not spun upon.
        self._in_vain += 1
        return min(LONGEST_SLEEP, SPIN * (1 << min(self._in_vain, SPINS_DOUBLED)))

    def _send(self) -> float:
        due_at = self._pump_once.next_claim_at()
        # After the question: what may be claimed at once is answered with the moment of asking,
        # and against an earlier one that would lie in the future, for ever.
        now = self._corridor.wall.now()
        if due_at is None or due_at > now:
            return _until(due_at, now)
        # Nothing was claimed though something is due: every sender is busy, and each commit wakes us.
        return 0.0 if self._pump_once.run() else SPIN

    def _renew(self) -> float:
        self._pump_once.renew()
        return RENEWED_EVERY

    def _watch(self) -> float:
        if self._set_back.look():
            self.set_back()
        return LONGEST_SLEEP


def _until(at: datetime | None, now: datetime) -> float:
    """Seconds to sleep until then, or until the next beat."""
    return LONGEST_SLEEP if at is None else min(max((at - now).total_seconds(), 0.0), LONGEST_SLEEP)
