"""One line in the log and two numbers for each request, under the door's name: a path may hold a token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import answers

log = structlog.stdlib.get_logger(__name__)

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
"""Seconds: from a commit (5 ms) to the longest that storing is waited for (15 s)."""

SENDER_LEFT = 499
"""Nobody is there to read a status; the number is nginx's."""

WATCHED = frozenset({"healthz", "readyz", "metrics"})
"""Asked every few seconds; an answer of 503 is counted, and said by whoever watches."""

HOOKS = frozenset({"hook", "hook_with_token", "pagerduty", "pagerduty_change"})
"""What they take in has its own line, with the delivery's name, which goes on to Slack."""

SLOW = 1.0
"""Seconds; a sender that waits for longer is worth a line."""


class HttpMetrics:
    """The doors' numbers, in a registry that is handed in."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("door", "status")
        self.requests = Counter("meridian_http_requests", "HTTP requests answered", labels, registry=registry)
        self.seconds = Histogram(
            "meridian_http_seconds",
            "Seconds to answer a request",
            ("door",),
            registry=registry,
            buckets=BUCKETS,
        )


class Access:
    """ASGI: counts and logs, and turns what nobody caught into a 500 that says nothing but an id."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, fresh_key: Callable[[], str]) -> None:
        self._app = app
        self._metrics = metrics
        self._fresh_key = fresh_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        status = await self._answered(scope, receive, send)
        self._note(scope, status, loop.time() - began)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> int:
        """The status that went out."""
        sent: list[int] = []

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return SENDER_LEFT
        except Exception:
            error_id = self._fresh_key()
            log.exception("request failed", door=_door(scope), id=error_id)
            if not sent:
                await answers.failed(error_id)(scope, receive, noting)
        return sent[0] if sent else SENDER_LEFT

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        door = _door(scope)
        self._metrics.requests.labels(door, str(status)).inc()
        self._metrics.seconds.labels(door).observe(seconds)
        if _worth_a_line(door, status, seconds):
            method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "other"
            log.info("request", door=door, method=method, status=status, ms=round(seconds * 1000, 1))


def _worth_a_line(door: str, status: int, seconds: float) -> bool:
    if door in WATCHED:
        return status >= 500
    return status >= 400 or seconds > SLOW or door not in HOOKS


def _door(scope: Scope) -> str:
    """The route's name; a path that leads nowhere is not repeated, it may be a token with a typing error."""
    route = scope.get("route")
    return str(getattr(route, "name", None) or "none")
