"""What happened, one row an event: the timelines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from bot.domain.events import Event, Recorded
from bot.store.codec import EVENT_KINDS, event_from_json, event_to_json
from bot.store.columns import Utc
from bot.store.tables import events, incidents
from bot.store.transactions import Tx
from bot.store.upserts import add

# Built once: building a statement takes longer than carrying it out.
_ALL = select(events).where(events.c.incident == bindparam("of")).order_by(events.c.seq)
_SINCE = _ALL.where(events.c.at >= bindparam("since", type_=Utc))
_THESE = _ALL.where(events.c.seq.in_(bindparam("seqs", expanding=True)))


def append(tx: Tx, records: Iterable[Recorded]) -> None:
    """Add to the timelines, in bulk; the incidents are saved before.

    Raises sqlalchemy.exc.IntegrityError when a place is taken: two decided at once, which
    `incidents.load(lock=True)` keeps from happening.
    """
    add(tx, events, [_row(record) for record in records])


def timeline(tx: Tx, incident: str, since: datetime | None = None) -> list[Recorded]:
    """Everything that happened to it, in order; from `since` on, included. Raises codec.Undecodable."""
    query = _ALL if since is None else _SINCE
    return [_recorded(row) for row in tx.execute(query, {"of": incident, "since": since})]


def records(tx: Tx, incident: str, seqs: Collection[int]) -> list[Recorded]:
    """The events at these places, in order."""
    return [_recorded(row) for row in tx.execute(_THESE, {"of": incident, "seqs": list(seqs)})]


def of_kinds(tx: Tx, kinds: Collection[type[Event]], declared_since: datetime) -> list[Recorded]:
    """The events of these classes of every incident that was declared since then; each timeline in its order.

    Raises codec.Undecodable.
    """
    wanted = [EVENT_KINDS[kind] for kind in kinds]
    recent = select(incidents.c.id).where(incidents.c.declared_at >= declared_since)
    query = select(events).where(events.c.incident.in_(recent), events.c.kind.in_(wanted))
    return [_recorded(row) for row in tx.execute(query.order_by(events.c.incident, events.c.seq))]


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
