"""Ten thousand timers due at once among a hundred thousand: `python -m benchmarks.timers`.

Each fires through the whole decision (a status reminder): state read, decided, event,
state, next timer and notice saved. The raw driver writes the same rows without deciding.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


def main() -> None:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        raw = _raw(Path(folder) / "raw.db")
        _measure("SQLite", f"sqlite:///{folder}/meridian.db", raw)
    with postgres() as url:
        _measure("PostgreSQL", url, None)


def _measure(name: str, url: str, raw: float | None) -> None:
    clock = MovableClock(NOW)
    engine = open_engine(url, load_setup(TEAM, {}).setup, clock)
    _arm(engine)
    tick = Tick(engine.database, engine.corridor, NoFigures())
    clock.move(timedelta(minutes=5))
    began, fired = time.perf_counter(), 0
    while count := tick.run(BATCH):
        fired += count
    rate = fired / (time.perf_counter() - began)
    beside = f"{rate / raw:.0%} of {raw:,.0f} /s written raw" if raw else ""
    report(f"{fired:,} timers due at once, {name}", f"{rate:,.0f} /s", beside)
    _lateness(name, engine)
    engine.close()


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


def _raw(path: Path) -> float:
    """The same rows for the same timers in batches, by sqlite3 alone."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE incidents (id TEXT PRIMARY KEY, state TEXT);"
        "CREATE TABLE events (incident TEXT, seq INT, body TEXT, PRIMARY KEY (incident, seq));"
        "CREATE TABLE timers (incident TEXT, name TEXT, due_at TEXT, PRIMARY KEY (incident, name));"
        "CREATE TABLE notices (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)"
    )
    state = json.dumps({"x": "y" * 1500})
    db.execute("BEGIN")
    db.executemany("INSERT INTO incidents VALUES (?, ?)", [(str(n), state) for n in range(DUE)])
    db.executemany("INSERT INTO timers VALUES (?, 'update', ?)", [(str(n), "2026") for n in range(DUE)])
    db.execute("COMMIT")
    began = time.perf_counter()
    for start in range(0, DUE, BATCH):
        ids = [str(n) for n in range(start, start + BATCH)]
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"SELECT state FROM incidents WHERE id IN ({','.join('?' * BATCH)})", ids).fetchall()
        db.executemany("DELETE FROM timers WHERE incident = ?", [(i,) for i in ids])
        db.executemany("UPDATE incidents SET state = ? WHERE id = ?", [(state, i) for i in ids])
        db.executemany("INSERT INTO events VALUES (?, 2, ?)", [(i, "z" * 120) for i in ids])
        db.executemany("INSERT INTO timers VALUES (?, 'update', '2027')", [(i,) for i in ids])
        db.executemany("INSERT INTO notices (id, body) VALUES (?, ?)", [(i, "n" * 200) for i in ids])
        db.execute("COMMIT")
    return DUE / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
