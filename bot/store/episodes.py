"""Episodes of alerts, and what is known of each alert in them.

Invariant: at most one open episode for (integration, service, key); the database
itself refuses a second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, select, text, update

from bot.domain.alerts import AlertStatus, EpisodeKey, Known
from bot.domain.setup import Severity
from bot.store.columns import Utc
from bot.store.tables import alerts, episodes
from bot.store.transactions import Tx
from bot.store.upserts import put


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of trouble. `closed_at` None: it is open, and what repeats joins it."""

    id: int
    key: EpisodeKey
    incident: str
    opened_at: datetime
    closed_at: datetime | None = None
    last_resolved_at: datetime | None = None


def hold(tx: Tx, keys: Iterable[EpisodeKey]) -> None:
    """Keep other replicas from deciding about these episodes until the end of the transaction.

    Before anything else in a transaction that may open one: an episode that is not there
    yet can't be locked as a row. On SQLite there is one writer anyway.
    """
    if tx.dialect.name != "postgresql":
        return
    for name in sorted({f"{key.integration}\n{key.service or ''}\n{key.key}" for key in keys}):
        storable = name.encode("utf-8", "replace").decode().replace("\0", "?")
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": storable})


def latest_episode(tx: Tx, key: EpisodeKey) -> Episode | None:
    """The open one, else the last that was."""
    return _first(tx, _LATEST, key)


def latest_of_any_service(tx: Tx, integration: str, key: str) -> Episode | None:
    """The same for a delivery that names no service (a PagerDuty resolve): an open one first."""
    wanted = EpisodeKey(integration, None, key)
    return _first(tx, _OPEN_OF_ANY, wanted) or _first(tx, _LATEST_OF_ANY, wanted)


def begin(tx: Tx, key: EpisodeKey, incident: str, now: datetime) -> Episode:
    """Open one. Raises sqlalchemy.exc.IntegrityError when one is open (see `hold`)."""
    row = {
        "integration": key.integration,
        "service": key.service or "",
        "key": key.key,
        "incident": incident,
        "opened_at": now,
    }
    return Episode(tx.execute(_BEGIN, row).scalar_one(), key, incident, now)


def close(tx: Tx, incidents: Collection[str], now: datetime) -> int:
    """These incidents are over: their open episodes are closed. Returns how many."""
    return tx.execute(_CLOSE, {"these": list(incidents), "now": now}).rowcount


def move(tx: Tx, incident: str, into: str) -> int:
    """A merged incident's episodes go on in the other. Returns how many."""
    mine = episodes.c.incident == incident
    return tx.execute(update(episodes).where(mine).values(incident=into)).rowcount


def note_resolved(tx: Tx, episode: int, at: datetime) -> None:
    """An alert of it was resolved at that time."""
    tx.execute(_NOTE_RESOLVED, {"number": episode, "now": at})


def alerts_of(tx: Tx, episode: int) -> dict[str, Known]:
    """What is known of its alerts, by fingerprint."""
    rows = tx.execute(_ALERTS, {"number": episode})
    return {row.fingerprint: _known(row) for row in rows}


def remember(tx: Tx, episode: int, known: Iterable[Known]) -> None:
    """Store what is known of its alerts now, in bulk."""
    put(tx, alerts, [_row(episode, alert) for alert in sorted(known, key=lambda one: one.fingerprint)])


def firing_count(tx: Tx, incident: str) -> int:
    """How many alerts fire in an incident, over all of its episodes."""
    return tx.execute(_FIRING, {"led_to": incident}).scalar_one()


def _first(tx: Tx, query: Select[Any], key: EpisodeKey) -> Episode | None:
    wanted = {"from_": key.integration, "concerns": key.service or "", "group": key.key}
    row = tx.execute(query, wanted).first()
    return None if row is None else _episode(row)


def _episode(row: Row[tuple[object, ...]]) -> Episode:
    key = EpisodeKey(row.integration, row.service or None, row.key)
    return Episode(row.id, key, row.incident, row.opened_at, row.closed_at, row.last_resolved_at)


def _known(row: Row[tuple[object, ...]]) -> Known:
    return Known(
        row.fingerprint,
        AlertStatus(row.status),
        row.title,
        row.started_at or row.last_seen_at,
        row.last_seen_at,
        row.resolved_at,
        Severity(row.severity) if row.severity else None,
    )


def _row(episode: int, known: Known) -> dict[str, object]:
    return {
        "episode": episode,
        "fingerprint": known.fingerprint,
        "status": known.status.value,
        "started_at": known.started_at,
        "resolved_at": known.resolved_at,
        "last_seen_at": known.heard_at,
        "title": known.title,
        "severity": known.severity.value if known.severity else None,
    }


# Built once: building a statement takes longer than carrying it out.

_IS_OPEN = episodes.c.closed_at.is_(None)
_NOW = bindparam("now", type_=Utc)

_LATEST_OF_ANY = (
    select(episodes)
    .where(episodes.c.integration == bindparam("from_"), episodes.c.key == bindparam("group"))
    .order_by(episodes.c.id.desc())
    .limit(1)
)
_OPEN_OF_ANY = _LATEST_OF_ANY.where(_IS_OPEN)
_LATEST = _LATEST_OF_ANY.where(episodes.c.service == bindparam("concerns"))
_BEGIN = insert(episodes).returning(episodes.c.id)
_CLOSE = (
    update(episodes)
    .where(episodes.c.incident.in_(bindparam("these", expanding=True)), _IS_OPEN)
    .values(closed_at=_NOW)
)
_NOTE_RESOLVED = update(episodes).where(episodes.c.id == bindparam("number")).values(last_resolved_at=_NOW)
_ALERTS = select(alerts).where(alerts.c.episode == bindparam("number"))
_FIRING = (
    select(func.count())
    .select_from(alerts.join(episodes))
    .where(episodes.c.incident == bindparam("led_to"), alerts.c.status == AlertStatus.FIRING.value)
)
