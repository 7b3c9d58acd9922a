"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, Text, literal
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts up by itself: SQLite does that for INTEGER PRIMARY KEY only."""


class Utc(TypeDecorator[datetime]):
    """An aware datetime, in UTC on the way out. Raises ValueError for a naive one.

    TIMESTAMPTZ on PostgreSQL. On SQLite text, always with microseconds and `+00:00`, so
    that the order of the text is the order of time.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; times here are aware UTC")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.isoformat(timespec="microseconds")

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy hands it over
    ) -> datetime | None:
        if value is None:
            return None
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
        return parsed.astimezone(UTC)


def instant(now: datetime) -> ColumnElement[datetime]:
    """A time inside a SQL function, where no column tells SQLAlchemy how to write it."""
    return literal(now, Utc())


class OutsideText(TypeDecorator[str]):
    """Text that somebody else wrote: what can't be stored becomes U+FFFD, here and in a comparison alike.

    JSON may hold a NUL, which PostgreSQL refuses, and half a surrogate pair, which UTF-8
    can't say. An alert is not lost over either.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy hands it over
    ) -> str | None:
        if value is None or (value.isascii() and "\0" not in value):
            return value
        storable = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return storable.replace("\0", "\N{REPLACEMENT CHARACTER}")
