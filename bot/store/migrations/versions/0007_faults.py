"""Whose fault it is that a way of a test page did not come. NULL: an earlier version stored it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("walkthrough_ways", sa.Column("fault", sa.Text))


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
