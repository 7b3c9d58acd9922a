"""What one person does is carried out in the order in which Slack brought it; nobody waits for somebody else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

import pytest

from bot.domain import requests as r
from bot.domain.decision import Outcome
from bot.domain.requests import Asked
from bot.engine.availability import CannotStore
from bot.engine.handle import Kept
from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.sandbox.deliveries import Delivery, Kind
from bot.slack import SlackDoor
from bot.slack.turns import BEFORE_MAX
from tests.slack.engine import Engine
from tests.waiting import until

MANY = 30


@dataclass
class Unsteady(Engine):
    """Storing takes now longer and now shorter; `held` people are carried out when `go` is set."""

    held: frozenset[str] = frozenset()
    go: Event = field(default_factory=Event)
    failures: int = 0
    away: set[str] = field(default_factory=set)
    luck: random.Random = field(default_factory=lambda: random.Random(7))

    def keep(self, source: str, delivery_id: str, body: str, came_at: datetime) -> bool:
        time.sleep(self.luck.random() / 50)
        return super().keep(source, delivery_id, body, came_at)

    def put_back(self, source: str, delivery_id: str) -> None:
        self.away.add(delivery_id)

    def stale(self, limit: int) -> Sequence[Kept]:
        return [kept for kept in super().stale(len(self.inbox)) if kept.delivery_id not in self.away][:limit]

    def comes_again(self) -> None:
        """The time for which they were put back is over."""
        self.away.clear()

    def handle(self, asked: Asked) -> Outcome:
        if asked.by.name in self.held:
            self.go.wait(10)
            if self.failures:
                self.failures -= 1
                raise CannotStore("once, for the test")
        return super().handle(asked)


@pytest.fixture
def engine() -> Unsteady:
    return Unsteady()


@pytest.fixture
def one_line(make_door: Callable[..., SlackDoor], engine: Unsteady, room: str) -> SlackDoor:
    """A door with one connection: over two that bring something at the same moment there is no order to keep."""
    engine.opened("it is down", room, service="checkout")
    door = make_door(connections=1)
    door.start()
    until(lambda: door.status().connected == 1, "the connection")
    return door


def typed(sandbox: Sandbox, person: Person, room: str, text: str) -> Delivery:
    """A command goes out; its acknowledgement is not waited for."""
    payload = {
        "command": "/incident",
        "text": text,
        "channel_id": room,
        "user_id": person.id,
        "trigger_id": f"{time.monotonic_ns()}",
    }
    sent = Delivery(Kind.COMMAND, payload)
    sandbox.socket_mode.send(sent)
    return sent


def notes(engine: Engine, by: str = "ana") -> list[str]:
    asked = [a for a in list(engine.asked) if a.by.name == by]
    return [a.request.text for a in asked if isinstance(a.request, r.AddNote)]


def test_thirty_commands_within_milliseconds_keep_their_order(
    one_line: SlackDoor, engine: Unsteady, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    for number in range(MANY):
        typed(sandbox, ana, room, f"note {number}")
        typed(sandbox, bruno, room, f"note {number}")
    until(lambda: len(engine.asked) == 2 * MANY, "all of them", 20)
    assert notes(engine, "ana") == [str(number) for number in range(MANY)]
    assert notes(engine, "bruno") == [str(number) for number in range(MANY)]


def test_one_persons_slow_work_holds_up_nobody_else(
    one_line: SlackDoor, engine: Unsteady, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    engine.held = frozenset({"ana"})
    for number in range(20):
        typed(sandbox, ana, room, f"note {number}")
    bruno.command("/incident ack", "inc-room").says("You have")
    assert notes(engine) == []
    engine.go.set()
    until(lambda: len(notes(engine)) == 20, "ana's notes", 20)


def test_nobody_waits_for_the_answer_to_a_question(
    one_line: SlackDoor, engine: Unsteady, sandbox: Sandbox, ana: Person, room: str
) -> None:
    slow = sandbox.faults.add(Fault(FaultKind.HANG, "chat.postEphemeral", seconds=20.0))
    typed(sandbox, ana, room, "timeline")
    began = time.monotonic()
    typed(sandbox, ana, room, "note while that is told")
    until(lambda: notes(engine) == ["while that is told"], "the note")
    assert time.monotonic() - began < 10
    slow.remove()


def test_what_stands_behind_one_that_waits_waits_with_it(
    one_line: SlackDoor, engine: Unsteady, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    engine.held = frozenset({"ana"})
    sent = [typed(sandbox, ana, room, f"note {number}") for number in range(3)]
    for one in sent:
        assert one.settled.result(20).value == "acknowledged"
    engine.failures = 1
    engine.go.set()
    until(lambda: len(engine.away) == 3, "all three to wait")
    assert notes(engine) == []
    bruno.command("/incident ack", "inc-room").says("You have")
    until(lambda: engine.outcomes, "his to be on record")
    engine.failures = 1
    engine.comes_again()
    assert one_line.sweep() == 3  # the first can't be done, and the others wait with it
    assert notes(engine) == []
    engine.comes_again()
    assert one_line.sweep() == 3
    assert notes(engine) == ["0", "1", "2"]


def test_one_person_alone_fills_no_queue(
    one_line: SlackDoor, engine: Unsteady, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    engine.held = frozenset({"ana"})
    for number in range(BEFORE_MAX + 3):
        typed(sandbox, ana, room, f"note {number}")
    bruno.command("/incident ack", "inc-room").says("You have")
    engine.go.set()
    until(lambda: len(notes(engine)) == BEFORE_MAX, "what has a place", 20)
    until(lambda: len(engine.inbox) == 3, "and is settled")
    assert one_line.sweep() == 3
    assert notes(engine) == [str(number) for number in range(BEFORE_MAX + 3)]
