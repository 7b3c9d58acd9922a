"""Test pages that people send themselves: planned once, answered by each way, and told about in the end.

Every replica looks for those that are over; the report is one because the row is ended by compare-and-set.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.domain.notices import Never
from bot.domain.reachability.walkthroughs import (
    LASTS,
    PER_HOUR,
    TestRefused,
    WalkThrough,
    Way,
    report,
    walk_memos,
    walked,
)
from bot.domain.requests import Delivery
from bot.domain.setup import Method
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.engine.memos import plan
from bot.engine.once import first_time
from bot.store import canaries, roster, walkthroughs
from bot.store.transactions import Database, Tx


class WalkThroughs:
    """The door for them. Everything raises CannotStore, but `run`."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    @property
    def answered_there(self) -> bool:
        """Whether an answer comes back where it was sent; else only in Slack."""
        return self._corridor.links.public_url is not None

    def start(self, person: str, delivery: Delivery) -> WalkThrough | TestRefused:
        """Send somebody of the file a test page by all their ways."""
        with storing():
            found = self._database.write(lambda tx: self._start(tx, person, delivery))
        self._corridor.wakes.changed()
        return found

    def stop(self, person: str) -> WalkThrough | None:
        """Send no more of it; what came until then is told. None: none goes on."""
        with storing():
            found = self._database.write(lambda tx: self._stop(tx, person))
        self._corridor.wakes.changed()
        return found

    def came(self, person: str, name: str, method: Method) -> WalkThrough | None:
        """It reached them by that way. None: there is no such test."""
        with storing():
            found = self._database.write(lambda tx: self._came(tx, person, name, method))
        self._corridor.wakes.changed()
        return found

    def came_newest(self, person: str, method: Method) -> bool:
        """The same for an answer that can't say to which. False: none waits for one by that way."""
        with storing():
            going_on = self._database.read(lambda tx: walkthroughs.open_of(tx, person))
        waits = going_on and any(way.method is method and way.came_at is None for way in going_on.ways)
        return bool(going_on and waits and self.came(person, going_on.name, method))

    def failed(self, person: str, name: str, method: Method, met: Never) -> None:
        """A provider says that it did not reach them."""
        with storing():
            self._database.write(lambda tx: walkthroughs.failed(tx, person, name, method, met))

    def came_lately(self, person: str, method: Method) -> bool:
        """Whether a test reached them by that way, while one could still go on: then an answer is one too many."""
        with storing():
            at = self._database.read(lambda tx: walkthroughs.last_came(tx, person)).get(method)
        return at is not None and self._now() - at <= LASTS

    def run(self) -> None:
        """Tell of those that are over. Raises DatabaseUnavailable."""
        now = self._now()
        going_on = self._database.read(walkthroughs.every_open)
        over = [walk for walk in going_on if walk.over(now)]
        for walk in over:
            self._database.write(partial(self._end, walk=walk))
        if over:
            self._corridor.wakes.changed()

    def _start(self, tx: Tx, person: str, delivery: Delivery) -> WalkThrough | TestRefused:
        roster.hold(tx)  # of two that press at once one is first
        now, known = self._now(), self._corridor.setup.people[person]
        going_on = walkthroughs.open_of(tx, person)
        if not first_time(tx, delivery, self._corridor.wall.now()):
            return going_on or TestRefused.ENDED
        if going_on and not going_on.over(now):
            return TestRefused.RUNNING
        if walkthroughs.begun_since(tx, person, now - timedelta(hours=1)) >= PER_HOUR:
            return TestRefused.TOO_MANY
        name = str(int(self._corridor.wall.now().timestamp() * 1000))
        walk = WalkThrough(person, name, now, now + LASTS, tuple(Way(method) for method in walked(known)))
        walkthroughs.begin(tx, walk)
        for memo, later in walk_memos(walk):
            plan(tx, self._corridor, [memo], later)
        return walk

    def _stop(self, tx: Tx, person: str) -> WalkThrough | None:
        going_on = walkthroughs.open_of(tx, person)
        if going_on:
            self._end(tx, going_on)
        return going_on

    def _came(self, tx: Tx, person: str, name: str, method: Method) -> WalkThrough | None:
        walkthroughs.came(tx, person, name, method, self._now())
        walk = walkthroughs.find(tx, person, name)
        if walk and walk.ended_at is None and walk.over(self._now()):
            self._end(tx, walk)
        return walk

    def _end(self, tx: Tx, walk: WalkThrough) -> None:
        if not walkthroughs.end(tx, walk, self._now()):
            return
        known = walkthroughs.find(tx, walk.person, walk.name) or walk
        plan(tx, self._corridor, [report(known)])
        if known.all_came:
            canaries.answered(tx, walk.person, self._now())

    def _now(self) -> datetime:
        return self._corridor.clock.now()
