"""The shop's monitoring: shapes that real senders send, the same words that they use, and a bounded patience."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.demo.alarms import Alarm, Loudness, Post, posts
from bot.demo.sending import TRIES, WAIT_MOST, send
from bot.demo.shop import FLOOD, Said, Shop, Unwilling
from bot.demo.show import Show
from bot.domain.incident import Incident
from bot.domain.setup import IntegrationKind, Severity
from bot.engine.queries import Sees

CAPTURES = Path(__file__).parent.parent / "fixtures" / "captures"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALARM = Alarm("checkout", Loudness.CRITICAL, NOON, pods=2)
KINDS = tuple(IntegrationKind)
ALERTMANAGER, PAGERDUTY, GENERIC = KINDS


def bodies(kind: IntegrationKind, resolved_at: datetime | None = None) -> list[Any]:
    return [json.loads(post.body) for post in posts(kind, ALARM, resolved_at)]


def captured(name: str) -> Any:
    return json.loads((CAPTURES / name).read_text())["body_json"]


# The shapes.


@pytest.mark.parametrize(
    "resolved_at,capture",
    [
        (None, "alertmanager-0.25-firing-grouped.json"),
        (NOON + timedelta(minutes=9), "alertmanager-0.25-resolved-grouped.json"),
    ],
)
def test_alertmanager_has_the_keys_of_the_real_one(resolved_at: datetime | None, capture: str) -> None:
    (ours,), real = bodies(ALERTMANAGER, resolved_at), captured(capture)
    assert set(ours) == set(real)
    assert ours["status"] == real["status"]
    assert {frozenset(alert) for alert in ours["alerts"]} == {frozenset(alert) for alert in real["alerts"]}
    assert {type(v) for v in ours.values()} == {type(v) for v in real.values()}
    assert len({alert["fingerprint"] for alert in ours["alerts"]}) == 2


def test_an_alert_that_fires_has_gos_zero_time_as_its_end() -> None:
    (ours,) = bodies(ALERTMANAGER)
    assert {a["endsAt"] for a in ours["alerts"]} == {
        a["endsAt"] for a in captured("alertmanager-0.25-firing-grouped.json")["alerts"]
    }
    assert ours["alerts"][0]["startsAt"] == "2026-11-24T12:00:00.000Z"


def test_pagerduty_has_the_keys_of_the_real_one() -> None:
    (trigger,), (resolve,) = bodies(PAGERDUTY), bodies(PAGERDUTY, NOON)
    real = captured("pagerduty-trigger-full.json")
    assert set(trigger) - {"dedup_key"} == set(real) - {"images"}
    assert set(trigger["payload"]) - {"timestamp"} == set(real["payload"])
    assert set(resolve) == set(captured("pagerduty-resolve.json"))


# At the bot's doors.


@pytest.fixture(scope="module")
def running() -> Iterator[Show]:
    show = Show(0, MovableClock(NOON))
    show.start()
    yield show
    show.stop()


@pytest.fixture(params=KINDS, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> IntegrationKind:
    assert isinstance(request.param, IntegrationKind)
    return request.param


def incidents(show: Show, service: str) -> list[Incident]:
    """Those of a service, once everything that the door accepted is carried out."""
    show.running.passage.take_in()
    return [
        i for i in show.running.engine.handle.recent_incidents(Sees.EVERYTHING, 50) if i.service == service
    ]


def opened(show: Show, service: str) -> list[Incident]:
    return [i for i in incidents(show, service) if i.open]


def test_it_fires_repeats_and_is_well_again(running: Show, kind: IntegrationKind) -> None:
    shop = running.shop
    fired = shop.fire("payments-api", kind, Loudness.WARNING)
    assert fired.answer.status == (202 if kind is PAGERDUTY else 200)
    (incident,) = opened(running, "payments-api")
    assert incident.severity is Severity.P3
    assert shop.repeat("payments-api", kind).answer.taken
    (after,) = opened(running, "payments-api")
    assert (after.id, after.alerts_seen) == (incident.id, incident.alerts_seen)
    assert shop.resolve("payments-api", kind).answer.taken
    assert opened(running, "payments-api") == []
    assert shop.firing("payments-api", kind) is None


def test_after_it_was_well_it_can_break_again(running: Show) -> None:
    before = len(incidents(running, "catalogue"))
    for _ in range(2):
        running.shop.fire("catalogue", GENERIC)
        assert len(opened(running, "catalogue")) == 1
        running.clock.move(timedelta(minutes=1))
        running.shop.resolve("catalogue", GENERIC)
        assert opened(running, "catalogue") == []
        running.clock.move(timedelta(minutes=1))
    assert len(incidents(running, "catalogue")) == before + 2


def test_a_flood_is_one_incident(running: Show, kind: IntegrationKind) -> None:
    said = running.shop.flood("search", kind)
    assert said.requests == (1 if kind is ALERTMANAGER else FLOOD)
    assert len(opened(running, "search")) == 1
    running.shop.resolve("search", kind)
    assert opened(running, "search") == []


def test_what_got_worse_is_the_same_alert(running: Show, kind: IntegrationKind) -> None:
    running.shop.fire("checkout", kind, Loudness.WARNING)
    running.shop.fire("checkout", kind, Loudness.CRITICAL)
    assert len(opened(running, "checkout")) == 1
    running.shop.resolve("checkout", kind)
    assert opened(running, "checkout") == []


def test_what_does_not_fire_can_neither_repeat_nor_end(running: Show) -> None:
    with pytest.raises(Unwilling, match="Nothing fires at catalogue by pagerduty; fire it first"):
        running.shop.repeat("catalogue", PAGERDUTY)
    with pytest.raises(Unwilling, match="fire it first"):
        running.shop.resolve("catalogue", PAGERDUTY)


def test_a_service_that_the_shop_does_not_have_is_named(running: Show) -> None:
    with pytest.raises(Unwilling, match="The shop has no cellar; it has checkout, payments-api"):
        running.shop.fire("cellar", GENERIC)


# The sender's patience, before a door that answers as it is told.


POST = Post("/hooks/shop", b"{}", {"Content-Type": "application/json"})


@contextmanager
def door(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """Answers these, one after the other, and then the last of them; with the paths that were asked for."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.path)
            self.send_response(statuses[min(len(asked), len(statuses)) - 1])
            self.send_header("Retry-After", "60")
            self.end_headers()
            self.wfile.write(b"said")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_door_that_cannot_store_is_asked_again() -> None:
    waits: list[float] = []
    with door(503, 202) as (url, _):
        answer = send(url, POST, waits.append)
    assert (answer.status, answer.text, answer.tries) == (202, "said", 2)
    assert waits == [WAIT_MOST]


def test_the_sender_gives_up_after_its_tries() -> None:
    with door(503) as (url, asked):
        answer = send(url, POST, lambda _: None)
    assert (answer.status, answer.taken, answer.tries) == (503, False, TRIES)
    assert len(asked) == TRIES


@pytest.mark.parametrize("status", [200, 400, 401, 413, 500])
def test_only_503_is_asked_again(status: int) -> None:
    with door(status, 202) as (url, asked):
        assert send(url, POST, lambda _: None).status == status
    assert len(asked) == 1


def test_a_door_that_is_shut_is_said() -> None:
    with door(200) as (url, _):
        pass
    answer = send(url, POST, lambda _: None)
    assert (answer.status, answer.taken, answer.tries) == (0, False, TRIES)
    assert "refused" in answer.text


def test_of_a_flood_the_refusal_is_shown() -> None:
    with door(200, 401, 200) as (url, asked):
        shop = Shop(lambda: url, MovableClock(NOON), lambda _: None)
        said = shop.flood("checkout", GENERIC)
    assert (said.requests, said.answer.status, len(asked)) == (FLOOD, 401, FLOOD)
    assert shop.firing("checkout", GENERIC) is not None


def test_a_flood_before_a_dead_bot_holds_up_no_other_button() -> None:
    go = threading.Event()
    with door(200) as (url, _):
        doors = ["http://127.0.0.1:1"]
        shop = Shop(lambda: doors[0], MovableClock(NOON), lambda _: go.wait(20))
        flood = threading.Thread(target=shop.flood, args=("checkout", GENERIC))
        flood.start()
        until = time.monotonic() + 5
        while not shop.firing("checkout", GENERIC) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)  # its first requests found the door shut
        doors[0] = url
        began = time.monotonic()
        assert shop.fire("search", GENERIC).answer.taken
        assert shop.fire("checkout", PAGERDUTY).answer.taken
        with pytest.raises(Unwilling, match="still sending about checkout by generic; wait for that"):
            shop.resolve("checkout", GENERIC)
        assert time.monotonic() - began < 10
        go.set()
        flood.join(20)
        assert shop.resolve("checkout", GENERIC).answer.taken


def test_what_could_not_be_resolved_still_fires() -> None:
    with door(200, 401) as (url, _):
        shop = Shop(lambda: url, MovableClock(NOON), lambda _: None)
        shop.fire("checkout", GENERIC)
        assert not shop.resolve("checkout", GENERIC).answer.taken
    assert shop.firing("checkout", GENERIC) is not None


def test_the_last_answers_are_kept_newest_first() -> None:
    with door(200) as (url, _):
        shop = Shop(lambda: url, MovableClock(NOON), lambda _: None)
        said: list[Said] = [shop.fire("checkout", GENERIC) for _ in range(10)]
    assert shop.answers == tuple(reversed(said))[:8]
