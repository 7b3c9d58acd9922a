"""What a process remembers to have done does not grow for ever."""

from __future__ import annotations

from bot.engine.remembered import REMEMBERED, Remembered


def test_it_knows_what_it_was_told_and_forgets_all_before_there_is_too_much() -> None:
    known = Remembered()
    known.add(["first"])
    known.add(str(number) for number in range(REMEMBERED - 1))
    assert "first" in known
    assert len(known) == REMEMBERED
    known.add(["last"])
    assert set(known) == {"last"}
