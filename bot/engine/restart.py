"""What a process that was killed had in hand is free again at once, where nobody else can have it.

On SQLite one process serves (the lock on the file), so at its start every lease is a dead
one's: waiting until they run out would hold back pages for nothing. On PostgreSQL others
may be at work, and the leases have to run out.
"""

from __future__ import annotations

import structlog

from bot.store import claims, inbox, leases
from bot.store.transactions import Database, Tx

log = structlog.get_logger(__name__)


def take_over(database: Database) -> None:
    """To be called by `serve` before its loops start. Raises DatabaseUnavailable."""
    if database.several_serve:
        return
    lanes, deliveries = database.write(_let_go)
    if lanes or deliveries:
        log.info("taken over from a process that died", lanes=lanes, deliveries=deliveries)


def _let_go(tx: Tx) -> tuple[int, int]:
    leases.let_go(tx)
    return claims.let_go(tx), inbox.let_go(tx)
