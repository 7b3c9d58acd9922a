"""A test page through all the steps of a person, and which way came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import OutsideText, Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "walkthroughs",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sent_at", Utc, nullable=False),
        sa.Column("ends_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
    )
    op.create_table(
        "walkthrough_ways",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("method", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("came_at", Utc),
        sa.Column("failed", sa.Text),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
