"""The HTTP door: nothing unsigned, nothing dropped, and the same behaviour as over a socket."""

from __future__ import annotations

import gc
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest

from bot.domain import requests as r
from bot.sandbox import Person, Sandbox
from bot.slack import SlackDoor
from tests.slack.engine import Engine
from tests.waiting import until

SECRET = "sandbox-signing-secret"


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """What is left of a sandbox is collected in the test that left it, not in some later one."""
    yield
    gc.collect()


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
        "Content-Type": "application/json",
    }


@pytest.fixture
def http_door(make_door: Callable[..., SlackDoor]) -> SlackDoor:
    door = make_door(http=True)
    door.start()
    return door


@pytest.fixture
def served(http_door: SlackDoor, sandbox: Sandbox) -> Iterator[SlackDoor]:
    """The door behind a web server to which the sandbox delivers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = http_door.handle_http(dict(self.headers.items()), body)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    sandbox.use_http(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield http_door
    server.shutdown()
    server.server_close()


def test_people_are_served_over_http_too(
    served: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident note by command", "inc-room").says("Noted on the timeline")
    ana.says("@meridian note by mention", "inc-room")
    until(lambda: len(engine.asked) == 2, "the mention")
    ana.command("/incident note", "inc-room")
    ana.waits_for_modal("Note for the timeline")
    ana.fills({"Note for the timeline": "by form"})
    assert ana.submits() is None
    ana.command("/incident note", "inc-room")
    ana.waits_for_modal("Note for the timeline")
    ana.fills({"Note for the timeline": "   "})
    assert ana.submits()
    notes = [q.text for q in engine.requests() if isinstance(q, r.AddNote)]
    assert notes == ["by command", "by mention", "by form", ""]
    assert sandbox.lost_events == []
    assert served.status().ok


def test_the_address_is_verified_when_slack_asks(http_door: SlackDoor) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"}).encode()
    answer = http_door.handle_http(signed(body), body)
    assert answer.status == 200
    assert "3eZbrw1aB" in answer.body


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=0000"},
        {"X-Slack-Signature": "v0=ünïcode"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "1e99"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "1600000000"},
    ],
)
def test_what_is_not_signed_is_not_heard(
    http_door: SlackDoor, engine: Engine, change: dict[str, str]
) -> None:
    body = urlencode({"command": "/incident", "text": "declare x", "user_id": "U0ANA"}).encode()
    assert http_door.handle_http(signed(body) | change, body).status == 401
    assert http_door.handle_http({}, body).status == 401
    assert engine.inbox == {}


def test_an_old_or_foreign_signature_is_not_heard(http_door: SlackDoor) -> None:
    body = b"{}"
    assert http_door.handle_http(signed(body, time.time() - 301), body).status == 401
    assert http_door.handle_http(signed(body, secret="another"), body).status == 401
    assert http_door.handle_http(signed(body), b"{} ").status == 401
    assert http_door.handle_http(signed(b"\xff\xfe"), b"\xff\xfe").status in {400, 401}


@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b"payload=[]", b"payload=7", b"[" * 50_000, b'{"a":' * 50_000]
)
def test_what_is_signed_and_no_object_is_not_readable(
    http_door: SlackDoor, engine: Engine, body: bytes
) -> None:
    headers = signed(body)
    if body.startswith(b"payload"):
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    assert http_door.handle_http(headers, body).status == 400
    assert engine.inbox == {}


def test_without_a_secret_nothing_is_heard(make_door: Callable[..., SlackDoor]) -> None:
    door = make_door()
    body = b"{}"
    assert door.handle_http(signed(body, secret=""), body).status == 401


def test_header_names_may_be_written_in_any_way(http_door: SlackDoor) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "x1"}).encode()
    headers = {name.upper(): value for name, value in signed(body).items()}
    assert http_door.handle_http(headers, body).status == 200


def event(event_id: str, text: str, channel: str) -> bytes:
    said = {
        "type": "app_mention",
        "user": "U0ANA",
        "text": text,
        "channel": channel,
        "ts": "1795012000.000100",
    }
    return json.dumps(
        {"type": "event_callback", "event_id": event_id, "team_id": "T1", "event": said}
    ).encode()


def test_a_retry_may_be_the_only_one_that_arrives(
    http_door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    body = event("Ev1", "note tried a restart", room)
    headers = signed(body) | {"X-Slack-Retry-Num": "3", "X-Slack-Retry-Reason": "http_timeout"}
    assert http_door.handle_http(headers, body).status == 200
    until(lambda: engine.requests() == [r.AddNote("tried a restart")], "the note")
    assert http_door.handle_http(headers, body).status == 200
    assert len(engine.asked) == 1


def test_what_cannot_be_stored_is_a_503_so_that_slack_comes_again(
    http_door: SlackDoor, engine: Engine, room: str
) -> None:
    engine.keeping = False
    body = event("Ev2", "note x", room)
    assert http_door.handle_http(signed(body), body).status == 503


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "event_id": "Ev3", "event": {"type": "team_rename", "name": "x"}},
        {
            "type": "event_callback",
            "event_id": "Ev4",
            "event": {"type": "message", "user": "U1", "text": "hi"},
        },
        {"type": "event_callback", "event_id": "Ev5", "event": {"type": "never_heard_of"}},
    ],
)
def test_what_nobody_listens_to_is_acknowledged_and_not_kept(
    http_door: SlackDoor, engine: Engine, payload: dict[str, object]
) -> None:
    body = json.dumps(payload).encode()
    assert http_door.handle_http(signed(body), body).status == 200
    assert not engine.bodies


@pytest.mark.parametrize(
    "payload",
    [
        {
            "type": "event_callback",
            "event_id": "Ev6",
            "event": {"type": "reaction_added", "reaction": "pushpin"},
        },
        {"type": "event_callback", "event_id": "Ev7", "event": {"type": "member_joined_channel"}},
        {"type": "event_callback", "event_id": "Ev8", "event": {"type": "app_mention"}},
        {
            "type": "event_callback",
            "event_id": "Ev9",
            "event": {"type": "message", "subtype": "message_changed"},
        },
        {
            "type": "event_callback",
            "event_id": "Ev10",
            "event": {"type": "message", "subtype": "message_deleted"},
        },
        {"type": "event_callback", "event_id": "Ev11", "event": {"type": "pin_added"}},
        {"type": "event_callback", "event_id": "Ev12", "event": {"type": "user_change"}},
        {"type": "event_callback", "event_id": "Ev13", "event": {"type": "app_home_opened"}},
        {"type": "block_actions", "user": {"id": "U0ANA"}},
        {"type": "block_actions", "user": {"id": "U0ANA"}, "actions": []},
        {"type": "view_submission", "user": {"id": "U0ANA"}, "view": {"callback_id": "declare_form"}},
        {"type": "view_submission", "user": {"id": "U0ANA"}, "view": {"callback_id": "of_old"}},
        {"type": "view_closed", "user": {"id": "U0ANA"}, "view": {"callback_id": "declare_form"}},
        {"type": "shortcut", "user": {"id": "U0ANA"}, "callback_id": "of_old"},
        {"type": "message_action", "user": {"id": "U0ANA"}, "callback_id": "add_to_timeline"},
    ],
)
def test_half_a_payload_breaks_nothing(
    http_door: SlackDoor, engine: Engine, ana: Person, payload: dict[str, object]
) -> None:
    body = (
        urlencode({"payload": json.dumps(payload)}).encode()
        if "event" not in payload
        else json.dumps(payload).encode()
    )
    headers = signed(body)
    if "event" not in payload:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert http_door.handle_http(headers, body).status == 200
    until(lambda: not engine.inbox, "the inbox to be empty")
    assert engine.incidents == {}
