"""What goes into a column comes out the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select
from sqlalchemy.exc import StatementError

from bot.store.columns import OutsideText, Utc
from bot.store.database import Database, Tx

metadata = MetaData()
moments = Table("moments", metadata, Column("at", Utc, primary_key=True), Column("text", OutsideText))

NIGHT = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)
MOMENTS = [NIGHT, NIGHT.astimezone(UTC) + timedelta(microseconds=1), datetime(999, 1, 1, tzinfo=UTC)]


@pytest.fixture
def scratch(store: Database) -> Database:
    store.write(metadata.create_all)
    return store


def put(tx: Tx, at: datetime, text: str = "") -> None:
    tx.execute(moments.insert().values(at=at, text=text))


def test_times_come_back_as_the_same_moment_in_utc_and_in_order(scratch: Database) -> None:
    for moment in MOMENTS:
        scratch.write(partial(put, at=moment))
    found = scratch.read(lambda tx: tx.scalars(select(moments.c.at).order_by(moments.c.at)).all())
    assert list(found) == sorted(moment.astimezone(UTC) for moment in MOMENTS)
    assert all(moment.tzinfo is UTC for moment in found)


def test_a_naive_time_is_refused(scratch: Database) -> None:
    with pytest.raises(StatementError, match="no zone"):
        scratch.write(lambda tx: put(tx, datetime(2026, 1, 1)))


@pytest.mark.parametrize(
    "outside", ["Zürich 🚨", "a\0b", "half \ud83d a pair", "", "\N{REPLACEMENT CHARACTER}"]
)
def test_text_from_outside_is_stored_whatever_it_holds(scratch: Database, outside: str) -> None:
    scratch.write(lambda tx: put(tx, NIGHT, outside))
    query = select(moments.c.text).where(moments.c.text == outside)
    stored = scratch.read(lambda tx: tx.scalars(query).one())
    assert stored.replace("\N{REPLACEMENT CHARACTER}", "") == outside.replace("\0", "").replace(
        "\ud83d", ""
    ).replace("\N{REPLACEMENT CHARACTER}", "")


@given(st.text(st.characters(exclude_categories=())))
def test_text_from_outside_always_becomes_utf8_without_nul(outside: str) -> None:
    stored = OutsideText().process_bind_param(outside, None)  # type: ignore[arg-type]
    assert stored is not None
    assert b"\0" not in stored.encode()
