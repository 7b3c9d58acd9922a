"""Where Alembic finds a database: the transaction of `migrate.upgrade`, else DATABASE_URL."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from bot.store.database import open_database
from bot.store.tables import metadata


def run(connection: Connection) -> None:
    """Run the steps on this connection."""
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    context.configure(
        url=os.environ["DATABASE_URL"],
        target_metadata=metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()
elif given is not None:
    run(given)
else:
    database = open_database(os.environ.get("DATABASE_URL", "sqlite:///meridian.db"))
    try:
        database.write(run)
    finally:
        database.close()
