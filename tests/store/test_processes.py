"""Several processes on one database: killed, waiting for each other, after the same work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import events, incidents, notices, sqlite, timers
from bot.store.database import Database, DatabaseUnavailable, Tx, open_database
from bot.store.migrate import upgrade
from bot.store.tables import counters
from tests.store.child import LAST_EPOCH
from tests.store.rows import NOON, add, incident, planned, timer

ROOT = Path(__file__).parents[2]
MANY = 200
LANES = 10
NOTICES = 500
INCIDENTS = 50


@contextmanager
def child(role: str, url: str, name: str = "child") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.store.child", role, url, name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.read().splitlines()


def wait_for_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def put(tx: Tx, name: str) -> None:
    tx.execute(counters.insert().values(name=name, value=1))


def names(store: Database) -> set[str]:
    return set(store.read(lambda tx: tx.scalars(select(counters.c.name)).all()))


def test_after_a_kill_what_was_committed_is_there_and_nothing_half(
    store: Database, database_url: str
) -> None:
    with child("write", database_url) as process:
        committed = {wait_for_line(process) for _ in range(MANY)}
        process.kill()
        committed |= {line for line in said(process) if line.isdigit()}
    found = names(store)
    first = {name.removeprefix("first ") for name in found if name.startswith("first ")}
    second = {name.removeprefix("second ") for name in found if name.startswith("second ")}
    assert first == second
    # The last line may be cut: "123" of "1234".
    assert len(committed - first) <= 1
    store.write(partial(put, name="goes on"))


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'file.db'}"


def test_a_second_writer_waits_for_the_first_then_gives_up_clearly(
    file_url: str, monkeypatch: pytest.MonkeyPatch, long_waits: bool
) -> None:
    patience = 5.0 if long_waits else 1.0
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", patience)
    store = open_database(file_url)
    upgrade(store)
    with child("hold", file_url) as process:
        assert wait_for_line(process) == "held"
        began = time.monotonic()
        with pytest.raises(DatabaseUnavailable, match="locked"):
            store.write(partial(put, name="mine"))
        assert patience * 0.9 < time.monotonic() - began < patience + 5
        process.kill()
        process.wait()
        store.write(partial(put, name="mine"))
    assert names(store) == {"mine"}
    store.close()


def test_a_second_writer_gets_through_beside_a_busy_one(file_url: str) -> None:
    store = open_database(file_url)
    upgrade(store)
    with child("write", file_url) as process:
        wait_for_line(process)
        for n in range(5):
            store.write(partial(put, name=f"mine {n}"))
    assert {f"mine {n}" for n in range(5)} <= names(store)
    store.close()


def test_two_senders_send_everything_exactly_once_and_in_order(store: Database, database_url: str) -> None:
    add(store, *(planned(f"{n % LANES} {n:03}", lane=f"{n % LANES}") for n in range(NOTICES)))
    with ExitStack() as both:
        children = [both.enter_context(child("send", database_url, name)) for name in ("one", "two")]
        heard = [said(process) for process in children]
    assert Counter(line for lines in heard for line in lines) == Counter(
        f"{n % LANES} {n:03}" for n in range(NOTICES)
    )
    for lines in heard:
        for lane in range(LANES):
            mine = [line for line in lines if line.startswith(f"{lane} ")]
            assert mine == sorted(mine)
    assert store.read(notices.pending_count) == 0


def test_two_that_tick_fire_every_timer_exactly_once(store: Database, database_url: str) -> None:
    ids = [f"INC-2026-{n:04}" for n in range(INCIDENTS)]
    store.write(lambda tx: incidents.save(tx, [incident(id_, last_seq=0) for id_ in ids]))
    store.write(lambda tx: timers.set_timers(tx, {id_: [timer(NOON)] for id_ in ids}))
    with ExitStack() as both:
        children = [both.enter_context(child("tick", database_url, name)) for name in ("one", "two")]
        fired = [line for process in children for line in said(process)]
    rounds = range(LAST_EPOCH + 1)
    assert Counter(fired) == Counter(f"{id_} {epoch}" for id_ in ids for epoch in rounds)
    for id_ in ids:
        lines = store.read(partial(events.timeline, incident=id_))
        assert [record.seq for record in lines] == [epoch + 1 for epoch in rounds]
