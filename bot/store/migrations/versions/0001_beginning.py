"""The beginning: incidents, timers, the outbox, the inbox, and where messages stand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _counters()
    _incidents()
    _incident_people()
    _events()
    _timers()
    _lanes()
    _notices()
    _inbox()
    _episodes()
    _alerts()
    _messages()
    _profiles()
    _leases()
    _changes()


def downgrade() -> None:
    raise NotImplementedError("restore the backup: going back would forget what the newer version stored")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("service", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("room_channel", sa.Text()),
        sa.Column("room_thread", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_declared_at", "incidents", ["declared_at"])
    op.create_index("ix_incidents_open", "incidents", ["declared_at"], **_where("ended_at IS NULL"))
    op.create_index("ix_incidents_room", "incidents", ["room_channel", "room_thread"])


def _incident_people() -> None:
    op.create_table(
        "incident_people",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_incident_people_incident_incidents"),
        sa.PrimaryKeyConstraint("incident", "person", name="pk_incident_people"),
    )
    op.create_index("ix_incident_people_person", "incident_people", ["person"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_events_incident_incidents"),
        sa.PrimaryKeyConstraint("incident", "seq", name="pk_events"),
    )


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("incident", "name", name="pk_timers"),
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("blocked_until", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("owner", sa.Text()),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text()),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("surface", sa.Text()),
        sa.Column("waits_for", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", INSTANT),
        sa.Column("in_flight_until", INSTANT),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("settled_at", INSTANT),
        sa.PrimaryKeyConstraint("seq", name="pk_notices"),
        sa.UniqueConstraint("id", name="uq_notices_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_failed", "notices", ["settled_at"], **_where("state = 'failed'"))
    op.create_index("ix_notices_incident", "notices", ["incident"], **_where("state = 'pending'"))
    op.create_index("ix_notices_pending", "notices", ["lane", "seq"], **_where("state = 'pending'"))
    op.create_index(
        "ix_notices_ready",
        "notices",
        ["urgency", "seq"],
        **_where("state = 'pending' AND waits_for IS NULL"),
    )
    op.create_index("ix_notices_settled_at", "notices", ["settled_at"])
    op.create_index(
        "ix_notices_surface",
        "notices",
        ["incident", "surface", "seq"],
        **_where("state = 'pending' AND surface IS NOT NULL"),
    )
    op.create_index("ix_notices_waits_for", "notices", ["waits_for"], **_where("waits_for IS NOT NULL"))


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("owner", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("source", "delivery_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])
    op.create_index("ix_inbox_undone", "inbox", ["received_at"], **_where("done_at IS NULL"))


def _episodes() -> None:
    op.create_table(
        "episodes",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("integration", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("last_resolved_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_episodes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_episodes_identity", "episodes", ["integration", "key", "service", "id"])
    op.create_index("ix_episodes_incident", "episodes", ["incident"])
    op.create_index(
        "uq_episodes_open",
        "episodes",
        ["integration", "service", "key"],
        unique=True,
        **_where("closed_at IS NULL"),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("episode", SERIAL, autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("resolved_at", INSTANT),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text()),
        sa.ForeignKeyConstraint(["episode"], ["episodes.id"], name="fk_alerts_episode_episodes"),
        sa.PrimaryKeyConstraint("episode", "fingerprint", name="pk_alerts"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incident", "surface", name="pk_messages"),
    )
    op.create_index("ix_messages_place", "messages", ["channel", "ts"])


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("slack_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text()),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("slack_id", name="pk_profiles"),
    )


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("integration", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_at", "changes", ["at"])
