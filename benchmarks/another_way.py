"""From an alert to the SMS, with Slack gone: `python -m benchmarks.another_way`.

Slack refuses every request from the first page on, and everybody's plan has the SMS ten minutes after the page, so
that nothing but the way around Slack brings it sooner. The provider is an HTTP server on this machine that answers at
once: what is measured is the bot. First nobody knows that Slack is gone, then (the second lot) it is known.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from prometheus_client import CollectorRegistry

from benchmarks.processes import percentile, report
from bot.app import open_engine
from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.delivery.switchboard import Switchboard
from bot.domain.decision import Done
from bot.domain.notices import Later, Never, Receipt, Sent
from bot.domain.paging import Ring, Saying
from bot.domain.requests import Actor, Asked, Declare
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
    TargetKind,
    Team,
)
from bot.engine.pump import Pump
from bot.engine.slow_pages import SlowPages
from bot.web.figures import PrometheusFigures

PEOPLE = 50
LIMIT = 60.0
"""Seconds, the promise (docs/reference/promises.md): the fallback comes within a minute."""
BEAT = 1.0
NOWHERE = "http://127.0.0.1:9/api/"


@dataclass
class Exchange:
    """The provider; when each person's message came."""

    url: str = ""
    came: dict[str, float] = field(default_factory=dict)

    def ring(self, ring: Ring, still_ours: Callable[[], bool]) -> Receipt:
        if not still_ours():
            return Later("lease_over")
        answer = httpx.post(self.url, json={"incident": ring.incident.id, "to": ring.address})
        return Sent(name="SM1") if answer.is_success else Later(f"http_{answer.status_code}")

    def say(self, _saying: Saying, _still_ours: Callable[[], bool]) -> Receipt:
        """Nobody asks for a code here."""
        return Never("not_here")


def main() -> None:
    """Two lots of pages, each to fifty people at once."""
    with _exchange() as exchange, tempfile.TemporaryDirectory() as folder, _bot(folder, exchange) as declare:
        for words in ("Slack just gone", "Slack known to be gone"):
            late = _lot(declare, exchange)
            p50, p99 = percentile(late, 0.5), percentile(late, 0.99)
            share = f"{p99 / LIMIT:.2f} of the limit"
            report(f"alert to SMS, {words}, p50 / p99 ({len(late)} pages)", f"{p50:.1f} / {p99:.1f} s", share)


def _lot(declare: Callable[[int], str], exchange: Exchange) -> list[float]:
    began = {declare(number): time.monotonic() for number in range(PEOPLE)}
    until = time.monotonic() + 2 * LIMIT
    while not began.keys() <= exchange.came.keys() and time.monotonic() < until:
        time.sleep(0.05)
    # One that never came counts as the whole wait: it may not make the figure better.
    return [exchange.came.get(name, until) - at for name, at in began.items()]


@contextmanager
def _bot(folder: str, exchange: Exchange) -> Iterator[Callable[[int], str]]:
    team = _team()
    engine = open_engine(
        f"sqlite:///{folder}/meridian.db",
        team,
        in_file={(p, Method.SMS): "+34600000001" for p in team.people},
    )
    slack = SlackSender(new_client("xoxb-1", NOWHERE), "incidents")
    figures = PrometheusFigures(CollectorRegistry())
    pump = Pump(engine.database, engine.corridor, Switchboard(slack, exchange), "me", figures)
    slow = SlowPages(engine.database, engine.corridor, lambda: slack.health.since)
    over = threading.Event()

    def every(seconds: float, what: Callable[[], object]) -> threading.Thread:
        def turn() -> None:
            while not over.wait(seconds):
                what()

        return threading.Thread(target=turn)

    def declare(number: int) -> str:
        request = Declare("Checkout is down", Severity.P2, service=f"service{number}")
        outcome = engine.handle.handle(Asked(request, Actor("shop")))
        if not isinstance(outcome, Done):
            raise TypeError(f"it was not declared: {outcome}")
        return outcome.incident.id

    loops = [every(0.02, pump.run), every(4.0, pump.renew), every(BEAT, slow.run)]
    for loop in loops:
        loop.start()
    try:
        yield declare
    finally:
        over.set()
        for loop in loops:
            loop.join()
        pump.stop(10)
        engine.close()


@contextmanager
def _exchange() -> Iterator[Exchange]:
    made = Exchange()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.came.setdefault(body["incident"], time.monotonic())
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """The benchmark prints figures only."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    made.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def _team() -> Setup:
    """Each person is paged for a service of their own."""
    late = (NotificationStep(Method.SMS, timedelta(minutes=10)),)
    sms = frozenset({Method.SMS})
    everyone = [f"person{n}" for n in range(PEOPLE)]
    levels = {p: (Level(timedelta(), (Target(TargetKind.PERSON, p),)),) for p in everyone}
    return Setup(
        people={
            p: Person(p, "UTC", f"U0P{n}", quiet=None, notify=late, methods=sms)
            for n, p in enumerate(everyone)
        },
        policies={p: Policy(p, levels[p]) for p in everyone},
        teams={p: Team(p, (p,), policy=p) for p in everyone},
        services={f"service{n}": Service(f"service{n}", p) for n, p in enumerate(everyone)},
    )


if __name__ == "__main__":
    main()
