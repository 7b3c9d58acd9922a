"""The wake ledger: what the timelines say of people's nights, and the question that follows a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.notices import AskIfWorth, Notice
from bot.domain.roster import with_roster
from bot.domain.wakings import KINDS, Load, Waking, asked_at, loads, wakings
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.store import events, incidents, notices, roster
from bot.store.notices import Planned
from bot.store.transactions import Database, Tx

LASTS_AT_MOST = timedelta(days=7)
"""Pages of incidents that were declared longer before are not looked for: after a week nobody is woken by them anew."""

ASKED_WITHIN = timedelta(hours=12)
"""A question about last night that comes later than this after the morning is none."""


class Wakings:
    """Safe on any thread."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._asked: set[str] = set()

    def between(self, since: datetime, until: datetime) -> tuple[Waking, ...]:
        """Everyone's wakings that began in [since, until). Raises CannotStore."""
        with storing():
            found = self._database.read(lambda tx: self._read(tx, since))
        return tuple(waking for waking in found if since <= waking.at < until)

    def loads(self, since: datetime, until: datetime) -> tuple[Load, ...]:
        """What everyone carried, with every cover of that time however long ago. Raises CannotStore."""
        now = min(self._corridor.clock.now(), since + roster.KEPT)
        with storing():
            laid = self._database.read(lambda tx: roster.load(tx, now))
        return loads(with_roster(self._corridor.file, laid), since, until, self.between(since, until))

    def ask(self) -> None:
        """Plan the questions whose time has come, each once for ever. Raises DatabaseUnavailable."""
        now = self._corridor.clock.now()
        due = self._database.read(lambda tx: list(self._due(tx, now)))
        fresh = [notice for notice in due if notice.id not in self._asked]
        if not fresh:
            return
        wall = self._corridor.wall.now()
        self._database.write(lambda tx: notices.add(tx, [Planned(n, wall) for n in fresh], wall))
        self._asked = {notice.id for notice in due}
        self._corridor.wakes.changed()

    def _read(self, tx: Tx, since: datetime) -> tuple[Waking, ...]:
        return wakings(self._corridor.setup, events.of_kinds(tx, KINDS, since - LASTS_AT_MOST))

    def _due(self, tx: Tx, now: datetime) -> Iterator[Notice]:
        people = self._corridor.setup.people
        for waking in self._read(tx, now - timedelta(days=2)):
            at = asked_at(people[waking.person], waking)
            if waking.worth is not None or not at <= now < at + ASKED_WITHIN:
                continue
            incident = incidents.load(tx, [waking.incident]).get(waking.incident)
            if incident and not incident.open:
                name = f"{waking.incident}/worth/{waking.person}/{waking.seq}"
                lane, what = f"person/{waking.person}", AskIfWorth(waking.person, waking.at)
                yield Notice(name, waking.incident, lane, what, surface=f"worth/{waking.person}")
