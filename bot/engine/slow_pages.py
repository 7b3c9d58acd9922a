"""Pages that Slack has not taken yet go another way, whatever holds them up.

A page that was tried says so by its receipt. One that stands behind something else in its lane, or waits while every
sender hangs, has none: so the outbox itself is looked at, with each beat and by every replica. The domain goes another
way once, however often it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.domain.notices import PagePerson
from bot.domain.outcomes import NotePageDelayed
from bot.domain.requests import BY_MERIDIAN, Asked
from bot.engine.corridor import Corridor
from bot.engine.remembered import Remembered
from bot.engine.retries import SLACK_TAKES_PAGES_WITHIN
from bot.store import incidents, notices
from bot.store.codec import Undecodable
from bot.store.notices import Queued, State
from bot.store.transactions import Database, DatabaseUnavailable, Tx

log = structlog.get_logger(__name__)

LOOKED_AT = 200
"""Pages told of in one beat, the oldest first; the others come with the next beats."""


class SlowPages:
    """One look with each beat."""

    def __init__(
        self, database: Database, corridor: Corridor, down_since: Callable[[], datetime | None]
    ) -> None:
        """`down_since` is when Slack began to take nothing at all, by the corridor's clock; None: it takes what it is sent."""
        self._database = database
        self._corridor = corridor
        self._down_since = down_since
        self._told = Remembered()

    def run(self) -> int:
        """Send what waits another way; how many pages were looked at. Raises DatabaseUnavailable."""
        before = self._corridor.wall.now()
        if not self._known_down():
            before -= SLACK_TAKES_PAGES_WITHIN
        waiting = self._database.read(lambda tx: notices.pages_waiting(tx, before, self._told, LOOKED_AT))
        for page in waiting:
            self._tell(page)
            # Only now: while the database is away nothing was told, and the next beat tells it.
            self._told.add([page.id])
        if waiting:
            self._corridor.wakes.changed()
        return len(waiting)

    def _tell(self, page: Queued) -> None:
        try:
            self._database.write(lambda tx: self._go_on(tx, page))
        except DatabaseUnavailable:
            raise
        except Undecodable as newer:
            log.warning("a slow page is left to a newer version", notice=page.id, reason=str(newer))
        except Exception:
            # What stands behind it is somebody else's page.
            log.exception("a slow page can't be sent another way", notice=page.id)

    def _known_down(self) -> bool:
        """For as long as a page would wait: then the next one need not wait too."""
        since = self._down_since()
        return since is not None and self._corridor.clock.now() - since >= SLACK_TAKES_PAGES_WITHIN

    def _go_on(self, tx: Tx, page: Queued) -> None:
        now = notices.find(tx, page.id)
        if now is None or now.state is not State.PENDING:
            return
        notice = page.notice()
        incident = incidents.load(tx, [notice.incident], lock=True).get(notice.incident)
        if incident and isinstance(notice.what, PagePerson):
            request = NotePageDelayed(notice.what.person, notice.what.step, now.reason or "waiting")
            self._corridor.decide_and_save(tx, Asked(request, BY_MERIDIAN, incident.id), incident, {})
