"""A delivery has its effect once, however often it comes."""

from __future__ import annotations

from datetime import datetime

from bot.domain.requests import Delivery
from bot.store import inbox
from bot.store.transactions import Tx


def first_time(tx: Tx, delivery: Delivery, now: datetime) -> bool:
    """Note that it has its effect now (wall clock): it was kept before, or it comes straight in."""
    kept = inbox.done(tx, delivery.source, delivery.id, "carried out", now)
    return kept or inbox.once(tx, delivery.source, delivery.id, now, "carried out")
