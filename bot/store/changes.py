"""Deploys and other changes, kept to be shown on the incidents that they may explain."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.domain.changes import Change
from bot.domain.events import Link
from bot.store.columns import Utc
from bot.store.tables import changes
from bot.store.transactions import Tx

# Built once: building a statement takes longer than carrying it out.
_BETWEEN = (
    select(changes)
    .where(
        changes.c.at >= bindparam("since", type_=Utc),
        changes.c.at <= bindparam("until", type_=Utc),
    )
    .order_by(changes.c.at.desc(), changes.c.id.desc())
    .limit(bindparam("most"))
)


def keep(tx: Tx, change: Change) -> None:
    """Store one."""
    links = json.dumps([[link.text, link.url] for link in change.links])
    tx.execute(
        insert(changes).values(
            integration=change.integration,
            at=change.at,
            summary=change.summary,
            source=change.source,
            links=links,
        )
    )


def between(tx: Tx, since: datetime, until: datetime, limit: int) -> list[Change]:
    """The newest changes in this stretch, newest first; both ends are included."""
    found = tx.execute(_BETWEEN, {"since": since, "until": until, "most": limit})
    return [_change(row) for row in found]


def prune(tx: Tx, before: datetime, limit: int) -> int:
    """Forget up to `limit` changes older than that."""
    old = select(changes.c.id).where(changes.c.at < before).order_by(changes.c.at).limit(limit)
    return tx.execute(delete(changes).where(changes.c.id.in_(old))).rowcount


def _change(row: Row[tuple[object, ...]]) -> Change:
    links = tuple(Link(text, url) for text, url in json.loads(row.links))
    return Change(row.integration, row.at, row.summary, row.source, links)
