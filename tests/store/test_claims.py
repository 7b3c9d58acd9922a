"""A lane is one sender's at a time, in order; what came of a send is noted once."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from bot.domain.notices import Sent, Urgency
from bot.store import claims, notices
from bot.store.claims import Claimed, Delivered, Failed, Fenced, Retry, Settlement
from bot.store.database import Database
from bot.store.notices import State
from tests.store.rows import LEASE, NOON, add, after, claim, given_up, ids, page, planned

DELIVERED = Delivered(Sent("C1", "1.1"))


def settle(
    store: Database,
    claimed: Claimed,
    settlement: Settlement = DELIVERED,
    now: datetime = NOON,
    *,
    take_next: bool = False,
) -> Claimed | None:
    return store.write(lambda tx: claims.settle(tx, claimed, settlement, now, take_next=take_next))


def found(store: Database, id_: str) -> notices.Queued:
    notice = store.read(lambda tx: notices.find(tx, id_))
    assert notice is not None
    return notice


def test_a_notice_planned_twice_is_told_once(store: Database) -> None:
    add(store, planned("a"), planned("a"))
    add(store, planned("a", lane="elsewhere"))
    assert ids(claim(store)) == ["a"]


def test_a_lane_gives_its_notices_one_at_a_time_in_order(store: Database) -> None:
    add(store, planned("a"), planned("b"), planned("c"))
    (first,) = claim(store)
    assert first.notice.id == "a"
    assert claim(store) == []
    second = settle(store, first, take_next=True)
    assert second is not None
    assert second.notice.id == "b"
    assert settle(store, second) is None
    assert ids(claim(store)) == ["c"]


def test_pages_go_first_then_what_is_older(store: Database) -> None:
    add(store, planned("card", "x", urgency=Urgency.DECORATION), planned("line", "y"), page("page"))
    assert ids(claim(store)) == ["page", "line", "card"]
    assert ids(claim(store, after(40), limit=1)) == ["page"]


def test_senders_can_be_kept_free_for_pages(store: Database) -> None:
    add(store, planned("line", "y"), page("page"))
    pages = store.write(lambda tx: claims.claim(tx, NOON, LEASE, "one", 9, Urgency.PAGE))
    assert ids(pages) == ["page"]
    assert ids(claim(store)) == ["line"]


def test_a_settled_notice_keeps_its_receipt(store: Database) -> None:
    add(store, planned("a"))
    settle(store, claim(store)[0], now=after(3))
    notice = found(store, "a")
    assert (notice.state, notice.settled_at) == (State.SENT, after(3))
    assert json.loads(notice.receipt or "") == {"is": "sent", "channel": "C1", "ts": "1.1", "name": ""}


def test_what_waits_for_something_holds_its_lane_and_no_other(store: Database) -> None:
    add(store, planned("a", waits_for="the room"), planned("b"), planned("c", "elsewhere"))
    assert ids(claim(store)) == ["c"]
    assert store.write(lambda tx: notices.release(tx, "the room")) == 1
    assert ids(claim(store)) == ["a"]


def test_a_notice_is_not_claimed_before_it_is_due(store: Database) -> None:
    add(store, planned("a", due_at=after(10)))
    assert claim(store, after(9)) == []
    assert store.read(claims.next_claim_at) == after(10)
    assert ids(claim(store, after(10))) == ["a"]


def test_a_blocked_lane_waits_while_the_others_go_on(store: Database) -> None:
    add(store, planned("a", "x"), planned("b", "x"), planned("c", "y"))
    x, y = claim(store)
    later = Retry(after(5), "ratelimited", count_attempt=False, block_lane_until=after(30))
    settle(store, x, later)
    assert settle(store, y) is None
    assert claim(store, after(29)) == []
    assert store.read(claims.next_claim_at) == after(30)
    assert store.read(lambda tx: claims.next_claim_at(tx, after(29))) == after(30)
    assert store.read(lambda tx: claims.next_claim_at(tx, after(31))) == after(31)
    (again,) = claim(store, after(30))
    assert (again.notice.id, again.notice.attempts, again.doubtful) == ("a", 1, False)


def test_a_try_that_may_have_arrived_is_doubtful_the_next_time(store: Database) -> None:
    add(store, planned("a"))
    settle(store, claim(store)[0], Retry(after(5), "reset"))
    (again,) = claim(store, after(5))
    assert again.doubtful
    assert again.notice.first_tried_at == NOON
    assert again.notice.reason == "reset"


def one_aside(store: Database) -> Claimed:
    """An edit that stepped aside and is on its way again."""
    add(store, planned("older", surface="card"))
    settle(store, claim(store)[0], Retry(NOON, "timeout", aside=True))
    (older,) = claim(store)
    return older


def test_an_edit_that_was_crossed_by_a_newer_one_goes_once_more(store: Database) -> None:
    older = one_aside(store)
    add(store, planned("newer", surface="card"))
    (newer,) = claim(store, after(1))
    settle(store, newer, now=after(2))
    assert found(store, "newer").state is State.SENT
    settle(store, older, now=after(3))
    (again,) = claim(store, after(3))
    assert again.notice.id == "older"
    settle(store, again, now=after(4))
    assert found(store, "older").state is State.SENT
    assert claim(store, after(60)) == []


def test_the_newer_edit_goes_once_more_when_it_is_settled_last(store: Database) -> None:
    older = one_aside(store)
    add(store, planned("newer", surface="card"))
    (newer,) = claim(store, after(1))
    settle(store, older, now=after(2))
    assert settle(store, newer, now=after(3), take_next=True) is None
    assert ids(claim(store, after(3))) == ["newer"]


def test_edits_that_did_not_cross_go_once(store: Database) -> None:
    settle(store, one_aside(store), now=after(1))
    add(store, planned("newer", surface="card"), planned("another", surface="card", of="INC-2026-0002"))
    for _ in range(2):
        (newer,) = claim(store, after(2))
        settle(store, newer, now=after(2))
    assert claim(store, after(60)) == []


def test_a_failed_notice_lets_the_next_one_go(store: Database) -> None:
    add(store, planned("a"), planned("b"))
    following = settle(store, claim(store)[0], Failed("channel_not_found"), take_next=True)
    assert following is not None
    assert following.notice.id == "b"
    assert [notice.id for notice in store.read(given_up)] == ["a"]


def test_a_lease_that_ran_out_lets_another_take_the_lane_and_fences_the_first_off(store: Database) -> None:
    add(store, planned("a"))
    (stopped,) = claim(store)
    (taken,) = claim(store, after(30), owner="two")
    assert taken.doubtful
    with pytest.raises(Fenced):
        settle(store, stopped, now=after(31))
    assert found(store, "a").state is State.PENDING
    settle(store, taken, now=after(32))
    with pytest.raises(Fenced):
        settle(store, taken, now=after(33))


def test_a_late_settlement_counts_while_nobody_took_the_lane(store: Database) -> None:
    add(store, planned("a"))
    settle(store, claim(store)[0], now=NOON + 3 * LEASE)
    assert found(store, "a").state is State.SENT


def test_of_several_edits_of_a_surface_only_the_last_is_sent(store: Database) -> None:
    add(store, *(planned(f"card {n}", surface="card") for n in range(3)), planned("line"))
    assert ids(claim(store)) == ["card 2"]
    assert found(store, "card 0").state is State.SUPERSEDED


def test_an_edit_that_was_tried_is_not_passed_over(store: Database) -> None:
    add(store, planned("card 0", surface="card"))
    settle(store, claim(store)[0], Retry(after(5), "reset"))
    add(store, planned("card 1", surface="card"))
    assert ids(claim(store, after(5))) == ["card 0"]


def test_a_surface_in_another_lane_is_another_surface(store: Database) -> None:
    add(store, planned("a", "x", surface="card"), planned("b", "y", surface="card"))
    assert ids(claim(store)) == ["a", "b"]


def test_a_surface_of_another_incident_is_another_surface(store: Database) -> None:
    add(store, planned("a", surface="mirror"), planned("b", surface="mirror", of="INC-2026-0002"))
    assert ids(claim(store)) == ["a"]


def test_a_later_edit_that_has_to_wait_replaces_nothing(store: Database) -> None:
    add(store, planned("a", surface="card"), planned("b", surface="card", waits_for="the room"))
    assert ids(claim(store)) == ["a"]


def test_a_later_edit_behind_something_that_waits_replaces_nothing(store: Database) -> None:
    add(store, planned("a", surface="card"), planned("b", waits_for="the room"), planned("c", surface="card"))
    assert ids(claim(store)) == ["a"]


def test_what_waits_in_another_lane_keeps_no_old_edit_alive_in_this_one(store: Database) -> None:
    waits = planned("b", "elsewhere", waits_for="the room")
    add(store, planned("a", surface="card"), waits, planned("c", surface="card"))
    assert ids(claim(store)) == ["c"]


def test_nothing_waits_when_the_outbox_is_empty(store: Database) -> None:
    assert claim(store) == []
    assert store.read(claims.next_claim_at) is None
