"""Test pages that people sent themselves, and which of their ways came through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, delete, func, select, update

from bot.domain.faults import Fault
from bot.domain.notices import Never
from bot.domain.reachability.walkthroughs import WalkThrough, Way
from bot.domain.setup import Method
from bot.store.tables import walkthrough_ways, walkthroughs
from bot.store.transactions import Tx
from bot.store.upserts import put_if_absent, put_new

KEPT_FOR = timedelta(days=90)
"""What reached somebody longer ago says nothing of tonight."""


def begin(tx: Tx, walk: WalkThrough) -> None:
    """It goes out. What is older than `KEPT_FOR` is forgotten."""
    _forget(tx, walk.person, walkthroughs.c.sent_at < walk.sent_at - KEPT_FOR)
    key = {"person": walk.person, "name": walk.name}
    put_new(tx, walkthroughs, {**key, "sent_at": walk.sent_at, "ends_at": walk.ends_at})
    ways = [{**key, "method": way.method.value, "number": number} for number, way in enumerate(walk.ways)]
    put_if_absent(tx, walkthrough_ways, ways)


def begun_since(tx: Tx, person: str, since: datetime) -> int:
    """How many of theirs."""
    row = walkthroughs.c
    query = select(func.count()).where(row.person == person, row.sent_at > since)
    return int(tx.execute(query.select_from(walkthroughs)).scalar_one())


def find(tx: Tx, person: str, name: str) -> WalkThrough | None:
    """One of theirs."""
    return next(iter(_those(tx, walkthroughs.c.person == person, walkthroughs.c.name == name)), None)


def open_of(tx: Tx, person: str) -> WalkThrough | None:
    """The one of theirs that goes on."""
    return next(iter(_those(tx, walkthroughs.c.person == person, walkthroughs.c.ended_at.is_(None))), None)


def every_open(tx: Tx) -> Sequence[WalkThrough]:
    """Everybody's that goes on."""
    return _those(tx, walkthroughs.c.ended_at.is_(None))


def came(tx: Tx, person: str, name: str, method: Method, at: datetime) -> None:
    """That way reached them; the first time counts."""
    row = walkthrough_ways.c
    tx.execute(_way(person, name, method).where(row.came_at.is_(None)).values(came_at=at))


def failed(tx: Tx, person: str, name: str, method: Method, met: Never) -> None:
    """That way did not, unless it did."""
    row = walkthrough_ways.c
    tx.execute(
        _way(person, name, method)
        .where(row.came_at.is_(None))
        .values(failed=met.reason, fault=met.fault.value)
    )


def end(tx: Tx, walk: WalkThrough, at: datetime) -> bool:
    """False: it was ended before."""
    row = walkthroughs.c
    open_then = update(walkthroughs).where(
        row.person == walk.person, row.name == walk.name, row.ended_at.is_(None)
    )
    return bool(tx.execute(open_then.values(ended_at=at)).rowcount)


def last_came(tx: Tx, person: str) -> Mapping[Method, datetime]:
    """When each way last reached them."""
    row = walkthrough_ways.c
    came_last = (
        select(row.method, row.came_at)
        .where(row.person == person, row.came_at.is_not(None))
        .order_by(row.came_at)
    )
    return {Method(one.method): one.came_at for one in tx.execute(came_last)}


def forget(tx: Tx, person: str) -> bool:
    """Everything about a person's. False: there was nothing."""
    return _forget(tx, person)


def _forget(tx: Tx, person: str, *which: ColumnElement[bool]) -> bool:
    row, way = walkthroughs.c, walkthrough_ways.c
    names = tx.scalars(select(row.name).where(row.person == person, *which)).all()
    if names:
        tx.execute(delete(walkthrough_ways).where(way.person == person, way.name.in_(names)))
        tx.execute(delete(walkthroughs).where(row.person == person, row.name.in_(names)))
    return bool(names)


def _way(person: str, name: str, method: Method) -> Update:
    row = walkthrough_ways.c
    return update(walkthrough_ways).where(row.person == person, row.name == name, row.method == method.value)


def _those(tx: Tx, *which: ColumnElement[bool]) -> list[WalkThrough]:
    """Newest first."""
    found = tx.execute(select(walkthroughs).where(*which).order_by(walkthroughs.c.sent_at.desc()))
    return [
        WalkThrough(
            one.person, one.name, one.sent_at, one.ends_at, _ways(tx, one.person, one.name), one.ended_at
        )
        for one in found.all()
    ]


def _ways(tx: Tx, person: str, name: str) -> tuple[Way, ...]:
    row = walkthrough_ways.c
    query = select(walkthrough_ways).where(row.person == person, row.name == name).order_by(row.number)
    return tuple(
        Way(Method(one.method), one.came_at, one.failed or "", Fault(one.fault) if one.fault else None)
        for one in tx.execute(query)
    )
