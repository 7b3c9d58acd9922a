"""Notices go out: claimed, told with no transaction open, settled with what came of it.

A lane is one sender's at a time, so that order holds in a channel; many lanes go side by
side. Some senders are kept free for pages: a hanging topic must not hold up a woken person.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from bot.domain.notices import Briefing, Later, Never, Receipt, Sender, Sent, Urgency
from bot.domain.wanted import wanted
from bot.engine.briefings import brief
from bot.engine.corridor import Corridor
from bot.engine.figures import Figures
from bot.engine.receipts import follows, note
from bot.engine.retries import settlement
from bot.store import claims
from bot.store.claims import Claimed, Fenced
from bot.store.codec import Undecodable
from bot.store.transactions import Database, DatabaseUnavailable, Tx

log = structlog.get_logger(__name__)

SENDERS = 16
"""Lanes that are told at once. Slack answers in about 150 ms: a hundred calls a second."""

KEPT_FOR_PAGES = 6
"""Senders that take pages only."""

LEASE = timedelta(seconds=60)
"""A lane is given to another when its sender is silent for this long: longer than a call with
its time-out (10 s), its look-up (10 s) and its one fallback can take."""


class Pump:
    """Tells what is to be told."""

    def __init__(
        self, database: Database, corridor: Corridor, sender: Sender, owner: str, figures: Figures
    ) -> None:
        self._database = database
        self._corridor = corridor
        self._sender = sender
        self._owner = owner
        self._figures = figures
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="pump")
        self._lock = threading.Lock()
        self._busy = 0
        self._freed = threading.Event()

    def run(self) -> int:
        """Give every free sender a lane; returns how many were given. Raises DatabaseUnavailable."""
        with self._lock:
            free = SENDERS - self._busy
        if free <= 0:
            return 0
        least = Urgency.PAGE if free <= KEPT_FOR_PAGES else Urgency.DECORATION
        limit = free if least is Urgency.PAGE else free - KEPT_FOR_PAGES
        claimed = self._database.write(lambda tx: self._claim(tx, limit, least))
        for one in claimed:
            with self._lock:
                self._busy += 1
            self._pool.submit(self._lane, one)
        return len(claimed)

    def idle(self) -> bool:
        """No sender is at work."""
        with self._lock:
            return self._busy == 0

    def wait_for_sender(self, seconds: float) -> None:
        """Until a sender is free again, at most this long."""
        self._freed.wait(seconds)
        self._freed.clear()

    def next_claim_at(self) -> datetime | None:
        """When something may be sent next. Raises DatabaseUnavailable."""
        now = self._now()
        return self._database.read(lambda tx: claims.next_claim_at(tx, now))

    def stop(self) -> None:
        """Let what is on its way arrive; begin nothing new."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _now(self) -> datetime:
        return self._corridor.wall.now()

    def _claim(self, tx: Tx, limit: int, least: Urgency) -> list[Claimed]:
        return claims.claim(tx, self._now(), LEASE, self._owner, limit, least)

    def _lane(self, claimed: Claimed) -> None:
        """Tell one lane's notices, one after the other, until it has no more to tell."""
        following: Claimed | None = claimed
        try:
            while following:
                following = self._one(following)
        except (Fenced, DatabaseUnavailable) as trouble:
            # The lease runs out and whoever claims the lane next looks the message up first.
            log.warning("a lane was left", lane=claimed.lane, reason=str(trouble))
        except Exception:
            log.exception("a lane was left by a fault of ours", lane=claimed.lane)
        finally:
            with self._lock:
                self._busy -= 1
            self._freed.set()

    def _one(self, claimed: Claimed) -> Claimed | None:
        receipt, briefing = self._tell(claimed)
        self._figures.told(claimed.notice.kind, receipt, self._now() - claimed.notice.due_at)
        return self._database.write(lambda tx: self._settle(tx, claimed, briefing, receipt))

    def _tell(self, claimed: Claimed) -> tuple[Receipt, Briefing | None]:
        try:
            setup, now = self._corridor.setup, self._corridor.clock.now()
            briefing = self._database.read(lambda tx: brief(tx, claimed, setup, now))
        except Undecodable as newer:
            return Later(str(newer), after_seconds=LEASE.total_seconds()), None
        if briefing is None:
            return Never("its incident is gone"), None
        if not wanted(briefing.notice.what, briefing.incident):
            return Sent(), None
        try:
            return self._sender.send(briefing), briefing
        except Exception as fault:
            log.exception("a sender failed", notice=claimed.notice.id)
            return Later(type(fault).__name__, doubtful=True), briefing

    def _settle(
        self, tx: Tx, claimed: Claimed, briefing: Briefing | None, receipt: Receipt
    ) -> Claimed | None:
        if briefing and follows(briefing.notice, receipt):
            note(tx, self._corridor, briefing.notice, receipt)
        now = self._now()
        outcome = settlement(receipt, claimed, now)
        return claims.settle(tx, claimed, outcome, now, take_next=True)
