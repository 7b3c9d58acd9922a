"""Every table of the bot; the migrations lead to exactly this (a test compares them).

A body is TEXT holding JSON made by `codec`: what a query asks for has a column of its own.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

from bot.store.columns import SERIAL, OutsideText, Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the few rows that are asked for all day, beside the many that are history."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("service", OutsideText),
    Column("owner", OutsideText),
    Column("private", Boolean, nullable=False),
    Column("title", OutsideText, nullable=False),
    Column("declared_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("room_channel", Text),
    Column("room_thread", Text),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_incidents_room", "room_channel", "room_thread"),
    Index("ix_incidents_declared_at", "declared_at"),
    _partial("ix_incidents_open", "declared_at", where="ended_at IS NULL"),
)

incident_people = Table(
    "incident_people",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("person", OutsideText, primary_key=True),
    Index("ix_incident_people_person", "person"),
)

events = Table(
    "events",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("by", OutsideText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("incident", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),
    Index("ix_timers_due_at", "due_at"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", OutsideText, primary_key=True),
    Column("blocked_until", Utc),
    Column("lease_until", Utc),
    Column("owner", Text),
    Column("fence", Integer, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", OutsideText, nullable=False, unique=True),
    Column("incident", Text),
    Column("lane", OutsideText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("urgency", SmallInteger, nullable=False),
    Column("surface", OutsideText),
    Column("waits_for", Text),
    Column("body", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_tried_at", Utc),
    # Nothing reads these two any more. An older version beside this one still does, so they stay: the next release
    # gives `unwanted` a default and no longer writes it, the one after that drops both (see `migrate`).
    Column("in_flight_until", Utc),
    Column("unwanted", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt", Text),
    Column("reason", OutsideText),
    Column("settled_at", Utc),
    _partial("ix_notices_pending", "lane", "seq", where="state = 'pending'"),
    _partial(
        "ix_notices_surface", "incident", "surface", "seq", where="state = 'pending' AND surface IS NOT NULL"
    ),
    _partial("ix_notices_ready", "urgency", "seq", where="state = 'pending' AND waits_for IS NULL"),
    _partial("ix_notices_incident", "incident", where="state = 'pending'"),
    _partial("ix_notices_waits_for", "waits_for", where="waits_for IS NOT NULL"),
    _partial("ix_notices_failed", "settled_at", where="state = 'failed'"),
    Index("ix_notices_settled_at", "settled_at"),
    # AUTOINCREMENT: a number is not given again after its row was pruned.
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", OutsideText, primary_key=True),
    Column("delivery_id", OutsideText, primary_key=True),
    Column("received_at", Utc, nullable=False),
    Column("body", OutsideText, nullable=False),
    Column("lease_until", Utc),
    Column("owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Utc),
    Column("outcome", OutsideText),
    _partial("ix_inbox_undone", "received_at", where="done_at IS NULL"),
    Index("ix_inbox_done_at", "done_at"),
    _partial("ix_inbox_poison", "done_at", where="outcome = 'poison'"),
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("integration", OutsideText, nullable=False),
    # Empty when no service is known: NULLs would never be equal in the unique index.
    Column("service", OutsideText, nullable=False),
    Column("key", OutsideText, nullable=False),
    Column("incident", Text, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("last_resolved_at", Utc),
    _partial("uq_episodes_open", "integration", "service", "key", where="closed_at IS NULL", unique=True),
    Index("ix_episodes_identity", "integration", "key", "service", "id"),
    Index("ix_episodes_incident", "incident"),
    sqlite_autoincrement=True,
)

alerts = Table(
    "alerts",
    metadata,
    Column("episode", SERIAL, ForeignKey("episodes.id"), primary_key=True, autoincrement=False),
    Column("fingerprint", OutsideText, primary_key=True),
    Column("status", Text, nullable=False),
    Column("started_at", Utc),
    Column("resolved_at", Utc),
    Column("last_seen_at", Utc, nullable=False),
    Column("title", OutsideText, nullable=False),
    Column("severity", Text),
)

messages = Table(
    "messages",
    metadata,
    Column("incident", Text, primary_key=True),
    Column("surface", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Index("ix_messages_place", "channel", "ts"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("slack_id", OutsideText, primary_key=True),
    Column("name", OutsideText, nullable=False),
    Column("zone", OutsideText),
    Column("standing", Text, nullable=False),
    Column("fetched_at", Utc, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Utc, nullable=False),
    Column("fence", Integer, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("integration", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("summary", OutsideText, nullable=False),
    Column("source", OutsideText, nullable=False),
    Column("links", OutsideText, nullable=False),
    Index("ix_changes_at", "at"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("method", Text, primary_key=True),
    # Sealed: no address stands here that can be read without the key. `line` is its fingerprint under the key.
    Column("sealed", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("verified_at", Utc),
    Column("code", Text),
    Column("code_until", Utc),
    Column("code_tries", Integer, nullable=False),
    Index("ix_contacts_line", "line"),
)

steps_of_people = Table(
    "steps_of_people",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("steps", Text, nullable=False),
)

canaries = Table(
    "canaries",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("sent_at", Utc, nullable=False),
    Column("answered_at", Utc),
)

canary_failures = Table(
    "canary_failures",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("method", Text, primary_key=True),
)

walkthroughs = Table(
    "walkthroughs",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sent_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("ended_at", Utc),
)

walkthrough_ways = Table(
    "walkthrough_ways",
    metadata,
    Column("person", OutsideText, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("method", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("came_at", Utc),
    Column("failed", Text),
    Column("fault", Text),
)

codes_sent = Table(
    "codes_sent",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", OutsideText, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_codes_sent_person", "person", "at"),
)

arrangements = Table(
    "arrangements",
    metadata,
    # The order in which it was agreed: of two covers over one instant the later wins.
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("off_at", Utc),
    Column("body", Text, nullable=False),
    Index("ix_arrangements_ends_at", "ends_at"),
    sqlite_autoincrement=True,
)

arrangement_record = Table(
    "arrangement_record",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("by", OutsideText, nullable=False),
    Column("change", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("person", OutsideText, nullable=False),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("schedule", OutsideText),
    Column("instead_of", OutsideText),
    Column("why", OutsideText, nullable=False),
    Index("ix_arrangement_record_at", "at"),
    sqlite_autoincrement=True,
)
