"""How long a notice waits for its next try, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import jitter
from bot.domain.notices import Later, Never, Receipt, Sent
from bot.store.claims import Claimed, Delivered, Failed, Retry, Settlement

LONGEST_BACKOFF = timedelta(seconds=30)
"""When Slack is back after an outage, everything moves again within this."""

GIVEN_UP_AFTER = timedelta(hours=48)
"""Longer than any outage of Slack on record; a message two days late misleads."""

SHORTEST_WAIT = timedelta(milliseconds=250)
"""The first retry: most resets are over by then."""


def settlement(receipt: Receipt, claimed: Claimed, now: datetime) -> Settlement:
    """What the outbox is to remember of a try."""
    match receipt:
        case Sent():
            return Delivered(receipt)
        case Never(reason=reason):
            return Failed(reason)
        case Later() as later:
            if now - claimed.notice.created_at > GIVEN_UP_AFTER:
                return Failed(f"given up after 48 h: {later.reason}")
            at = now + _wait(later, claimed.notice.attempts)
            held = later.after_seconds is not None
            return Retry(at, later.reason, later.doubtful, block_lane_until=at if held else None)


def _wait(later: Later, attempts: int) -> timedelta:
    """Doubling with jitter, and never less than the other side asked for."""
    # 2**7 quarter seconds are past the limit; a larger power would only overflow.
    doublings = min(max(attempts, 1), 7)
    backoff = min(SHORTEST_WAIT * (1 << doublings), LONGEST_BACKOFF)
    spread = timedelta(seconds=jitter(backoff.total_seconds() / 2))
    asked = timedelta(seconds=later.after_seconds or 0)
    return max(backoff / 2 + spread, asked + timedelta(milliseconds=50))
