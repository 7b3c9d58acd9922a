"""Pages that Slack should have taken by now go another way, whatever holds them up.

The pump sees a page late when it is tried. One that stands behind others in its lane, or behind senders that all
hang, is not tried at all; so what waits is looked at from outside too.
"""

from __future__ import annotations

import structlog

from bot.domain.notices import Later, PagePerson
from bot.engine.corridor import Corridor
from bot.engine.receipts import note
from bot.engine.retries import SLACK_TAKES_PAGES_WITHIN
from bot.store import notices
from bot.store.codec import Undecodable
from bot.store.notices import Queued
from bot.store.transactions import Database, DatabaseUnavailable

log = structlog.get_logger(__name__)

UNTRIED = "it waits behind other messages"


class Overdue:
    """One look, every beat. Each page is looked at once by each process: a second note changes nothing."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._looked_at = 0

    def run(self) -> int:
        """Send those another way that wait for too long; returns how many were looked at. Raises DatabaseUnavailable."""
        before = self._corridor.wall.now() - SLACK_TAKES_PAGES_WITHIN
        late = self._database.read(
            lambda tx: notices.waiting_since(tx, PagePerson, before, beyond=self._looked_at)
        )
        for page in late:
            self._go_another_way(page)
            self._looked_at = page.seq
        if late:
            self._corridor.wakes.changed()
        return len(late)

    def _go_another_way(self, page: Queued) -> None:
        receipt = Later(page.reason or UNTRIED)
        try:
            self._database.write(lambda tx: note(tx, self._corridor, page.notice(), receipt))
        except DatabaseUnavailable:
            raise
        except Undecodable as newer:
            log.info("a late page is left to a newer version", notice=page.id, reason=str(newer))
        except Exception:
            # The next page is somebody else's, who waits too.
            log.exception("a late page could not be sent another way", notice=page.id)
