"""Notices go out: claimed, told with no transaction open, settled with what came of it.

A lane is one sender's at a time, so that order holds in a channel; many lanes go side by
side. Some senders are kept free for pages: a hanging topic must not hold up a woken person.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.domain import memos
from bot.domain.memos import Memo, MemoSender
from bot.domain.notices import Later, Never, Notice, NotifyBy, Receipt, Sender, Sent, StillOurs, Urgency
from bot.domain.wanted import wanted
from bot.engine.briefings import brief
from bot.engine.corridor import Corridor
from bot.engine.figures import Figures
from bot.engine.hands import Hands
from bot.engine.memos import brief_memo, note_memo
from bot.engine.newer_version import NEWER_IS_GONE
from bot.engine.receipts import follows, note
from bot.engine.retries import gives_way, goes_another_way, message_is_gone, receipt_of_ring, settlement
from bot.store import claims, incidents, messages
from bot.store.claims import Claimed, Fenced
from bot.store.codec import Undecodable
from bot.store.transactions import Database, DatabaseUnavailable, Tx

log = structlog.get_logger(__name__)

SENDERS = 16
"""Lanes sent in parallel. Slack answers in about 150 ms, so that is a hundred calls per second."""

KEPT_FOR_PAGES = 6
"""Senders reserved for pages."""

LEASE = timedelta(seconds=15)
"""If the lease on a lane is not renewed for this long, another replica takes the lane: the process is dead,
frozen or cut off. With the scheduler's interval and a lookup, what it was sending is sent within 30 s
(docs/reference/promises.md)."""

RENEWED_EVERY = 4.0
"""Seconds. Three renewals may fail before a lane is lost to another."""

LONGEST_SEND = timedelta(seconds=90)
"""A sender that is silent for longer hangs for good, and loses its lane. Longer than a lookup of five pages,
a call and its one fallback can take at 10 s each."""

WAITS_FOR_DATABASE = timedelta(minutes=2)
"""Longer than most database restarts. After that the lane is released, and whoever takes it looks up the
message."""

AFTER_TROUBLE = 0.5
"""Seconds between two tries to reach it."""

LEFT_TO_NEWER = 5.0
"""Seconds. How long a lane is left alone if only a newer version can read its next message; that version
checks every second."""

FAULTS_MOST = 5
"""Attempts at one message that may fail because of a bug in Meridian, about 15 s in all. Then the lane
continues without it: the next message may be a page."""


class Teller(Sender, MemoSender, Protocol):
    """Whoever tells both."""


class Pump:
    """Tells what is to be told."""

    def __init__(
        self, database: Database, corridor: Corridor, sender: Teller, owner: str, figures: Figures
    ) -> None:
        self._database = database
        self._corridor = corridor
        self._sender = sender
        self._owner = owner
        self._figures = figures
        self._hands = Hands()
        self._faults: Counter[str] = Counter()
        self._last_told_at: datetime | None = None
        self._stopping = threading.Event()

    def run(self) -> int:
        """Give every free sender a lane; returns how many were given. Raises DatabaseUnavailable."""
        limit, least = self._free()
        if limit <= 0 or self._stopping.is_set():
            return 0
        claimed = self._database.write(lambda tx: self._claim(tx, limit, least))
        for one in claimed:
            self._hands.take(one, self._now())
            # A daemon: a send that hangs never keeps a stopped process from ending.
            threading.Thread(target=self._lane, args=(one,), name=f"pump {one.lane}", daemon=True).start()
        return len(claimed)

    def renew(self) -> None:
        """Keep what is in hand; to be called every RENEWED_EVERY seconds. Raises DatabaseUnavailable."""
        if len(self._hands):
            self._hands.renewed(*self._database.write(self._renew))

    def _renew(self, tx: Tx) -> tuple[frozenset[str], datetime]:
        now = self._now()
        lanes = self._hands.lanes(now, LONGEST_SEND)
        return claims.renew(tx, lanes, self._owner, now + LEASE), now + LEASE

    def idle(self) -> bool:
        """No sender is at work."""
        return not len(self._hands)

    def next_claim_at(self) -> datetime | None:
        """When something may be sent next, by a sender that is free. Raises DatabaseUnavailable.

        None while nothing may and others are at work: when one of them ends, the loop looks again.
        """
        limit, least = self._free()
        if limit <= 0:
            return None
        now, idle = self._now(), limit + KEPT_FOR_PAGES == SENDERS
        return self._database.read(lambda tx: claims.next_claim_at(tx, now, least, later=idle))

    def halt(self) -> None:
        """Begin nothing new."""
        self._stopping.set()

    def stop(self, seconds: float) -> None:
        """Begin nothing new, and wait this long for what is on its way; the rest is looked up at the next start."""
        self.halt()
        self._hands.wait_until_empty(seconds)

    def _free(self) -> tuple[int, Urgency]:
        """How many lanes may be given now, and what they have to tell at least."""
        free = SENDERS - len(self._hands)
        if free <= KEPT_FOR_PAGES:
            return free, Urgency.PAGE
        return free - KEPT_FOR_PAGES, Urgency.DECORATION

    def _now(self) -> datetime:
        return self._corridor.wall.now()

    def _claim(self, tx: Tx, limit: int, least: Urgency) -> list[Claimed]:
        now = self._now()
        if self._hands.any_ends_before(now + timedelta(seconds=RENEWED_EVERY)):
            # The database was away. What is still in our own hands must not be taken for a dead process's.
            self._renew(tx)
        return claims.claim(tx, now, LEASE, self._owner, limit, least)

    def _lane(self, claimed: Claimed) -> None:
        """Tell one lane's notices, one after the other, until it has no more to tell."""
        following: Claimed | None = claimed
        try:
            while following:
                self._hands.go_on(claimed, following, self._now())
                following = self._one(following, lambda: self._hands.ours(claimed, self._now()))
        except (Fenced, DatabaseUnavailable) as trouble:
            # The lease runs out and whoever claims the lane next looks the message up first.
            log.warning("a lane was left", lane=claimed.lane, reason=str(trouble))
        except Exception:
            log.exception("a lane was left by a fault of ours", lane=claimed.lane)
        finally:
            self._hands.let_go(claimed)
            self._corridor.wakes.freed()

    def _one(self, claimed: Claimed, ours: StillOurs) -> Claimed | None:
        try:
            receipt, notice = self._tell(claimed, ours)
            self._figures.told(claimed.notice.kind, receipt, self._now() - claimed.notice.due_at)
            following = self._settled(claimed, notice, receipt)
        except (Fenced, DatabaseUnavailable):
            raise
        except Undecodable as newer:
            # What follows from it is that version's to say, which looks up first what is there already.
            return self._settled(claimed, None, Later(str(newer), LEFT_TO_NEWER, doubtful=True))
        except Exception as fault:
            return self._after_a_fault(claimed, fault)
        self._faults.pop(claimed.notice.id, None)
        log.info("told", notice=claimed.notice.id, kind=claimed.notice.kind, result=type(receipt).__name__)
        return following

    def _tell(self, claimed: Claimed, ours: StillOurs) -> tuple[Receipt, Notice | Memo | None]:
        """What came of it, and what was told where something may follow from that."""
        try:
            if claimed.notice.incident is None:
                return self._tell_memo(claimed, ours)
            briefing = self._database.read(lambda tx: brief(tx, claimed, self._corridor))
        except Undecodable as newer:
            if self._now() - claimed.notice.created_at > NEWER_IS_GONE:
                return Never(str(newer)), None
            return Later(str(newer), after_seconds=LEFT_TO_NEWER), None
        if briefing is None:
            return Never("its incident is gone"), None
        if not wanted(briefing.notice.what, briefing.incident):
            return Sent(), None
        if not isinstance(briefing.notice.what, NotifyBy):
            return self._sender.send(briefing, ours), briefing.notice
        receipt = self._sender.send(briefing, lambda: ours() and self._unanswered(briefing.notice))
        return receipt_of_ring(receipt, claimed.notice, self._now()), briefing.notice

    def _unanswered(self, notice: Notice) -> bool:
        """Asked before each provider: while one hung, somebody may have answered, and then no other is asked."""
        try:
            found = self._database.read(lambda tx: incidents.load(tx, [notice.incident]))
        except DatabaseUnavailable:
            return True  # a page too many is better than none
        incident = found.get(notice.incident)
        return incident is None or wanted(notice.what, incident)

    def _tell_memo(self, claimed: Claimed, ours: StillOurs) -> tuple[Receipt, Memo | None]:
        briefing = self._database.read(lambda tx: brief_memo(tx, claimed, self._corridor))
        if not memos.wanted(briefing):
            return Sent(), None
        return self._sender.tell(briefing, ours), briefing.memo

    def _after_a_fault(self, claimed: Claimed, fault: Exception) -> Claimed | None:
        """It may be there all the same: it is looked up and tried again, and in the end given up."""
        log.error("telling failed by a fault of ours", notice=claimed.notice.id, exc_info=fault)
        self._figures.fault("pump")
        self._faults[claimed.notice.id] += 1
        reason = f"a fault of ours: {type(fault).__name__}"
        if self._faults[claimed.notice.id] < FAULTS_MOST:
            return self._settled(claimed, None, Later(reason, doubtful=True))
        del self._faults[claimed.notice.id]
        try:
            notice = None if claimed.notice.incident is None else claimed.notice.notice()
            return self._settled(claimed, notice, Never(reason))
        except (Fenced, DatabaseUnavailable):
            raise
        except Exception:
            log.exception("what follows from that failed too", notice=claimed.notice.id)
            return self._settled(claimed, None, Never(reason))

    def _settled(self, claimed: Claimed, notice: Notice | Memo | None, receipt: Receipt) -> Claimed | None:
        if isinstance(receipt, Sent) and receipt.channel:
            self._last_told_at = self._now()
        following = self._written(lambda tx: self._settle(tx, claimed, notice, receipt))
        if isinstance(notice, Notice) and follows(notice, receipt):
            self._corridor.wakes.changed()
        return following

    def _written(self, work: Callable[[Tx], Claimed | None]) -> Claimed | None:
        """While the database is away, what came of a send is known here only: so it is waited for."""
        patience = self._now() + WAITS_FOR_DATABASE
        while True:
            try:
                return self._database.write(work)
            except DatabaseUnavailable as trouble:
                log.warning("what came of a send can't be stored", reason=str(trouble))
                if self._stopping.wait(AFTER_TROUBLE) or self._now() > patience:
                    raise

    def _settle(
        self, tx: Tx, claimed: Claimed, notice: Notice | Memo | None, receipt: Receipt
    ) -> Claimed | None:
        if isinstance(notice, Memo):
            note_memo(tx, notice, receipt)
        elif notice and follows(notice, receipt) and self._in_time(claimed, receipt):
            note(tx, self._corridor, notice, receipt)
        now = self._now()
        stands = isinstance(receipt, Later) and self._stands(tx, claimed)
        if stands and message_is_gone(receipt, claimed.notice, now):
            self._forget(tx, claimed)
        aside = gives_way(receipt, claimed.notice, now, self._last_told_at, stands=stands)
        outcome = settlement(receipt, claimed, now, aside=aside)
        return claims.settle(tx, claimed, outcome, now, take_next=not self._stopping.is_set())

    def _in_time(self, claimed: Claimed, receipt: Receipt) -> bool:
        """Not every wait of a page is worth a decision."""
        return not isinstance(receipt, Later) or goes_another_way(receipt, claimed.notice, self._now())

    def _forget(self, tx: Tx, claimed: Claimed) -> None:
        incident, surface = claimed.notice.incident, claimed.notice.surface
        if incident and surface:
            log.warning("an edit finds nothing, so its message is left", notice=claimed.notice.id)
            messages.displace(tx, incident, surface)

    def _stands(self, tx: Tx, claimed: Claimed) -> bool:
        """Whether it edits a message that is there."""
        incident, surface = claimed.notice.incident, claimed.notice.surface
        return incident is not None and surface in messages.places(tx, incident)
