"""The outbox: what is waiting can be counted, and what is old is forgotten."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot.domain.notices import SayLine, Sent
from bot.store import claims, notices
from bot.store.database import Database
from bot.store.tables import lanes
from tests.store.rows import NOON, add, after, claim, ids, of_incident, planned


def test_what_waits_is_counted_and_its_age_known(store: Database) -> None:
    add(store, planned("a"), planned("b", waits_for="the room"))
    add(store, planned("c", "x", due_at=after(600)), now=after(-60))
    assert store.read(notices.pending_count) == 3
    assert store.read(lambda tx: notices.oldest_pending(tx, NOON)) == NOON
    assert [one.id for one in store.read(lambda tx: of_incident(tx, "INC-2026-0001"))] == [
        "a",
        "b",
        "c",
    ]


def test_old_notices_are_forgotten_and_waiting_ones_never(store: Database) -> None:
    add(store, planned("a"), planned("b"), planned("c", "x"))
    for claimed in claim(store):
        store.write(partial(claims.settle, claimed=claimed, settlement=claims.Delivered(Sent()), now=NOON))
    assert store.write(lambda tx: notices.prune(tx, NOON + timedelta(days=90), 10)) == 2
    assert ids(claim(store)) == ["b"]


def test_a_lane_of_its_own_is_forgotten_with_its_notice(store: Database) -> None:
    add(store, planned("a"))
    aside = claims.Retry(NOON, "timeout", aside=True)
    for settlement in (aside, claims.Delivered(Sent())):
        (claimed,) = claim(store)
        store.write(partial(claims.settle, claimed=claimed, settlement=settlement, now=NOON))
    known = select(lanes.c.lane).order_by(lanes.c.lane)
    assert len(store.read(lambda tx: tx.scalars(known).all())) == 2
    assert store.write(lambda tx: notices.prune(tx, NOON + timedelta(days=90), 10)) == 1
    assert store.read(lambda tx: tx.scalars(known).all()) == [planned("a").notice.lane]


def test_a_notice_comes_back_as_it_was_planned(store: Database) -> None:
    item = planned("a", what=SayLine(7), surface="line 7")
    add(store, item)
    assert claim(store)[0].notice.notice() == item.notice
