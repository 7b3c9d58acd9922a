"""When to look again: one row a wait, taken by compare-and-set.

The order in one transaction: `due`, then `incidents.load(lock=True, skip_locked=True)`,
then `take` for those that were loaded, then decide, save and `set_timers`. Incident
first, always: the other way round deadlocked 7 times in 8 s (measured).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, func, literal_column, select, update
from sqlalchemy.sql.dml import ReturningDelete

from bot.domain.decision import Timer
from bot.domain.requests import TimerName
from bot.store.bulk import among, as_given
from bot.store.columns import Utc
from bot.store.tables import timers
from bot.store.transactions import Tx
from bot.store.upserts import put

KNOWN = timers.c.name.in_([literal_column(f"'{name.value}'") for name in TimerName])
"""A newer version of the bot may wait for something that we do not know: it is left to that one."""

# Built once: building a statement takes longer than carrying it out.
_ARMED = select(timers).where(KNOWN, timers.c.incident.in_(bindparam("these", expanding=True)))
_ARMED_FOR = select(timers).where(KNOWN, timers.c.incident == bindparam("of")).order_by(timers.c.due_at)
_GONE = delete(timers).where(timers.c.incident == bindparam("of"), timers.c.name == bindparam("called"))
_DUE = (
    select(timers)
    .where(KNOWN, timers.c.due_at <= bindparam("now", type_=Utc))
    .order_by(timers.c.due_at, timers.c.incident, timers.c.name)
    .limit(bindparam("most"))
)
_DUE_OF = _DUE.where(timers.c.incident == bindparam("of"))
_NEXT = select(func.min(timers.c.due_at)).where(KNOWN)
_KEY = (timers.c.incident, timers.c.name, timers.c.epoch)


@cache
def _taking(dialect: str) -> ReturningDelete[str, str, int]:
    return delete(timers).where(among(dialect, _KEY)).returning(*_KEY)


@dataclass(frozen=True, slots=True)
class Armed:
    """A timer and whose it is."""

    incident: str
    timer: Timer


def set_timers(tx: Tx, wanted: Mapping[str, Collection[Timer]], new: Collection[str] = ()) -> None:
    """Make these the only timers of these incidents, in bulk; unchanged rows are not touched.

    `new` incidents have none yet, so nobody looks.
    """
    before: dict[tuple[str, str], tuple[int, datetime]] = {}
    if known := [incident for incident in wanted if incident not in new]:
        rows = (
            tx.execute(_ARMED_FOR, {"of": known[0]})
            if len(known) == 1
            else tx.execute(_ARMED, {"these": known})
        )
        before = {(row.incident, row.name): (row.epoch, row.due_at) for row in rows}
    after = {
        (incident, timer.name.value): (timer.epoch, timer.due_at)
        for incident, armed in wanted.items()
        for timer in armed
    }
    put(tx, timers, [_row(key, after[key]) for key in sorted(after) if before.get(key) != after[key]])
    if gone := [{"of": incident, "called": name} for incident, name in sorted(before.keys() - after.keys())]:
        tx.execute(_GONE, gone)


def due(tx: Tx, now: datetime, limit: int, incident: str | None = None) -> list[Armed]:
    """Timers whose time has come (of one incident, if it is named), the longest overdue first.
    Takes no lock and changes nothing."""
    query = _DUE if incident is None else _DUE_OF
    rows = tx.execute(query, {"now": now, "most": limit, "of": incident})
    return [Armed(row.incident, Timer(TimerName(row.name), row.epoch, row.due_at)) for row in rows]


def take(tx: Tx, wanted: Iterable[Armed]) -> list[Armed]:
    """Remove timers that still stand as they were read; the others were taken or moved."""
    asked = list(wanted)
    if not asked:
        return []
    keys = [(armed.incident, armed.timer.name.value, armed.timer.epoch) for armed in asked]
    given = as_given([{"incident": key[0], "name": key[1], "epoch": key[2]} for key in keys])
    taken = {tuple(row) for row in tx.execute(_taking(tx.dialect.name), {"given": given})}
    return [armed for armed, of in zip(asked, keys, strict=True) if of in taken]


def put_off(tx: Tx, incident: str, now: datetime, until: datetime) -> int:
    """What is due of an incident comes due again then. Returns how many."""
    mine = (timers.c.incident == incident, timers.c.due_at <= now, KNOWN)
    return tx.execute(update(timers).where(*mine).values(due_at=until)).rowcount


def armed_for(tx: Tx, incident: str) -> list[Timer]:
    """What an incident waits for, the next first."""
    rows = tx.execute(_ARMED_FOR, {"of": incident})
    return [Timer(TimerName(row.name), row.epoch, row.due_at) for row in rows]


def next_due_at(tx: Tx) -> datetime | None:
    """When the next timer comes due, past or future."""
    return tx.execute(_NEXT).scalar()


def armed_count(tx: Tx) -> int:
    """How many waits there are."""
    return int(tx.execute(select(func.count()).select_from(timers)).scalar_one())


def _row(key: tuple[str, str], value: tuple[int, datetime]) -> dict[str, object]:
    return {"incident": key[0], "name": key[1], "epoch": value[0], "due_at": value[1]}
