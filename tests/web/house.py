"""A server on a real socket, with doors that remember who came through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from prometheus_client import CollectorRegistry, generate_latest

from bot.domain.alerts import Arrival
from bot.domain.setup import Integration, IntegrationKind
from bot.intake.pagerduty import ChangeEvent
from bot.store.codec import arrivals_from_json, arrivals_to_json
from bot.web.doors import CannotStore, Delivery, Doors, Health
from bot.web.server import Server, serve_http
from bot.web.site import build

WELL = Health("ok", "ok", "ok", 0.5, storable=True)
TOKENS = {
    "prometheus": "prom-token-1",
    "pagerduty": "R0123456789abcdef0123456789abcde",
    "shop": "shop-token-3",
}


def integration(name: str, kind: IntegrationKind) -> Integration:
    return Integration(name, kind, hashlib.sha256(TOKENS[name].encode()).hexdigest())


INTEGRATIONS = {
    "prometheus": integration("prometheus", IntegrationKind.ALERTMANAGER),
    "pagerduty": integration("pagerduty", IntegrationKind.PAGERDUTY),
    "shop": integration("shop", IntegrationKind.GENERIC),
}


@dataclass
class Answer:
    """What the Slack room answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass
class House:
    """What came in, and what happens when it does."""

    received: list[tuple[str, tuple[Arrival, ...]]] = field(default_factory=list)
    oversized: list[tuple[str, int]] = field(default_factory=list)
    changes: list[tuple[str, ChangeEvent]] = field(default_factory=list)
    slack_requests: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    slack_answer: Answer = field(default_factory=Answer)
    health: Callable[[], Health] = lambda: WELL
    storable: bool = True
    before_storing: Callable[[], object] = lambda: None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def doors(self, **other: Any) -> Doors:
        doors = Doors(
            pack=lambda sender, arrivals: Delivery(sender.name, arrivals_to_json(arrivals)),
            store=self._receive,
            oversized=self._oversized,
            change=self._change,
            health=self._health,
            metrics=lambda: generate_latest(self.registry),
            integrations=INTEGRATIONS,
            slack=self._slack,
            fresh_key=lambda: "fresh-key",
        )
        return replace(doors, **other)

    def _receive(self, came: Sequence[Delivery]) -> None:
        self._store()
        self.received.extend((one.name, arrivals_from_json(one.body)) for one in came)

    def _oversized(self, integration: Integration, size: int) -> None:
        self._store()
        self.oversized.append((integration.name, size))

    def _change(self, integration: Integration, change: ChangeEvent) -> None:
        self._store()
        self.changes.append((integration.name, change))

    def _slack(self, headers: Mapping[str, str], body: bytes) -> Answer:
        self.slack_requests.append((headers, body))
        return self.slack_answer

    def _health(self) -> Health:
        return self.health()

    def _store(self) -> None:
        self.before_storing()
        if not self.storable:
            raise CannotStore

    @contextmanager
    def open(self, **other: Any) -> Iterator[Server]:
        server = serve_http(build(self.doors(**other), self.registry), "127.0.0.1", 0)
        try:
            yield server
        finally:
            server.stop()


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[name]}"}


def head(path: str, name: str, *more: str) -> bytes:
    """The head of a request, for those who write to the socket themselves."""
    lines = (f"POST {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKENS[name]}", *more)
    return "\r\n".join((*lines, "", "")).encode()


def client(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server.url, timeout=20, trust_env=False)
