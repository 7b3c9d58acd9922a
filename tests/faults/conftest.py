"""A world for each test, on SQLite or on PostgreSQL; when it fails, what its bots wrote."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.world import World, world

LAST = 4_000
"""Characters of each bot's log that a failure shows."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """On SQLite."""
    with world(tmp_path, f"sqlite:///{tmp_path / 'meridian.db'}") as made:
        yield made


@pytest.fixture
def shared(tmp_path: Path, postgres_url: str) -> Iterator[World]:
    """On PostgreSQL, where several bots share the work."""
    with world(tmp_path, postgres_url) as made:
        yield made


@pytest.fixture
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """On the database that the test's parameter names."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'meridian.db'}" if sqlite else request.getfixturevalue("postgres_url")
    with world(tmp_path, url) as made:
        yield made


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """A process that is gone can't be asked: its last words stand beside the failure."""
    report = (yield).get_result()
    if report.failed:
        worlds = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, World)]
        for bot in (bot for made in worlds for bot in made.bots):
            said = bot.log.read_text(errors="replace") if bot.log.exists() else ""
            report.sections.append((bot.log.name, said[-LAST:]))
