"""A timer is set, moved and taken as a whole row: nobody takes what has changed."""

from __future__ import annotations

from bot.domain.requests import TimerName
from bot.store import timers
from bot.store.database import Database
from bot.store.timers import Armed
from tests.store.rows import after, timer

ONE, TWO = "INC-2026-0001", "INC-2026-0002"
ESCALATION = timer(after(10))
UPDATE = timer(after(20), TimerName.UPDATE)


def due(store: Database, seconds: float, limit: int = 200) -> list[Armed]:
    return store.read(lambda tx: timers.due(tx, after(seconds), limit))


def test_timers_come_due_in_order(store: Database) -> None:
    store.write(lambda tx: timers.set_timers(tx, {TWO: (UPDATE,), ONE: (ESCALATION,)}))
    assert due(store, 9) == []
    assert due(store, 20) == [Armed(ONE, ESCALATION), Armed(TWO, UPDATE)]
    assert due(store, 20, limit=1) == [Armed(ONE, ESCALATION)]
    assert store.read(timers.next_due_at) == after(10)
    assert store.read(timers.armed_count) == 2


def test_setting_timers_replaces_those_of_the_same_incident_only(store: Database) -> None:
    store.write(lambda tx: timers.set_timers(tx, {ONE: (ESCALATION, UPDATE), TWO: (UPDATE,)}))
    moved = timer(after(15), epoch=1)
    store.write(lambda tx: timers.set_timers(tx, {ONE: (moved,)}))
    assert store.read(lambda tx: timers.armed_for(tx, ONE)) == [moved]
    assert store.read(lambda tx: timers.armed_for(tx, TWO)) == [UPDATE]
    store.write(lambda tx: timers.set_timers(tx, {ONE: (), TWO: ()}))
    assert store.read(timers.next_due_at) is None


def test_a_timer_is_taken_once(store: Database) -> None:
    store.write(lambda tx: timers.set_timers(tx, {ONE: (ESCALATION,), TWO: (ESCALATION,)}))
    seen = due(store, 10)
    assert store.write(lambda tx: timers.take(tx, seen)) == seen
    assert store.write(lambda tx: timers.take(tx, seen)) == []
    assert store.write(lambda tx: timers.take(tx, [])) == []


def test_a_timer_that_moved_since_it_was_read_is_not_taken(store: Database) -> None:
    store.write(lambda tx: timers.set_timers(tx, {ONE: (ESCALATION,)}))
    seen = due(store, 10)
    store.write(lambda tx: timers.set_timers(tx, {ONE: (timer(after(99), epoch=1),)}))
    assert store.write(lambda tx: timers.take(tx, seen)) == []
    assert store.read(timers.next_due_at) == after(99)
