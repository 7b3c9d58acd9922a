"""Incidents: their state, their numbers, their people, and who may see them.

Invariant: every query that shows incidents to somebody takes the viewer, and goes
through `_visible`. `load` is for decisions and shows nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.incident import Incident
from bot.domain.setup import Severity
from bot.store.codec import Undecodable, incident_from_json, incident_to_json
from bot.store.tables import counters, incident_people, incidents
from bot.store.transactions import Tx
from bot.store.upserts import change, inserting, put, put_if_absent

log = logging.getLogger(__name__)

LISTING_LIMIT = 1_000
"""Incidents in one answer: a team of fifty has about that many in two years."""


class Sees(Enum):
    """Who looks when it is no person."""

    EVERYTHING = "everything"
    """The operator at the command line, who can read the file anyway."""


Viewer: TypeAlias = str | Sees | None
"""A person (as in `Incident.members`), the operator, or None: nobody we know, who sees what is public."""


def next_number(tx: Tx, year: int) -> int:
    """The year's next number, from 1. Without gaps: a rollback gives the number back."""
    first = {"name": f"incident:{year}", "value": 1}
    return tx.execute(_counted(tx.dialect.name), first).scalar_one()


def give_back(tx: Tx, year: int) -> None:
    """The number that this transaction took is not used after all: the next one takes it."""
    tx.execute(
        update(counters).where(counters.c.name == f"incident:{year}").values(value=counters.c.value - 1)
    )


def load(
    tx: Tx, ids: Collection[str], *, lock: bool = False, skip_locked: bool = False
) -> dict[str, Incident]:
    """The incidents with these ids, in the order of their ids; unknown ones
    are left out, and so are those of a newer version that we can't read.

    `lock` keeps others from deciding about them until the end of the transaction; with
    `skip_locked`, those that another replica has in hand are left out too.
    """
    if not ids:
        return {}
    wanted = {"ids": list(ids)} if len(ids) > 1 else {"one": next(iter(ids))}
    rows = tx.execute(_loaded(alone=len(ids) == 1, lock=lock, skip_locked=skip_locked), wanted)
    return {incident.id: incident for incident in _readable(state for (state,) in rows)}


def find(tx: Tx, incident: str, *, lock: bool = False) -> Incident | None:
    """One incident, as `load` gives it; None when it is not stored.

    Raises Undecodable when a newer version has changed it: what follows is that version's to say.
    """
    found = load(tx, [incident], lock=lock).get(incident)
    if found is None and tx.execute(select(incidents.c.id).where(incidents.c.id == incident)).first():
        raise Undecodable(f"{incident} is of a newer version")
    return found


def save(tx: Tx, changed: Iterable[Incident], before: Mapping[str, Incident | None] | None = None) -> None:
    """Store new and changed incidents in bulk. Their events come after (they refer to them).

    `before` are those that are stored, by id, where they were loaded in this transaction
    (None: it is new): then nobody looks up who is in them.
    """
    batch = {incident.id: incident for incident in changed}
    known = before or {}
    there = {id_ for id_, was in known.items() if was is not None}
    put(tx, incidents, [_row(batch[id_]) for id_ in sorted(batch.keys() - there)])
    change(tx, incidents, [_row(batch[id_]) for id_ in sorted(batch.keys() & there)])
    _save_people(tx, batch, known)


def incident_in_room(tx: Tx, channel: str, thread_ts: str | None = None) -> str | None:
    """The id of the incident that is worked on in this channel, or in this thread of it."""
    thread = incidents.c.room_thread
    here = thread.is_(None) if thread_ts is None else thread == thread_ts
    query = select(incidents.c.id).where(incidents.c.room_channel == channel, here)
    return tx.execute(query.order_by(incidents.c.declared_at.desc()).limit(1)).scalar()


def open_incidents(tx: Tx) -> list[Incident]:
    """All that have not ended, oldest first; for the bot's own loops, private ones too."""
    query = select(incidents.c.state).where(incidents.c.ended_at.is_(None))
    return list(_readable(tx.scalars(query.order_by(incidents.c.declared_at))))


def open_count(tx: Tx) -> int:
    """How many have not ended."""
    query = select(func.count()).select_from(incidents).where(incidents.c.ended_at.is_(None))
    return int(tx.execute(query).scalar_one())


def lost_rooms(tx: Tx) -> int:
    """How many that have not ended lost their channel, and have no other."""
    table, told = incidents.c, '"rooms_lost":'
    lost = table.state.contains(told, autoescape=True), ~table.state.contains(f"{told}0", autoescape=True)
    in_thread = or_(table.room_thread.is_not(None), table.room_channel.is_(None))
    query = select(func.count()).select_from(incidents).where(table.ended_at.is_(None), in_thread, *lost)
    return int(tx.execute(query).scalar_one())


def see(tx: Tx, viewer: Viewer, incident: str) -> Incident | None:
    """One incident as this viewer may see it: None when it is not there, or not for them."""
    query = select(incidents.c.state).where(incidents.c.id == incident, _visible(viewer))
    return next(_readable(tx.scalars(query)), None)


def listing(
    tx: Tx,
    viewer: Viewer,
    *,
    only_open: bool = False,
    service: str | None = None,
    severity: Severity | None = None,
    owner: str | None = None,
    declared_from: datetime | None = None,
    declared_until: datetime | None = None,
    limit: int = LISTING_LIMIT,
) -> list[Incident]:
    """What this viewer may see, newest first; `declared_until` is not included."""
    table = incidents.c
    query = select(table.state).where(_visible(viewer))
    if only_open:
        query = query.where(table.ended_at.is_(None))
    if service is not None:
        query = query.where(table.service == service)
    if severity is not None:
        query = query.where(table.severity == severity.value)
    if owner is not None:
        query = query.where(table.owner == owner)
    if declared_from is not None:
        query = query.where(table.declared_at >= declared_from)
    if declared_until is not None:
        query = query.where(table.declared_at < declared_until)
    newest = query.order_by(table.declared_at.desc(), table.id.desc()).limit(min(limit, LISTING_LIMIT))
    return list(_readable(tx.scalars(newest)))


def _readable(states: Iterable[str]) -> Iterator[Incident]:
    """One that a newer version wrote and we can't read is left to that one: the others must not stand still for it."""
    for state in states:
        try:
            yield incident_from_json(state)
        except Undecodable as newer:
            log.error("an incident is left out: %s", newer)  # noqa: TRY400 - no mistake of ours to trace


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    if viewer is Sees.EVERYTHING:
        return true()
    if viewer is None:
        return incidents.c.private == false()
    mine = exists().where(incident_people.c.incident == incidents.c.id, incident_people.c.person == viewer)
    return or_(incidents.c.private == false(), mine)


def _row(incident: Incident) -> dict[str, object]:
    room = incident.room
    return {
        "id": incident.id,
        "status": incident.status.value,
        "severity": incident.severity.value,
        "service": incident.service,
        "owner": incident.owner,
        "private": incident.private,
        "title": incident.title,
        "declared_at": incident.declared_at,
        "ended_at": incident.ended_at,
        "room_channel": room and room.channel,
        "room_thread": room and room.thread_ts,
        "version": incident.last_seq,
        "state": incident_to_json(incident),
    }


def _save_people(tx: Tx, batch: Mapping[str, Incident], known: Mapping[str, Incident | None]) -> None:
    """Those who may see it when it is private: its members and its owner."""
    before = {(id_, person) for id_, was in known.items() if was for person in people_of(was)}
    if unknown := [id_ for id_ in batch if id_ not in known]:
        before.update((row.incident, row.person) for row in tx.execute(_PEOPLE, {"ids": unknown}))
    after = {(id_, person) for id_, incident in batch.items() for person in people_of(incident)}
    added = [{"incident": id_, "person": person} for id_, person in sorted(after - before)]
    put_if_absent(tx, incident_people, added)
    if gone := [{"id": id_, "who": person} for id_, person in sorted(before - after)]:
        tx.execute(_GONE, gone)


def people_of(incident: Incident) -> frozenset[str]:
    """Who is in it."""
    return frozenset(incident.members) | ({incident.owner} if incident.owner else set())


# Built once: building a statement takes longer than carrying it out.

_PEOPLE = select(incident_people.c.incident, incident_people.c.person).where(
    incident_people.c.incident.in_(bindparam("ids", expanding=True))
)
_GONE = delete(incident_people).where(
    incident_people.c.incident == bindparam("id"), incident_people.c.person == bindparam("who")
)


@cache
def _loaded(*, alone: bool, lock: bool, skip_locked: bool) -> Select[str]:
    """One id has a statement of its own: a list has to be written out again each time."""
    these = (
        incidents.c.id == bindparam("one") if alone else incidents.c.id.in_(bindparam("ids", expanding=True))
    )
    query = select(incidents.c.state).where(these).order_by(incidents.c.id)
    # NO KEY UPDATE: inserting an event, which refers to the incident's id, does not wait for it.
    return query.with_for_update(key_share=True, skip_locked=skip_locked) if lock else query


@cache
def _counted(dialect: str) -> ReturningInsert[int]:
    one_more = {"value": counters.c.value + 1}
    counting = inserting(dialect, counters).on_conflict_do_update(index_elements=["name"], set_=one_more)
    return counting.returning(counters.c.value)
