"""What buttons and choices about shifts carry is read again as it was packed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.oncall.covers import ShiftSpan
from bot.render.shift_values import packed_pager, packed_shift, packed_span, read_pager, read_shift, read_span

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIFT = ShiftSpan("shop/primary", NOON, NOON + timedelta(hours=4))


def test_what_is_packed_is_read_again() -> None:
    assert read_shift(packed_shift("ana.p", SHIFT)) == ("ana.p", SHIFT)
    assert read_span(packed_span(SHIFT.starts_at, SHIFT.ends_at)) == (SHIFT.starts_at, SHIFT.ends_at)
    assert read_pager(packed_pager("primary", NOON)) == ("primary", NOON)


def test_a_button_of_an_old_message_means_what_it_meant() -> None:
    assert read_shift("1795176000 1795190400 ana.p shop/primary") == ("ana.p", SHIFT)
    assert read_span("1795176000 1795190400") == (SHIFT.starts_at, SHIFT.ends_at)
    assert read_pager("1795176000 primary") == ("primary", NOON)


@pytest.mark.parametrize(
    "value", ["", " ", "x y ana primary", "1795176000 1795190400 ana", "1 99999999999999999 a b"]
)
def test_what_is_no_shift_is_none(value: str) -> None:
    assert read_shift(value) is None


@pytest.mark.parametrize("value", ["", "primary", "1795176000 "])
def test_what_names_no_pager_is_none(value: str) -> None:
    assert read_pager(value) is None
    assert read_span(value) is None


def test_a_pager_without_a_readable_time_is_that_of_now() -> None:
    assert read_pager("soon primary") == ("primary", None)
