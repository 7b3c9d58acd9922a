"""The clock was set back: what waits until a moment would wait for the same hour twice.

Leases, pauses and second tries are moments of the wall clock, as every replica must read them. None of ours is
longer than LONGEST, so that whatever lies beyond it was written before the clock was set back. Two are longer, and end
early then, which costs one more try each: what Slack asks for with a 429, and the minute for which a delivery is left
to a newer version. The timers of incidents are left alone: they go by the clock that people read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.clock import monotonic
from bot.engine.corridor import Corridor
from bot.engine.handle import KEPT_FOR
from bot.store import waits
from bot.store.transactions import Database

log = structlog.get_logger(__name__)

LONGEST = KEPT_FOR
"""The longest of our leases, and of the pauses between two tries."""

NOTICED = timedelta(seconds=5)
"""A smaller step only makes a wait longer by as much; clocks are corrected by less all the time."""


class ClockRollback:
    """Looks whether the clock was set back, at the start and then with each beat."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._began_at: datetime | None = None
        """When the machine started, by its clock: it moves only when that is set."""

    def look(self) -> bool:
        """Whether it was set back since the last look; then, and at the first look, waits beyond LONGEST end there.

        Raises DatabaseUnavailable: it is made up for at the next look.
        """
        now = self._corridor.wall.now()
        before, began_at = self._began_at, now - timedelta(seconds=monotonic())
        if before is None or began_at < before - NOTICED:
            shortened = self._database.write(lambda tx: waits.shorten(tx, now + LONGEST))
            if before or shortened:
                log.warning("the clock was set back", waits_shortened=shortened)
        self._began_at = began_at
        return before is not None and began_at < before - NOTICED
