"""Covers, time off and proposals as they stand, and the record of how they came to: lines are added, never changed.

Whoever changes anything holds the roster's stamp (`roster.hold`), so that two who take one shift come one after the
other, whatever database and however many replicas.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, select, update

from bot.domain.oncall.covers import Arranged, Board, Change, Line, Proposal
from bot.store.codec import (
    cover_from_json,
    cover_to_json,
    proposal_from_json,
    proposal_to_json,
    time_off_from_json,
    time_off_to_json,
)
from bot.store.tables import arrangement_record, arrangements
from bot.store.transactions import Tx
from bot.store.upserts import add, inserting

COVER, TIME_OFF, PROPOSAL = "cover", "time_off", "proposal"


def board(tx: Tx, since: datetime) -> Board:
    """All that holds and did not end before `since`, and proposals whatever became of them."""
    table = arrangements.c
    query = select(table.kind, table.body).where(table.ends_at > since, table.off_at.is_(None))
    rows = tx.execute(query.order_by(table.seq)).all()
    return Board(
        covers=tuple(cover_from_json(row.body) for row in rows if row.kind == COVER),
        time_off=tuple(time_off_from_json(row.body) for row in rows if row.kind == TIME_OFF),
        proposals=tuple(proposal_from_json(row.body) for row in rows if row.kind == PROPOSAL),
    )


def proposal(tx: Tx, name: str) -> Proposal | None:
    """One proposal, whatever became of it."""
    found = tx.execute(
        select(arrangements.c.body).where(arrangements.c.id == name, arrangements.c.kind == PROPOSAL)
    ).scalar()
    return proposal_from_json(found) if found else None


def save(tx: Tx, arranged: Arranged, now: datetime) -> None:
    """What was decided; `now` is when what is called off ended."""
    for cover in (*arranged.covers, *arranged.ended):
        _put(tx, cover.override.id, COVER, cover.override.ends_at, cover_to_json(cover))
    for away in arranged.time_off:
        _put(tx, away.id, TIME_OFF, away.ends_at, time_off_to_json(away))
    for made in arranged.proposals:
        ends_at = max(piece.ends_at for piece in made.everything)
        _put(tx, made.id, PROPOSAL, ends_at, proposal_to_json(made))
    if arranged.off:
        off = update(arrangements).where(arrangements.c.id.in_(arranged.off))
        tx.execute(off.values(off_at=now))
    add(tx, arrangement_record, [_line(line) for line in arranged.lines])


def record(tx: Tx, since: datetime, limit: int) -> list[Line]:
    """The newest lines of the record since then, oldest of them first."""
    query = select(arrangement_record).where(arrangement_record.c.at >= since)
    rows = tx.execute(query.order_by(arrangement_record.c.seq.desc()).limit(limit)).all()
    return [_read(row) for row in reversed(rows)]


def _put(tx: Tx, name: str, kind: str, ends_at: datetime, body: str) -> None:
    row = {"id": name, "kind": kind, "ends_at": ends_at, "body": body}
    asked = inserting(tx.dialect.name, arrangements)
    changed = {"ends_at": asked.excluded.ends_at, "body": asked.excluded.body}
    tx.execute(asked.on_conflict_do_update(index_elements=["id"], set_=changed), row)


def _line(line: Line) -> dict[str, object]:
    return {
        "at": line.at,
        "by": line.by,
        "change": line.change.value,
        "about": line.about,
        "person": line.person,
        "starts_at": line.starts_at,
        "ends_at": line.ends_at,
        "schedule": line.schedule,
        "instead_of": line.instead_of,
        "why": line.why,
    }


def _read(row: Row[tuple[object, ...]]) -> Line:
    return Line(
        row.at, row.by, Change(row.change), row.about, row.person, row.starts_at, row.ends_at,
        row.schedule, row.instead_of, row.why,
    )  # fmt: skip
