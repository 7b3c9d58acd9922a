"""Opening the database that DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.store.transactions import Database, DatabaseUnavailable, OutcomeUnknown, Tx

__all__ = ["Database", "DatabaseUnavailable", "OutcomeUnknown", "Tx", "is_there", "open_database"]


def is_there(url: str) -> bool:
    """Whether there is a database to ask: opening a SQLite file that is not there would make it. A server may be down
    all the same."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def open_database(url: str) -> Database:
    """The database at an SQLAlchemy URL: `sqlite:///file` or `postgresql://…` (psycopg 3).

    Makes the SQLite file when there is none; the tables are `migrate.upgrade`'s.
    Raises ValueError for another kind or for SQLite in memory, DatabaseUnavailable when
    a SQLite file can't be opened (PostgreSQL is asked for the first time by the first work).
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return SqliteDatabase(parsed)
        case "postgresql":
            return PostgresDatabase(parsed)
        case other:
            raise ValueError(f"DATABASE_URL: {other} is not a database we know; use sqlite or postgresql")
