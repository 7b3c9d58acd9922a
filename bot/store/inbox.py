"""What came in: kept before it is answered, carried out once, however often it is delivered.

Two ways. `keep` stores a delivery to be carried out later (an alert is answered 2xx after
that); `once` notes, in the transaction of its effect, that a delivery had its effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate, takewhile
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, literal_column, or_, select, tuple_, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.store.bulk import among, as_given
from bot.store.columns import OutsideText, Utc
from bot.store.tables import inbox
from bot.store.transactions import Tx
from bot.store.upserts import add, put_new

ATTEMPTS_LIMIT = 3
"""A payload may be in progress by chance when the process dies, once with others and once alone. It is tried
a third time, alone; after that it is set aside as poison."""
FAILING_MOST = 100
"""Failing deliveries whose episodes are remembered for the next replica to take over. They fail because of a
bug in Meridian, so there are few."""
ORDER = timedelta(microseconds=1)
"""Deliveries that are stored together are carried out in the order in which they came."""
AT_ONCE = 4 * 1024 * 1024
"""Characters of bodies claimed at once, to save memory: parsed, they take ten times that. A larger body is
claimed alone."""
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
    return put_new(tx, inbox, row)


def keep_all(tx: Tx, source: str, bodies: Mapping[str, str], now: datetime) -> None:
    """Store deliveries that anyone may take at once, by their ids, in this order."""
    rows = [
        {
            "source": source,
            "delivery_id": name,
            "received_at": now + place * ORDER,
            "body": body,
            "attempts": 0,
        }
        for place, (name, body) in enumerate(bodies.items())
    ]
    add(tx, inbox, rows)


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
    return put_new(tx, inbox, row)


def claim_stale(
    tx: Tx, source: str, now: datetime, lease_for: timedelta, limit: int, owner: str = ""
) -> list[Kept]:
    """Take a source's deliveries whose lease ran out: whoever had them is gone. The oldest first, AT_ONCE of them.

    Those with ATTEMPTS_LIMIT tries behind them come back as poison, and are done. One that was tried
    before comes alone: if it is what killed the process, it takes nobody with it the second time.
    """
    if not (rows := tx.execute(_FREE, {"from_": source, "now": now, "most": limit}).all()):
        return []
    sizes = accumulate(row.size for row in rows)
    untried = takewhile(
        lambda pair: not pair[0].attempts and pair[1] <= AT_ONCE, zip(rows, sizes, strict=True)
    )
    keys = [(row.source, row.delivery_id) for row, _ in untried] or [(rows[0].source, rows[0].delivery_id)]
    found: list[Kept] = []
    given, dialect = _written(keys), tx.dialect.name
    if any(row.attempts >= ATTEMPTS_LIMIT for row in rows):
        poison = tx.execute(_poisoning(dialect), {"given": given, "now": now})
        found += [_kept(row, poison=True) for row in poison]
    leased = {"given": given, "until": now + lease_for, "holder": owner}
    found += [_kept(row) for row in tx.execute(_leasing(dialect), leased)]
    return sorted(found, key=lambda kept: (kept.received_at, kept.source, kept.delivery_id))


def failing(tx: Tx, source: str, now: datetime) -> list[tuple[Kept, datetime]]:
    """Deliveries of a source that were tried and are not done, and when each may be taken again; the oldest first."""
    rows = tx.execute(_FAILING, {"from_": source, "now": now})
    return [(_kept(row), row.lease_until) for row in rows]


def given_up(tx: Tx, since: datetime) -> int:
    """How many nobody got through since then, of whatever source."""
    return int(tx.execute(_GIVEN_UP, {"now": since}).scalar_one())


def done(tx: Tx, source: str, delivery_id: str, outcome: str, now: datetime) -> bool:
    """It is carried out, in this transaction. False: somebody else did it first, so roll back."""
    asked = {"from_": source, "of": delivery_id, "came": outcome, "now": now}
    return tx.execute(_DONE, asked).first() is not None


def not_tried(tx: Tx, deliveries: Iterable[Kept], now: datetime) -> None:
    """The database gave up and not they: the try does not count, and anyone may take them now."""
    given = _written([(kept.source, kept.delivery_id) for kept in deliveries])
    mine = update(inbox).where(among(tx.dialect.name, _KEY), _UNDONE)
    tx.execute(mine.values(attempts=inbox.c.attempts - 1, lease_until=now), {"given": given})


def put_back(tx: Tx, source: str, delivery_id: str, until: datetime) -> None:
    """What it needs is away, and not it is at fault: the try does not count, and it comes again then."""
    mine = update(inbox).where(_FROM, _ONE, _UNDONE)
    again = mine.values(attempts=inbox.c.attempts - 1, lease_until=until)
    tx.execute(again, {"from_": source, "of": delivery_id})


def let_go(tx: Tx) -> int:
    """Free every delivery that is not carried out: for a start where nobody else can be serving."""
    held = update(inbox).where(inbox.c.done_at.is_(None), inbox.c.lease_until.is_not(None))
    return tx.execute(held.values(lease_until=None)).rowcount


def give_back(tx: Tx, owner: str) -> int:
    """What this owner leaves behind undone is anyone's at once, and its try does not count. Returns how many."""
    mine = update(inbox).where(_UNDONE, inbox.c.owner == owner, inbox.c.lease_until.is_not(None))
    return tx.execute(mine.values(attempts=inbox.c.attempts - 1, lease_until=None)).rowcount


def done_all(tx: Tx, source: str, deliveries: Sequence[str], outcome: str, now: datetime) -> frozenset[str]:
    """The same for many at once; returns those that nobody finished before."""
    given = _written([(source, name) for name in deliveries])
    asked = {"given": given, "came": outcome, "now": now}
    return frozenset(tx.scalars(_finishing(tx.dialect.name), asked))


def seen(tx: Tx, source: str, delivery_id: str) -> str | None:
    """What came of it: None when it never came, or is not done."""
    return tx.execute(_SEEN, {"from_": source, "of": delivery_id}).scalar()


def next_due_at(tx: Tx, source: str) -> datetime | None:
    """When the next delivery of a source may be taken, past or future; None: none waits."""
    return tx.execute(_NEXT, {"from_": source}).scalar()


def prune(tx: Tx, before: datetime, limit: int) -> int:
    """Forget up to `limit` deliveries that were done before then. A sender may repeat itself for some days."""
    keys = select(inbox.c.source, inbox.c.delivery_id).where(inbox.c.done_at < before)
    old = keys.order_by(inbox.c.done_at).limit(limit)
    return tx.execute(delete(inbox).where(tuple_(inbox.c.source, inbox.c.delivery_id).in_(old))).rowcount


def _kept(row: Row[Any], *, poison: bool = False) -> Kept:
    return Kept(row.source, row.delivery_id, row.received_at, row.body, row.attempts, poison)


# Built once: building a statement takes longer than carrying it out.

_NOW = bindparam("now", type_=Utc)
_FROM = inbox.c.source == bindparam("from_")
_ONE = inbox.c.delivery_id == bindparam("of")
_UNDONE = inbox.c.done_at.is_(None)
_KEY = (inbox.c.source, inbox.c.delivery_id)

_FREE = (
    select(inbox.c.source, inbox.c.delivery_id, inbox.c.attempts, func.length(inbox.c.body).label("size"))
    .where(_FROM, _UNDONE, or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= _NOW))
    .order_by(inbox.c.received_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_finished = (
    update(inbox)
    .where(_UNDONE)
    .values(done_at=_NOW, outcome=bindparam("came", type_=OutsideText), lease_until=None)
)
_DONE = _finished.where(_FROM, _ONE).returning(inbox.c.attempts)
_SEEN = select(func.coalesce(inbox.c.outcome, "")).where(_FROM, _ONE, inbox.c.done_at.is_not(None))
_FAILING = (
    select(inbox)
    .where(_FROM, _UNDONE, inbox.c.attempts > 0, inbox.c.lease_until > _NOW)
    .order_by(inbox.c.received_at)
    .limit(FAILING_MOST)
)
_GIVEN_UP = (
    select(func.count())
    .select_from(inbox)
    .where(inbox.c.outcome == literal_column(f"'{POISON}'"), inbox.c.done_at > _NOW)
)
_NEXT = select(func.min(func.coalesce(inbox.c.lease_until, inbox.c.received_at))).where(_FROM, _UNDONE)


@cache
def _finishing(dialect: str) -> ReturningUpdate[str]:
    return _finished.where(among(dialect, _KEY)).returning(inbox.c.delivery_id)


@cache
def _poisoning(dialect: str) -> ReturningUpdate[Any]:
    return (
        update(inbox)
        .where(among(dialect, _KEY), inbox.c.attempts >= ATTEMPTS_LIMIT)
        .values(done_at=_NOW, outcome=POISON, lease_until=None)
        .returning(inbox)
    )


@cache
def _leasing(dialect: str) -> ReturningUpdate[Any]:
    return (
        update(inbox)
        .where(among(dialect, _KEY), _UNDONE)
        .values(
            lease_until=bindparam("until", type_=Utc),
            owner=bindparam("holder"),
            attempts=inbox.c.attempts + 1,
        )
        .returning(inbox)
    )


def _written(keys: Iterable[tuple[str, str]]) -> str:
    """Keys as `among` reads them."""
    return as_given([{"source": source, "delivery_id": name} for source, name in keys])
