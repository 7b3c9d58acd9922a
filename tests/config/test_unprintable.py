"""What can't be printed is not printed: a terminal obeys some of it."""

from __future__ import annotations

import pytest

from bot.config import ConfigError, load_setup


def test_a_reference_of_strange_characters_is_told_in_printable_ones() -> None:
    with pytest.raises(ConfigError) as wrong:
        load_setup("*\U0001136d", {})
    assert str(wrong.value).isprintable()
    assert "refers to nothing above" in str(wrong.value)
