"""What is stored is carried out; when the database goes meanwhile, no delivery is blamed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.setup import Integration, IntegrationKind, Service, Setup
from bot.engine.deliveries import EPISODES, Deliveries, Delivery, pack
from bot.engine.figures import NoFigures
from bot.engine.queries import Sees
from bot.engine.receive import Receive, Received
from bot.store import inbox
from bot.store.transactions import DatabaseUnavailable, Tx

SHOP = Integration("shop", IntegrationKind.GENERIC, "")
AFTER_THE_LEASE = timedelta(seconds=11)


@pytest.fixture
def wall() -> MovableClock:
    return MovableClock()


@pytest.fixture
def engine(postgres_url: str, wall: MovableClock) -> Iterator[Engine]:
    opened = open_engine(postgres_url, Setup(services={"checkout": Service("checkout")}))
    opened.corridor.wall = wall
    yield opened
    opened.close()


def said(key: str, title: str, status: AlertStatus = AlertStatus.FIRING) -> Delivery:
    return pack(SHOP, (Arrival(EpisodeKey("shop", "checkout", key), (Alert("a", title, status),)),))


@pytest.mark.postgres
def test_a_connection_that_breaks_again_and_again_makes_no_delivery_poison(
    engine: Engine, wall: MovableClock, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries = Deliveries(engine.database, engine.corridor, "here", NoFigures())
    carry_out = Receive.carry_out

    def cut_off(self: Receive, tx: Tx, integration: str, arrivals: tuple[Arrival, ...]) -> Received:
        mine = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(%s, 1000)", [mine])
        return carry_out(self, tx, integration, arrivals)

    deliveries.store([said("k", "Nobody can pay")])
    monkeypatch.setattr(Receive, "carry_out", cut_off)
    for _ in range(4):
        with pytest.raises(DatabaseUnavailable):
            deliveries.run()
        wall.move(AFTER_THE_LEASE)
    monkeypatch.undo()
    assert deliveries.run() == 1
    (incident,) = engine.handle.open_incidents(Sees.EVERYTHING)
    assert incident.title == "Nobody can pay"


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", Setup(services={"checkout": Service("checkout")}))
    yield opened
    opened.close()


def test_a_crowd_is_carried_out_in_order_and_in_small_transactions(
    on_sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[int] = []
    carry_out = Receive.carry_out

    def counted(self: Receive, tx: Tx, integration: str, arrivals: tuple[Arrival, ...]) -> Received:
        parts.append(len(arrivals))
        return carry_out(self, tx, integration, arrivals)

    monkeypatch.setattr(Receive, "carry_out", counted)
    deliveries = Deliveries(on_sqlite.database, on_sqlite.corridor, "here", NoFigures())
    keys = [f"k{n}" for n in range(EPISODES + 10)]
    deliveries.store([said(key, f"{key} is down") for key in keys])
    deliveries.store([said(key, f"{key} is down", AlertStatus.RESOLVED) for key in keys[:-1]])
    assert deliveries.run() == 2 * len(keys) - 1
    assert parts[0] == EPISODES
    assert max(parts) == EPISODES
    (left,) = on_sqlite.handle.open_incidents(Sees.EVERYTHING)
    assert left.title == f"{keys[-1]} is down"


def test_large_deliveries_are_not_all_in_memory_at_once(
    on_sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "AT_ONCE", 1000)
    deliveries = Deliveries(on_sqlite.database, on_sqlite.corridor, "here", NoFigures())
    deliveries.store([said("a", "A" * 400), said("b", "B" * 2000), said("c", "C"), said("d", "D")])
    assert [deliveries.run() for _ in range(4)] == [1, 1, 2, 0]


def test_what_a_stopping_replica_has_in_hand_is_not_overtaken(
    on_sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Receive, tx: Tx, integration: str, arrivals: tuple[Arrival, ...]) -> Received:
        raise DatabaseUnavailable

    here = Deliveries(on_sqlite.database, on_sqlite.corridor, "here", NoFigures())
    there = Deliveries(on_sqlite.database, on_sqlite.corridor, "there", NoFigures())
    here.store([said("k", "Nobody can pay")])
    with monkeypatch.context() as database:
        database.setattr(
            on_sqlite.database, "is_trouble", lambda fault: isinstance(fault, DatabaseUnavailable)
        )
        database.setattr(Receive, "carry_out", gone)
        with pytest.raises(DatabaseUnavailable):
            here.run()
    here.store([said("k", "Nobody can pay", AlertStatus.RESOLVED)])
    here.leave()
    assert there.run() == 2
    assert on_sqlite.handle.open_incidents(Sees.EVERYTHING) == ()
