"""Incidents come back as they were saved, and only to those who may see them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot.domain.events import RoomKind, Status
from bot.domain.incident import Incident, Room
from bot.domain.setup import Severity
from bot.store import events, incidents, tables
from bot.store.database import Database
from bot.store.incidents import Sees
from tests.store.rows import after, incident, note

ONE, TWO, THREE = (f"INC-2026-000{n}" for n in (1, 2, 3))


def save(store: Database, *changed: Incident) -> None:
    store.write(lambda tx: incidents.save(tx, changed))


def listed(store: Database, viewer: incidents.Viewer, **wanted: object) -> list[str]:
    return [one.id for one in store.read(lambda tx: incidents.listing(tx, viewer, **wanted))]  # type: ignore[arg-type]


def test_numbers_start_at_one_each_year_and_a_rollback_gives_its_number_back(store: Database) -> None:
    def next_number(year: int, fail: int = 1) -> int:
        return store.write(lambda tx: incidents.next_number(tx, year) // fail)

    assert [next_number(2026), next_number(2026), next_number(2027)] == [1, 2, 1]
    with pytest.raises(ZeroDivisionError):
        next_number(2026, fail=0)
    assert next_number(2026) == 3


def test_an_incident_comes_back_as_it_was_saved(store: Database) -> None:
    first = incident(ONE, service="checkout", room=Room(RoomKind.CHANNEL, "C1", None, "inc-1"))
    save(store, first, incident(TWO))
    save(store, replace(first, title="It is fast again", status=Status.RESOLVED, ended_at=after(9)))
    found = store.read(lambda tx: incidents.load(tx, [TWO, ONE, "INC-2026-0404"]))
    assert list(found) == [ONE, TWO]
    assert found[ONE].title == "It is fast again"
    assert found[ONE].room == first.room
    assert [one.id for one in store.read(incidents.open_incidents)] == [TWO]
    assert store.read(incidents.open_count) == 1


def test_an_incident_that_only_a_newer_version_can_read_stops_no_other(store: Database) -> None:
    save(store, incident(ONE), incident(TWO))
    newer = update(tables.incidents).where(tables.incidents.c.id == ONE).values(state='{"mood": "calm"}')
    store.write(lambda tx: tx.execute(newer))
    assert list(store.read(lambda tx: incidents.load(tx, [ONE, TWO]))) == [TWO]
    assert listed(store, None) == [TWO]


def test_a_locked_load_gives_the_same(store: Database) -> None:
    save(store, incident(ONE))
    assert store.write(lambda tx: incidents.load(tx, [ONE], lock=True)) == {ONE: incident(ONE)}
    assert store.write(lambda tx: incidents.load(tx, [ONE], lock=True, skip_locked=True)).keys() == {ONE}
    assert store.write(lambda tx: incidents.load(tx, [])) == {}


def test_a_channel_and_a_thread_lead_to_their_incident(store: Database) -> None:
    save(store, incident(ONE, room=Room(RoomKind.CHANNEL, "C1")))
    save(store, incident(TWO, room=Room(RoomKind.THREAD, "C2", "1.1")))
    assert store.read(lambda tx: incidents.incident_in_room(tx, "C1")) == ONE
    assert store.read(lambda tx: incidents.incident_in_room(tx, "C2", "1.1")) == TWO
    assert store.read(lambda tx: incidents.incident_in_room(tx, "C2")) is None
    assert store.read(lambda tx: incidents.incident_in_room(tx, "C1", "1.1")) is None


def test_a_private_incident_is_seen_by_its_people_only(store: Database) -> None:
    save(store, incident(ONE), incident(TWO, private=True, members=("ana",), owner="bruno"))
    assert listed(store, None) == [ONE]
    assert listed(store, "carla") == [ONE]
    assert listed(store, "ana") == listed(store, "bruno") == listed(store, Sees.EVERYTHING) == [TWO, ONE]
    assert store.read(lambda tx: incidents.see(tx, "carla", TWO)) is None
    assert store.read(lambda tx: incidents.see(tx, "bruno", TWO)) is not None


def test_whoever_is_no_longer_in_it_does_not_see_it_any_more(store: Database) -> None:
    save(store, incident(ONE, private=True, members=("ana", "bruno")))
    save(store, incident(ONE, private=True, members=("ana",)))
    assert listed(store, "bruno") == []


PEOPLE = ("ana", "bruno", "carla", "o'brien", "_%", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.lists(st.sampled_from(PEOPLE), unique=True),
    owner=st.none() | st.sampled_from(PEOPLE),
    private=st.booleans(),
    viewer=st.sampled_from((*PEOPLE, "stranger")),
)
def test_nobody_sees_more_than_they_may(
    store: Database, members: list[str], owner: str | None, private: bool, viewer: str
) -> None:
    save(store, incident(ONE, members=tuple(members), owner=owner, private=private))
    may = not private or viewer in members or (bool(owner) and viewer == owner)
    assert listed(store, viewer) == ([ONE] if may else [])
    assert (store.read(lambda tx: incidents.see(tx, viewer, ONE)) is not None) is may


def test_a_list_can_be_narrowed(store: Database) -> None:
    save(
        store,
        incident(ONE, service="checkout", severity=Severity.P1, owner="ana"),
        incident(TWO, declared_at=after(60), ended_at=after(90)),
        incident(THREE, declared_at=after(120)),
    )
    assert listed(store, None) == [THREE, TWO, ONE]
    assert listed(store, None, only_open=True) == [THREE, ONE]
    assert listed(store, None, service="checkout") == [ONE]
    assert listed(store, None, severity=Severity.P1) == [ONE]
    assert listed(store, None, owner="ana") == [ONE]
    assert listed(store, None, declared_from=after(60), declared_until=after(120)) == [TWO]
    assert listed(store, None, limit=1) == [THREE]


def test_a_timeline_comes_back_in_order(store: Database) -> None:
    records = [note(ONE, seq) for seq in (1, 2, 3)]
    save(store, incident(ONE), incident(TWO))
    store.write(lambda tx: events.append(tx, [*records[:2], note(TWO, 1)]))
    store.write(lambda tx: events.append(tx, records[2:]))
    assert store.read(lambda tx: events.timeline(tx, ONE)) == records
    assert store.read(lambda tx: events.timeline(tx, ONE, since=after(2))) == records[1:]
    assert store.read(lambda tx: events.records(tx, ONE, [3, 1])) == [records[0], records[2]]
    assert store.read(lambda tx: events.timeline(tx, THREE)) == []


def test_a_place_in_a_timeline_is_taken_once(store: Database) -> None:
    save(store, incident(ONE))
    store.write(lambda tx: events.append(tx, [note(ONE, 1)]))
    with pytest.raises(IntegrityError):
        store.write(lambda tx: events.append(tx, [note(ONE, 1, "the other replica")]))


def test_an_event_belongs_to_an_incident(store: Database) -> None:
    with pytest.raises(IntegrityError):
        store.write(lambda tx: events.append(tx, [note(ONE, 1)]))


def test_a_title_may_hold_anything(store: Database) -> None:
    save(store, incident(ONE, title="NUL \0 and half a \ud83d pair"))
    assert store.read(lambda tx: incidents.load(tx, [ONE]))[ONE].title == "NUL \0 and half a \ud83d pair"


def test_open_incidents_without_their_channel_are_counted(store: Database) -> None:
    thread, channel = Room(RoomKind.THREAD, "C0", "1.1"), Room(RoomKind.CHANNEL, "C2")
    assert store.read(incidents.lost_rooms) == 0
    save(store, incident(ONE, room=thread, rooms_lost=1), incident(TWO, room=thread, title='"rooms_lost":1'))
    save(store, incident(THREE, rooms_lost=12))
    assert store.read(incidents.lost_rooms) == 2
    save(store, incident(ONE, room=channel, rooms_lost=1), incident(THREE, rooms_lost=12, ended_at=after(9)))
    assert store.read(incidents.lost_rooms) == 0
