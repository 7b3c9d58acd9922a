"""The clock is set back: what waits by it waits no longer than usual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import MovableClock, SystemClock
from bot.domain.notices import Notice, SayLine, Urgency
from bot.domain.setup import Setup
from bot.engine.clock_rollback import LONGEST, ClockRollback
from bot.engine.corridor import Corridor
from bot.store import claims, inbox, leases, notices, tables
from bot.store.database import Database, Tx, open_database
from bot.store.migrate import upgrade
from bot.store.notices import Planned

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=15)


@pytest.fixture
def store(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    upgrade(database)
    yield database
    database.close()


class Set:
    """A clock that somebody sets; it does not run."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


def watch(store: Database, wall: Set) -> ClockRollback:
    made = ClockRollback(store, Corridor(Setup(), SystemClock(), wall))
    made.look()
    return made


def in_hand(tx: Tx) -> None:
    """A lane and a delivery that a process has, and a notice that is tried again in five minutes."""
    for lane in ("person/ana", "person/bruno"):
        notices.add(tx, [Planned(Notice(lane, "INC-1", lane, SayLine(1), Urgency.PAGE), NOON)], NOON)
    ana, bruno = claims.claim(tx, NOON, LEASE, "dead", 2)
    assert ana.lane == "person/ana"
    until = NOON + timedelta(minutes=5)
    claims.settle(tx, bruno, claims.Retry(until, "429", block_lane_until=until), NOON)
    inbox.keep(tx, "slack", "click", "{}", NOON, LONGEST, "dead")
    leases.acquire(tx, "hook", "dead", NOON, LEASE)


def free(store: Database, now: datetime) -> tuple[list[str], int, bool]:
    """The lanes that may be taken then, how many deliveries, and whether the small lease may."""

    def look(tx: Tx) -> tuple[list[str], int, bool]:
        lanes = sorted(one.lane for one in claims.claim(tx, now, LEASE, "next", 5))
        kept = len(inbox.claim_stale(tx, "slack", now, LONGEST, 5, "next"))
        return lanes, kept, leases.acquire(tx, "hook", "next", now, LEASE) is not None

    return store.write(look)


def test_what_a_dead_process_had_is_free_within_half_a_minute(store: Database) -> None:
    wall = Set()
    watching = watch(store, wall)
    store.write(in_hand)
    wall.at = NOON - HOUR
    assert watching.look()
    assert free(store, wall.at) == ([], 0, False), "a lease is not cut off"
    assert free(store, wall.at + LONGEST) == (["person/ana", "person/bruno"], 1, True)
    assert not watching.look(), "it was set back once"


def test_it_is_noticed_after_a_start_too(store: Database) -> None:
    store.write(in_hand)
    wall = Set()
    wall.at = NOON - HOUR
    watch(store, wall)
    assert free(store, wall.at + LONGEST) == (["person/ana", "person/bruno"], 1, True)


def test_a_clock_that_is_corrected_by_a_little_or_set_forward_changes_nothing(store: Database) -> None:
    wall = Set()
    watching = watch(store, wall)
    store.write(in_hand)
    before = store.read(lambda tx: tx.execute(select(tables.lanes)).all())
    for step in (timedelta(seconds=-3), timedelta(), HOUR):
        wall.at = NOON + step
        assert not watching.look()
    assert store.read(lambda tx: tx.execute(select(tables.lanes)).all()) == before


def test_the_clock_of_decisions_is_not_looked_at(store: Database) -> None:
    """The demo moves it, and leases stay on real time."""
    watching = ClockRollback(store, Corridor(Setup(), MovableClock(NOON), Set()))
    assert not watching.look()
    assert not watching.look()
