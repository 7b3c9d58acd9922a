"""Socket Mode connections: kept open, watched, tried again, and closed in time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.slack import SlackDoor
from tests.slack.conftest import IMPATIENT
from tests.slack.engine import Engine
from tests.waiting import until

# slack_sdk 3.47 forgets to close the socket of an upgrade that was refused; Python does it, and says so.
leaks_sockets = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_two_connections_hear(door: SlackDoor, sandbox: Sandbox) -> None:
    assert (door.status().connected, door.status().wanted) == (2, 2)
    until(lambda: len(sandbox.socket_mode.links) == 2, "both at Slack's end")


def test_starting_while_slack_is_down_neither_raises_nor_waits(
    make_door: Callable[..., SlackDoor], sandbox: Sandbox, ana: Person
) -> None:
    down = sandbox.faults.add(Fault(FaultKind.STATUS, "*", status=503))
    began = time.monotonic()
    door = make_door()
    door.start()
    assert time.monotonic() - began < 5
    until(lambda: down.hits > 2, "some tries")
    assert not door.status().ok
    down.remove()
    until(lambda: door.status().connected == 2, "the connections", 15)
    ana.command("/incident help").says("Three things")


def test_starting_where_nobody_listens_neither_raises_nor_waits(make_door: Callable[..., SlackDoor]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        door = make_door(api_url=f"http://127.0.0.1:{unused.getsockname()[1]}/api/")
        began = time.monotonic()
        door.start()
        assert time.monotonic() - began < 5
        time.sleep(0.3)
        assert not door.status().ok


@leaks_sockets
def test_refused_upgrades_are_overcome(
    make_door: Callable[..., SlackDoor], sandbox: Sandbox, ana: Person
) -> None:
    sandbox.reject_upgrades(6)
    door = make_door()
    door.start()
    until(lambda: door.status().connected == 2, "the connections", 20)
    ana.command("/incident help").says("Three things")


@leaks_sockets
def test_connections_that_are_cut_come_back(door: SlackDoor, sandbox: Sandbox, ana: Person) -> None:
    sandbox.reject_upgrades(2)
    assert sandbox.kill_connections() == 2
    until(lambda: door.status().connected == 2 and len(sandbox.socket_mode.links) == 2, "the connections", 20)
    ana.command("/incident help").says("Three things")


def test_lines_that_stay_open_and_say_nothing_are_opened_anew(
    make_door: Callable[..., SlackDoor], sandbox: Sandbox
) -> None:
    """Nothing at Slack's end answers a ping while its loop is held."""
    door = make_door(patience=IMPATIENT)
    door.start()
    until(lambda: door.status().connected == 2, "the connections")
    deaf = set(sandbox.socket_mode.links)
    held = threading.Event()
    sandbox.socket_mode.loop.call_soon_threadsafe(held.wait, 20.0)
    until(lambda: door.status().connected == 0, "both to be noticed")
    held.set()
    until(
        lambda: len(sandbox.socket_mode.links) == 2 and not deaf & set(sandbox.socket_mode.links),
        "two others",
    )
    until(lambda: door.status().connected == 2, "the connections")


def test_nothing_is_lost_while_connections_are_renewed(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    sandbox.refresh_connections(gap=0.3)
    ana.says("@meridian note during the gap", "inc-room")
    ana.waits_for("Noted on the timeline", "inc-room", timeout=10)
    until(lambda: door.status().connected == 2, "the connections", 20)
    assert len(engine.asked) == 1


def test_no_more_connections_are_held_than_wanted(door: SlackDoor, sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.kill_connections()
        until(lambda: door.status().connected == 2, "the connections", 20)
    time.sleep(0.5)
    assert len(sandbox.socket_mode.links) <= 2


def test_stopping_waits_for_nobody(door: SlackDoor, sandbox: Sandbox) -> None:
    began = time.monotonic()
    door.stop()
    assert time.monotonic() - began < 10
    until(lambda: not sandbox.socket_mode.links, "the connections to close")


def test_stopping_does_not_wait_for_a_slack_that_hangs(
    make_door: Callable[..., SlackDoor], sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault(FaultKind.HANG, "apps.connections.open", seconds=20))
    door = make_door()
    door.start()
    time.sleep(0.2)
    began = time.monotonic()
    door.stop()
    assert time.monotonic() - began < 10
    sandbox.faults.clear()
