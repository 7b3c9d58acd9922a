"""More than the queues take: nothing stored is lost, and whoever waits is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient

from bot.domain import requests as r
from bot.render import forms
from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.slack import SlackDoor, SlackSettings, build
from bot.slack.http_door import SlackResponse
from bot.slack.reception import WAITING_MAX
from bot.slack.windows import OPENINGS_MAX, Windows
from bot.slack.work import Work
from tests.slack.engine import Engine
from tests.slack.test_over_http import SECRET, signed


class Held(Executor):
    """Takes work and does none of it until it is told to."""

    def __init__(self) -> None:
        self.works: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        self.works.append((done, lambda: fn(*args, **kwargs)))
        return done

    def work(self) -> None:
        """All that waits, and what that brings."""
        while self.works:
            done, work = self.works.pop(0)
            done.set_result(work())


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def full(sandbox: Sandbox, engine: Engine, held: Held, room: str) -> Iterator[SlackDoor]:
    """A door whose workers have as much before them as they take."""
    engine.opened("it is down", room)
    settings = SlackSettings(sandbox.bot_token, signing_secret=SECRET, api_url=sandbox.api_url)
    door = build(engine, settings, held)
    for number in range(WAITING_MAX):
        assert sent(door, command(room, "note one of many", user_id=f"U0{number}")).body == ""
    yield door
    door.stop()


def sent(door: SlackDoor, payload: dict[str, object]) -> SlackResponse:
    answer = brought(door, payload)
    assert answer.status == 200
    return answer


def brought(door: SlackDoor, payload: dict[str, object]) -> SlackResponse:
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    body = urlencode(form).encode()
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}
    return door.handle_http(headers, body)


def command(room: str, text: str, **more: object) -> dict[str, object]:
    return {"command": "/incident", "text": text, "channel_id": room, "user_id": "U0ANA"} | more


def form(text: str) -> dict[str, object]:
    return {
        "type": "view_submission",
        "user": {"id": "U0ANA"},
        "view": {
            "id": "V0FORM",
            "callback_id": "note_form",
            "private_metadata": "INC-2026-0001",
            "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": text}}}},
        },
    }


def test_one_form_too_many_says_that_it_waits_and_is_done_later(
    full: SlackDoor, engine: Engine, held: Held
) -> None:
    answer = json.loads(sent(full, form("the one too many")).body)
    assert answer["response_action"] == "update"
    assert "It is saved and will be done" in str(answer["view"])
    assert len(held.works) == WAITING_MAX
    made_up_for(full)
    assert r.AddNote("the one too many") in engine.requests()


def test_one_command_too_many_says_so_at_once_and_is_done_later(
    full: SlackDoor, engine: Engine, held: Held, room: str
) -> None:
    answer = json.loads(sent(full, command(room, "note the one too many", trigger_id="2.1")).body)
    assert answer["response_type"] == "ephemeral"
    assert "It is saved and will be done" in answer["text"]
    made_up_for(full)
    assert r.AddNote("the one too many") in engine.requests()


def made_up_for(door: SlackDoor) -> None:
    """Sweep until nothing is left (the engine of these tests leases nothing: a sweep takes the thousand too)."""
    for _ in range(WAITING_MAX):
        if not door.sweep():
            return


class AtOnce(Executor):
    """Does its work where it is handed in."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as trouble:
            done.set_exception(trouble)
        return done


def test_a_form_gives_its_place_back_whatever_came_of_it(sandbox: Sandbox, engine: Engine, room: str) -> None:
    engine.opened("it is down", room)
    settings = SlackSettings(sandbox.bot_token, signing_secret=SECRET, api_url=sandbox.api_url)
    door = build(engine, settings, AtOnce())
    for number in range(WAITING_MAX):
        sent(door, form(f"note {number}" if number % 2 else " "))
    assert sent(door, form("one more than there are places")).body == ""
    assert r.AddNote("one more than there are places") in engine.requests()
    door.stop()


class Forgetful(Engine):
    """Carries out what it is asked, and breaks when it is to note that."""

    def carried_out(self, source: str, delivery_id: str, outcome: str) -> None:
        raise RuntimeError("for the test")


def test_a_form_gives_its_place_back_when_its_end_cannot_be_noted(
    sandbox: Sandbox, ana: Person, room: str
) -> None:
    engine = Forgetful()
    engine.opened("it is down", room)
    settings = SlackSettings(sandbox.bot_token, signing_secret=SECRET, api_url=sandbox.api_url)
    door = build(engine, settings, AtOnce())
    for number in range(WAITING_MAX + 1):
        assert sent(door, form(f"note {number}")).body == ""
    assert len(engine.asked) == WAITING_MAX + 1
    door.stop()


def test_a_place_comes_back_when_nothing_can_be_said_of_the_form(
    sandbox: Sandbox, ana: Person, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()
    engine.opened("it is down", room)
    settings = SlackSettings(sandbox.bot_token, signing_secret=SECRET, api_url=sandbox.api_url)
    door = build(engine, settings, AtOnce())
    with monkeypatch.context() as broken:
        broken.setattr(Work, "judge", lambda *_: 1 / 0)
        for number in range(WAITING_MAX):
            brought(door, form(f"note {number}"))
    assert sent(door, form("after all that")).body == ""
    assert engine.requests() == [r.AddNote("after all that")]
    door.stop()


def test_a_form_too_many_is_not_opened_and_the_rest_are(sandbox: Sandbox, web: WebClient) -> None:
    """While Slack takes its time over every opening, no more than the limit wait in line."""
    slow = sandbox.faults.add(Fault(FaultKind.HANG, "views.open", seconds=1.0))
    windows = Windows(web, forms.waiting())
    waiting = [windows.open(f"1.{number}") for number in range(OPENINGS_MAX)]
    assert not windows.open("1.too-many").show(forms.waiting())
    slow.remove()
    windows.close()
    assert len(waiting) == OPENINGS_MAX
