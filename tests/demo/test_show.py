"""The demo as somebody plays it: a shop that breaks, the person on call, time that goes on, and an end without a trace."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from bot.clock import MovableClock
from bot.demo.passage import Moved, Passage
from bot.demo.show import Show
from bot.demo.showing import passed
from bot.domain.incident import Incident
from bot.domain.setup import IntegrationKind
from bot.engine.queries import Sees
from tests.demo.conftest import TUESDAY, person, soon

ALERTMANAGER = IntegrationKind.ALERTMANAGER


STEPS_OF_A_PAGE = (
    (1, "Diego Martín gets a text message"),
    (2, "Diego Martín is called"),
    (5, "Carla Ruiz is paged"),
)
"""Minutes after it, and what happens when nobody answers."""


def passage(show: Show) -> Passage:
    return show.running.passage


def open_incident(show: Show) -> Incident:
    (only,) = show.running.engine.handle.open_incidents(Sees.EVERYTHING)
    return only


def test_the_person_on_call_is_paged_and_takes_it_with_a_click(show: Show) -> None:
    assert passage(show).on_call() == ("diego",)
    assert show.shop.fire("checkout", ALERTMANAGER).answer.taken
    diego = person(show, "diego")
    page = diego.waits_for("Checkout answers 5xx", where="dm")
    assert "Acknowledge" in page.buttons
    assert diego.clicks("Acknowledge", page).ok
    assert soon(lambda: open_incident(show).owner == "diego")
    assert show.sandbox.complaints == []


def test_moving_to_the_next_thing_pages_the_next_level(show: Show) -> None:
    show.shop.fire("checkout", ALERTMANAGER)
    person(show, "diego").waits_for("Checkout answers 5xx", where="dm")
    for minutes, what in STEPS_OF_A_PAGE:
        coming = passage(show).coming()
        assert coming is not None
        assert coming.what == f"{what} (INC-2026-0001)"
        assert coming.at - TUESDAY == timedelta(minutes=minutes)
        moved = passage(show).move_to_next()
        assert moved.happened == (coming.what,)
        assert timedelta() < moved.now - coming.at < timedelta(seconds=1)
    diego = person(show, "diego").phone
    diego.receives("Checkout answers 5xx")
    diego.rings()
    page = person(show, "carla").waits_for("Checkout answers 5xx", where="dm")
    assert "Acknowledge" in page.buttons


def test_an_hour_passes_nothing_over(show: Show) -> None:
    show.shop.fire("checkout", ALERTMANAGER)
    moved = passage(show).move(timedelta(hours=1))
    assert moved.now == TUESDAY + timedelta(hours=1)
    search = open_incident(show).escalation
    assert search is not None
    assert search.exhausted  # three rounds of three levels, five minutes apart, take 40 minutes
    room = [m for m in show.sandbox.bot_messages() if "📟 Paged" in m.text]
    assert len(room) >= 9
    sent_at = sorted({int(float(m.ts)) - int(TUESDAY.timestamp()) for m in room})
    assert sent_at[:4] == [0, 300, 600, 900]


def test_while_nothing_is_open_the_pager_moves_on(show: Show) -> None:
    coming = passage(show).coming()
    assert coming is not None
    assert coming.what == "the primary pager goes to Diego Martín and Bruno Cedeño"
    passage(show).move_to_next()
    assert passage(show).on_call() == ("diego", "bruno")


def test_time_goes_forwards_and_not_too_far(show: Show) -> None:
    for by in (timedelta(seconds=-1), timedelta(days=8)):
        with pytest.raises(ValueError, match="forwards only, and at most a week"):
            passage(show).move(by)
    assert passage(show).now() == TUESDAY


def test_commands_are_heard_as_soon_as_it_has_started(show: Show) -> None:
    answer = person(show, "eva").command("/incident oncall")
    assert answer.ok
    answer.says("Diego")


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests run demos at the same time."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_it_is_ready_and_gone_within_ten_seconds_and_leaves_nothing() -> None:
    threads, folders = set(threading.enumerate()), demo_folders()
    began = time.monotonic()
    show = Show(0)
    show.start()
    try:
        assert time.monotonic() - began < 10
        ports = [urlsplit(url).port for url in (show.url, show.running.bot.url)]
        assert urlopen(f"{show.url}/demo/state", timeout=5).status == 200
        assert demo_folders() > folders
    finally:
        began = time.monotonic()
        show.stop()
    assert time.monotonic() - began < 10
    show.stop()  # once more is no error
    assert soon(lambda: set(threading.enumerate()) <= threads), threading.enumerate()
    assert demo_folders() == folders
    assert not any(open_port(port) for port in ports if port)


def test_it_can_be_stopped_while_alerts_wait_to_be_told() -> None:
    show = Show(0, MovableClock(TUESDAY))
    show.start()
    show.sandbox.latency = 0.3
    show.shop.fire("search", ALERTMANAGER)
    began = time.monotonic()
    show.stop()
    assert time.monotonic() - began < 10


def test_a_port_that_is_taken_is_said_before_anything_starts(show: Show) -> None:
    threads, folders = parts(), demo_folders()
    second = Show(urlsplit(show.url).port or 0)
    with pytest.raises(OSError, match="in use"):
        second.start()
    assert parts() == threads
    assert demo_folders() == folders
    second.stop()


def test_nothing_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "MERIDIAN_PORT"):
        monkeypatch.setenv(name, "not for the demo")
    show = Show(0)
    try:
        show.start()
        assert show.shop.fire("search", ALERTMANAGER).answer.taken
    finally:
        show.stop()


def parts() -> list[str]:
    """The threads of a demo that live from its start to its end."""
    lasting = ("sandbox", "store-writer")
    return sorted(thread.name for thread in threading.enumerate() if thread.name in lasting)


def demo_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("meridian-demo-*"))


def open_port(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def test_a_long_way_names_what_it_was_for_last() -> None:
    things = ("one", "two", "three", "four", "the draft comes")
    now = TUESDAY
    assert passed(Moved(now)) == "Nothing came due."
    assert passed(Moved(now, things[:1])) == "One."
    assert passed(Moved(now, things[-4:])) == "Two; three; four; the draft comes."
    assert passed(Moved(now, things)) == "One; two; 2 more things; the draft comes."
