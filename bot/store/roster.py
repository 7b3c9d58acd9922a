"""Everything that people change while the bot runs and that is laid over the team's file; and whether it changed.

One row counts the changes: cheap to ask every second, and held by whoever changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import inspect, select, update

from bot.domain.oncall.covers import Board, TimeOff
from bot.domain.oncall.roster import Roster
from bot.domain.setup import Away
from bot.store import arrangements, contacts
from bot.store.tables import arrangements as arrangement_table
from bot.store.tables import contacts as contact_table
from bot.store.tables import counters
from bot.store.transactions import Tx
from bot.store.upserts import put_if_absent

STAMP = "roster"

KEPT = timedelta(days=35)
"""What ended longer ago explains nothing any more: calendars show the last thirty days."""

_ASKED = select(counters.c.value).where(counters.c.name == STAMP)
_HELD = _ASKED.with_for_update()


def stamp(tx: Tx) -> int:
    """Another number after every change; 0 while there was none."""
    return int(tx.execute(_ASKED).scalar() or 0)


def hold(tx: Tx) -> int:
    """Let nobody else change the roster until this transaction ends; what is read from now on is as it stands."""
    put_if_absent(tx, counters, [{"name": STAMP, "value": 0}])
    return int(tx.execute(_HELD).scalar_one())


def changed(tx: Tx) -> int:
    """Say that it changed, in the transaction that changes it. Returns the new stamp."""
    before = hold(tx)
    tx.execute(update(counters).where(counters.c.name == STAMP).values(value=before + 1))
    return before + 1


def is_kept(tx: Tx) -> bool:
    """Whether this database has what `load` reads: one of an older version has not."""
    return inspect(tx).has_table(arrangement_table.name) and inspect(tx).has_table(contact_table.name)


def load(tx: Tx, now: datetime) -> Roster:
    """As it stands."""
    return replace(of_board(arrangements.board(tx, now - KEPT)), reach=contacts.reach(tx))


def of_board(board: Board) -> Roster:
    """What schedules and people are to obey of it."""
    return Roster(
        overrides=tuple(cover.override for cover in board.covers),
        away=MappingProxyType(_away(board.time_off)),
    )


def _away(time_off: Iterable[TimeOff]) -> dict[str, tuple[Away, ...]]:
    found: dict[str, tuple[Away, ...]] = {}
    for off in time_off:
        found[off.person] = (*found.get(off.person, ()), off.away)
    return found
