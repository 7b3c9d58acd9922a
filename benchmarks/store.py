"""How fast the store is, beside the bare database: `python -m benchmarks.store [URL]`.

Without a URL on a SQLite file in a temporary folder. The raw rows do the same work through
the driver alone, on the same disk: what the store costs is the difference.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import insert

from bot.domain.alerts import AlertStatus, EpisodeKey, Known
from bot.domain.decision import Timer
from bot.domain.events import NoteAdded, Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Notice, SayLine, Sent
from bot.domain.requests import TimerName
from bot.domain.setup import Severity
from bot.store import claims, episodes, events, incidents, notices, timers
from bot.store.claims import Claimed
from bot.store.database import Database, Tx, open_database
from bot.store.migrate import upgrade
from bot.store.tables import counters

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
SECONDS = 3.0
MANY = 10_000
BATCH = 200


def report(what: str, number: float, seconds: float) -> None:
    print(f"{what:<58} {number / seconds:>9,.0f} /s   ({number:,.0f} in {seconds:.2f} s)")


def in_threads(threads: int, once: Callable[[int], object], seconds: float = SECONDS) -> tuple[int, float]:
    """Call `once` with fresh numbers from many threads; how often, in how long."""
    numbers, done, stop = count(), [0] * threads, threading.Event()

    def run(place: int) -> None:
        while not stop.is_set():
            once(next(numbers))
            done[place] += 1

    pool = [threading.Thread(target=run, args=(place,)) for place in range(threads)]
    began = time.perf_counter()
    for thread in pool:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in pool:
        thread.join()
    return sum(done), time.perf_counter() - began


def commits(store: Database, threads: int) -> None:
    def row(number: int, tx: Tx) -> None:
        tx.execute(insert(counters).values(name=f"{threads} {number}", value=number))

    made, took = in_threads(threads, lambda number: store.write(partial(row, number)))
    report(f"commits, one insert each, {threads} threads", made, took)


def raw_sqlite(folder: Path) -> None:
    for group in (1, 64):
        db = sqlite3.connect(folder / f"raw{group}.db", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER)")
        made, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            db.execute("BEGIN IMMEDIATE")
            for _ in range(group):
                made += 1
                db.execute("INSERT INTO counters VALUES (?, ?)", (f"{made}", made))
            db.execute("COMMIT")
        report(
            f"raw sqlite3, WAL and FULL, one thread, {group} to a commit", made, time.perf_counter() - began
        )


def raw_postgres(url: str, threads: int) -> None:
    here = threading.local()

    def once(number: int) -> None:
        if not hasattr(here, "connection"):
            here.connection = psycopg.connect(url.replace("+psycopg", ""))
        with here.connection.transaction():
            here.connection.execute(
                "INSERT INTO counters VALUES (%s, %s)", (f"raw {threads} {number}", number)
            )

    made, took = in_threads(threads, once)
    report(f"raw psycopg, {threads} threads", made, took)


def outbox(store: Database, threads: int, lanes: int = 100) -> None:
    items = [
        notices.Planned(Notice(f"{threads} {n}", "INC", f"lane {n % lanes}", SayLine(1)), NOW)
        for n in range(2_000)
    ]
    store.write(lambda tx: notices.add(tx, items, NOW))
    left = threading.Semaphore(0)

    def settle(one: Claimed, tx: Tx) -> Claimed | None:
        return claims.settle(tx, one, claims.Delivered(Sent("C1", "1.1")), NOW, take_next=True)

    def work() -> None:
        while found := store.write(lambda tx: claims.claim(tx, NOW, LEASE, "one", 4)):
            for one in found:
                following: Claimed | None = one
                while following:
                    following = store.write(partial(settle, following))
                    left.release()

    pool = [threading.Thread(target=work) for _ in range(threads)]
    began = time.perf_counter()
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
    report(f"claim and settle, {threads} senders, {lanes} lanes", len(items), time.perf_counter() - began)


def empty_claims(store: Database) -> None:
    items = [
        notices.Planned(Notice(f"wait {n}", "INC", f"held {n}", SayLine(1)), NOW, "a room")
        for n in range(MANY)
    ]
    store.write(lambda tx: notices.add(tx, items, NOW))
    began = time.perf_counter()
    for _ in range(20):
        store.write(lambda tx: claims.claim(tx, NOW, LEASE, "one", 10))
    report(f"claims that find nothing, {MANY:,} lanes held back", 20, time.perf_counter() - began)
    store.write(lambda tx: notices.release(tx, "a room"))
    began = time.perf_counter()
    for _ in range(20):
        store.write(lambda tx: claims.claim(tx, NOW, LEASE, "one", 10))
    report(f"claims of 10 of {MANY:,} lanes", 20, time.perf_counter() - began)


def fire(tx: Tx) -> int:
    due = timers.due(tx, NOW, BATCH)
    held = incidents.load(tx, [armed.incident for armed in due], lock=True, skip_locked=True)
    taken = timers.take(tx, [armed for armed in due if armed.incident in held])
    after = [replace(held[armed.incident], last_seq=armed.timer.epoch + 1) for armed in taken]
    incidents.save(tx, after)
    events.append(tx, [Recorded(one.id, one.last_seq, NOW, "meridian", NoteAdded("fired")) for one in after])
    later = (Timer(TimerName.ESCALATION, 1, NOW + timedelta(minutes=5)),)
    timers.set_timers(tx, {one.id: later for one in after})
    told = [notices.Planned(Notice(f"{one.id} fired", one.id, one.id, SayLine(1)), NOW) for one in after]
    notices.add(tx, told, NOW)
    return len(taken)


def due_together(store: Database) -> None:
    many = [
        Incident(f"INC-2026-{n:05}", "Slow", Severity.P1, NOW, "ana", members=("ana",)) for n in range(MANY)
    ]
    first = (Timer(TimerName.ESCALATION, 0, NOW),)
    store.write(lambda tx: incidents.save(tx, many))
    store.write(lambda tx: timers.set_timers(tx, {one.id: first for one in many}))
    began, fired = time.perf_counter(), 0
    while taken := store.write(fire):
        fired += taken
    report(
        f"timers due together, {BATCH} to a transaction, 5 writes each", fired, time.perf_counter() - began
    )


def alerts(store: Database) -> None:
    many = [Known(f"{n:016x}", AlertStatus.FIRING, f"Alert {n}", NOW, NOW) for n in range(MANY)]
    episode = store.write(lambda tx: episodes.begin(tx, EpisodeKey("a", None, "k"), "INC", NOW))
    for _ in range(2):
        began = time.perf_counter()
        store.write(lambda tx: episodes.remember(tx, episode.id, many))
        report("alerts of one delivery", MANY, time.perf_counter() - began)


def measure(url: str, folder: Path) -> None:
    store = open_database(url)
    upgrade(store)
    for threads in (1, 8, 64):
        commits(store, threads)
    if url.startswith("sqlite"):
        raw_sqlite(folder)
    else:
        raw_postgres(url, 8)
    for threads in (1, 8):
        outbox(store, threads)
    due_together(store)
    alerts(store)
    empty_claims(store)
    store.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        measure(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{place}/bench.db", Path(place))


if __name__ == "__main__":
    main()
