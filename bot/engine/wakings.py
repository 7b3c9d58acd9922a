"""The wake ledger: what the timelines say of people's nights, and the question that follows a bad one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.fatigue import hard_nights, offers
from bot.domain.memos import Memo
from bot.domain.notices import AskIfWorth, Notice
from bot.domain.oncall.roster import with_roster
from bot.domain.setup import Setup
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


COUNTED_EVERY = timedelta(minutes=10)
"""What everyone carried lately is counted no more often, however often home tabs are opened."""


class Wakings:
    """Safe on any thread."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._asked: set[str] = set()
        self._lately: dict[timedelta, tuple[datetime, Setup, tuple[Load, ...]]] = {}

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

    def lately(self, back: timedelta) -> tuple[Load, ...]:
        """What everyone carried in the last `back`, as of some minutes ago. Raises CannotStore."""
        now, setup = self._corridor.clock.now(), self._corridor.setup
        counted = self._lately.get(back)
        if counted and counted[1] is setup and timedelta() <= now - counted[0] < COUNTED_EVERY:
            return counted[2]
        found = self.loads(now - back, now)
        self._lately[back] = (now, setup, found)
        return found

    def ask(self) -> None:
        """Plan the questions and the offers whose time has come, each once for ever. Raises DatabaseUnavailable."""
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

    def _due(self, tx: Tx, now: datetime) -> Iterator[Notice | Memo]:
        people = self._corridor.setup.people
        found = self._read(tx, now - timedelta(days=2))
        last_night = [w for w in found if timedelta() <= now - asked_at(people[w.person], w) < ASKED_WITHIN]
        yield from self._questions(tx, last_night)
        yield from self._rest(tx, last_night, now)

    def _questions(self, tx: Tx, last_night: Sequence[Waking]) -> Iterator[Notice]:
        for waking in last_night:
            if waking.worth is not None:
                continue
            incident = incidents.load(tx, [waking.incident]).get(waking.incident)
            if incident and not incident.open:
                name = f"{waking.incident}/worth/{waking.person}/{waking.seq}"
                lane, what = f"person/{waking.person}", AskIfWorth(waking.person, waking.at)
                yield Notice(name, waking.incident, lane, what, surface=f"worth/{waking.person}")

    def _rest(self, tx: Tx, last_night: Sequence[Waking], now: datetime) -> Iterator[Memo]:
        did = {
            waking: [r.at for r in events.timeline(tx, waking.incident) if r.by == waking.person]
            for waking in last_night
        }
        yield from offers(self._corridor.setup, hard_nights(self._corridor.setup, did), now)
