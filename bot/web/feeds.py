"""GET /calendar/<kind>/<name>/<key>.ics: shifts for people's own calendars, for whoever has the address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.render import http_errors
from bot.web import answers
from bot.web.doors import Doors
from bot.web.load import Threads

THREADS = 2
WAITING = 30
"""Programs look once an hour, many of them on the full hour; one that finds no place comes again."""

ANSWERED_WITHIN = 10.0
"""Seconds. A year of shifts of a large team takes a fraction of one."""

HEADERS = {
    "Cache-Control": "private, max-age=300",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class CalendarFeeds:
    """The door for calendars."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._threads = Threads("feeds", THREADS, WAITING, ANSWERED_WITHIN)

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()

    def routes(self) -> list[Route]:
        path = "/calendar/{kind}/{name}/{key}.ics"
        return [Route(path, self._calendar, methods=["GET", "HEAD"], name="calendar")]

    async def _calendar(self, request: Request) -> Response:
        """404 for anything wrong: who there is, is not to be found by trying."""
        kind, name, key = (request.path_params[part] for part in ("kind", "name", "key"))
        feed = await self._threads.run(lambda: self._doors.calendar(kind, name, key))
        if feed is None:
            return answers.refused(404, http_errors.no_calendar())
        headers = {**HEADERS, "ETag": f'"{feed.etag}"'}
        if feed.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(feed.body, headers=headers, media_type="text/calendar; charset=utf-8")
