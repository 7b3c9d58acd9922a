"""Requests from people: each is carried out once, however often it is delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.decision import Done, Outcome, Repeated
from bot.domain.oncall.covers import ArrangeOutcome, AskedToArrange, Board
from bot.domain.requests import Asked, Delivery
from bot.domain.setup import Method
from bot.domain.wakings import Load
from bot.engine.arrangements import Arrangements
from bot.engine.availability import storing
from bot.engine.contacts import Contacts
from bot.engine.corridor import Corridor
from bot.engine.feeds import Feeds
from bot.engine.once import first_time
from bot.engine.queries import Queries
from bot.engine.wakings import Wakings
from bot.engine.walkthroughs import WalkThroughs
from bot.render.export_html import to_html
from bot.store import inbox, leases
from bot.store.inbox import Kept
from bot.store.transactions import Database, Tx

__all__ = ["KEPT_FOR", "SLACK", "Handle", "Kept"]

log = structlog.get_logger(__name__)

SLACK = "slack"
"""The `source` of every delivery of what people do in Slack."""

KEPT_FOR = timedelta(seconds=30)
"""How long the process that stored a delivery holds it; after that another may process it. Longer than any
handler takes, shorter than a person waits after a restart."""

READY = "ready"
"""The row that is written to see whether alerts can be stored; nobody holds it."""

AT_ONCE = timedelta()
"""How long it is held."""


class Handle(Queries):
    """The door of the engine for people: requests, questions, and the durable inbox before them."""

    def __init__(self, database: Database, corridor: Corridor, owner: str) -> None:
        super().__init__(database, corridor)
        self._owner = owner
        self.contacts = Contacts(database, corridor)
        self.arrangements = Arrangements(database, corridor, self.contacts.overlay)
        self.feeds = Feeds(database, corridor)
        self.walkthroughs = WalkThroughs(database, corridor)
        self.wakings = Wakings(database, corridor)

    def now(self) -> datetime:
        return self._corridor.clock.now()

    def _wall(self) -> datetime:
        return self._corridor.wall.now()

    def handle(self, asked: Asked) -> Outcome:
        """Carry out one request in one transaction. Raises CannotStore: nothing happened."""
        with storing():
            outcome = self._database.write(lambda tx: self._once(tx, asked))
        if isinstance(outcome, Done):
            self._corridor.wakes.changed()
        return outcome

    def _once(self, tx: Tx, asked: Asked) -> Outcome:
        if asked.delivery and not first_time(tx, asked.delivery, self._wall(), asked.incident):
            return Repeated()
        return self._corridor.carry_out(tx, asked)

    def came_of(self, delivery: Delivery) -> str | None:
        """The incident that this delivery was about, when it was carried out before. Raises CannotStore."""
        with storing():
            return self._database.read(lambda tx: inbox.seen(tx, delivery.source, delivery.id))

    def note(self, delivery: Delivery, about: str | None) -> None:
        """It came, and nothing was done: it does nothing when it comes again. Raises CannotStore."""
        with storing():
            self._database.write(lambda tx: first_time(tx, delivery, self._wall(), about))

    def person_at(self, method: Method, address: str) -> str | None:
        """Whose address it is; None: nobody's, or of several people. Raises CannotStore."""
        return self.contacts.person_at(method, address)

    def arrange(self, asked: AskedToArrange) -> ArrangeOutcome:
        """Carry out a request about covers, swaps or time off. Raises CannotStore: nothing happened."""
        return self.arrangements.arrange(asked)

    def board(self) -> Board:
        """What people arranged, as it stands. Raises CannotStore."""
        return self.arrangements.board()

    def feed(self, kind: str, name: str, *, anew: bool = False) -> str | None:
        """The secret address of a calendar of a `person` or a `schedule`. Raises CannotStore."""
        return self.feeds.address(kind, name, anew=anew)

    def timeline_page(self, incident_id: str, key: str) -> str | None:
        """An incident's timeline as HTML, for whoever has its key; None for a wrong one. Raises CannotStore."""
        incident = self.incident(incident_id, None) if self._corridor.links.opens(incident_id, key) else None
        if incident is None:
            return None
        return to_html(incident, self.timeline(incident_id, None), self.setup, self.now())

    def loads(self, back: timedelta) -> tuple[Load, ...]:
        """What everyone carried in the last `back`, counted every ten minutes. Raises CannotStore."""
        return self.wakings.lately(back)

    def check_storable(self) -> None:
        """Commit one row: a disk that is full lets an empty transaction pass. Raises CannotStore."""
        with storing():
            self._database.write(lambda tx: leases.acquire(tx, READY, self._owner, self._wall(), AT_ONCE))

    def keep(self, source: str, delivery_id: str, body: str, came_at: datetime) -> bool:
        """Store a delivery that came then (wall clock) before it is acknowledged. False: it is there already.

        Raises CannotStore.
        """
        with storing():
            return self._database.write(
                lambda tx: inbox.keep(tx, source, delivery_id, body, came_at, KEPT_FOR, self._owner)
            )

    def carried_out(self, source: str, delivery_id: str, outcome: str) -> None:
        """It needs no further care. Raises CannotStore."""
        with storing():
            self._database.write(lambda tx: inbox.done(tx, source, delivery_id, outcome, self._wall()))

    def put_back(self, source: str, delivery_id: str) -> None:
        """It can't be carried out now: it comes again, and this try does not count. Raises CannotStore."""
        with storing():
            self._database.write(lambda tx: inbox.put_back(tx, source, delivery_id, self._wall() + KEPT_FOR))

    def stale(self, limit: int) -> Sequence[Kept]:
        """Deliveries whose carrier died, claimed for the caller. Raises CannotStore."""
        with storing():
            return self._database.write(
                lambda tx: inbox.claim_stale(tx, SLACK, self._wall(), KEPT_FOR, limit, self._owner)
            )

    def give_back(self) -> None:
        """Before the end: what we kept and have not carried out is another's at once. Raises CannotStore."""
        with storing():
            left = self._database.write(lambda tx: inbox.give_back(tx, self._owner))
        if left:
            log.info("deliveries given back", deliveries=left)
