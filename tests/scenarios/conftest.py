"""A town for each story."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SCHEMAS
from tests.scenarios.town import Town, town

MakeTown = Callable[..., Town]


@pytest.fixture
def slack_schemas() -> Path | None:
    """Slack's schemas, where they are: everything that the bot sends is held against them."""
    place = os.environ.get(SCHEMAS)
    return Path(place) if place else None


@pytest.fixture
def make_town(tmp_path: Path, slack_schemas: Path | None) -> Iterator[MakeTown]:
    """Builds a town as the story wants it; on SQLite and Socket Mode unless it says otherwise."""
    with ExitStack() as built:

        def make(database_url: str = f"sqlite:///{tmp_path}/meridian.db", **wishes: Any) -> Town:
            return built.enter_context(town(database_url, schemas=slack_schemas, **wishes))

        yield make


@pytest.fixture
def here(make_town: MakeTown) -> Town:
    """A town on a Friday morning in Madrid."""
    return make_town()
