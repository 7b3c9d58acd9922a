"""Forgets what nobody will ask for again, a little at a time."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.corridor import Corridor
from bot.store import changes, inbox, notices
from bot.store.transactions import Database

DELIVERIES_KEPT = timedelta(days=7)
"""Slack repeats an event for some minutes; a sender that was down may come back after days."""

NOTICES_KEPT = timedelta(days=90)
"""Long after the last change to an incident: a message whose ID has been forgotten could be sent again."""

CHANGES_KEPT = timedelta(days=30)
"""Change events explain what began within hours; a month is enough to look back at a bad week."""

AT_ONCE = 5_000
"""Rows per transaction: some milliseconds, so that nobody waits behind the broom."""


class Housekeeping:
    """One sweep an hour."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    def run(self) -> None:
        """Prune until nothing old is left. Raises DatabaseUnavailable."""
        now = self._corridor.wall.now()
        while self._database.write(lambda tx: inbox.prune(tx, now - DELIVERIES_KEPT, AT_ONCE)) >= AT_ONCE:
            pass
        while self._database.write(lambda tx: notices.prune(tx, now - NOTICES_KEPT, AT_ONCE)) >= AT_ONCE:
            pass
        while self._database.write(lambda tx: changes.prune(tx, now - CHANGES_KEPT, AT_ONCE)) >= AT_ONCE:
            pass
