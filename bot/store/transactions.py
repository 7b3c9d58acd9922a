"""What a database promises here: a write that returns is committed; one that raises stored nothing.

Invariant: no SQL and no driver is named here; `sqlite` and `postgres` keep the promise,
`database` picks one of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Tx = Connection
"""An open transaction. Whoever has one may read and write, and never commits."""


class DatabaseUnavailable(Exception):
    """Nothing was stored: the database is locked, full, gone or overwhelmed. Answer 503 and let them retry."""


class OutcomeUnknown(DatabaseUnavailable):
    """The connection broke during COMMIT: it is stored or it is not. A repeat must find out by its identity."""


class Database(ABC):
    """One database, shared by every thread of the process."""

    several_serve: bool
    """Whether other processes may serve on the same database (see `serving`)."""

    @property
    @abstractmethod
    def engine(self) -> Engine:
        """SQLAlchemy's engine for writes: for migrations and tests."""

    @abstractmethod
    def write(self, work: Callable[[Tx], T]) -> T:
        """Carry out `work` in one transaction and return its result once that is COMMITTED.

        What `work` raises comes out here, with nothing of it stored. `work` may be called
        again (a deadlock, a stale connection), so it changes nothing but the transaction.
        Raises DatabaseUnavailable, and OutcomeUnknown when even that is not known.
        """

    @abstractmethod
    def read(self, work: Callable[[Tx], T]) -> T:
        """Carry out `work` on one unchanging snapshot; it can't write. Raises DatabaseUnavailable."""

    @abstractmethod
    def is_trouble(self, error: Exception) -> bool:
        """Whether an error inside a transaction is the database's trouble (gone, full, locked), and the work is
        not at fault: let it out, and `write` says so."""

    @abstractmethod
    def close(self) -> None:
        """Finish the writes that wait, then let go of every connection."""
