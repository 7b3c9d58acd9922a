"""A server that is not Slack's own: methods that it lacks, and answers that say ok and nothing more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.delivery.channels import Channels
from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.domain import notices as n
from bot.domain.notices import Later, Never, Sent
from bot.sandbox import Sandbox
from tests.delivery.desk import Desk

MISSING = (404, "text/html", "<html>Not Found</html>")
OK = (200, "application/json", json.dumps({"ok": True}))


class PoorSlack:
    """Answers every method with the same few words, and counts."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, str]] = {}
        self.asked: list[str] = []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                method = self.path.rsplit("/", 1)[-1]
                outer.asked.append(method)
                status, kind, body = outer.answers.get(method, OK)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *said: Any) -> None:
                """Not in the test's output."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"


@pytest.fixture
def poor() -> Iterator[PoorSlack]:
    slack = PoorSlack()
    thread = Thread(target=slack.server.serve_forever, args=(0.02,))
    thread.start()
    yield slack
    slack.server.shutdown()
    thread.join()
    slack.server.server_close()


@pytest.fixture
def before_it(poor: PoorSlack, sandbox: Sandbox) -> Desk:
    desk = Desk(sandbox)
    desk.sender = SlackSender(new_client("xoxb-1", poor.url, 1), "incidents")
    return desk


def test_a_page_whose_place_is_not_named_was_sent_once(poor: PoorSlack, before_it: Desk) -> None:
    assert before_it.send(n.PagePerson("ana", 1, "on call")) == Sent()
    assert poor.asked == ["chat.postMessage"]


def test_the_place_may_stand_in_the_message_and_be_a_number(poor: PoorSlack, before_it: Desk) -> None:
    poor.answers["chat.postMessage"] = (200, "application/json", '{"ok": true, "message": {"ts": 1795.25}}')
    assert before_it.send(n.PagePerson("ana", 1, "on call")) == Sent("U0ANA", "1795.25")


def test_a_room_that_is_not_named_is_given_up(before_it: Desk) -> None:
    assert before_it.send(n.OpenRoom()) == Never("no_channel_in_answer")


def test_without_a_way_to_make_rooms_the_incident_goes_on_in_a_thread(
    poor: PoorSlack, before_it: Desk
) -> None:
    poor.answers["conversations.create"] = MISSING
    assert before_it.send(n.OpenRoom()) == Never("unknown_method")


def test_a_server_that_neither_lists_nor_makes_channels_is_given_the_incidents_channels_name(
    poor: PoorSlack,
) -> None:
    channels = Channels(new_client("xoxb-1", poor.url, 1), "incidents")
    poor.answers["conversations.create"] = MISSING
    with pytest.raises(SlackApiError):
        channels.incidents()  # it can list: then it is Slack, or a gateway before it, in a bad minute
    poor.answers["conversations.list"] = MISSING
    assert channels.incidents() == "#incidents"


def test_an_ornament_that_the_server_does_not_know_is_left_out(poor: PoorSlack, before_it: Desk) -> None:
    poor.answers["conversations.setTopic"] = MISSING
    before_it.in_channel()
    assert before_it.send(n.SetTopic()) == Never("unknown_method")


def test_a_page_is_not_given_up_for_a_gateway_s_404(poor: PoorSlack, before_it: Desk) -> None:
    poor.answers["chat.postMessage"] = MISSING
    assert before_it.send(n.PagePerson("ana", 1, "on call")) == Later("http_404")


def test_a_doubtful_page_is_said_again_where_nothing_can_be_looked_up(
    poor: PoorSlack, before_it: Desk
) -> None:
    poor.answers["conversations.open"] = MISSING
    assert before_it.tries_again(before_it.briefing(n.PagePerson("ana", 1, "on call"))) == Sent()
    assert poor.asked == ["conversations.open", "chat.postMessage"]
