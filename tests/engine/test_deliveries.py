"""What is stored is carried out; when the database goes meanwhile, no delivery is blamed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.alerts import Alert, Arrival, EpisodeKey
from bot.domain.setup import Integration, IntegrationKind, Service, Setup
from bot.engine.deliveries import Deliveries
from bot.engine.figures import NoFigures
from bot.engine.queries import Sees
from bot.engine.receive import Receive, Received
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

    deliveries.accept(SHOP, (Arrival(EpisodeKey("shop", "checkout", "k"), (Alert("a", "Nobody can pay"),)),))
    monkeypatch.setattr(Receive, "carry_out", cut_off)
    for _ in range(4):
        with pytest.raises(DatabaseUnavailable):
            deliveries.run()
        wall.move(AFTER_THE_LEASE)
    monkeypatch.undo()
    assert deliveries.run() == 1
    (incident,) = engine.handle.open_incidents(Sees.EVERYTHING)
    assert incident.title == "Nobody can pay"
