"""Bringing a database to the schema of this version, once, whoever starts first.

Two versions may run on one database for a while, so a migration only adds (a table, a
column with a default, an index); what is no longer used goes a release later.
"""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store.transactions import Database, Tx

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6D657269
"""The advisory lock of a migration on PostgreSQL: `meri`, which nothing else takes."""


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction; others who start wait.

    A database that a newer version has migrated is left as it is. Raises DatabaseUnavailable.
    """
    database.write(_upgrade)


def config(tx: Tx | None = None) -> Config:
    """Alembic's settings; with `tx`, migrations run inside that transaction."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = tx
    return settings


def _upgrade(tx: Tx) -> None:
    if tx.dialect.name == "postgresql":
        # Waiting for another replica's migration takes as long as that takes.
        tx.execute(text("SET LOCAL statement_timeout = '10min'"))
        tx.execute(text("SET LOCAL lock_timeout = '5min'"))
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    settings = config(tx)
    scripts = ScriptDirectory.from_config(settings)
    current = MigrationContext.configure(tx).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        log.info("the database is at schema %s, of a newer version; left as it is", current)
    elif current != scripts.get_current_head():
        command.upgrade(settings, "head")
