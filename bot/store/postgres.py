"""PostgreSQL through psycopg 3: a small pool, and every write in the thread that asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, exc

from bot.clock import jitter
from bot.store.transactions import Database, DatabaseUnavailable, OutcomeUnknown, T, Tx

CONNECTIONS = 10
"""Per process: 8 threads already reach 3,458 commits per second, and PostgreSQL's default allows 100
connections in all."""
POOL_WAIT = 5.0
"""Seconds. How long to wait for a connection: as long as SQLite waits for its lock."""
TRIES = 5
"""A deadlock or serialization failure is usually gone at the second attempt; five in a row mean a bug."""
PAUSE = 0.02
"""Seconds at most, doubled each try, and random below: two that met once must not meet again."""

TOO_MUCH = ("54", "57014")
"""SQLSTATEs of what is too large or too slow for PostgreSQL (a limit, our own statement_timeout): that is the
work's doing. Were it excused as trouble, it would come again for ever, and hold up whatever stands behind it."""


_SESSION = (
    "SET timezone = 'UTC'",
    # The longest of ours is 10,000 alerts at once (under a second); more than this hangs.
    "SET statement_timeout = '10s'",
    # As long as SQLite waits for the other writer.
    "SET lock_timeout = '5s'",
    # A replica that was stopped (SIGSTOP) must not hold its locks against the others: takeover in 30 s.
    "SET idle_in_transaction_session_timeout = '15s'",
)
# A peer cut off from us is noticed in 10 + 3 * 5 s rather than after two hours.
_SOCKET = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "meridian",
}


class PostgresDatabase(Database):
    """A pool of connections; READ COMMITTED for writes, one snapshot for reads."""

    several_serve = True

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._engine = _engine(url)
        self._readers = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @property
    def engine(self) -> Engine:
        return self._engine

    def write(self, work: Callable[[Tx], T]) -> T:
        return _repeated(lambda: _written(self._engine, work))

    def read(self, work: Callable[[Tx], T]) -> T:
        return _repeated(lambda: _seen(self._readers, work))

    def is_trouble(self, error: Exception) -> bool:
        if not isinstance(error, exc.DBAPIError) or not isinstance(_translated(error), DatabaseUnavailable):
            return False
        return not str(getattr(error.orig, "sqlstate", "")).startswith(TOO_MUCH)

    def close(self) -> None:
        self._engine.dispose()


def _written(engine: Engine, work: Callable[[Tx], T]) -> T:
    with engine.connect() as tx:
        transaction = tx.begin()
        try:
            result = work(tx)
        except BaseException:
            transaction.rollback()
            raise
        try:
            transaction.commit()
        except exc.DBAPIError as error:
            if error.connection_invalidated:
                raise OutcomeUnknown(f"the connection broke during COMMIT: {error.orig}") from error
            raise
        return result


def _seen(engine: Engine, work: Callable[[Tx], T]) -> T:
    with engine.connect() as tx, tx.begin():
        return work(tx)


def _repeated(attempt: Callable[[], T]) -> T:
    """Again after a deadlock, or on a new connection after a stale one. Raises DatabaseUnavailable."""
    for tries in range(1, TRIES + 1):
        try:
            return attempt()
        except exc.TimeoutError as error:
            raise DatabaseUnavailable(f"no free connection within {POOL_WAIT:.0f} s") from error
        except exc.DBAPIError as error:
            if not _passing(error) or tries == TRIES:
                raise _translated(error) from error
        except psycopg.OperationalError as error:  # while a new connection was set up
            raise DatabaseUnavailable(f"PostgreSQL: {error}") from error
        time.sleep(jitter(PAUSE * 2**tries))
    raise AssertionError("the last try returns or raises")


def _passing(error: exc.DBAPIError) -> bool:
    """True when the next try may well succeed: chosen as a deadlock's victim, or a stale pooled connection."""
    collided = isinstance(error.orig, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)
    return collided or error.connection_invalidated


def _translated(error: exc.DBAPIError) -> Exception:
    """OperationalError is the server's trouble (gone, full, too slow, a lock), and read-only is what a server
    is after it was demoted; the rest is a mistake of ours."""
    theirs = psycopg.OperationalError | psycopg.errors.ReadOnlySqlTransaction
    if error.connection_invalidated or isinstance(error.orig, theirs):
        return DatabaseUnavailable(f"PostgreSQL: {error.orig}")
    return error


def _engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_WAIT,
        hide_parameters=True,  # an error is logged; what it was about may be private
        connect_args=_SOCKET,
    )

    @event.listens_for(engine, "connect")
    def _connected(driver: psycopg.Connection[Any], _record: object) -> None:
        driver.autocommit = True
        for setting in _SESSION:
            driver.execute(setting.encode())
        driver.autocommit = False

    return engine
