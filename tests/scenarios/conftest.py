"""A town for each story."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SCHEMAS
from tests.scenarios.town import Town, town


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """A town with its bot on SQLite and Socket Mode, on a Friday morning in Madrid."""
    place = os.environ.get(SCHEMAS)
    with town(f"sqlite:///{tmp_path}/meridian.db", schemas=Path(place) if place else None) as made:
        yield made
