"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Integer, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.bulk import Bulk, Insert, inserts, updates
from bot.store.transactions import Tx


def inserting(dialect: str, table: Table) -> Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`; the dialect is `tx.dialect.name`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def put_new(tx: Tx, table: Table, row: Mapping[str, object]) -> bool:
    """Insert one row. False: its key exists, and nothing changed."""
    return tx.execute(_new(tx.dialect.name, table), row).first() is not None


def put_if_absent(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert in bulk; a row whose key exists changes nothing. Every row has the same columns."""
    if rows:
        _absent_rows(tx.dialect.name, table, tuple(rows[0])).run(tx, rows)


def add(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert in bulk. Every row has the same columns. Raises sqlalchemy.exc.IntegrityError when a key exists."""
    if rows:
        _added_rows(tx.dialect.name, table, tuple(rows[0])).run(tx, rows)


def put(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert in bulk; a row whose primary key exists takes the new values.

    Every row has the same columns, and a key of its own.
    """
    if rows:
        _present(tx.dialect.name, table, tuple(rows[0])).run(tx, rows)


def change(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Update in bulk the rows that have these primary keys. Every row has the same columns, and a key of its own."""
    if rows:
        _changed(tx.dialect.name, table, tuple(rows[0])).run(tx, rows)


# Built once for each table: building a statement takes longer than carrying it out.


@cache
def _absent(dialect: str, table: Table) -> Insert:
    return inserting(dialect, table).on_conflict_do_nothing()


@cache
def _new(dialect: str, table: Table) -> ReturningInsert[int]:
    return _absent(dialect, table).returning(literal_column("1", Integer))


@cache
def _absent_rows(dialect: str, table: Table, columns: tuple[str, ...]) -> Bulk:
    return inserts(_absent(dialect, table), columns)


@cache
def _added_rows(dialect: str, table: Table, columns: tuple[str, ...]) -> Bulk:
    return inserts(inserting(dialect, table), columns)


@cache
def _present(dialect: str, table: Table, columns: tuple[str, ...]) -> Bulk:
    statement = inserting(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return inserts(statement.on_conflict_do_update(index_elements=keys, set_=changed), columns)


@cache
def _changed(dialect: str, table: Table, columns: tuple[str, ...]) -> Bulk:
    return updates(dialect, table, columns)
