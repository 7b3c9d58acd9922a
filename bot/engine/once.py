"""A delivery has its effect once, however often it comes."""

from __future__ import annotations

from datetime import datetime

from bot.domain.requests import Delivery
from bot.store import inbox
from bot.store.transactions import Tx


def first_time(tx: Tx, delivery: Delivery, now: datetime, came: str | None = None) -> bool:
    """Note that it has its effect now (wall clock), on the incident `came` if it is of one: it was kept before, or it
    comes straight in."""
    came = came or "carried out"
    kept = inbox.done(tx, delivery.source, delivery.id, came, now)
    return kept or inbox.once(tx, delivery.source, delivery.id, now, came)
