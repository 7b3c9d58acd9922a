"""GET /healthz, /readyz and /metrics: for those who watch the bot."""

from __future__ import annotations

from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.doors import Doors, Health
from bot.web.load import Full, Threads, TookTooLong

THREADS = 2
"""Apart from the others: whether the bot is well must be heard when it is busy."""

WAITING = 14
"""A few watchers and a person at a browser."""

ANSWERED_WITHIN = 2.0
"""Seconds. A database that says nothing for so long stores nothing either; Kubernetes gives up after one."""

SILENT = Health("does not answer", "unknown", "unknown", None, storable=False)


class Watching:
    """The doors for watchers; none asks for a token, and none says more than how the parts are."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._threads = Threads("watching", THREADS, WAITING, ANSWERED_WITHIN)

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", _healthz, methods=["GET"], name="healthz"),
            Route("/readyz", self._readyz, methods=["GET"], name="readyz"),
            Route("/metrics", self._metrics, methods=["GET"], name="metrics"),
        ]

    async def _readyz(self, _: Request) -> Response:
        """200 while alerts can be stored; Slack down is degraded and no 503."""
        try:
            health = await self._threads.run(self._doors.health)
        except (Full, TookTooLong):
            health = SILENT
        return JSONResponse(_told(health), 200 if health.storable else 503)

    async def _metrics(self, _: Request) -> Response:
        text = await self._threads.run(self._doors.metrics)
        return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})


async def _healthz(_: Request) -> Response:
    """The process lives, and so does its event loop: nothing else is asked."""
    return JSONResponse({"status": "ok"})


def _told(health: Health) -> dict[str, Any]:
    return {
        "status": health.status,
        "database": health.database,
        "slack": health.slack,
        "scheduler": health.scheduler,
        "rooms": health.rooms,
        "paging": dict(health.paging),
        "oldest_notice_seconds": health.oldest_notice_seconds,
        "deliveries_given_up": health.given_up,
    }
