"""Which tests went out, and which of them came through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.domain.reachability.canaries import Trial
from bot.domain.setup import Method
from bot.store.tables import canaries, canary_failures, contacts
from bot.store.transactions import Tx
from bot.store.upserts import put_new

OPEN_FOR = timedelta(days=31)
"""A test that is older wants no answer any more: the next has come."""


def sent(tx: Tx, person: str, month: str, at: datetime) -> bool:
    """Note that a person's test of a month goes out. False: it did before."""
    return put_new(tx, canaries, {"person": person, "month": month, "sent_at": at})


def failed(tx: Tx, person: str, month: str, method: Method) -> None:
    """A way did not take it."""
    put_new(tx, canary_failures, {"person": person, "month": month, "method": method.value})


def answered(tx: Tx, person: str, at: datetime, month: str | None = None) -> bool:
    """It came through. `month` None: whichever waits. False: none waits for an answer."""
    waits = update(canaries).where(
        canaries.c.person == person,
        canaries.c.answered_at.is_(None),
        canaries.c.sent_at > at - OPEN_FOR,
    )
    of_month = waits if month is None else waits.where(canaries.c.month == month)
    return bool(tx.execute(of_month.values(answered_at=at)).rowcount)


def newest(tx: Tx, people: Collection[str], since: datetime) -> Mapping[str, Trial]:
    """The last test of each of them that went out since then. A way whose address was proved after it has not failed."""
    row = canaries.c
    query = select(canaries).where(row.person.in_(people), row.sent_at >= since).order_by(row.sent_at)
    last = {one.person: one for one in tx.execute(query)}
    return {
        name: Trial(one.sent_at, one.answered_at, _failed(tx, name, one.month, one.sent_at))
        for name, one in last.items()
    }


def _failed(tx: Tx, person: str, month: str, sent_at: datetime) -> frozenset[Method]:
    row = canary_failures.c
    met = tx.scalars(select(row.method).where(row.person == person, row.month == month)).all()
    proved = select(contacts.c.method).where(contacts.c.person == person, contacts.c.verified_at > sent_at)
    return frozenset(Method(word) for word in set(met) - set(tx.scalars(proved).all()))


def forget(tx: Tx, person: str) -> bool:
    """Everything about a person's tests. False: there was nothing."""
    gone = [tx.execute(delete(t).where(t.c.person == person)).rowcount for t in (canaries, canary_failures)]
    return any(gone)
