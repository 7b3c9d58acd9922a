"""SQLite: one thread writes, and commits what waits together; readers have their own connections.

`BEGIN IMMEDIATE` takes the write lock at the start, so that no transaction fails half
way because another process writes; each piece of work has its own SAVEPOINT, so that
one that fails takes nobody with it. Explicit BEGIN is how SQLAlchemy tells to do it:
https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from bot.store.transactions import Database, DatabaseUnavailable, OutcomeUnknown, T, Tx

BATCH_LIMIT = 64
"""Writes per COMMIT. Raw sqlite3 gains up to about 64 (5,800 -> 34,840 per second); beyond that, the first
only waits longer."""
QUEUE_LIMIT = 1_000
"""Writes waiting. At 3,000 commits per second that is 0.3 s: a longer queue means that the disk is stuck, and
the caller had better know at once."""
WAIT_LIMIT = 10.0
"""Seconds. After this, a write that has not begun is given up: senders of alerts hang up after about 10 s."""
UNKNOWN_LIMIT = 30.0
"""Seconds. Extra time for a write that has begun. Only a hanging disk takes that long."""
BUSY_TIMEOUT = 5.0
"""Seconds. How long to wait for another process's write, such as `meridian ack`."""
READERS = 8
"""Read connections; more threads than that take turns. Each has a page cache of 2 MB."""
CLOSE_LIMIT = 15.0
"""Seconds that `close` waits for the writer: BUSY_TIMEOUT for each of two last batches, and some."""

OLDEST = (3, 35, 0)
"""The first SQLite with RETURNING (March 2021)."""

_GONE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)


@dataclass(slots=True)
class _Job:
    work: Callable[[Tx], Any]
    future: Future[Any]


class _BatchLost(Exception):
    """SQLite gave up the whole transaction, not just one statement (a full disk does that)."""


class SqliteDatabase(Database):
    """A file, one writing thread, eight readers. Raises ValueError for a database in memory, or a `file:` URI."""

    several_serve = False

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            msg = (
                "DATABASE_URL: in memory it forgets every incident; name a plain file: sqlite:///meridian.db"
            )
            raise ValueError(msg)
        if sqlite3.sqlite_version_info < OLDEST:
            raise ValueError(
                f"SQLite {sqlite3.sqlite_version} has no RETURNING; use 3.35 or newer, or PostgreSQL"
            )
        self._path = Path(url.database)
        self._engine = _engine(url, "BEGIN IMMEDIATE", pool_size=1)
        self._readers = _engine(url, "BEGIN", pool_size=READERS, query_only=True)
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._inode = self._opened()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    @property
    def engine(self) -> Engine:
        return self._engine

    def write(self, work: Callable[[Tx], T]) -> T:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself: hand the transaction on")
        if self._closed:
            raise DatabaseUnavailable("the database is closed: the bot is stopping")
        if self._queue.qsize() >= QUEUE_LIMIT:
            raise DatabaseUnavailable(f"{QUEUE_LIMIT} writes are waiting: the disk does not keep up")
        future: Future[T] = Future()
        self._queue.put(_Job(work, future))
        return _outcome(future)

    def read(self, work: Callable[[Tx], T]) -> T:
        try:
            with self._readers.connect() as tx, tx.begin():
                return work(tx)
        except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error) as error:
            raise _translated(error) from error

    def is_trouble(self, error: Exception) -> bool:
        return isinstance(_translated(error), DatabaseUnavailable)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        self._thread.join(CLOSE_LIMIT)
        self._readers.dispose()
        self._engine.dispose()

    def _opened(self) -> int:
        """Make the file if there is none, and remember which one it is."""
        try:
            # Private incidents are in it, so others on this machine must not read it; SQLite gives its other
            # files the same mode.
            if not self._path.exists():
                self._path.touch(0o600)
            with self._engine.connect():
                return self._path.stat().st_ino
        except (exc.DBAPIError, OSError) as error:
            raise DatabaseUnavailable(f"can't open {self._path}: {error}") from error

    def _run(self) -> None:
        while jobs := self._waiting():
            try:
                outcomes = self._carry_out(jobs)
            except BaseException as error:
                self._engine.dispose()
                _refuse(jobs, error)
                continue
            for job, result, failure in outcomes:
                if failure is None:
                    job.future.set_result(result)
                else:
                    job.future.set_exception(_translated(failure))
        _refuse(self._rest(), DatabaseUnavailable("the database is closed: the bot is stopping"))

    def _waiting(self) -> list[_Job]:
        """All that waits, up to BATCH_LIMIT; waits for the first. Empty: it is time to stop."""
        first = self._queue.get()
        if first is None:
            return []
        jobs = [first]
        while len(jobs) < BATCH_LIMIT:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _rest(self) -> list[_Job]:
        rest = []
        while not self._queue.empty():
            if job := self._queue.get_nowait():
                rest.append(job)
        return rest

    def _carry_out(self, jobs: Sequence[_Job]) -> list[tuple[_Job, Any, BaseException | None]]:
        """Every job in its savepoint, then one COMMIT."""
        if self._moved():
            raise DatabaseUnavailable(f"{self._path} was moved or replaced: put it back, or start again")
        with self._engine.connect() as tx, tx.begin():
            # Given up while it waited: then it is not carried out at all.
            running = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            return [(job, *_tried(tx, job)) for job in running]

    def _moved(self) -> bool:
        """SQLite goes on writing to a file that was deleted or replaced, and all of it would be lost."""
        try:
            return self._path.stat().st_ino != self._inode
        except OSError:
            return True


def _outcome(future: Future[T]) -> T:
    """The result, or what it raised; never `nothing was stored` when it might be."""
    try:
        return future.result(WAIT_LIMIT)
    except TimeoutError:
        if future.done() and not future.cancelled():
            return future.result()
        if future.cancel():
            raise DatabaseUnavailable(f"no turn to write within {WAIT_LIMIT:.0f} s") from None
    try:
        return future.result(UNKNOWN_LIMIT)
    except TimeoutError:
        if future.done():
            return future.result()
        raise OutcomeUnknown(f"a write hangs for {WAIT_LIMIT + UNKNOWN_LIMIT:.0f} s") from None


def _tried(tx: Tx, job: _Job) -> tuple[Any, BaseException | None]:
    # The driver's own words: SQLAlchemy's savepoints take 46 µs, as long as three statements.
    driver = _driver(tx)
    driver.execute("SAVEPOINT job")
    try:
        result = job.work(tx)
        driver.execute("RELEASE job")
    except BaseException as error:
        if not driver.in_transaction:
            raise _BatchLost(str(error)) from error
        driver.execute("ROLLBACK TO job")
        driver.execute("RELEASE job")
        return None, error
    return result, None


def _driver(tx: Tx) -> sqlite3.Connection:
    return cast("sqlite3.Connection", tx.connection.driver_connection)


def _refuse(jobs: Sequence[_Job], error: BaseException) -> None:
    """Tell everyone of a batch that did not commit."""
    failure = error if isinstance(error, DatabaseUnavailable) else DatabaseUnavailable(f"not stored: {error}")
    failure.__cause__ = error if failure is not error else error.__cause__
    for job in jobs:
        if job.future.running() or job.future.set_running_or_notify_cancel():
            job.future.set_exception(failure)


def _translated(error: BaseException) -> BaseException:
    """DatabaseUnavailable for what is the disk's or the lock's fault; a mistake of ours stays what it is."""
    if isinstance(error, exc.TimeoutError):
        return DatabaseUnavailable(f"no free connection: {error}")
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.Error) and isinstance(code, int) and code & 0xFF in _GONE:
        return DatabaseUnavailable(f"SQLite: {cause}")
    return error


def _engine(url: URL, begin: str, *, pool_size: int, query_only: bool = False) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT,
        hide_parameters=True,  # an error is logged; what it was about may be private
        connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connected(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # pysqlite begins nothing by itself
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits with the power
        driver.execute("PRAGMA foreign_keys = ON")
        if query_only:
            driver.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        cast("sqlite3.Connection", connection.connection.driver_connection).execute(begin)

    return engine
