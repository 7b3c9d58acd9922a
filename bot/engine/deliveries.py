"""The durable queue of alerts: a sender is answered when its delivery is stored, and it is carried out at once.

Storing is one row, so that a flood is taken in as fast as the disk commits; carrying out
opens and changes incidents. Of several replicas one carries out at a time, in the order of
arrival: a `resolved` must not overtake its `firing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import fresh_key
from bot.domain.alerts import Alert, Arrival, EpisodeKey, merged
from bot.domain.setup import Integration
from bot.engine.availability import storing
from bot.engine.combining import Combining
from bot.engine.corridor import Corridor
from bot.engine.figures import Figures
from bot.engine.receive import Receive
from bot.store import inbox, leases
from bot.store.codec import arrivals_from_json, arrivals_to_json
from bot.store.inbox import Kept
from bot.store.transactions import Database, DatabaseUnavailable, Tx

log = structlog.get_logger(__name__)

HOOKS = "hook"
"""The source of what monitoring sends."""

BATCH = 50
"""Deliveries per transaction: at most 100 ms of work, which those who wait to store can bear."""

LEASE = timedelta(seconds=10)
"""A replica that carries out and falls silent is followed by another after this."""


class Deliveries:
    """The door of the engine for alerts, and the loop behind it."""

    def __init__(self, database: Database, corridor: Corridor, owner: str, figures: Figures) -> None:
        self._database = database
        self._corridor = corridor
        self._receive = Receive(corridor)
        self._owner = owner
        self._figures = figures
        self._store = Combining(self._write)
        self._interrupted: list[Kept] = []

    def accept(self, integration: Integration, arrivals: tuple[Arrival, ...]) -> None:
        """Store a delivery. When this returns it is committed. Raises CannotStore: nothing was stored."""
        name = f"{integration.name}/{fresh_key()}"
        with storing():
            self._store((name, arrivals_to_json(arrivals)))
        self._corridor.wakes.delivered()

    def _write(self, named: Sequence[tuple[str, str]]) -> None:
        now = self._now()
        self._database.write(lambda tx: inbox.keep_all(tx, HOOKS, dict(named), now))

    def oversized(self, integration: Integration, size: int) -> None:
        """A delivery too large to read: somebody must know. Raises CannotStore."""
        self.accept(integration, (_of_size(integration.name, size),))

    def run(self) -> int:
        """Carry out what was stored, oldest first; returns how many. Raises DatabaseUnavailable."""
        found = self._database.write(self._claim)
        self._interrupted = []
        kept = [delivery for delivery in found if not delivery.poison]
        try:
            if kept:
                self._database.write(lambda tx: self._carry_out(tx, kept))
        except DatabaseUnavailable:
            self._interrupted = kept
            raise
        if found:
            self._corridor.wakes.changed()
        return len(found)

    def leave(self) -> None:
        """Before the end: another replica carries out from now on. Raises DatabaseUnavailable."""
        self._database.write(lambda tx: leases.leave(tx, self._owner))

    def next_due_at(self) -> datetime | None:
        """When there is something to carry out. Raises DatabaseUnavailable."""
        return self._database.read(lambda tx: inbox.next_due_at(tx, HOOKS))

    def _now(self) -> datetime:
        return self._corridor.wall.now()

    def _claim(self, tx: Tx) -> list[Kept]:
        now = self._now()
        if leases.acquire(tx, HOOKS, self._owner, now, LEASE) is None:
            return []
        if self._interrupted:
            inbox.not_tried(tx, self._interrupted, now)
        found = inbox.claim_stale(tx, HOOKS, now, LEASE, BATCH, self._owner)
        for delivery in found:
            if delivery.poison:
                # It is done with here, so whoever has to know is told in the same transaction.
                self._alone(tx, delivery)
        return found

    def _carry_out(self, tx: Tx, kept: list[Kept]) -> None:
        """All together, as one delivery for each integration; one by one when that fails."""
        try:
            with tx.begin_nested():
                self._together(tx, kept)
        except Exception as fault:
            if self._database.is_trouble(fault):
                raise
            log.exception("deliveries failed together", deliveries=len(kept))
            for delivery in kept:
                self._alone(tx, delivery)

    def _alone(self, tx: Tx, delivery: Kept) -> None:
        try:
            with tx.begin_nested():
                self._together(tx, [delivery])
        except Exception as fault:
            if self._database.is_trouble(fault):
                raise
            # Its lease runs out and it is tried once more; then it is poison, and somebody is told.
            log.exception("a delivery failed", delivery=delivery.delivery_id, attempts=delivery.attempts)
            self._figures.fault("delivery")

    def _together(self, tx: Tx, kept: list[Kept]) -> None:
        mine = inbox.done_all(tx, HOOKS, [d.delivery_id for d in kept], "carried out", self._now())
        found: dict[str, list[Arrival]] = {}
        names: dict[str, list[str]] = {}
        for delivery in kept:
            integration = delivery.delivery_id.rpartition("/")[0]
            names.setdefault(integration, []).append(delivery.delivery_id)
            if delivery.poison:
                found.setdefault(integration, []).append(_poison(integration, delivery))
            elif delivery.delivery_id in mine:
                found.setdefault(integration, []).extend(arrivals_from_json(delivery.body))
        for integration, arrivals in found.items():
            received = self._receive.carry_out(tx, integration, merged(arrivals))
            log.info(
                "alerts carried out",
                integration=integration,
                deliveries=names[integration],
                alerts=sum(len(a.alerts) for a in arrivals),
                incidents=received.incidents,
                repeats=received.repeats,
            )


def _of_size(integration: str, size: int) -> Arrival:
    alert = Alert(
        fingerprint="oversized",
        title=f"{integration} sent {size / 2**20:.0f} MiB in one delivery: not read",
        description="Its alerts are not known here. Look at the monitoring system itself, "
        "and let it send smaller groups.",
    )
    return Arrival(EpisodeKey(integration, None, "oversized"), (alert,))


def _poison(integration: str, delivery: Kept) -> Arrival:
    alert = Alert(
        fingerprint=delivery.delivery_id,
        title=f"A delivery from {integration} could not be carried out",
        description=f"It was tried {delivery.attempts} times and is kept as {delivery.delivery_id}. "
        "Look at the monitoring system itself for its alerts.",
    )
    return Arrival(EpisodeKey(integration, None, delivery.delivery_id), (alert,))
