"""Calendars for people's own programs: a secret address each, and what stands behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.domain.oncall import calendars
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.render.calendar import to_ics
from bot.store import arrangements, feeds, roster
from bot.store.transactions import Database, Tx

PERSON, SCHEDULE = "person", "schedule"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is sent; `etag` is the same as long as it is, without quotes."""

    body: bytes
    etag: str


class Feeds:
    """The door of the engine for calendars."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    def address(self, kind: str, name: str, *, anew: bool = False) -> str | None:
        """The secret address of a calendar; None where people can't reach the bot. `anew`: the old one closes.

        Raises CannotStore.
        """
        with storing():
            times = (
                self._database.write(lambda tx: feeds.renew(tx, kind, name))
                if anew
                else self._database.read(lambda tx: feeds.renewed(tx, kind, name))
            )
        return self._corridor.links.calendar(kind, name, times)

    def calendar(self, kind: str, name: str, key: str) -> Feed | None:
        """The calendar, for whoever has its key; None for a wrong one, and for what there is not. Raises CannotStore."""
        with storing():
            body = self._database.read(lambda tx: self._calendar(tx, kind, name, key))
        return Feed(body, hashlib.sha256(body).hexdigest()[:32]) if body else None

    def _calendar(self, tx: Tx, kind: str, name: str, key: str) -> bytes | None:
        # The key first: how long a wrong one takes tells nobody which people and schedules there are.
        if not self._corridor.links.opens_calendar(kind, name, feeds.renewed(tx, kind, name), key):
            return None
        setup, now = self._corridor.setup, self._corridor.clock.now()
        board = arrangements.board(tx, now - roster.KEPT)
        if kind == PERSON and name in setup.people:
            entries = calendars.of_person(name, setup, board, now)
            return to_ics(f"On call: {name}", entries, setup, own=True)
        if kind == SCHEDULE and name in setup.schedules:
            entries = calendars.of_schedule(name, setup, board, now)
            return to_ics(f"On call: {name}", entries, setup, own=False)
        return None
