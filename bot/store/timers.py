"""When to look again: one row a wait, taken by compare-and-set.

The order in one transaction: `due`, then `incidents.load(lock=True, skip_locked=True)`,
then `take` for those that were loaded, then decide, save and `set_timers`. Incident
first, always: the other way round deadlocked 7 times in 8 s (MEASURED.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, tuple_, update

from bot.domain.decision import Timer
from bot.domain.requests import TimerName
from bot.store.tables import timers
from bot.store.transactions import Tx
from bot.store.upserts import put

KNOWN = tuple(name.value for name in TimerName)
"""A newer version of the bot may wait for something that we do not know: it is left to that one."""


@dataclass(frozen=True, slots=True)
class Armed:
    """A timer and whose it is."""

    incident: str
    timer: Timer


def set_timers(tx: Tx, wanted: Mapping[str, Collection[Timer]]) -> None:
    """Make these the only timers of these incidents, in bulk; unchanged rows are not touched."""
    query = select(timers).where(timers.c.incident.in_(wanted), timers.c.name.in_(KNOWN))
    before = {(row.incident, row.name): (row.epoch, row.due_at) for row in tx.execute(query)}
    after = {
        (incident, timer.name.value): (timer.epoch, timer.due_at)
        for incident, armed in wanted.items()
        for timer in armed
    }
    put(tx, timers, [_row(key, after[key]) for key in sorted(after) if before.get(key) != after[key]])
    if gone := [{"of": incident, "called": name} for incident, name in sorted(before.keys() - after.keys())]:
        mine = (timers.c.incident == bindparam("of"), timers.c.name == bindparam("called"))
        tx.execute(delete(timers).where(*mine), gone)


def due(tx: Tx, now: datetime, limit: int, incident: str | None = None) -> list[Armed]:
    """Timers whose time has come (of one incident, if it is named), the longest overdue first.
    Takes no lock and changes nothing."""
    query = select(timers).where(timers.c.due_at <= now, timers.c.name.in_(KNOWN))
    if incident is not None:
        query = query.where(timers.c.incident == incident)
    rows = tx.execute(query.order_by(timers.c.due_at, timers.c.incident, timers.c.name).limit(limit))
    return [Armed(row.incident, Timer(TimerName(row.name), row.epoch, row.due_at)) for row in rows]


def take(tx: Tx, wanted: Iterable[Armed]) -> list[Armed]:
    """Remove timers that still stand as they were read; the others were taken or moved. At most some hundreds."""
    asked = list(wanted)
    if not asked:
        return []
    key = tuple_(timers.c.incident, timers.c.name, timers.c.epoch)
    keys = [(armed.incident, armed.timer.name.value, armed.timer.epoch) for armed in asked]
    statement = delete(timers).where(key.in_(keys)).returning(*key.clauses)
    taken = {tuple(row) for row in tx.execute(statement)}
    return [armed for armed, of in zip(asked, keys, strict=True) if of in taken]


def put_off(tx: Tx, incident: str, now: datetime, until: datetime) -> int:
    """What is due of an incident comes due again then. Returns how many."""
    mine = (timers.c.incident == incident, timers.c.due_at <= now, timers.c.name.in_(KNOWN))
    return tx.execute(update(timers).where(*mine).values(due_at=until)).rowcount


def armed_for(tx: Tx, incident: str) -> list[Timer]:
    """What an incident waits for, the next first."""
    query = select(timers).where(timers.c.incident == incident, timers.c.name.in_(KNOWN))
    rows = tx.execute(query.order_by(timers.c.due_at))
    return [Timer(TimerName(row.name), row.epoch, row.due_at) for row in rows]


def next_due_at(tx: Tx) -> datetime | None:
    """When the next timer comes due, past or future."""
    return tx.execute(select(func.min(timers.c.due_at)).where(timers.c.name.in_(KNOWN))).scalar()


def armed_count(tx: Tx) -> int:
    """How many waits there are."""
    return int(tx.execute(select(func.count()).select_from(timers)).scalar_one())


def _row(key: tuple[str, str], value: tuple[int, datetime]) -> dict[str, object]:
    return {"incident": key[0], "name": key[1], "epoch": value[0], "due_at": value[1]}
