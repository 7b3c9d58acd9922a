"""How people are reached: sealed addresses, their steps, and which codes were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.columns import OutsideText, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("method", sa.Text, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("verified_at", Utc),
        sa.Column("code", sa.Text),
        sa.Column("code_until", Utc),
        sa.Column("code_tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_contacts_line", "contacts", ["line"])
    op.create_table(
        "steps_of_people",
        sa.Column("person", OutsideText, primary_key=True),
        sa.Column("steps", sa.Text, nullable=False),
    )
    op.create_table(
        "codes_sent",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", OutsideText, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_codes_sent_person", "codes_sent", ["person", "at"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
