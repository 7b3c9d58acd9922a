"""Covers, time off and proposals, and the record of every change to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("off_at", INSTANT),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_arrangements"),
        sa.UniqueConstraint("id", name="uq_arrangements_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arrangements_ends_at", "arrangements", ["ends_at"])
    op.create_table(
        "arrangement_record",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("schedule", sa.Text()),
        sa.Column("instead_of", sa.Text()),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_arrangement_record"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arrangement_record_at", "arrangement_record", ["at"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
