"""What came in: kept before it is answered, carried out once, however often it is delivered.

Two ways. `keep` stores a delivery to be carried out later (an alert is answered 2xx after
that); `once` notes, in the transaction of its effect, that a delivery had its effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, tuple_, update

from bot.store.tables import inbox
from bot.store.transactions import Tx
from bot.store.upserts import insert

ATTEMPTS_LIMIT = 2
"""A payload that killed the process once may be bad luck; the second time it is poison (RELIABILITY.md, C10)."""
ORDER = timedelta(microseconds=1)
"""Deliveries that are stored together are carried out in the order in which they came."""
POISON = "poison"
"""The outcome of a delivery that nobody got through."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery to carry out. `attempts` counts this one; `poison`: it was tried often enough, and
    is now done with that outcome: tell somebody, and do not open it."""

    source: str
    delivery_id: str
    received_at: datetime
    body: str
    attempts: int
    poison: bool = False


def keep(
    tx: Tx,
    source: str,
    delivery_id: str,
    body: str,
    now: datetime,
    lease_for: timedelta,
    owner: str = "",
) -> bool:
    """Store a delivery, leased to the one who stores it. False: it is there already."""
    row = {
        "source": source,
        "delivery_id": delivery_id,
        "received_at": now,
        "body": body,
        "lease_until": now + lease_for,
        "owner": owner,
        "attempts": 1,
    }
    kept = insert(tx, inbox).values(row).on_conflict_do_nothing().returning(inbox.c.attempts)
    return tx.execute(kept).first() is not None


def keep_all(tx: Tx, source: str, bodies: Mapping[str, str], now: datetime) -> None:
    """Store deliveries that anyone may take at once, by their ids, in this order."""
    tx.execute(
        insert(tx, inbox),
        [
            {
                "source": source,
                "delivery_id": name,
                "received_at": now + place * ORDER,
                "body": body,
                "attempts": 0,
            }
            for place, (name, body) in enumerate(bodies.items())
        ],
    )


def once(tx: Tx, source: str, delivery_id: str, now: datetime, outcome: str = "") -> bool:
    """Note that this delivery has its effect in this transaction. False: it had it before, so do nothing.

    On PostgreSQL a second delivery waits here until the first has committed.
    """
    row = {
        "source": source,
        "delivery_id": delivery_id,
        "received_at": now,
        "body": "",
        "attempts": 1,
        "done_at": now,
        "outcome": outcome,
    }
    noted = insert(tx, inbox).values(row).on_conflict_do_nothing().returning(inbox.c.attempts)
    return tx.execute(noted).first() is not None


def claim_stale(
    tx: Tx, source: str, now: datetime, lease_for: timedelta, limit: int, owner: str = ""
) -> list[Kept]:
    """Take a source's deliveries whose lease ran out: whoever had them is gone. The oldest first.

    Those with ATTEMPTS_LIMIT tries behind them come back as poison, and are done. One that was tried
    before comes alone: if it is what killed the process, it takes nobody with it the second time.
    """
    free = (
        select(inbox.c.source, inbox.c.delivery_id, inbox.c.attempts)
        .where(inbox.c.source == source)
        .where(inbox.c.done_at.is_(None), or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= now))
        .order_by(inbox.c.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if not (rows := tx.execute(free).all()):
        return []
    untried = takewhile(lambda row: not row.attempts, rows)
    keys = [(row.source, row.delivery_id) for row in untried] or [(rows[0].source, rows[0].delivery_id)]
    these = tuple_(inbox.c.source, inbox.c.delivery_id).in_(keys)
    poison = update(inbox).where(these, inbox.c.attempts >= ATTEMPTS_LIMIT)
    poisoned = poison.values(done_at=now, outcome=POISON, lease_until=None).returning(inbox)
    found = [_kept(row, poison=True) for row in tx.execute(poisoned)]
    again = update(inbox).where(these, inbox.c.done_at.is_(None))
    leased = again.values(lease_until=now + lease_for, owner=owner, attempts=inbox.c.attempts + 1)
    found += [_kept(row) for row in tx.execute(leased.returning(inbox))]
    return sorted(found, key=lambda kept: (kept.received_at, kept.source, kept.delivery_id))


def done(tx: Tx, source: str, delivery_id: str, outcome: str, now: datetime) -> bool:
    """It is carried out, in this transaction. False: somebody else did it first, so roll back."""
    finished = (
        update(inbox)
        .where(_is(source, delivery_id), inbox.c.done_at.is_(None))
        .values(done_at=now, outcome=outcome, lease_until=None)
        .returning(inbox.c.attempts)
    )
    return tx.execute(finished).first() is not None


def not_tried(tx: Tx, deliveries: Iterable[Kept], now: datetime) -> None:
    """The database gave up and not they: the try does not count, and anyone may take them now."""
    keys = [(kept.source, kept.delivery_id) for kept in deliveries]
    mine = (tuple_(inbox.c.source, inbox.c.delivery_id).in_(keys), inbox.c.done_at.is_(None))
    tx.execute(update(inbox).where(*mine).values(attempts=inbox.c.attempts - 1, lease_until=now))


def let_go(tx: Tx) -> int:
    """Free every delivery that is not carried out: for a start where nobody else can be serving."""
    held = update(inbox).where(inbox.c.done_at.is_(None), inbox.c.lease_until.is_not(None))
    return tx.execute(held.values(lease_until=None)).rowcount


def done_all(tx: Tx, source: str, deliveries: Sequence[str], outcome: str, now: datetime) -> frozenset[str]:
    """The same for many at once; returns those that nobody finished before."""
    finished = (
        update(inbox)
        .where(inbox.c.source == source, inbox.c.delivery_id.in_(deliveries), inbox.c.done_at.is_(None))
        .values(done_at=now, outcome=outcome, lease_until=None)
        .returning(inbox.c.delivery_id)
    )
    return frozenset(tx.scalars(finished))


def seen(tx: Tx, source: str, delivery_id: str) -> str | None:
    """What came of it: None when it never came, or is not done."""
    query = select(func.coalesce(inbox.c.outcome, "")).where(_is(source, delivery_id))
    return tx.execute(query.where(inbox.c.done_at.is_not(None))).scalar()


def next_due_at(tx: Tx, source: str) -> datetime | None:
    """When the next delivery of a source may be taken, past or future; None: none waits."""
    waits = inbox.c.done_at.is_(None)
    query = select(func.min(func.coalesce(inbox.c.lease_until, inbox.c.received_at)))
    return tx.execute(query.where(inbox.c.source == source, waits)).scalar()


def waiting_count(tx: Tx) -> int:
    """How many deliveries are kept and not carried out."""
    return int(
        tx.execute(select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))).scalar_one()
    )


def prune(tx: Tx, before: datetime, limit: int) -> int:
    """Forget up to `limit` deliveries that were done before then. A sender may repeat itself for some days."""
    keys = select(inbox.c.source, inbox.c.delivery_id).where(inbox.c.done_at < before)
    old = keys.order_by(inbox.c.done_at).limit(limit)
    return tx.execute(delete(inbox).where(tuple_(inbox.c.source, inbox.c.delivery_id).in_(old))).rowcount


def _is(source: str, delivery_id: str) -> ColumnElement[bool]:
    return and_(inbox.c.source == source, inbox.c.delivery_id == delivery_id)


def _kept(row: Row[tuple[object, ...]], *, poison: bool = False) -> Kept:
    return Kept(row.source, row.delivery_id, row.received_at, row.body, row.attempts, poison)
