"""What people changed is laid over the team's file, wherever it changed: every replica looks at one number."""

from __future__ import annotations

import threading

from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.store import roster
from bot.store.transactions import Database, Tx


class Overlay:
    """Safe on any thread."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._known = -1
        self._laying = threading.Lock()

    def look(self) -> bool:
        """Lay the roster over the file if it changed since we looked. Raises CannotStore."""
        with self._laying, storing():
            return self._database.read(self._look)

    def _look(self, tx: Tx) -> bool:
        stamp = roster.stamp(tx)
        if stamp == self._known:
            return False
        self._corridor.lay_over(roster.load(tx, self._corridor.clock.now()))
        self._known = stamp
        return True
