"""Many rows in one statement: built once, and the values handed to the driver as they are.

SQLAlchemy's own executemany looks up each value of each row by its name and converts it
apart, which took longer than storing it; and PostgreSQL's driver sends a statement a row.
Here SQLite's driver gets tuples, and PostgreSQL one JSON array that it reads as a table
(an array a column is slower: the driver writes out each item by itself).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    FromClause,
    Integer,
    Table,
    TableValuedAlias,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

from bot.store.transactions import Tx

Insert: TypeAlias = postgresql.Insert | sqlite.Insert
Row: TypeAlias = Mapping[str, object]

_Cells: TypeAlias = Iterable[Any]
"""One column of the rows."""

SQLITE: Dialect = make_url("sqlite://").get_dialect()()
POSTGRES: Dialect = make_url("postgresql+psycopg://").get_dialect()()

_KEY = "key_"
"""Before the name of a key that says which row is changed: SQLAlchemy keeps the bare name for new values."""

_PLACE = "place_"
"""Where a row stands among the others: a number that counts up by itself follows it."""


class Bulk(ABC):
    """A change of any number of rows, all of the same columns."""

    @abstractmethod
    def run(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Carry it out for each, in this order."""


def inserts(statement: Insert, names: Sequence[str]) -> Bulk:
    """`statement` says what to do about a row that is there; `names` are the columns that the rows have."""
    if isinstance(statement, sqlite.Insert):
        return _OnSqlite(statement, statement.table, names)
    rows = _given(statement.table, names)
    ordered = select(*(rows.c[name] for name in names)).order_by(rows.c[_PLACE])
    return _OnPostgres(statement.from_select(list(names), ordered), statement.table, names)


def updates(dialect: str, table: Table, names: Sequence[str]) -> Bulk:
    """Gives the rows that have these primary keys the other values; a row that is not there stays away."""
    keys = [column.name for column in table.primary_key]
    values = [name for name in names if name not in keys]
    if dialect == "sqlite":
        these = (table.c[key] == bindparam(_KEY + key) for key in keys)
        statement = update(table).where(*these).values({name: bindparam(name) for name in values})
        return _OnSqlite(statement, table, names)
    rows = _given(table, names)
    these = (table.c[key] == rows.c[key] for key in keys)
    return _OnPostgres(update(table).where(*these).values({n: rows.c[n] for n in values}), table, names)


def _given(table: FromClause, names: Sequence[str]) -> TableValuedAlias:
    """The JSON array that is bound as `given`, as a table."""
    columns = [column(_PLACE, Integer), *(column(name, table.c[name].type) for name in names)]
    records = func.json_to_recordset(cast(bindparam("given", type_=Text), postgresql.JSON))
    return records.table_valued(*columns).render_derived(with_types=True)


class _OnSqlite(Bulk):
    def __init__(self, statement: Insert | Update, table: FromClause, names: Sequence[str]) -> None:
        # An UPDATE names its columns itself: by these it would set the key as well.
        keys = list(names) if isinstance(statement, sqlite.Insert) else None
        compiled = statement.compile(dialect=SQLITE, column_keys=keys)
        self._sql = str(compiled)
        self._names = tuple(name.removeprefix(_KEY) for name in compiled.positiontup or ())
        self._written = _writers(table, self._names, SQLITE)

    def run(self, tx: Tx, rows: Sequence[Row]) -> None:
        tx.exec_driver_sql(self._sql, list(zip(*_columns(rows, self._names, self._written), strict=True)))


class _OnPostgres(Bulk):
    def __init__(self, statement: Insert | Update, table: FromClause, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = tuple(names)
        self._written = _writers(table, self._names, POSTGRES)

    def run(self, tx: Tx, rows: Sequence[Row]) -> None:
        cells = _columns(rows, self._names, self._written)
        keys = (_PLACE, *self._names)
        given = [dict(zip(keys, row, strict=True)) for row in zip(range(len(rows)), *cells, strict=True)]
        tx.execute(self._statement, {"given": as_given(given)})


def among(dialect: str, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
    """These columns together are one of the rows that `as_given` writes, bound as `given`.

    A list of two hundred tuples made SQLite read the whole table, and was written out anew each time.
    """
    if dialect == "postgresql":
        rows = _given(columns[0].table, [c.name for c in columns])
        return tuple_(*columns).in_(select(*(rows.c[c.name] for c in columns)))
    value = func.json_each(bindparam("given", type_=Text)).table_valued("value").c.value
    return tuple_(*columns).in_(select(*(func.json_extract(value, f"$.{c.name}") for c in columns)))


def as_given(rows: Sequence[Row]) -> str:
    """Rows as the one value that the database reads as a table."""
    return msgspec.json.encode(rows).decode()


_Writer: TypeAlias = Callable[[Any], Any] | None


def _writers(table: FromClause, names: Sequence[str], dialect: Dialect) -> list[_Writer]:
    """How each column's values are written, where they are not as they are."""
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]


def _columns(rows: Sequence[Row], names: Sequence[str], written: Sequence[_Writer]) -> list[_Cells]:
    found: list[_Cells] = []
    for name, write in zip(names, written, strict=True):
        cells = [row[name] for row in rows]
        found.append(map(write, cells) if write else cells)
    return found
