"""What only PostgreSQL can do to us: deadlocks, lost connections, two at once in one row."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.store import postgres
from bot.store.database import Database, DatabaseUnavailable, OutcomeUnknown, Tx, open_database
from bot.store.migrate import upgrade
from bot.store.tables import counters

pytestmark = pytest.mark.postgres
ONE = "INC-2026-0001"
SOON = 5


@pytest.fixture
def store(postgres_url: str) -> Iterator[Database]:
    database = open_database(postgres_url)
    upgrade(database)
    yield database
    database.close()


def cut(url: str) -> None:
    """End every connection to the database but our own, as a restart of the server does."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"{others} AND pid <> pg_backend_pid()")


def test_a_deadlock_is_tried_again_until_both_are_through(store: Database) -> None:
    store.write(lambda tx: tx.execute(insert(counters), [{"name": n, "value": 0} for n in "ab"]))
    meet = threading.Barrier(2)
    tries = {"ab": 0, "ba": 0}

    def cross(order: str, tx: Tx) -> None:
        tries[order] += 1
        for name in order:
            more = update(counters).where(counters.c.name == name)
            tx.execute(more.values(value=counters.c.value + 1))
            if max(tries.values()) == 1 and name == order[0]:
                meet.wait(SOON)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda order: store.write(partial(cross, order)), ("ab", "ba")))
    assert sum(tries.values()) > 2
    assert store.read(lambda tx: tx.scalars(select(counters.c.value)).all()) == [2, 2]


def test_a_stale_connection_is_replaced_without_a_word(store: Database, postgres_url: str) -> None:
    store.write(lambda tx: tx.execute(insert(counters).values(name="a", value=1)))
    cut(postgres_url)
    store.write(lambda tx: tx.execute(insert(counters).values(name="b", value=1)))
    cut(postgres_url)
    assert len(store.read(lambda tx: tx.execute(select(counters)).all())) == 2


def test_a_connection_lost_at_the_commit_leaves_the_outcome_unknown(
    store: Database, postgres_url: str
) -> None:
    def work(tx: Tx) -> None:
        tx.execute(insert(counters).values(name="a", value=1))
        cut(postgres_url)

    with pytest.raises(OutcomeUnknown):
        store.write(work)
    assert store.read(lambda tx: tx.execute(select(counters)).all()) == []


def test_a_server_that_is_gone_is_unavailable() -> None:
    nowhere = open_database("postgresql://postgres@127.0.0.1:1/x")
    with pytest.raises(DatabaseUnavailable):
        nowhere.write(lambda _: None)
    with pytest.raises(DatabaseUnavailable):
        nowhere.read(lambda _: None)
    nowhere.close()


def test_a_lock_that_is_held_too_long_is_unavailable(store: Database) -> None:
    store.write(lambda tx: tx.execute(insert(counters).values(name="a", value=1)))
    held, free = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        tx.execute(select(counters).with_for_update())
        held.set()
        free.wait(SOON)

    def want(tx: Tx) -> None:
        tx.execute(text("SET LOCAL lock_timeout = '50ms'"))
        tx.execute(select(counters).with_for_update())

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(store.write, hold)
        held.wait(SOON)
        with pytest.raises(DatabaseUnavailable, match="lock"):
            store.write(want)
        free.set()
        holding.result(SOON)


def test_more_writers_than_connections_wait_their_turn(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "CONNECTIONS", 1)
    monkeypatch.setattr(postgres, "POOL_WAIT", 0.1)
    database = open_database(postgres_url)
    with pytest.raises(DatabaseUnavailable, match="no free connection"):
        database.write(lambda _: database.write(lambda _: None))
    database.close()


def test_what_is_too_slow_is_not_excused_as_trouble(store: Database) -> None:
    """Else a delivery that takes too long would come again for ever."""
    found: list[bool] = []

    def work(tx: Tx) -> None:
        for statement in ("SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(1)", "SELECT 1 / 0"):
            try:
                with tx.begin_nested():
                    tx.execute(text(statement))
            except DBAPIError as error:
                found.append(store.is_trouble(error))

    store.write(work)
    assert found == [False, False]
