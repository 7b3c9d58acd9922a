"""The same deliveries over HTTP: signed, form-encoded as Slack's, retried with its headers, three seconds to answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import Person, Sandbox
from bot.sandbox.server import Server
from bot.sandbox.wire import Wires
from tests.sandbox.robot import client_of
from tests.sandbox.shapes import buttons, section

SECRET = "another-secret"


class Door:
    """A request URL that keeps what was posted and answers with what the test lays out."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = []
        self.came = threading.Condition()
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with door.came:
                    door.posts.append((dict(self.headers), body))
                    status, answer = door.answers.pop(0) if door.answers else (200, b"")
                    door.came.notify_all()
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/slack/events"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def waits(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        with self.came:
            assert self.came.wait_for(lambda: len(self.posts) >= count, 5), len(self.posts)
            return self.posts


@pytest.fixture
def door(sandbox: Sandbox) -> Iterator[Door]:
    made = Door()
    sandbox.use_http(made.url, SECRET)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_every_post_is_signed(door: Door, ana: Person) -> None:
    ana.command("/incident list")
    headers, body = door.waits(1)[0]
    assert SignatureVerifier(SECRET).is_valid_request(body, headers)
    assert not SignatureVerifier("wrong").is_valid_request(body, headers)


def test_a_command_is_a_form_and_its_answer_may_be_text_or_json(door: Door, ana: Person) -> None:
    door.answers = [(200, b"plain words"), (200, json.dumps({"text": "json words"}).encode())]
    assert ana.command("/incident one").text == "plain words"
    assert ana.command("/incident two").text == "json words"
    form = parse_qs(door.posts[0][1].decode())
    assert form["command"] == ["/incident"]
    assert form["text"] == ["one"]


def test_an_interaction_is_json_in_a_form(door: Door, sandbox: Sandbox, ana: Person, room: str) -> None:
    client_of(sandbox).chat_postMessage(channel=room, text="x", blocks=[section("x"), buttons("Go")])
    door.waits(1)
    ana.clicks("Go")
    payloads = [body for _headers, body in door.posts if body.startswith(b"payload=")]
    assert json.loads(parse_qs(payloads[0].decode())["payload"][0])["type"] == "block_actions"


def test_an_event_is_json_and_comes_again_when_it_fails(door: Door, ana: Person, room: str) -> None:
    door.answers = [(500, b"")] * 3
    ana.says("hear me", "room")
    posts = door.waits(4)
    assert [headers.get("X-Slack-Retry-Num") for headers, _body in posts] == [None, "1", "2", "3"]
    assert posts[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _headers, body in posts}) == 1


def test_nobody_behind_the_url_is_told_to_the_person(sandbox: Sandbox, ana: Person) -> None:
    sandbox.use_http("http://127.0.0.1:9/slack/events", SECRET)
    assert ana.command("/incident list").error == "dispatch_failed"


def test_bolt_takes_the_signature_and_answers(sandbox: Sandbox, ana: Person) -> None:
    app = App(client=client_of(sandbox), token_verification_enabled=False, signing_secret=SECRET)
    app.command("/incident")(lambda ack, command: ack(f"heard {command['text']}"))
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    server = Server(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]), Wires(), 0)
    server.start()
    sandbox.use_http(f"http://127.0.0.1:{server.port}/slack/events", SECRET)
    ana.command("/incident over http").says("heard over http")
    sandbox.use_http(f"http://127.0.0.1:{server.port}/slack/events", "wrong secret")
    assert ana.command("/incident again").error == "dispatch_failed"
    server.stop()
