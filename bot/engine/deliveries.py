"""The durable queue of alerts: a sender is answered when its delivery is stored, and it is carried out at once.

Storing is one row, so that a flood is taken in as fast as the disk commits; carrying out
opens and changes incidents. Of several replicas one carries out at a time, in the order of
arrival: a `resolved` must not overtake its `firing`, not even one that failed and comes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

import structlog

from bot.clock import fresh_key
from bot.domain.alerts import Arrival, EpisodeKey, merged
from bot.domain.setup import Integration
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.engine.figures import Figures
from bot.engine.held_up import HeldUp
from bot.engine.newer_version import NEWER_IS_GONE, YieldToNewerVersion
from bot.engine.own_alerts import given_up, of_newer, of_size, sender_of
from bot.engine.receive import Receive
from bot.engine.remembered import Remembered
from bot.render.own_alerts import LOOK_THERE
from bot.store import inbox, leases
from bot.store.codec import Undecodable, arrivals_from_json, arrivals_to_json
from bot.store.inbox import Kept
from bot.store.leases import Lease
from bot.store.transactions import Database, Tx

log = structlog.get_logger(__name__)

HOOKS = "hook"
"""The source of what monitoring sends."""

BATCH = 500
"""Deliveries claimed at once: processing repeats among them costs little more than processing one."""

EPISODES = 50
"""Episodes per transaction: at most 100 ms of work, a delay that deliveries waiting to be stored can bear."""

CROWD = 32
"""So many in hand mean that more are coming: then the next are left to gather for a moment."""

LEASE = timedelta(seconds=10)
"""If the replica that processes alerts falls silent, another takes over after this."""


_Opened: TypeAlias = tuple[Kept, tuple[Arrival, ...]]
"""A delivery, and what is in it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is stored of one request of a sender: a name that no other has, and its alerts as JSON."""

    name: str
    body: str


def pack(integration: Integration, arrivals: tuple[Arrival, ...]) -> Delivery:
    """What is to be stored of what arrived."""
    return Delivery(f"{integration.name}/{fresh_key()}", arrivals_to_json(arrivals))


class Deliveries:
    """The door of the engine for alerts, and the loop behind it."""

    def __init__(self, database: Database, corridor: Corridor, owner: str, figures: Figures) -> None:
        self._database = database
        self._corridor = corridor
        self._receive = Receive(corridor)
        self._owner = owner
        self._figures = figures
        self._interrupted: list[Kept] = []
        self._held_up = HeldUp()
        self._yield_to_newer = YieldToNewerVersion()
        self._told = Remembered()
        self._fence: int | None = None

    def store(self, came: Sequence[Delivery]) -> None:
        """Store deliveries in one commit, in this order. Raises CannotStore: then none is stored."""
        bodies = {one.name: one.body for one in came}
        with storing():
            self._database.write(lambda tx: inbox.keep_all(tx, HOOKS, bodies, self._now()))
        self._corridor.wakes.delivered()

    def oversized(self, integration: Integration, size: int) -> None:
        """A delivery too large to read: somebody must know. Raises CannotStore."""
        self.store([pack(integration, (of_size(integration.name, size),))])

    def run(self) -> int:
        """Carry out what was stored, oldest first; returns how many. Raises DatabaseUnavailable."""
        found = self._database.write(self._claim)
        self._interrupted = []
        until = self._now() + LEASE / 2
        rest = self._read([delivery for delivery in found if not delivery.poison])
        try:
            while rest and self._now() < until:
                part = _first_of(rest)
                self._database.write(partial(self._carry_out, opened=part))
                rest = rest[len(part) :]
        finally:
            self._interrupted = [delivery for delivery, _ in rest]
        if self._yield_to_newer.give_way(self._now()):
            self.leave()
        if found:
            self._corridor.wakes.changed()
        return len(found)

    def leave(self) -> None:
        """Another replica carries out from now on, if there is one. Raises DatabaseUnavailable."""
        self._database.write(self._leave)
        self._interrupted = []

    def _leave(self, tx: Tx) -> None:
        # What is in our hands comes first in order: left to its lease, it would be overtaken by what came later.
        self._hand_back(tx, self._now())
        leases.leave(tx, self._owner)

    def _hand_back(self, tx: Tx, now: datetime) -> None:
        if self._interrupted:
            inbox.not_tried(tx, self._interrupted, now)

    def next_due_at(self) -> datetime | None:
        """When there is something to carry out. Raises DatabaseUnavailable."""
        return self._database.read(lambda tx: inbox.next_due_at(tx, HOOKS))

    def _now(self) -> datetime:
        return self._corridor.wall.now()

    def _claim(self, tx: Tx) -> list[Kept]:
        now = self._now()
        lease = (
            None if self._yield_to_newer.given(now) else leases.acquire(tx, HOOKS, self._owner, now, LEASE)
        )
        if lease is None:
            return []
        self._know_what_failed(tx, lease, now)
        self._hand_back(tx, now)
        found = inbox.claim_stale(tx, HOOKS, now, LEASE, BATCH, self._owner)
        for delivery in found:
            if delivery.poison:
                # It is done with here, so whoever has to know is told in the same transaction.
                log.error("a delivery is given up", delivery=delivery.delivery_id, advice=LOOK_THERE)
                self._alone(tx, (delivery, (given_up(delivery),)))
        return found

    def _know_what_failed(self, tx: Tx, lease: Lease, now: datetime) -> None:
        """Before our turn it was another who carried out, or we in an earlier life."""
        if self._fence is None or lease.fence != self._fence + 1:
            self._held_up = HeldUp()
            for delivery, until in inbox.failing(tx, HOOKS, now):
                with suppress(Undecodable):
                    self._held_up.note(delivery.delivery_id, arrivals_from_json(delivery.body), until)
        self._fence = lease.fence
        self._held_up.forget(now)

    def _read(self, kept: list[Kept]) -> list[_Opened]:
        """What is in them. One that only a newer version can read is left to it."""
        opened: list[_Opened] = []
        for delivery in kept:
            try:
                opened.append((delivery, arrivals_from_json(delivery.body)))
            except Undecodable as newer:
                self._database.write(partial(self._left_to_newer, opened=(delivery, ()), newer=newer))
        return opened

    def _carry_out(self, tx: Tx, opened: Sequence[_Opened]) -> None:
        """All together, as one delivery for each integration; one by one when that fails."""
        opened = [one for one in opened if not self._waits(tx, one)]
        try:
            with tx.begin_nested():
                self._together(tx, opened)
        except Exception as fault:
            if self._database.is_trouble(fault):
                raise
            if not isinstance(fault, Undecodable):
                log.exception("deliveries failed together", deliveries=len(opened))
            for one in opened:
                if not self._waits(tx, one):
                    self._alone(tx, one)

    def _waits(self, tx: Tx, opened: _Opened) -> bool:
        """It comes after one that failed and has the same episode in it; nobody has tried it yet."""
        delivery, arrivals = opened
        until = self._held_up.until(delivery.delivery_id, arrivals)
        if until is None:
            return False
        inbox.not_tried(tx, [delivery], until)
        log.info("a delivery waits for an earlier one", delivery=delivery.delivery_id, until=str(until))
        return True

    def _alone(self, tx: Tx, opened: _Opened) -> None:
        try:
            with tx.begin_nested():
                self._together(tx, [opened])
        except Undecodable as newer:
            self._left_to_newer(tx, opened, newer)
        except Exception as fault:
            if self._database.is_trouble(fault):
                raise
            self._failed(opened, fault)

    def _failed(self, opened: _Opened, fault: Exception) -> None:
        """Its lease runs out and it is tried again; in the end it is poison, and somebody is told.
        What is of the same episodes waits as long."""
        delivery, arrivals = opened
        name, attempts = delivery.delivery_id, delivery.attempts
        log.error("a delivery failed", delivery=name, attempts=attempts, exc_info=fault)
        self._figures.fault("delivery")
        if not delivery.poison:
            self._held_up.note(name, arrivals, self._now() + LEASE)

    def _left_to_newer(self, tx: Tx, opened: _Opened, newer: Undecodable) -> None:
        """It is no fault of it, and no try. When no newer version comes for it, somebody is told, once."""
        (delivery, arrivals), now = opened, self._now()
        until = self._yield_to_newer.again_at(now, delivery.received_at)
        inbox.not_tried(tx, [delivery], until)
        self._held_up.note(delivery.delivery_id, arrivals, until)
        name = delivery.delivery_id
        log.warning("a delivery is left to a newer version", delivery=name, reason=str(newer))
        if now - delivery.received_at > NEWER_IS_GONE and name not in self._told:
            self._told.add([name])
            self._receive.carry_out(tx, sender_of(delivery), (of_newer(delivery),))

    def _together(self, tx: Tx, opened: Sequence[_Opened]) -> None:
        mine = inbox.done_all(tx, HOOKS, [kept.delivery_id for kept, _ in opened], "carried out", self._now())
        found: dict[str, list[Arrival]] = {}
        names: dict[str, list[str]] = {}
        for delivery, arrivals in opened:
            integration = sender_of(delivery)
            names.setdefault(integration, []).append(delivery.delivery_id)
            if delivery.poison or delivery.delivery_id in mine:
                found.setdefault(integration, []).extend(arrivals)
        for integration, came in found.items():
            received = self._receive.carry_out(tx, integration, merged(came))
            log.info(
                "alerts carried out",
                integration=integration,
                deliveries=names[integration],
                alerts=sum(len(a.alerts) for a in came),
                incidents=received.incidents,
                repeats=received.repeats,
            )


def _first_of(opened: list[_Opened]) -> list[_Opened]:
    """As many as go into one transaction; at least one."""
    episodes: set[EpisodeKey] = set()
    for place, (_, arrivals) in enumerate(opened):
        episodes.update(arrival.episode for arrival in arrivals)
        if place and len(episodes) > EPISODES:
            return opened[:place]
    return opened
