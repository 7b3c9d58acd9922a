"""What waits by the wall clock, all of it together: for when that clock was set back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update

from bot.store.columns import Utc
from bot.store.notices import PENDING
from bot.store.tables import inbox, lanes, leases, notices
from bot.store.transactions import Tx

_UNTIL = bindparam("until", type_=Utc)

_SHORTENED = (
    update(notices).where(PENDING, notices.c.due_at > _UNTIL).values(due_at=_UNTIL),
    update(lanes).where(lanes.c.lease_until > _UNTIL).values(lease_until=_UNTIL),
    update(lanes).where(lanes.c.blocked_until > _UNTIL).values(blocked_until=_UNTIL),
    update(inbox).where(inbox.c.done_at.is_(None), inbox.c.lease_until > _UNTIL).values(lease_until=_UNTIL),
    update(leases).where(leases.c.until > _UNTIL).values(until=_UNTIL),
)


def shorten(tx: Tx, until: datetime) -> int:
    """No lease, no pause and no second try lasts beyond `until` (wall clock). Returns how many did."""
    return sum(tx.execute(wait, {"until": until}).rowcount for wait in _SHORTENED)
