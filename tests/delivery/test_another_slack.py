"""A server that is not Slack's own: methods that it lacks, and answers that say ok and nothing more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.domain import notices as n
from bot.domain.faults import Fault
from bot.domain.notices import Later, Never, Place, Sent
from bot.sandbox import Sandbox
from tests.delivery.desk import Desk

MISSING = (404, "text/html", "<html>Not Found</html>")
OK = (200, "application/json", json.dumps({"ok": True}))


def refusing(code: str) -> tuple[int, str, str]:
    return (200, "application/json", json.dumps({"ok": False, "error": code}))


class PoorSlack:
    """Answers every method with the same few words, and counts."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, str]] = {}
        self.asked: list[str] = []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                method = self.path.rsplit("/", 1)[-1]
                outer.asked.append(method)
                status, kind, body = outer.answer(method, asked)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *said: Any) -> None:
                """Not in the test's output."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"

    def answer(self, method: str, asked: bytes) -> tuple[int, str, str]:
        """For a method, or for a method in one channel."""
        channel = json.loads(asked).get("channel") if method == "chat.postMessage" else ""
        return self.answers.get(f"{method} {channel}") or self.answers.get(method, OK)


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


@pytest.mark.parametrize(
    "lacking", [["conversations.create"], ["conversations.create", "conversations.list"]]
)
def test_a_server_that_makes_no_channels_is_given_the_incidents_channels_name(
    poor: PoorSlack, before_it: Desk, lacking: list[str]
) -> None:
    for method in lacking:
        poor.answers[method] = MISSING
    poor.answers["chat.postMessage"] = (200, "application/json", '{"ok": true, "ts": 1795.25}')
    assert before_it.send(n.ShowMirror()) == Sent("#incidents", "1795.25")


def test_a_guessed_channel_that_is_not_there_may_have_been_a_bad_minute(
    poor: PoorSlack, before_it: Desk
) -> None:
    poor.answers["conversations.create"] = MISSING
    poor.answers["chat.postMessage"] = refusing("channel_not_found")
    assert before_it.send(n.ShowMirror()) == Later("channel_not_found")


def test_a_server_that_knows_conversations_only_gets_one_opened_for_the_page(
    poor: PoorSlack, before_it: Desk
) -> None:
    poor.answers["chat.postMessage U0ANA"] = refusing("channel_not_found")
    poor.answers["conversations.open"] = (200, "application/json", '{"ok": true, "channel": {"id": "D7"}}')
    poor.answers["chat.postMessage D7"] = (200, "application/json", '{"ok": true, "ts": "1.5"}')
    assert before_it.send(n.PagePerson("ana", 1, "on call")) == Sent("D7", "1.5")


def test_somebody_who_is_nowhere_is_not_reached(poor: PoorSlack, before_it: Desk) -> None:
    poor.answers["chat.postMessage"] = refusing("channel_not_found")
    poor.answers["conversations.open"] = refusing("user_not_found")
    assert before_it.send(n.PagePerson("ana", 1, "on call")) == Never(
        "channel_not_found", fault=Fault.ADDRESS
    )


def test_a_server_that_never_edited_a_message_is_not_asked_for_days(poor: PoorSlack, before_it: Desk) -> None:
    place = Place("D7", "1.5")
    poor.answers["chat.update"] = MISSING
    assert before_it.send(n.SettlePage("ana", 1), place=place) == Later("http_404"), "all may be in trouble"
    poor.answers["chat.postMessage"] = (200, "application/json", '{"ok": true, "ts": "1.5"}')
    before_it.sends(n.PagePerson("ana", 1, "on call"))
    assert before_it.send(n.SettlePage("ana", 1), place=place) == Never("unknown_method")
    del poor.answers["chat.update"]
    before_it.sends(n.SettlePage("ana", 1), place=place)
    poor.answers["chat.update"] = MISSING
    assert before_it.send(n.SettlePage("ana", 1), place=place) == Later("http_404"), "it could before"


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
