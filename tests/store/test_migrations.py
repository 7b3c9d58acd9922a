"""The migrations lead from nothing to the tables as they are written down, whoever runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.store.database import Database, Tx, open_database
from bot.store.migrate import MIGRATIONS, config, upgrade
from bot.store.tables import metadata

ROOT = Path(__file__).parents[2]


def test_the_migrated_schema_is_the_one_in_tables(store: Database) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    differences = store.read(
        lambda tx: compare_metadata(MigrationContext.configure(tx, opts=options), metadata)
    )
    assert differences == []


def test_migrating_again_changes_nothing(store: Database) -> None:
    upgrade(store)
    assert store.read(lambda tx: tx.execute(text("SELECT count(*) FROM incidents")).scalar_one()) == 0


def test_two_that_start_together_migrate_once(database_url: str) -> None:
    both = [open_database(database_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, both))
    for database in both:
        version = database.read(
            lambda tx: tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        )
        assert version == ScriptDirectory.from_config(config()).get_current_head()
        database.close()


def test_a_database_of_a_newer_version_is_left_as_it_is(store: Database) -> None:
    store.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    upgrade(store)
    version = store.read(lambda tx: tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    assert version == "9999"


def test_a_migration_that_fails_half_way_leaves_nothing_behind(database_url: str) -> None:
    database = open_database(database_url)

    def half(tx: Tx) -> None:
        command.upgrade(config(tx), "head")
        raise RuntimeError("the power went off")

    with pytest.raises(RuntimeError):
        database.write(half)
    assert database.read(lambda tx: inspect(tx).get_table_names()) == []
    upgrade(database)
    database.close()


def test_people_may_use_alembics_own_command_line(store: Database, database_url: str) -> None:
    command_line = [sys.executable, "-m", "alembic", "-c", str(MIGRATIONS.parent / "alembic.ini"), "current"]
    environment = os.environ | {"DATABASE_URL": database_url}
    said = subprocess.run(command_line, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "(head)" in said.stdout
