"""GET /incidents/INC-…?key=…: an incident's timeline as a page, for whoever has its address."""

from __future__ import annotations

import base64
import hashlib

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.render import http_errors
from bot.render.export_html import STYLE
from bot.web import answers
from bot.web.doors import Doors
from bot.web.load import Threads

THREADS = 2
"""Pages are read by people, only a few at a time."""

WAITING = 30
"""Everybody in a large incident opening the link at once."""

ANSWERED_WITHIN = 5.0
"""Seconds. A page that takes longer is reloaded anyway."""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""No script, no other place, no copy in a cache; and the address with its key is told to nobody."""


class Pages:
    """The doors for people with a browser."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._threads = Threads("pages", THREADS, WAITING, ANSWERED_WITHIN)

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()

    def routes(self) -> list[Route]:
        return [Route("/incidents/{incident}", self._timeline, methods=["GET"], name="timeline")]

    async def _timeline(self, request: Request) -> Response:
        """404 for a wrong key too: which incidents there are is not to be found by trying."""
        incident, key = request.path_params["incident"], request.query_params.get("key", "")
        page = await self._threads.run(lambda: self._doors.timeline(incident, key))
        if page is None:
            return answers.refused(404, http_errors.no_page())
        return HTMLResponse(page, headers=HEADERS)
