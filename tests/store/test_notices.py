"""The outbox: what is taken back is not sent, and what is waiting can be counted."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot.domain.notices import PagePerson, SayLine, Sent
from bot.store import claims, notices
from bot.store.database import Database
from bot.store.notices import State
from bot.store.tables import lanes
from tests.store.rows import LEASE, NOON, add, after, claim, ids, page, planned


def state(store: Database, id_: str) -> State:
    notice = store.read(lambda tx: notices.find(tx, id_))
    assert notice is not None
    return notice.state


def drop_pages(store: Database, seconds: float = 0) -> list[str]:
    return store.write(
        lambda tx: notices.drop_pending(tx, "INC-2026-0001", after(seconds), kinds=[PagePerson])
    )


def test_a_page_that_nobody_sent_yet_is_taken_back(store: Database) -> None:
    add(store, page("page"), planned("line"), page("other", lane="bruno"))
    assert sorted(drop_pages(store)) == ["other", "page"]
    assert ids(claim(store)) == ["line"]
    assert state(store, "page") is State.SUPERSEDED


def test_a_page_in_flight_ends_as_it_ends_and_is_not_tried_again(store: Database) -> None:
    add(store, page("page"))
    (in_flight,) = claim(store)
    assert drop_pages(store) == []
    later = claims.Retry(after(1), "500")
    store.write(lambda tx: claims.settle(tx, in_flight, later, after(1)))
    assert state(store, "page") is State.SUPERSEDED
    assert claim(store, after(60)) == []


def test_a_page_that_arrived_although_it_was_taken_back_is_sent(store: Database) -> None:
    add(store, page("page"))
    (in_flight,) = claim(store)
    drop_pages(store)
    store.write(lambda tx: claims.settle(tx, in_flight, claims.Delivered(Sent()), after(1)))
    assert state(store, "page") is State.SENT


def test_a_page_whose_sender_died_is_not_sent_after_it_was_taken_back(store: Database) -> None:
    add(store, page("page"), page("next"))
    claim(store)
    assert drop_pages(store) == ["next"]
    assert claim(store, NOON + LEASE) == []
    assert state(store, "page") is State.SUPERSEDED


def test_a_page_of_another_incident_stays(store: Database) -> None:
    add(store, planned("page", what=PagePerson("ana", 0, "on call"), of="INC-2026-0002"))
    assert drop_pages(store) == []


def test_single_notices_are_taken_back_by_id(store: Database) -> None:
    add(store, planned("a"), planned("b"))
    dropped = store.write(lambda tx: notices.drop_pending(tx, "INC-2026-0001", NOON, ids=["a"]))
    assert dropped == ["a"]
    assert ids(claim(store)) == ["b"]


def test_what_waits_is_counted_and_its_age_known(store: Database) -> None:
    add(store, planned("a"), planned("b", waits_for="the room"))
    add(store, planned("c", "x", due_at=after(600)), now=after(-60))
    assert store.read(notices.pending_count) == 3
    assert store.read(lambda tx: notices.oldest_pending(tx, NOON)) == NOON
    assert [one.id for one in store.read(lambda tx: notices.of_incident(tx, "INC-2026-0001"))] == [
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
