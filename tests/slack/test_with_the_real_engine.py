"""The room on the real engine and a real database: that it is the one that the room was built for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

import pytest

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.decision import Done
from bot.domain.events import MessageMarked, NoteAdded, RoomKind
from bot.domain.outcomes import NoteRoom
from bot.domain.requests import Actor, Asked, Declare, Standing
from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.slack import SlackDoor, SlackSettings, build
from tests.slack.engine import SETUP
from tests.slack.test_over_http import signed
from tests.waiting import until

P = ParamSpec("P")
T = TypeVar("T")


class Inline(Executor):
    """Carries everything out at once, in the thread that asks."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as trouble:
            done.set_exception(trouble)
        return done


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'meridian.db'}", SETUP)
    yield engine
    engine.close()


def settings(sandbox: Sandbox, *, http: bool = False) -> SlackSettings:
    secret = sandbox.signing_secret if http else None
    return SlackSettings(sandbox.bot_token, sandbox.app_token, secret, sandbox.api_url)


@pytest.fixture
def door_on_real(real: Engine, sandbox: Sandbox) -> Iterator[SlackDoor]:
    door = build(real.handle, settings(sandbox))
    door.start()
    until(lambda: door.status().connected == 2, "both connections")
    yield door
    door.stop()


def test_an_evening_from_the_declaration_to_the_end(
    door_on_real: SlackDoor, real: Engine, ana: Person, diego: Person
) -> None:
    ana.command("/incident declare P1 checkout: nobody can pay").says("INC-")
    (incident,) = real.handle.open_incidents("ana")
    diego.command(f"/incident ack {incident.id}").says("You have")
    diego.command("/incident ack", "dm").says("")
    diego.command(f"/incident update {incident.id} rolled back").says("is out")
    ana.command(f"/incident timeline {incident.id}").says("Timeline of")
    diego.opens_home()
    diego.waits_for_home("nobody can pay")
    diego.command(f"/incident resolve {incident.id} it was the deploy").says("is resolved")
    ana.command("/incident list").says("Nothing is open")
    until(lambda: door_on_real.sweep() == 0, "an empty inbox")


def test_a_mark_waits_for_slack_as_long_as_it_takes(
    real: Engine, sandbox: Sandbox, ana: Person, room: str
) -> None:
    """Not twice and then never: a mark is still true when Slack can be read again."""
    wall = real.corridor.wall = MovableClock()
    door = build(real.handle, settings(sandbox, http=True), listener_executor=Inline())
    outcome = real.handle.handle(Asked(Declare("it is down"), Actor("ana")))
    assert isinstance(outcome, Done)
    opened = NoteRoom(RoomKind.CHANNEL, room, name="inc-room")
    real.handle.handle(Asked(opened, Actor("meridian", Standing.SYSTEM), outcome.incident.id))
    said = ana.says("the cache is cold", "inc-room")
    ana.reacts("pushpin", said)
    fault = sandbox.faults.add(Fault(FaultKind.STATUS, "conversations.replies", status=503))
    reacted = {
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {
            "type": "reaction_added",
            "user": ana.id,
            "reaction": "pushpin",
            "item": {"type": "message", "channel": room, "ts": said.ts},
        },
    }
    body = json.dumps(reacted).encode()
    assert door.handle_http(signed(body) | {"Content-Type": "application/json"}, body).status == 200
    for _ in range(5):
        wall.move(timedelta(seconds=31))
        assert door.sweep() == 1
    fault.remove()
    wall.move(timedelta(seconds=31))
    assert door.sweep() == 1
    marked = [rec.event for rec in real.handle.timeline(outcome.incident.id, "ana")]
    assert any(isinstance(event, MessageMarked) for event in marked)
    door.stop()


def test_a_delivery_twice_is_carried_out_once(real: Engine, sandbox: Sandbox, ana: Person, room: str) -> None:
    door = build(real.handle, settings(sandbox, http=True), listener_executor=Inline())
    body = urlencode(
        {
            "command": "/incident",
            "text": "declare it is down",
            "user_id": ana.id,
            "channel_id": room,
            "trigger_id": "1.2.3",
        }
    ).encode()
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(3):
        assert door.handle_http(headers, body).status == 200
    (incident,) = real.handle.open_incidents("ana")
    ana.waits_for(incident.id, "inc-room")
    note = {
        "type": "view_submission",
        "user": {"id": ana.id},
        "view": {
            "callback_id": "note_form",
            "private_metadata": incident.id,
            "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "tried a restart"}}}},
        },
    }
    body = urlencode({"payload": json.dumps(note)}).encode()
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(3):
        assert door.handle_http(headers, body).status == 200
    timeline = real.handle.timeline(incident.id, "ana")
    assert [rec.event for rec in timeline if isinstance(rec.event, NoteAdded)] == [
        NoteAdded("tried a restart")
    ]
    door.stop()
