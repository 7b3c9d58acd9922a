"""Where an incident's messages stand in Slack: the card, its mirror, the pages; and those of memos."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.domain.notices import Place
from bot.store.tables import messages
from bot.store.transactions import Tx
from bot.store.upserts import put

NO_INCIDENT = ""
"""Under which the messages of memos stand; their surfaces are unique by themselves."""

# Built once: building a statement takes longer than carrying it out.
_PLACES = select(messages).where(messages.c.incident == bindparam("of"))
_THERE = select(messages.c.incident, messages.c.surface).where(
    messages.c.channel == bindparam("in_"), messages.c.ts == bindparam("at")
)


def place(tx: Tx, incident: str, surface: str, where: Place) -> None:
    """The surface stands there from now on."""
    put(tx, messages, [{"incident": incident, "surface": surface, "channel": where.channel, "ts": where.ts}])


def displace(tx: Tx, incident: str, surface: str) -> None:
    """It is gone, as its channel is: the next edit posts it anew."""
    tx.execute(delete(messages).where(messages.c.incident == incident, messages.c.surface == surface))


def places(tx: Tx, incident: str) -> dict[str, Place]:
    """Where an incident's surfaces stand."""
    rows = tx.execute(_PLACES, {"of": incident})
    return {row.surface: Place(row.channel, row.ts) for row in rows}


def of_memo(tx: Tx, surface: str) -> Place | None:
    """Where the message of a memo stands."""
    mine = messages.c.incident == NO_INCIDENT, messages.c.surface == surface
    row = tx.execute(select(messages).where(*mine)).first()
    return None if row is None else Place(row.channel, row.ts)


def surface_at(tx: Tx, where: Place) -> tuple[str, str] | None:
    """(incident, surface) of the message that stands there."""
    found = tx.execute(_THERE, {"in_": where.channel, "at": where.ts}).first()
    return None if found is None else (found.incident, found.surface)
