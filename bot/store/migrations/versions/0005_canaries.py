"""The monthly test of every way to a person: when it went out, whether it came through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import OutsideText, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canaries",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("sent_at", Utc, nullable=False),
        sa.Column("answered_at", Utc),
    )
    op.create_table(
        "canary_failures",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("method", sa.Text, primary_key=True),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
