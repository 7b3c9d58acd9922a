"""Socket Mode with slack_sdk's own client: hello, one connection a payload, redelivery, and every way of losing it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import Fault, FaultKind, Person, Sandbox
from tests.sandbox.robot import Robot
from tests.waiting import until

Json = dict[str, Any]


class Line:
    """A bare WebSocket to the sandbox, whose acknowledgements are in the test's hand."""

    def __init__(self, sandbox: Sandbox) -> None:
        url = WebClient(base_url=sandbox.api_url).apps_connections_open(app_token=sandbox.app_token)["url"]
        self.url = url
        self._open = ExitStack()
        self.wire: ClientConnection = self._open.enter_context(connect(url))
        self.hello = self.hears()

    def hears(self, timeout: float = 3.0) -> Json:
        """The next message."""
        heard: Json = json.loads(self.wire.recv(timeout))
        return heard

    def closes(self) -> None:
        """Hang up."""
        self._open.close()

    def acknowledges(self, envelope: Json, payload: Json | None = None) -> None:
        """Answer an envelope."""
        body: Json = {"envelope_id": envelope["envelope_id"]}
        self.wire.send(json.dumps(body | ({"payload": payload} if payload is not None else {})))


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """With Slack's patience, or less where its end is to be seen; the retries come soon."""
    with Sandbox(ack_within=getattr(request, "param", 3.0), retry_after=(0.0, 0.15, 0.3)) as running:
        yield running


impatient = pytest.mark.parametrize("sandbox", [0.3], indirect=True)


@pytest.fixture
def line(sandbox: Sandbox) -> Iterator[Line]:
    made = Line(sandbox)
    yield made
    made.closes()


def test_hello_says_who_is_connected(sandbox: Sandbox, line: Line) -> None:
    assert line.hello["type"] == "hello"
    assert line.hello["num_connections"] == 1
    assert line.hello["connection_info"] == {"app_id": "A0MERIDIAN"}
    assert line.hello["debug_info"]["approximate_connection_time"] > 0


def test_a_ticket_opens_one_connection(line: Line) -> None:
    with pytest.raises(InvalidStatus), connect(line.url):
        pass


def test_an_upgrade_can_be_refused(sandbox: Sandbox) -> None:
    sandbox.reject_upgrades(1)
    with pytest.raises(InvalidStatus):
        Line(sandbox)
    Line(sandbox).closes()


def test_the_eleventh_connection_is_sent_away(sandbox: Sandbox) -> None:
    lines = [Line(sandbox) for _ in range(10)]
    eleventh = Line(sandbox)
    assert eleventh.hello["reason"] == "too_many_websockets"
    for line in [*lines, eleventh]:
        line.closes()


def test_each_payload_goes_to_exactly_one_connection(sandbox: Sandbox, ana: Person, room: str) -> None:
    lines = [Line(sandbox), Line(sandbox)]
    for number in range(20):
        ana.says(f"message {number}", "room")
    heard: list[list[str]] = [[], []]
    for index, line in enumerate(lines):
        try:
            while True:
                envelope = line.hears(0.2)
                line.acknowledges(envelope)
                heard[index].append(envelope["payload"]["event"]["text"])
        except TimeoutError:
            line.closes()
    assert sorted(heard[0] + heard[1]) == sorted(f"message {number}" for number in range(20))
    assert heard[0]
    assert heard[1]


@impatient
def test_an_unacknowledged_event_comes_again_three_times_under_the_same_id(
    sandbox: Sandbox, line: Line, ana: Person, room: str
) -> None:
    ana.says("hear me", "room")
    attempts = [line.hears() for _ in range(4)]
    assert [a["retry_attempt"] for a in attempts] == [0, 1, 2, 3]
    assert [a["retry_reason"] for a in attempts] == ["", "timeout", "timeout", "timeout"]
    assert len({a["payload"]["event_id"] for a in attempts}) == 1
    assert len({a["envelope_id"] for a in attempts}) == 4
    until(lambda: len(sandbox.lost_events) == 1, "the event to be given up")


@impatient
def test_a_late_acknowledgement_stops_the_retries(
    sandbox: Sandbox, line: Line, ana: Person, room: str
) -> None:
    ana.says("hear me", "room")
    first = line.hears()
    line.hears()
    line.acknowledges(first)
    with pytest.raises(TimeoutError):
        line.hears(0.6)
    assert sandbox.lost_events == []


@impatient
def test_a_command_nobody_acknowledges_fails_in_the_persons_face(line: Line, ana: Person) -> None:
    answer = ana.command("/incident list")
    assert (answer.ok, answer.error) == (False, "operation_timeout")
    envelope = line.hears()
    assert envelope["type"] == "slash_commands"
    line.acknowledges(envelope, {"text": "too late"})
    ana.expects_nothing(0.2)


def test_a_command_without_any_connection_fails_at_once(ana: Person) -> None:
    answer = ana.command("/incident list")
    assert (answer.ok, answer.error) == (False, "dispatch_failed")


def test_what_was_sent_over_a_connection_that_died_comes_over_another(sandbox: Sandbox, ana: Person) -> None:
    first = Line(sandbox)
    answer = ana.command("/incident list", wait=False)
    envelope = first.hears()
    second = Line(sandbox)
    first.wire.socket.close()
    again = second.hears()
    assert again["payload"] == envelope["payload"]
    second.acknowledges(again, {"text": "here"})
    answer.says("here")
    second.closes()


def test_an_event_without_a_connection_waits_for_its_retry() -> None:
    with Sandbox(retry_after=(0.0, 1.0, 1.0)) as sandbox:
        ana = sandbox.person("ana")
        sandbox.channel("room", [ana])
        ana.says("anybody?", "room")
        line = Line(sandbox)
        envelope = line.hears()
        assert envelope["retry_attempt"] >= 1
        line.acknowledges(envelope)
        line.closes()


def test_a_warning_leaves_the_connection_open_and_a_refresh_closes_it(sandbox: Sandbox, line: Line) -> None:
    sandbox.socket_mode.disconnect("warning")
    assert line.hears()["reason"] == "warning"
    sandbox.socket_mode.disconnect("refresh_requested", gap=0.3)
    assert line.hears()["reason"] == "refresh_requested"
    with pytest.raises(ConnectionClosed):
        line.hears()
    started = time.monotonic()
    Line(sandbox).closes()
    assert time.monotonic() - started > 0.2


def test_killing_the_connections_resets_them(sandbox: Sandbox, line: Line) -> None:
    assert sandbox.kill_connections() == 1
    with pytest.raises((ConnectionClosed, ConnectionResetError)):
        line.hears()


def test_the_socket_fault_refuses_upgrades_while_the_web_api_answers(sandbox: Sandbox) -> None:
    fault = sandbox.faults.add(Fault(FaultKind.STATUS, "socket"))
    with pytest.raises(InvalidStatus):
        Line(sandbox)
    assert fault.hits == 1


def test_slack_sdks_client_survives_a_refresh(sandbox: Sandbox, ana: Person, robot: Robot, room: str) -> None:
    robot.app.event("message")(lambda: None)
    robot.connect()
    old = robot.socket.session_id()
    sandbox.refresh_connections()
    deadline = time.monotonic() + 5
    while robot.socket.session_id() == old and time.monotonic() < deadline:
        time.sleep(0.01)
    ana.says("after the refresh", "room")
    assert robot.event("message")["text"] == "after the refresh"


def test_the_client_answers_for_itself(sandbox: Sandbox, ana: Person) -> None:
    client = SocketModeClient(sandbox.app_token, web_client=WebClient(base_url=sandbox.api_url))

    def respond(client: Any, request: SocketModeRequest) -> None:
        payload = {"text": f"you said {request.payload['text']}"}
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    client.socket_mode_request_listeners.append(respond)
    client.connect()
    ana.command("/incident hello").says("you said hello")
    client.auto_reconnect_enabled = False
    sandbox.kill_connections()
    while client.is_connected():  # slack_sdk 3.47 trips over itself when it closes what is just breaking
        time.sleep(0.01)
    client.close()
