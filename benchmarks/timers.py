"""Ten thousand timers due at once among a hundred thousand: `python -m benchmarks timers`.

Each fires through the whole decision (a status reminder): state read, decided, event, state, next timer and
notices saved. Beside it stands the raw driver: the very statements that this run sent, with their values, sent
again to a copy of the database as it was before, without SQLAlchemy and without a decision.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import event as sql
from sqlalchemy import make_url

from benchmarks.processes import TEAM, percentile, postgres, report
from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.config import load_setup
from bot.domain.decision import Timer
from bot.domain.events import Declared, Recorded
from bot.domain.fold import fold
from bot.domain.requests import TimerName
from bot.domain.setup import Severity
from bot.engine.figures import NoFigures
from bot.engine.tick import BATCH, Tick
from bot.store import events, incidents, timers

NOW = datetime.now(UTC)
ARMED = 100_000
DUE = 10_000
PER_SECOND = 100


class Sent(NamedTuple):
    """A statement as the driver was given it; "" ends a transaction."""

    statement: str
    values: Any = None
    many: bool = False


def main() -> None:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        here, copy = Path(folder) / "meridian.db", Path(folder) / "copy.db"
        with _armed(f"sqlite:///{here}") as engine:
            with closing(sqlite3.connect(here)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(here, copy)
            _measure("SQLite", engine, lambda sent: _again_on_sqlite(copy, sent))
    with postgres() as url:
        with _armed(url) as engine:
            pass
        copy_url = make_url(url).set(database="copy").render_as_string(hide_password=False)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
            admin.execute("CREATE DATABASE copy")
        with _armed(copy_url):
            pass
        with closing(open_engine(url, load_setup(TEAM, {}).setup, MovableClock(NOW))) as engine:
            _measure("PostgreSQL", engine, lambda sent: _again_on_postgres(copy_url, sent))


@contextmanager
def _armed(url: str) -> Iterator[Engine]:
    engine = open_engine(url, load_setup(TEAM, {}).setup, MovableClock(NOW))
    _arm(engine)
    yield engine
    engine.close()


def _measure(name: str, engine: Engine, again: Callable[[list[Sent]], float]) -> None:
    clock = MovableClock(NOW)
    clock.move(timedelta(minutes=5))
    tick = Tick(engine.database, type(engine.corridor)(engine.setup, clock), NoFigures())
    sent = _listened_to(engine)
    began, fired = time.perf_counter(), 0
    while count := tick.run(BATCH):
        fired += count
    rate = fired / (time.perf_counter() - began)
    raw = fired / again(list(sent))
    report(
        f"{fired:,} timers due at once, {name}",
        f"{rate:,.0f} /s",
        f"{rate / raw:.0%} of {raw:,.0f} /s by the raw driver",
    )
    _lateness(name, engine)


def _listened_to(engine: Engine) -> list[Sent]:
    """What the database is told from now on."""
    sent: list[Sent] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        sent.append(Sent(statement, values, many))

    sql.listen(engine.database.engine, "before_cursor_execute", note)
    sql.listen(engine.database.engine, "commit", lambda _: sent.append(Sent("")))
    return sent


def _again_on_sqlite(path: Path, sent: list[Sent]) -> float:
    """Seconds."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        began = time.perf_counter()
        for statement, values, many in sent:
            if not statement:
                if database.in_transaction:
                    database.execute("COMMIT")
                continue
            if not database.in_transaction:
                database.execute("BEGIN IMMEDIATE")
            if many:
                database.executemany(statement, values)
            else:
                database.execute(statement, values).fetchall()
        return time.perf_counter() - began


def _again_on_postgres(url: str, sent: list[Sent]) -> float:
    """Seconds."""
    with psycopg.connect(url.replace("+psycopg", "")) as database, database.cursor() as cursor:
        began = time.perf_counter()
        for statement, values, many in sent:
            if not statement:
                database.commit()
            elif many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
        return time.perf_counter() - began


def _arm(engine: Engine) -> None:
    """Open incidents with one reminder each; a tenth of them due in five minutes, the rest in a year."""
    for start in range(0, ARMED, 2_000):
        batch = [_incident(n) for n in range(start, start + 2_000)]
        armed = {r.incident: (_reminder(n),) for n, r in enumerate(batch, start)}
        engine.database.write(lambda tx, batch=batch: incidents.save(tx, [fold([r]) for r in batch]))  # type: ignore[misc]
        engine.database.write(lambda tx, batch=batch: events.append(tx, batch))  # type: ignore[misc]
        engine.database.write(lambda tx, armed=armed: timers.set_timers(tx, armed))  # type: ignore[misc]


def _incident(number: int) -> Recorded:
    due_at = _reminder(number).due_at
    event = Declared(f"timer {number}", Severity.P1, owner="carla", update_due_at=due_at)
    return Recorded(f"INC-2026-{number:06}", 1, NOW, "carla", event)


def _reminder(number: int) -> Timer:
    wait = timedelta(minutes=5) if number < DUE else timedelta(days=365)
    return Timer(TimerName.UPDATE, 0, NOW + wait)


def _lateness(name: str, engine: Engine) -> None:
    """A hundred a second, each at its own moment, on the real clock: how late does each fall?"""
    late: list[float] = []

    class Watch(NoFigures):
        def fired(self, timer: str, late_by: timedelta) -> None:
            del timer
            late.append(late_by.total_seconds())

    began = datetime.now(UTC) + timedelta(seconds=0.5)
    armed = {
        f"INC-2026-{DUE + n:06}": (Timer(TimerName.UPDATE, 0, began + timedelta(seconds=n / PER_SECOND)),)
        for n in range(5 * PER_SECOND)
    }
    engine.database.write(lambda tx: timers.set_timers(tx, armed))
    from_now = replace_clock(engine)
    tick = Tick(engine.database, from_now.corridor, Watch())
    until = began + timedelta(seconds=5.2)
    while datetime.now(UTC) < until:
        due_at = tick.next_due_at()
        if due_at and due_at <= datetime.now(UTC):
            tick.run()
        else:
            time.sleep(max(0.0, min(0.05, ((due_at or until) - datetime.now(UTC)).total_seconds())))
    report(
        f"lateness at {PER_SECOND} /s, {name}, p50 / p99",
        f"{percentile(late, 0.5) * 1e3:.1f} / {percentile(late, 0.99) * 1e3:.1f} ms",
        "target: p99 < 10 ms",
    )


def replace_clock(engine: Engine) -> Engine:
    """The same engine on the machine's own time."""
    return replace(engine, corridor=type(engine.corridor)(engine.setup, MovableClock()))


if __name__ == "__main__":
    main()
