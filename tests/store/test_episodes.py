"""An episode of alerts is open once, and what is known of its alerts comes back."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.alerts import AlertStatus, EpisodeKey, Known
from bot.store import episodes
from bot.store.database import Database
from bot.store.episodes import Episode
from tests.store.rows import NOON, after

KEY = EpisodeKey("prometheus", "checkout", "{}:{alertname=Slow}")
ONE, TWO = "INC-2026-0001", "INC-2026-0002"


def begin(store: Database, key: EpisodeKey = KEY, incident: str = ONE, seconds: float = 0) -> Episode:
    return store.write(lambda tx: episodes.begin(tx, key, incident, after(seconds)))


def test_an_episode_is_found_while_it_is_open_and_remembered_afterwards(store: Database) -> None:
    assert store.read(lambda tx: episodes.latest_episode(tx, KEY)) is None
    first = begin(store)
    assert store.read(lambda tx: episodes.latest_episode(tx, KEY)) == first
    assert store.write(lambda tx: episodes.close(tx, [ONE], after(9))) == 1
    latest = store.read(lambda tx: episodes.latest_episode(tx, KEY))
    assert latest is not None
    assert (latest.id, latest.closed_at) == (first.id, after(9))
    second = begin(store, incident=TWO, seconds=10)
    assert store.read(lambda tx: episodes.latest_episode(tx, KEY)) == second


def test_an_episode_is_found_whatever_its_service_when_none_is_named(store: Database) -> None:
    assert store.read(lambda tx: episodes.latest_of_any_service(tx, "prometheus", KEY.key)) is None
    first = begin(store)
    found = store.read(lambda tx: episodes.latest_of_any_service(tx, "prometheus", KEY.key))
    assert found == first


@pytest.mark.parametrize("service", ["checkout", None])
def test_there_is_one_open_episode_of_a_key(store: Database, service: str | None) -> None:
    key = EpisodeKey("prometheus", service, "group")
    assert begin(store, key).key == key
    with pytest.raises(IntegrityError):
        begin(store, key, TWO)
    begin(store, EpisodeKey("prometheus", "other", "group"))


def test_an_episode_can_be_held_before_it_exists(store: Database) -> None:
    def work_twice() -> None:
        for _ in range(2):
            store.write(lambda tx: episodes.hold(tx, [KEY, EpisodeKey("a", None, "\0\ud83d")]))

    work_twice()


def test_a_merged_incident_gives_its_episodes_away(store: Database) -> None:
    begun = begin(store)
    assert store.write(lambda tx: episodes.move(tx, ONE, TWO)) == 1
    moved = store.read(lambda tx: episodes.latest_episode(tx, KEY))
    assert moved is not None
    assert (moved.id, moved.incident) == (begun.id, TWO)


def test_alerts_are_remembered_and_counted(store: Database) -> None:
    episode = begin(store).id
    firing = Known("f1", AlertStatus.FIRING, "Slow", NOON, NOON)
    store.write(lambda tx: episodes.remember(tx, episode, [firing]))
    resolved = Known("f1", AlertStatus.RESOLVED, "Slow", NOON, after(6), after(5))
    other = Known("f2", AlertStatus.FIRING, "Slower", after(1), after(6))
    assert store.read(lambda tx: episodes.firing_count(tx, ONE)) == 1
    store.write(lambda tx: episodes.remember(tx, episode, [other, resolved]))
    store.write(lambda tx: episodes.note_resolved(tx, episode, after(5)))
    assert store.read(lambda tx: episodes.alerts_of(tx, episode)) == {"f1": resolved, "f2": other}
    assert store.read(lambda tx: episodes.firing_count(tx, ONE)) == 1


def test_ten_thousand_alerts_are_remembered_at_once(store: Database) -> None:
    episode = begin(store).id
    many = [Known(f"{n:016x}", AlertStatus.FIRING, f"Alert {n}", NOON, NOON) for n in range(10_000)]
    began = time.monotonic()
    store.write(lambda tx: episodes.remember(tx, episode, many))
    later = [replace(one, heard_at=after(9)) for one in many]
    store.write(lambda tx: episodes.remember(tx, episode, later))
    took = time.monotonic() - began
    assert len(store.read(lambda tx: episodes.alerts_of(tx, episode))) == 10_000
    assert took < 20, "under a second each on an idle machine; more than this is another algorithm"
