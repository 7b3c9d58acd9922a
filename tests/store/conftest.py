"""A database with the bot's tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store.database import Database, open_database
from bot.store.migrate import upgrade


@pytest.fixture
def store(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    upgrade(database)
    yield database
    database.close()
