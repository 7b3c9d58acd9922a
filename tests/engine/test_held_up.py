"""What fails by a fault of ours is not overtaken by what came later of the same episode; nothing else waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.setup import Integration, IntegrationKind, Service, Setup
from bot.engine.deliveries import Deliveries, Delivery, pack
from bot.engine.figures import NoFigures
from bot.engine.queries import Sees
from bot.engine.receive import Receive, Received
from bot.store import tables
from bot.store.transactions import Tx

SHOP = Integration("shop", IntegrationKind.GENERIC, "")
AFTER_THE_LEASE = timedelta(seconds=11)
RESOLVED = AlertStatus.RESOLVED


@pytest.fixture
def wall() -> MovableClock:
    return MovableClock()


@pytest.fixture
def engine(tmp_path: Path, wall: MovableClock) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", Setup(services={"checkout": Service("checkout")}))
    opened.corridor.wall = wall
    yield opened
    opened.close()


def carries(engine: Engine, owner: str = "here") -> Deliveries:
    return Deliveries(engine.database, engine.corridor, owner, NoFigures())


def said(key: str, status: AlertStatus = AlertStatus.FIRING, service: str | None = "checkout") -> Delivery:
    return pack(SHOP, (Arrival(EpisodeKey("shop", service, key), (Alert("a", f"{key} is down", status),)),))


def open_ones(engine: Engine) -> list[str]:
    return sorted(i.title for i in engine.handle.open_incidents(Sees.EVERYTHING))


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The next so many times that something firing of "k" is carried out, it raises."""
    carry_out = Receive.carry_out

    def fail(times: int) -> None:
        left = [times]

        def broken(self: Receive, tx: Tx, integration: str, arrivals: tuple[Arrival, ...]) -> Received:
            firing = [
                a for a in arrivals if a.episode.key == "k" for one in a.alerts if one.status is not RESOLVED
            ]
            if firing and len(arrivals) == 1 and left[0]:
                left[0] -= 1
                raise RuntimeError("a fault of ours")
            if firing and len(arrivals) > 1 and left[0]:
                raise RuntimeError("a fault of ours")
            return carry_out(self, tx, integration, arrivals)

        monkeypatch.setattr(Receive, "carry_out", broken)

    return fail


def runs(deliveries: Deliveries) -> None:
    while deliveries.run():
        pass


def test_a_resolved_waits_for_its_firing_that_failed_and_others_go_on(
    engine: Engine, wall: MovableClock, breaks: Callable[[int], None]
) -> None:
    breaks(1)
    deliveries = carries(engine)
    deliveries.store([said("k"), said("other"), said("k", RESOLVED, service=None)])
    runs(deliveries)
    assert open_ones(engine) == ["other is down"]
    deliveries.store([said("k", RESOLVED)])
    runs(deliveries)
    wall.move(AFTER_THE_LEASE)
    runs(deliveries)
    assert open_ones(engine) == ["other is down"]
    titles = sorted(i.title for i in engine.handle.recent_incidents(Sees.EVERYTHING, 9))
    assert titles == ["k is down", "other is down"], "it was declared, and it ended by itself"


def test_whoever_takes_over_keeps_the_order_too(
    engine: Engine, wall: MovableClock, breaks: Callable[[int], None]
) -> None:
    breaks(1)
    here, there = carries(engine), carries(engine, "there")
    here.store([said("k")])
    runs(here)
    here.leave()
    there.store([said("k", RESOLVED), said("other")])
    runs(there)
    assert open_ones(engine) == ["other is down"]
    wall.move(AFTER_THE_LEASE)
    runs(there)
    assert open_ones(engine) == ["other is down"]
    assert len(engine.handle.recent_incidents(Sees.EVERYTHING, 9)) == 2


def test_nobody_waits_for_ever_and_somebody_is_told(
    engine: Engine, wall: MovableClock, breaks: Callable[[int], None]
) -> None:
    breaks(99)
    deliveries = carries(engine)
    deliveries.store([said("k"), said("k", RESOLVED)])
    for _ in range(5):
        runs(deliveries)
        wall.move(AFTER_THE_LEASE)
    assert deliveries.next_due_at() is None
    assert open_ones(engine) == ["A delivery from shop could not be carried out"]
    assert engine.handle.outstanding(wall.now()).given_up == 1
    assert engine.handle.outstanding(wall.now() + timedelta(days=2)).given_up == 0


def of_newer(delivery: Delivery) -> Delivery:
    return Delivery(delivery.name, '{"is": "of a newer version"}')


def test_what_only_a_newer_version_can_read_is_left_to_it(engine: Engine, wall: MovableClock) -> None:
    older, newer = carries(engine), carries(engine, "newer")
    fired = said("k")
    older.store([of_newer(fired), said("other")])
    assert older.run() == 2
    assert open_ones(engine) == ["other is down"]
    assert older.run() == 0, "it gives way"
    engine.database.write(
        lambda tx: tx.execute(
            update(tables.inbox).where(tables.inbox.c.done_at.is_(None)).values(body=fired.body)
        )
    )
    assert newer.run() == 1
    assert open_ones(engine) == ["k is down", "other is down"]


def test_when_no_newer_version_comes_somebody_is_told_once_and_others_go_on(
    engine: Engine, wall: MovableClock
) -> None:
    deliveries = carries(engine)
    deliveries.store([of_newer(said("k"))])
    for number in range(100):
        deliveries.store([said(f"other {number}")])
        for _ in range(3):
            deliveries.run()
            wall.move(timedelta(seconds=1))
        assert len(open_ones(engine)) >= number + 1
    told = [title for title in open_ones(engine) if "newer version" in title]
    assert told == ["A delivery from shop waits for a newer version of Meridian"]
    assert engine.handle.outstanding(wall.now()).given_up == 0
    assert deliveries.next_due_at() is not None, "it is kept"


def test_an_alert_of_an_incident_that_a_newer_version_changed_is_left_to_it(
    engine: Engine, wall: MovableClock
) -> None:
    deliveries = carries(engine)
    deliveries.store([said("k")])
    runs(deliveries)
    state, first = tables.incidents.c.state, tables.incidents.c.title == "k is down"
    known = engine.database.read(lambda tx: tx.scalar(tables.incidents.select().with_only_columns(state)))

    def stands(text: str | None) -> None:
        engine.database.write(lambda tx: tx.execute(update(tables.incidents).where(first).values(state=text)))

    stands('{"status": "dreaming"}')
    deliveries.store([said("k", RESOLVED), said("other")])
    for _ in range(20):
        deliveries.run()
        wall.move(timedelta(seconds=1))
    assert open_ones(engine) == ["other is down"]
    stands(known)
    for _ in range(20):
        deliveries.run()
        wall.move(timedelta(seconds=1))
    assert open_ones(engine) == ["other is down"]
    assert deliveries.next_due_at() is None
