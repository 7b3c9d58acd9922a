"""A write that returns is committed; one that raises stored nothing, and takes nobody with it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import sqlite
from bot.store.database import Database, DatabaseUnavailable, Tx, open_database
from bot.store.migrate import upgrade
from bot.store.serving import AlreadyServing, serve_lock
from bot.store.sqlite import SqliteDatabase
from bot.store.tables import counters


def put(tx: Tx, name: str, value: int = 1) -> None:
    tx.execute(insert(counters).values(name=name, value=value))


def names(store: Database) -> set[str]:
    return set(store.read(lambda tx: tx.scalars(select(counters.c.name)).all()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.db"


@pytest.fixture
def on_file(file: Path) -> Iterator[SqliteDatabase]:
    database = open_database(f"sqlite:///{file}")
    assert isinstance(database, SqliteDatabase)
    upgrade(database)
    yield database
    database.close()


class Gate:
    """Holds the writer thread inside a write, so that what follows waits and commits together."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self._inside = threading.Event()
        self._open = threading.Event()
        self._pool = ThreadPoolExecutor(70)

    def __enter__(self) -> Self:
        self._pool.submit(self._store.write, self._stand)
        assert self._inside.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.open()
        self._pool.shutdown()

    def _stand(self, tx: Tx) -> None:
        self._inside.set()
        self._open.wait(60)

    def open(self) -> None:
        self._open.set()


def test_a_write_returns_what_its_work_returns(store: Database) -> None:
    def work(tx: Tx) -> int:
        put(tx, "a")
        return 7

    assert store.write(work) == 7
    assert names(store) == {"a"}


def test_a_write_that_raises_stores_nothing_and_raises_the_same(store: Database) -> None:
    def work(tx: Tx) -> None:
        put(tx, "a")
        raise LookupError("no such incident")

    with pytest.raises(LookupError, match="no such incident"):
        store.write(work)
    assert names(store) == set()


def test_a_mistake_in_sql_is_not_called_an_outage(store: Database) -> None:
    store.write(lambda tx: put(tx, "a"))
    with pytest.raises(IntegrityError):
        store.write(lambda tx: put(tx, "a"))
    with pytest.raises(DBAPIError):
        store.write(lambda tx: tx.execute(text("SELECT * FROM nowhere")))


def test_a_read_can_not_write(store: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        store.read(lambda tx: put(tx, "a"))
    store.write(lambda tx: put(tx, "b"))
    assert names(store) == {"b"}


def test_a_read_sees_one_moment(store: Database) -> None:
    def twice(tx: Tx) -> tuple[int, int]:
        count = text("SELECT count(*) FROM counters")
        before = int(tx.execute(count).scalar_one())
        store.write(lambda other: put(other, "a"))
        return before, int(tx.execute(count).scalar_one())

    assert store.read(twice) == (0, 0)


def test_many_threads_write_at_once(store: Database) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: store.write(lambda tx: put(tx, f"{n}")), range(200)))
    assert len(names(store)) == 200


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="name a plain file"):
        open_database(url)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite or postgresql"):
        open_database("mysql://localhost/x")


def test_a_file_in_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="can't open"):
        open_database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")


def test_works_that_wait_commit_together_and_one_that_fails_falls_alone(on_file: SqliteDatabase) -> None:
    commits: list[None] = []

    def work(n: int) -> int:
        def insert_one(tx: Tx) -> int:
            put(tx, f"{n}")
            return 1 // (n % 10)  # 0, 10, 20, … fail after they wrote

        return on_file.write(insert_one)

    with Gate(on_file) as gate, ThreadPoolExecutor(60) as pool:
        futures = [pool.submit(work, n) for n in range(60)]
        while on_file._queue.qsize() < 60:
            time.sleep(0.001)
        event.listen(on_file.engine, "commit", lambda _: commits.append(None))
        gate.open()
        failed = {n for n, future in enumerate(futures) if future.exception()}
    assert failed == {0, 10, 20, 30, 40, 50}
    assert names(on_file) == {str(n) for n in range(60)} - {str(n) for n in failed}
    assert len(commits) <= 2  # the gate's own, and one for all sixty


def test_a_write_given_up_while_it_waited_is_not_carried_out(
    on_file: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT_LIMIT", 0.05)
    with Gate(on_file), pytest.raises(DatabaseUnavailable, match="no turn"):
        on_file.write(lambda tx: put(tx, "late"))
    monkeypatch.setattr(sqlite, "WAIT_LIMIT", 10)
    on_file.write(lambda tx: put(tx, "next"))
    assert names(on_file) == {"next"}


def test_a_full_queue_refuses_at_once(on_file: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "QUEUE_LIMIT", 0)
    with pytest.raises(DatabaseUnavailable, match="waiting"):
        on_file.write(lambda tx: put(tx, "a"))


def test_a_write_inside_a_write_is_refused_rather_than_stuck(on_file: SqliteDatabase) -> None:
    with pytest.raises(RuntimeError, match="inside a write"):
        on_file.write(lambda _: on_file.write(lambda tx: put(tx, "a")))


def test_closing_finishes_the_writes_that_wait(on_file: SqliteDatabase, file: Path) -> None:
    with Gate(on_file) as gate, ThreadPoolExecutor(20) as pool:
        futures = [pool.submit(on_file.write, lambda tx, n=n: put(tx, f"{n}")) for n in range(20)]
        while on_file._queue.qsize() < 20:
            time.sleep(0.001)
        closing = pool.submit(on_file.close)
        gate.open()
        closing.result(20)
        assert [future.exception() for future in futures] == [None] * 20
    with pytest.raises(DatabaseUnavailable, match="closed"):
        on_file.write(lambda tx: put(tx, "late"))
    assert sqlite3.connect(file).execute("SELECT count(*) FROM counters").fetchone() == (20,)


def test_a_file_that_was_replaced_takes_no_writes_until_it_is_back(
    on_file: SqliteDatabase, file: Path
) -> None:
    on_file.write(lambda tx: put(tx, "before"))
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(DatabaseUnavailable, match="moved or replaced"):
        on_file.write(lambda tx: put(tx, "lost"))
    away.rename(file)
    on_file.write(lambda tx: put(tx, "after"))
    assert names(on_file) == {"before", "after"}


def test_a_full_disk_is_an_outage_and_passes(on_file: SqliteDatabase) -> None:
    pages = on_file.write(lambda tx: tx.execute(text("PRAGMA page_count")).scalar_one())
    on_file.write(lambda tx: tx.execute(text(f"PRAGMA max_page_count = {pages + 2}")))
    with pytest.raises(DatabaseUnavailable, match="full"):
        on_file.write(lambda tx: put(tx, "x" * 100_000))
    assert names(on_file) == set()
    on_file.write(lambda tx: tx.execute(text("PRAGMA max_page_count = 1000000")))
    on_file.write(lambda tx: put(tx, "x" * 100_000))


def test_a_second_serve_on_the_same_file_is_refused(file: Path) -> None:
    url = f"sqlite:///{file}"
    with serve_lock(url), pytest.raises(AlreadyServing, match="PostgreSQL"), serve_lock(url):
        pass
    with serve_lock(url):
        pass


def test_the_same_file_under_another_name_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "meridian.db")
    with (
        serve_lock(f"sqlite:///{tmp_path / 'meridian.db'}"),
        pytest.raises(AlreadyServing),
        serve_lock(f"sqlite:///{tmp_path / 'link.db'}"),
    ):
        pass


def test_nobody_else_on_this_machine_reads_a_database_that_we_made(
    on_file: SqliteDatabase, file: Path
) -> None:
    on_file.write(lambda tx: put(tx, "a"))
    found = list(file.parent.iterdir())
    assert len(found) == 3, "the file, what is not in it yet, and who reads it"
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}


def test_an_error_does_not_quote_what_it_was_about(store: Database) -> None:
    store.write(lambda tx: put(tx, "a private title"))
    with pytest.raises(IntegrityError) as refused:
        store.write(lambda tx: put(tx, "a private title", 5))
    assert "[SQL parameters hidden" in str(refused.value)


def test_several_may_serve_on_postgresql() -> None:
    with serve_lock("postgresql:///x"), serve_lock("postgresql:///x"):
        pass
