"""What came in has its effect once, and what kills its reader is put aside."""

from __future__ import annotations

from datetime import datetime

from bot.store import inbox
from bot.store.database import Database
from bot.store.inbox import POISON, Kept
from tests.store.rows import LEASE, NOON, after, kept_deliveries


def keep(store: Database, id_: str, now: datetime = NOON, body: str = "{}") -> bool:
    return store.write(lambda tx: inbox.keep(tx, "prometheus", id_, body, now, LEASE))


def done(store: Database, id_: str, outcome: str = "INC-2026-0001") -> bool:
    return store.write(lambda tx: inbox.done(tx, "prometheus", id_, outcome, after(1)))


def put_back(store: Database, id_: str, until: float) -> None:
    store.write(lambda tx: inbox.put_back(tx, "prometheus", id_, after(until)))


def stale(store: Database, seconds: float, limit: int = 10) -> list[Kept]:
    return store.write(lambda tx: inbox.claim_stale(tx, "prometheus", after(seconds), LEASE, limit))


def test_a_delivery_is_kept_once(store: Database) -> None:
    assert keep(store, "a")
    assert not keep(store, "a", body="again")
    assert store.write(lambda tx: inbox.keep(tx, "shop", "a", "{}", NOON, LEASE))
    assert store.read(kept_deliveries) == 2


def test_what_came_of_a_delivery_is_remembered(store: Database) -> None:
    keep(store, "a")
    assert store.read(lambda tx: inbox.seen(tx, "prometheus", "a")) is None
    assert done(store, "a")
    assert store.read(lambda tx: inbox.seen(tx, "prometheus", "a")) == "INC-2026-0001"
    assert not done(store, "a")
    assert stale(store, 99) == []


def test_an_effect_happens_once(store: Database) -> None:
    assert store.write(lambda tx: inbox.once(tx, "slack", "Ev1", NOON, "acknowledged"))
    assert not store.write(lambda tx: inbox.once(tx, "slack", "Ev1", after(5)))
    assert store.read(lambda tx: inbox.seen(tx, "slack", "Ev1")) == "acknowledged"


def test_a_delivery_whose_reader_died_is_taken_over(store: Database) -> None:
    keep(store, "b", after(1))
    keep(store, "a")
    assert stale(store, 29) == []
    assert [kept.delivery_id for kept in (*stale(store, 31), *stale(store, 31))] == ["a", "b"]
    assert stale(store, 32) == []


def test_one_that_was_put_back_has_not_been_tried(store: Database) -> None:
    keep(store, "a")
    for seconds in (60, 120, 180, 240):
        assert [(kept.attempts, kept.poison) for kept in stale(store, seconds)] == [(2, False)]
        put_back(store, "a", seconds + 30)
        assert stale(store, seconds + 29) == []


def test_what_nobody_tried_comes_together_and_what_was_tried_comes_alone(store: Database) -> None:
    store.write(lambda tx: inbox.keep_all(tx, "prometheus", {"a": "{}", "b": "{}"}, NOON))
    assert [kept.delivery_id for kept in stale(store, 1)] == ["a", "b"]
    assert [kept.delivery_id for kept in stale(store, 61)] == ["a"], (
        "the reader died: either may have killed it"
    )
    assert [kept.delivery_id for kept in stale(store, 61)] == ["b"]


def test_a_try_that_the_database_gave_up_does_not_count(store: Database) -> None:
    store.write(lambda tx: inbox.keep_all(tx, "prometheus", {"a": "{}"}, NOON))
    for _ in range(5):
        kept = stale(store, 1)
        assert [(one.attempts, one.poison) for one in kept] == [(1, False)]
        store.write(lambda tx, kept=kept: inbox.not_tried(tx, kept, NOON))  # type: ignore[misc]


def test_at_a_start_where_nobody_else_serves_everything_is_free_at_once(store: Database) -> None:
    keep(store, "a")
    assert stale(store, 1) == []
    assert store.write(inbox.let_go) == 1
    assert [kept.delivery_id for kept in stale(store, 1)] == ["a"]


def test_what_was_there_at_two_kills_may_be_innocent(store: Database) -> None:
    store.write(lambda tx: inbox.keep_all(tx, "prometheus", {"a": "{}", "b": "{}"}, NOON))
    assert len(stale(store, 1)) == 2  # killed with both in hand
    (alone,) = stale(store, 32)  # and at once again, before anything was tried
    (again,) = stale(store, 63)
    assert (alone.delivery_id, again.delivery_id, again.poison) == ("a", "a", False)


def test_what_kills_its_reader_three_times_is_poison(store: Database) -> None:
    keep(store, "a", body="a bomb")
    keep(store, "b", after(80))
    for attempts, seconds in ((2, 31), (3, 62)):
        (again,) = stale(store, seconds)
        assert (again.attempts, again.poison) == (attempts, False)
    assert store.read(lambda tx: inbox.given_up(tx, NOON)) == 0
    (poison,), (other,) = stale(store, 120), stale(store, 120)
    assert store.read(lambda tx: inbox.given_up(tx, NOON)) == 1
    assert store.read(lambda tx: inbox.given_up(tx, after(121))) == 0
    assert (poison.delivery_id, poison.poison, poison.body) == ("a", True, "a bomb")
    assert (other.delivery_id, other.poison) == ("b", False)
    assert store.read(lambda tx: inbox.seen(tx, "prometheus", "a")) == POISON


def test_what_failed_and_comes_again_is_known_to_whoever_takes_over(store: Database) -> None:
    store.write(lambda tx: inbox.keep_all(tx, "prometheus", {"a": "{}", "b": "{}", "c": "{}"}, NOON))
    kept = stale(store, 1, limit=2)
    store.write(lambda tx: inbox.not_tried(tx, kept[1:], after(50)))
    failing = store.read(lambda tx: inbox.failing(tx, "prometheus", after(2)))
    assert [(one.delivery_id, until) for one, until in failing] == [("a", after(1) + LEASE)]
    assert store.read(lambda tx: inbox.failing(tx, "prometheus", after(40))) == []


def test_done_deliveries_are_forgotten_in_portions(store: Database) -> None:
    for id_ in "abc":
        keep(store, id_)
    done(store, "a")
    done(store, "b")
    assert store.write(lambda tx: inbox.prune(tx, after(2), 1)) == 1
    assert store.write(lambda tx: inbox.prune(tx, after(2), 10)) == 1
    assert store.read(kept_deliveries) == 1
