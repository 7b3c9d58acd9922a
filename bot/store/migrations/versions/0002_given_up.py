"""What nobody got through is counted whenever somebody looks: an index of it alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    given_up = sa.text("outcome = 'poison'")
    op.create_index("ix_inbox_poison", "inbox", ["done_at"], sqlite_where=given_up, postgresql_where=given_up)


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")
