"""Everything that people change while the bot runs and that is laid over the team's file; and whether it changed.

One row counts the changes: cheap to ask every second, and held by whoever changes anything.
"""

from __future__ import annotations

from sqlalchemy import select, update

from bot.domain.roster import Roster
from bot.store import contacts
from bot.store.tables import counters
from bot.store.transactions import Tx
from bot.store.upserts import put_if_absent

STAMP = "roster"

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


def load(tx: Tx) -> Roster:
    """As it stands."""
    return Roster(reach=contacts.reach(tx))
