"""The outbox: what is to be told, stored with the decision that wants it told.

Invariants
- A notice's `id` is unique for ever: planned twice, told once.
- `seq` is the order in its lane; only the lowest pending one of a lane is ever sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.memos import Memo
from bot.domain.notices import Notice, PagePerson, Urgency
from bot.store.codec import (
    NOTICE_KINDS,
    memo_from_json,
    memo_to_json,
    notice_from_json,
    notice_to_json,
    snake_case,
)
from bot.store.tables import lanes, notices
from bot.store.transactions import Tx
from bot.store.upserts import put_if_absent


class State(Enum):
    """Where a notice stands; all but PENDING are ends."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


# A literal, not a parameter: with a parameter neither database may use an index `WHERE state = 'pending'`.
PENDING_WORD: ColumnElement[str] = literal_column("'pending'")
PENDING: ColumnElement[bool] = notices.c.state == PENDING_WORD

ASIDE = "aside/"
"""How the lane of a notice begins that was moved to one of its own (`claims.Retry.aside`); no other does."""

# Built once: building a statement takes longer than carrying it out.
_RELEASE = update(notices).where(notices.c.waits_for == bindparam("held_for")).values(waits_for=None)


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice or memo on its way into the outbox. `waits_for` holds it (and its lane) back until `release`."""

    notice: Notice | Memo
    due_at: datetime
    waits_for: str | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox; `incident` None: it holds a memo.

    `attempts` counts tries that may have arrived, the present one included;
    `receipt` is JSON (`codec.receipt_to_json`), `reason` what the last try met.
    """

    seq: int
    id: str
    incident: str | None
    lane: str
    kind: str
    urgency: Urgency
    surface: str | None
    waits_for: str | None
    body: str
    created_at: datetime
    due_at: datetime
    attempts: int
    first_tried_at: datetime | None
    state: State
    receipt: str | None
    reason: str | None
    settled_at: datetime | None

    def notice(self) -> Notice:
        """What is to be told. Raises codec.Undecodable when a newer version planned it."""
        return notice_from_json(self.body)

    def memo(self) -> Memo:
        """What is to be told of no incident. Raises codec.Undecodable when a newer version planned it."""
        return memo_from_json(self.body)


def add(tx: Tx, planned: Iterable[Planned], now: datetime) -> None:
    """Put notices at the end of their lanes, in this order; a known `id` changes nothing."""
    rows = [_row(item, now) for item in planned]
    # In the order of their names: two transactions that make the same lanes must not cross.
    names = sorted({str(row["lane"]) for row in rows})
    put_if_absent(tx, lanes, [{"lane": name, "fence": 0} for name in names])
    put_if_absent(tx, notices, rows)


def release(tx: Tx, waits_for: str) -> int:
    """What they waited for is there. Returns how many may go now."""
    return tx.execute(_RELEASE, {"held_for": waits_for}).rowcount


def hold(tx: Tx, incident: str, kinds: Collection[type], waits_for: str) -> int:
    """What is to be told yet, of these classes of `Notice.what`, waits from now on. Returns how many."""
    of_kind = notices.c.kind.in_([snake_case(kind) for kind in kinds])
    pending = update(notices).where(PENDING, notices.c.incident == incident, of_kind)
    return tx.execute(pending.values(waits_for=waits_for)).rowcount


def find(tx: Tx, notice: str) -> Queued | None:
    """The notice with this id, whatever became of it."""
    row = tx.execute(select(notices).where(notices.c.id == notice)).first()
    return None if row is None else queued(row)


def pages_waiting(tx: Tx, before: datetime, known: Collection[str], limit: int) -> list[Queued]:
    """Pages to people, planned by then and not told yet, whatever holds them up; without those `known` by id."""
    row = notices.c
    of_kind = row.kind == snake_case(PagePerson)
    old = select(row.seq, row.id).where(PENDING, of_kind, row.created_at <= before).order_by(row.seq)
    fresh = [one.seq for one in tx.execute(old.limit(limit + len(known))) if one.id not in known][:limit]
    if not fresh:
        return []
    return [queued(one) for one in tx.execute(select(notices).where(row.seq.in_(fresh)).order_by(row.seq))]


def pending_count(tx: Tx) -> int:
    """How many wait to be told, those that are held back included."""
    return int(tx.execute(select(func.count()).select_from(notices).where(PENDING)).scalar_one())


def oldest_pending(tx: Tx, now: datetime) -> datetime | None:
    """Since when the longest-waiting one waits; what is planned for later does not count."""
    waits = or_(notices.c.due_at <= now, notices.c.attempts > 0)
    return tx.execute(select(func.min(notices.c.created_at)).where(PENDING, waits)).scalar()


def prune(tx: Tx, before: datetime, limit: int) -> int:
    """Forget up to `limit` notices that ended before then. A forgotten id could be planned again:
    keep them as long as their incident may change. The lane of one that stepped aside goes with it."""
    old = (
        select(notices.c.seq).where(notices.c.settled_at < before).order_by(notices.c.settled_at).limit(limit)
    )
    gone = tx.scalars(delete(notices).where(notices.c.seq.in_(old)).returning(notices.c.lane)).all()
    if own := [lane for lane in gone if lane.startswith(ASIDE)]:
        tx.execute(delete(lanes).where(lanes.c.lane.in_(own)))
    return len(gone)


def queued(row: Row[tuple[object, ...]]) -> Queued:
    """A row of the table as a value."""
    return Queued(
        seq=row.seq,
        id=row.id,
        incident=row.incident,
        lane=row.lane,
        kind=row.kind,
        urgency=Urgency(row.urgency),
        surface=row.surface,
        waits_for=row.waits_for,
        body=row.body,
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        first_tried_at=row.first_tried_at,
        state=State(row.state),
        receipt=row.receipt,
        reason=row.reason,
        settled_at=row.settled_at,
    )


def _row(planned: Planned, now: datetime) -> dict[str, object]:
    notice = planned.notice
    return {
        "id": notice.id,
        "incident": notice.incident if isinstance(notice, Notice) else None,
        "lane": notice.lane,
        "kind": NOTICE_KINDS[type(notice.what)],
        "urgency": notice.urgency.value,
        "surface": notice.surface,
        "waits_for": planned.waits_for,
        "body": notice_to_json(notice) if isinstance(notice, Notice) else memo_to_json(notice),
        "created_at": now,
        "due_at": planned.due_at,
        "attempts": 0,
        "unwanted": False,  # nobody reads it any more, but it may not be left out (see `tables`)
        "state": State.PENDING.value,
    }
