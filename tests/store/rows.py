"""Values to store, as short as a test can say them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.domain.decision import Timer
from bot.domain.events import NoteAdded, Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Notice, PagePerson, SayLine, Telling, Urgency
from bot.domain.requests import TimerName
from bot.domain.setup import Severity
from bot.store import claims, notices, tables
from bot.store.database import Database
from bot.store.notices import PENDING, Queued, State, queued
from bot.store.transactions import Tx

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def of_incident(tx: Tx, incident: str) -> list[Queued]:
    """What is still to be told about an incident, in order."""
    rows = tables.notices
    query = select(rows).where(PENDING, rows.c.incident == incident).order_by(rows.c.seq)
    return [queued(row) for row in tx.execute(query)]


def given_up(tx: Tx) -> list[Queued]:
    """What could not be told, in order."""
    rows = tables.notices
    query = select(rows).where(rows.c.state == State.FAILED.value).order_by(rows.c.seq)
    return [queued(row) for row in tx.execute(query)]


def kept_deliveries(tx: Tx) -> int:
    """How many deliveries are kept and not carried out."""
    waits = tables.inbox.c.done_at.is_(None)
    return int(tx.execute(select(func.count()).select_from(tables.inbox).where(waits)).scalar_one())


def incident(id_: str = "INC-2026-0001", **fields: object) -> Incident:
    given: dict[str, object] = {
        "title": "Checkout is slow",
        "severity": Severity.P2,
        "declared_at": NOON,
        "declared_by": "ana",
        "members": ("ana",),
        "last_seq": 1,
    } | fields
    return Incident(id=id_, **given)  # type: ignore[arg-type]


def note(incident_id: str, seq: int, text: str = "looking") -> Recorded:
    return Recorded(incident_id, seq, after(seq), "ana", NoteAdded(text))


def timer(due_at: datetime, name: TimerName = TimerName.ESCALATION, epoch: int = 0) -> Timer:
    return Timer(name, epoch, due_at)


def planned(
    id_: str,
    lane: str = "room",
    *,
    what: Telling | None = None,
    urgency: Urgency = Urgency.ROOM,
    surface: str | None = None,
    waits_for: str | None = None,
    due_at: datetime = NOON,
    of: str = "INC-2026-0001",
) -> notices.Planned:
    told = Notice(id_, of, lane, what or SayLine(1), urgency, surface)
    return notices.Planned(told, due_at, waits_for)


def page(id_: str, lane: str = "ana", person: str = "ana") -> notices.Planned:
    return planned(id_, lane, what=PagePerson(person, 0, "on call"), urgency=Urgency.PAGE)


def add(store: Database, *items: notices.Planned, now: datetime = NOON) -> None:
    store.write(lambda tx: notices.add(tx, items, now))


def claim(
    store: Database, now: datetime = NOON, limit: int = 100, owner: str = "one"
) -> list[claims.Claimed]:
    return store.write(lambda tx: claims.claim(tx, now, LEASE, owner, limit))


def ids(claimed: Collection[claims.Claimed]) -> list[str]:
    return [one.notice.id for one in claimed]
