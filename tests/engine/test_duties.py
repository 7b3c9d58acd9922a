"""What is due at this time of day is planned once, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.setup import DailyHours, Layer, LocalHours, Person, Rotation, Schedule, Setup
from bot.engine.duties import Duties
from bot.store.tables import notices

TURNS = Rotation(("ana", "bruno"), timedelta(days=1), datetime(2026, 11, 2))
PRIMARY = Schedule(
    "primary", (Layer("day", "UTC", DailyHours(LocalHours(9 * 60, 17 * 60)), TURNS),), usergroup="S0ONCALL"
)
TEAM = Setup(people={n: Person(n, "UTC", f"U0{n}") for n in ("ana", "bruno")}, schedules={"primary": PRIMARY})


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 26, 10, tzinfo=UTC))


@pytest.fixture
def engine(tmp_path: Path, clock: MovableClock) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", TEAM, clock)
    yield opened
    opened.close()


def planned(engine: Engine) -> list[str]:
    query = select(notices.c.id).order_by(notices.c.seq)
    return list(engine.database.read(lambda tx: tx.scalars(query).all()))


def test_a_user_group_follows_each_change_of_who_is_on_call(engine: Engine, clock: MovableClock) -> None:
    for _ in range(2):
        Duties(engine.database, engine.corridor).run()
        Duties(engine.database, engine.corridor).run()
        clock.move(timedelta(days=1))
    assert planned(engine) == [
        "group/primary/2026-11-26T09:00Z/ana",
        "group/primary/2026-11-27T09:00Z/bruno",
    ]


def test_in_a_gap_nothing_is_due(engine: Engine, clock: MovableClock) -> None:
    clock.move(timedelta(hours=9))
    Duties(engine.database, engine.corridor).run()
    assert planned(engine) == []
