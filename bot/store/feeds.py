"""How often the secret address of a calendar was renewed: its key is made from that, and the older ones open nothing."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.tables import counters
from bot.store.transactions import Tx
from bot.store.upserts import inserting


def renewed(tx: Tx, kind: str, name: str) -> int:
    """How often; 0 for never."""
    return int(tx.execute(select(counters.c.value).where(counters.c.name == _of(kind, name))).scalar() or 0)


def renew(tx: Tx, kind: str, name: str) -> int:
    """Once more. Returns how often now."""
    asked = inserting(tx.dialect.name, counters).values(name=_of(kind, name), value=1)
    counting = asked.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
    return int(tx.execute(counting.returning(counters.c.value)).scalar_one())


def _of(kind: str, name: str) -> str:
    return f"feed:{kind}:{name}"
