"""Due timers that cannot fall here: they are left to whoever can, and are in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.decision import Timer
from bot.domain.events import Declared, Recorded
from bot.domain.fold import fold
from bot.domain.requests import TimerName
from bot.domain.setup import Setup, Severity
from bot.engine.figures import NoFigures
from bot.engine.tick import NEWER_FIRES_WITHIN, Tick
from bot.store import events, incidents, tables, timers

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OURS, NEWER = "INC-2026-0001", "INC-2026-0002"
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def engine(tmp_path: Path, clock: MovableClock) -> Iterator[Engine]:
    """Two incidents with a reminder due now; one of them only a newer version can read."""
    opened = open_engine(f"sqlite:///{tmp_path / 'meridian.db'}", Setup(), clock)
    for name in (OURS, NEWER):
        _declare(opened, name)
    row = tables.incidents.c
    dreaming = update(tables.incidents).where(row.id == NEWER).values(state='{"status": "dreaming"}')
    opened.database.write(lambda tx: tx.execute(dreaming))
    yield opened
    opened.close()


def _declare(engine: Engine, name: str) -> None:
    told = Recorded(name, 1, NOW, "ana", Declared("It is down", Severity.P1, owner="ana", update_due_at=NOW))
    armed = {name: (Timer(TimerName.UPDATE, 0, NOW),)}
    engine.database.write(lambda tx: incidents.save(tx, [fold([told])]))
    engine.database.write(lambda tx: events.append(tx, [told]))
    engine.database.write(lambda tx: timers.set_timers(tx, armed))


def due_at(engine: Engine, name: str) -> datetime:
    (armed,) = engine.database.read(lambda tx: timers.armed_for(tx, name))
    return armed.due_at


def test_a_newer_versions_timer_is_left_to_it_and_the_others_fall(
    engine: Engine, clock: MovableClock
) -> None:
    clock.move(A_MOMENT)
    tick = Tick(engine.database, engine.corridor, NoFigures())
    assert tick.run() == 1
    assert tick.run() == 0
    assert due_at(engine, NEWER) == NOW
    assert due_at(engine, OURS) > NOW


def test_when_no_newer_version_fires_it_the_timer_steps_aside(engine: Engine, clock: MovableClock) -> None:
    clock.move(NEWER_FIRES_WITHIN + A_MOMENT)
    tick = Tick(engine.database, engine.corridor, NoFigures())
    tick.run()
    assert due_at(engine, NEWER) > clock.now()
    assert tick.run() == 0  # and is not looked at again before that
