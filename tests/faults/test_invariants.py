"""The checker of the fault tests finds what it is there to find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bot.domain import events as e
from bot.domain.requests import Acknowledge, Resolve
from bot.store import incidents, tables, timers
from bot.store.database import Database, open_database
from bot.store.migrate import upgrade
from tests.domain.world import World, declared
from tests.faults import invariants


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'meridian.db'}")
    upgrade(database)
    yield database
    database.close()


def kept(store: Database, story: World) -> list[str]:
    """Store a story's state and its timers; what the checker says of it."""
    incident = story.incident
    store.write(lambda tx: incidents.save(tx, [incident]))
    store.write(lambda tx: timers.set_timers(tx, {incident.id: tuple(story.timers.values())}))
    return found(store, story)


def found(store: Database, story: World) -> list[str]:
    return store.read(lambda tx: list(invariants.one_next_step(tx, [story.incident.id])))


def answered() -> World:
    story = declared()
    story.wait(6)
    story.does(Acknowledge(), "ana")
    return story


def test_a_search_without_its_timer_breaks_i2(store: Database) -> None:
    story = declared()
    assert kept(store, story) == []
    store.write(lambda tx: tx.execute(delete(tables.timers)))
    assert found(store, story) == ["INC-2026-0001 waits for the steps [], not [1]"]


def test_a_timer_of_an_older_step_breaks_i2(store: Database) -> None:
    story = declared()
    kept(store, story)
    store.write(lambda tx: tx.execute(update(tables.timers).values(epoch=0)))
    assert found(store, story) == ["INC-2026-0001 waits for the steps [0], not [1]"]


def test_a_timer_that_outlives_the_answer_breaks_i2(store: Database) -> None:
    story = declared()
    still_armed = story.timers
    story.does(Acknowledge(), "ana")
    assert kept(store, story) == []
    story.timers = still_armed
    assert kept(store, story) == ["INC-2026-0001 waits for the steps [1], not []"]


def test_a_page_decided_after_the_answer_breaks_i3() -> None:
    records = answered().records
    assert list(invariants.nobody_asked_after_an_answer(records)) == []
    page = next(record for record in records if isinstance(record.event, e.Paged))
    late = replace(page, seq=records[-1].seq + 1, at=records[-1].at + timedelta(minutes=1))
    complaints = list(invariants.nobody_asked_after_an_answer([*records, late]))
    assert complaints == [f"INC-2026-0001: event {late.seq} is a page although somebody has it"]


def test_a_page_sent_long_after_the_answer_breaks_i3() -> None:
    story = answered()
    seq = next(record.seq for record in story.records if isinstance(record.event, e.Paged))
    page = f"INC-2026-0001/{seq}/page"
    in_time, late = (story.now + timedelta(seconds=seconds) for seconds in (4, 6))
    assert list(invariants.nobody_told_after_an_answer(story.records, [(page, in_time)])) == []
    assert list(invariants.nobody_told_after_an_answer(story.records, [(page, late)])) == [
        f"{page} came 0:00:06 after the answer"
    ]


def test_a_state_that_is_not_the_fold_and_a_timeline_with_a_gap_are_found() -> None:
    story = answered()
    story.does(Resolve("Rolled back"), "ana")
    assert invariants.is_the_fold(story.incident, story.records)
    assert not invariants.is_the_fold(replace(story.incident, owner="bruno"), story.records)
    assert not invariants.is_the_fold(story.incident, [*story.records[:2], *story.records[3:]])
