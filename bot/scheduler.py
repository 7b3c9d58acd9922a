"""APScheduler's heartbeat: it wakes the loops and sweeps; it stores nothing.

Every wait that matters is a row of ours. What is scheduled here is only when to look,
as plain intervals in UTC in memory: lost with the process and made again at its start.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import SystemClock

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds. How often the loops check for work even if nothing wakes them, and so how soon they see another
process's commit."""


class Heartbeat:
    """Calls plain functions at plain intervals; a call that is late is made once, not dropped."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: float, what: Callable[[], object], name: str, *, at_once: bool = False) -> None:
        """Call `what` every `seconds`, at the start too when `at_once`; an exception is logged and the beat goes on.

        No job here is for once only: APScheduler takes such a job out of its store after the call, which raises in its
        thread where `stop` comes in between.
        """
        soon = {"next_run_time": SystemClock().now()} if at_once else {}
        self._scheduler.add_job(_guarded(what, name), "interval", seconds=seconds, id=name, **soon)

    def start(self) -> None:
        self._scheduler.start()

    def again(self) -> None:
        """The clock was set back, and APScheduler goes by it: beat now, and count from here."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=SystemClock().now())

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def alive(self) -> bool:
        return bool(self._scheduler.running)


def _guarded(what: Callable[[], object], name: str) -> Callable[[], None]:
    def call() -> None:
        try:
            what()
        except Exception:
            log.exception("a beat failed", beat=name)

    return call
