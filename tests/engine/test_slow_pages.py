"""What Slack does not take reaches its person another way within the minute, whatever holds it up."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry

from bot.app import Engine, open_engine
from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.delivery.switchboard import Switchboard
from bot.domain.notices import Never, Receipt, Sent
from bot.domain.paging import Ring, Saying
from bot.domain.requests import Acknowledge, Actor, Asked, Declare
from bot.domain.setup import (
    Level,
    Method,
    NotificationStep,
    Person,
    Policy,
    Service,
    Setup,
    Severity,
    Target,
    Team,
)
from bot.domain.setup import TargetKind as Kind
from bot.engine.pump import Pump
from bot.engine.slow_pages import SlowPages
from bot.sandbox import Fault, FaultKind, Sandbox
from bot.store.transactions import DatabaseUnavailable
from bot.web.figures import PrometheusFigures
from tests.store.rows import of_incident

LATE_SMS = (NotificationStep(Method.SMS, timedelta(minutes=10)),)
ANA = Person("ana", "UTC", "U0ANA", quiet=None, notify=LATE_SMS, methods=frozenset({Method.SMS}))
POLICY = Policy("standard", (Level(timedelta(), (Target(Kind.PERSON, "ana"),)),))
TEAM = Setup(
    people={"ana": ANA},
    policies={"standard": POLICY},
    teams={"payments": Team("payments", ("ana",), policy="standard")},
    services={"checkout": Service("checkout", "payments")},
)
ASKS = Declare(title="Checkout is down", severity=Severity.P2, service="checkout")
ZOE = Actor("zoe")


@dataclass
class Exchange:
    """A provider: a real HTTP server that takes messages, and when each came."""

    came: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    status: int = 201
    url: str = ""

    def ring(self, ring: Ring, still_ours: Callable[[], bool]) -> Receipt:
        assert still_ours()
        body = {"to": ring.address, "method": ring.method.value, "id": ring.id}
        answer = httpx.post(self.url, json=body)
        return Sent(name="SM1") if answer.is_success else Never(f"http_{answer.status_code}")

    def say(self, _saying: Saying, _still_ours: Callable[[], bool]) -> Receipt:
        """Nobody asks for a code here."""
        return Never("not_here")


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    made = Exchange()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.came.append((time.monotonic(), body))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    made.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@dataclass
class Desk:
    """An engine, its Slack, and the loops turned by hand."""

    engine: Engine
    sandbox: Sandbox
    exchange: Exchange

    def __post_init__(self) -> None:
        self.slack = SlackSender(
            new_client(self.sandbox.bot_token, self.sandbox.api_url), TEAM.incidents_channel
        )
        figures = PrometheusFigures(CollectorRegistry())
        switchboard = Switchboard(self.slack, self.exchange)
        self.pump = Pump(self.engine.database, self.engine.corridor, switchboard, "me", figures)
        self.slow = SlowPages(
            self.engine.database, self.engine.corridor, lambda: self.down_since or self.slack.health.since
        )
        self.down_since: datetime | None = None

    def declares(self) -> str:
        outcome = self.engine.handle.handle(Asked(ASKS, ZOE))
        return outcome.incident.id  # type: ignore[union-attr]

    def waits_for_sms(self, within: float) -> float:
        """Seconds until the provider has one."""
        began = time.monotonic()
        while not self.exchange.came:
            assert time.monotonic() - began < within, "no SMS"
            self.slow.run()
            self.pump.run()
            time.sleep(0.02)
        return self.exchange.came[0][0] - began


@pytest.fixture
def desk(tmp_path: Path, exchange: Exchange) -> Iterator[Desk]:
    with Sandbox() as sandbox:
        sandbox.channel("incidents", [sandbox.person("ana", id="U0ANA")])
        engine = open_engine(
            f"sqlite:///{tmp_path}/m.db", TEAM, in_file={("ana", Method.SMS): "+34600000001"}
        )
        made = Desk(engine, sandbox, exchange)
        yield made
        made.pump.stop(5)
        engine.close()


def limited(**more: object) -> Fault:
    return Fault(FaultKind.RATELIMITED, "chat.postMessage", retry_after=30, **more)  # type: ignore[arg-type]


def test_a_page_that_slack_puts_off_for_half_a_minute_goes_by_sms_at_once(desk: Desk) -> None:
    """S1."""
    desk.sandbox.faults.add(limited(channel="U0ANA"))
    desk.declares()
    assert desk.waits_for_sms(10) < 10
    assert desk.exchange.came[0][1]["to"] == "+34600000001"


def test_with_slack_known_to_be_down_a_page_does_not_wait_for_it(desk: Desk) -> None:
    desk.sandbox.faults.add(Fault(FaultKind.DOWN))
    desk.down_since = datetime.now(UTC) - timedelta(minutes=1)
    desk.declares()
    assert desk.waits_for_sms(5) < 5


def test_a_page_that_was_never_tried_goes_another_way_after_fifteen_seconds(desk: Desk) -> None:
    """Something else is stuck at the head of its lane: no receipt ever speaks of the page."""
    desk.declares()
    began = time.monotonic()
    while not (seen := desk.slow.run()):
        assert time.monotonic() - began < 20
        time.sleep(0.1)
    assert seen == 1
    assert 14 <= time.monotonic() - began < 20
    assert desk.slow.run() == 0, "once"
    assert desk.waits_for_sms(5) < 5


@pytest.mark.parametrize("trouble", [DatabaseUnavailable("locked"), RuntimeError("a fault of ours")])
def test_a_page_that_could_not_be_noted_is_noted_later_and_keeps_no_other_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    desk.down_since = datetime.now(UTC) - timedelta(minutes=1)
    first, second = desk.declares(), desk.declares()
    carried_out, left = desk.engine.corridor.decide_and_save, [trouble]

    def once_broken(*given: Any) -> Any:
        if left:
            raise left.pop()
        return carried_out(*given)

    monkeypatch.setattr(desk.engine.corridor, "decide_and_save", once_broken)
    with suppress(DatabaseUnavailable):
        desk.slow.run()
    desk.slow.run()
    going = [
        name
        for name in (first, second)
        for one in desk.engine.database.read(lambda tx, name=name: of_incident(tx, name))  # type: ignore[misc]
        if one.kind == "notify_by"
    ]
    assert going == ([first, second] if isinstance(trouble, DatabaseUnavailable) else [second])


def test_after_an_acknowledgement_nothing_goes_another_way(desk: Desk) -> None:
    """I3."""
    desk.down_since = datetime.now(UTC) - timedelta(minutes=1)
    name = desk.declares()
    desk.engine.handle.handle(Asked(Acknowledge(via=Method.SMS), Actor("ana"), name))
    desk.slow.run()
    kinds = [one.kind for one in desk.engine.database.read(lambda tx: of_incident(tx, name))]
    assert "notify_by" not in kinds
