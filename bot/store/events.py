"""What happened, one row an event: the timelines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Row, insert, select

from bot.domain.events import Recorded
from bot.store.codec import EVENT_KINDS, event_from_json, event_to_json
from bot.store.tables import events
from bot.store.transactions import Tx


def append(tx: Tx, records: Iterable[Recorded]) -> None:
    """Add to the timelines, in bulk; the incidents are saved before.

    Raises sqlalchemy.exc.IntegrityError when a place is taken: two decided at once, which
    `incidents.load(lock=True)` keeps from happening.
    """
    if rows := [_row(record) for record in records]:
        tx.execute(insert(events), rows)


def timeline(tx: Tx, incident: str, since: datetime | None = None) -> list[Recorded]:
    """Everything that happened to it, in order; from `since` on, included. Raises codec.Undecodable."""
    query = select(events).where(events.c.incident == incident).order_by(events.c.seq)
    return [
        _recorded(row) for row in tx.execute(query if since is None else query.where(events.c.at >= since))
    ]


def records(tx: Tx, incident: str, seqs: Collection[int]) -> list[Recorded]:
    """The events at these places, in order."""
    query = select(events).where(events.c.incident == incident, events.c.seq.in_(seqs))
    return [_recorded(row) for row in tx.execute(query.order_by(events.c.seq))]


def timelines(tx: Tx, incidents: Collection[str]) -> dict[str, list[Recorded]]:
    """The timelines of several incidents: for statistics and exports."""
    query = select(events).where(events.c.incident.in_(incidents)).order_by(events.c.incident, events.c.seq)
    found: dict[str, list[Recorded]] = {id_: [] for id_ in incidents}
    for row in tx.execute(query):
        found[row.incident].append(_recorded(row))
    return found


def _row(record: Recorded) -> dict[str, object]:
    return {
        "incident": record.incident,
        "seq": record.seq,
        "at": record.at,
        "by": record.by,
        "kind": EVENT_KINDS[type(record.event)],
        "body": event_to_json(record.event),
    }


def _recorded(row: Row[tuple[object, ...]]) -> Recorded:
    return Recorded(row.incident, row.seq, row.at, row.by, event_from_json(row.body))
