"""Small leases by name: one replica at a time carries out the alerts that came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import bindparam, delete, or_
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.columns import Utc
from bot.store.tables import leases
from bot.store.transactions import Tx
from bot.store.upserts import inserting


@dataclass(frozen=True, slots=True)
class Lease:
    """Ours until then; the fence grows each time that the holder changes or renews."""

    name: str
    owner: str
    until: datetime
    fence: int


def acquire(tx: Tx, name: str, owner: str, now: datetime, lease_for: timedelta) -> Lease | None:
    """Take it, or renew our own; None while it is another's."""
    until = now + lease_for
    asked = {"name": name, "owner": owner, "until": until, "fence": 1, "now": now}
    fence = tx.execute(_acquired(tx.dialect.name), asked).scalar()
    return None if fence is None else Lease(name, owner, until, fence)


def leave(tx: Tx, owner: str) -> int:
    """Free all that is this owner's: it stops. Returns how many."""
    return tx.execute(delete(leases).where(leases.c.owner == owner)).rowcount


def let_go(tx: Tx) -> int:
    """Free every lease: for a start where nobody else can be serving."""
    return tx.execute(delete(leases)).rowcount


@cache
def _acquired(dialect: str) -> ReturningInsert[int]:
    """Built once: building a statement takes longer than carrying it out."""
    asked = inserting(dialect, leases)
    wanted = asked.excluded
    taken = asked.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": wanted.owner, "until": wanted.until, "fence": leases.c.fence + 1},
        where=or_(leases.c.owner == wanted.owner, leases.c.until <= bindparam("now", type_=Utc)),
    )
    return taken.returning(leases.c.fence)
