"""Whether Slack takes what we send, as the last answers showed; safe on any thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.slack_errors import LEASE_OVER
from bot.domain.notices import Later, Receipt

SAYS_NOTHING = frozenset({"rate_limited", "ratelimited", "too_many_requests", LEASE_OVER})
"""Slack is well and we are fast: one channel waits, the others go on. Or it was not asked at all."""


@dataclass(frozen=True, slots=True)
class SlackHealth:
    """`reason` is empty while all is well, else a code such as `token_revoked` or `unreachable`.

    `since` is when the first of the failures came that have not been followed by a success.
    """

    reason: str = ""
    since: datetime | None = None

    @property
    def ok(self) -> bool:
        return not self.reason

    def __str__(self) -> str:
        return self.reason or "ok"


class HealthWatch:
    """Remembers how the last answers were."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._health = SlackHealth()

    @property
    def health(self) -> SlackHealth:
        with self._lock:
            return self._health

    def note(self, receipt: Receipt, now: datetime) -> SlackHealth | None:
        """Returns the new health when it changed between well and unwell, or changed its reason."""
        if isinstance(receipt, Later) and receipt.reason in SAYS_NOTHING:
            return None
        reason = receipt.reason if isinstance(receipt, Later) else ""
        with self._lock:
            before = self._health
            if before.reason == reason:
                return None
            self._health = SlackHealth(reason, (before.since or now) if reason else None)
            return self._health
