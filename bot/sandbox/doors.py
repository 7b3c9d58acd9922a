"""/sandbox/…: the page, what it asks for and what its user does; and faults for tests in another process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import fields
from html import escape
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.acts import ACTS
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.faults import Fault, Handle
from bot.sandbox.look import Asked, Looks
from bot.sandbox.people import Person
from bot.sandbox.phone import Exchange
from bot.sandbox.records import Json
from bot.sandbox.slack import Slack

PAGE = Path(__file__).parent / "page"
POLICY = "default-src 'self'; img-src * data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
"""Nothing runs or is asked for that this server does not serve; only pictures in messages may be elsewhere."""

JUMP_SECONDS = 1.0
"""A clock that went further than this from one look to the next has been moved, and the page hears of it."""

QUIET_SECONDS = 15.0  # a comment now and then keeps the stream open through whatever stands between


class _PageFiles(StaticFiles):
    """The page's files; a browser asks each time whether they are still the same, so that none outlives an upgrade."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Doors:
    """The routes of the page. `people` finds a person by id; `scripts` are extra modules the page loads."""

    def __init__(self, slack: Slack, people: Callable[[], list[Person]], scripts: list[str],
                 shortcuts: dict[str, str], exchange: Exchange) -> None:  # fmt: skip
        self._slack = slack
        self._people = people
        self._scripts = scripts
        self._looks = Looks(slack, shortcuts, exchange)
        self._streams: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def routes(self) -> list[BaseRoute]:
        """To mount at the root."""
        return [
            Route("/", self.index),
            Mount("/page", _PageFiles(directory=PAGE)),
            Route("/sandbox/look", self.look),
            Route("/sandbox/read", self.read, methods=["POST"]),
            Route("/sandbox/stream", self.stream),
            Route("/sandbox/act", self.act, methods=["POST"]),
            Route("/sandbox/journal", self.journal),
            Route("/sandbox/faults", self.faults, methods=["GET", "POST", "DELETE"]),
        ]

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """The event loop of the streams."""
        self._loop = loop
        self._slack.workspace.on_change.append(self._changed)

    def close(self) -> None:
        """End the streams."""
        self._closed = True
        self._changed(0)

    # ---- reading

    async def index(self, _request: Request) -> Response:
        """The page."""
        tags = "".join(f'<script type="module" src="{source}"></script>\n' for source in self._scripts)
        page = (PAGE / "index.html").read_text(encoding="utf-8").replace("<!--scripts-->", tags)
        page = page.replace("<!--name-->", escape(self._slack.workspace.name))
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    async def look(self, request: Request) -> Response:
        """What there is for `?as=`, as far as it changed; see look.Asked for the rest of the query."""
        try:
            asked = Asked.from_query(self._me(request).id, request.query_params)
        except ValueError:
            return JSONResponse({"error": "since, room_since and thread_since are numbers"}, 400)
        return JSONResponse(self._looks.answer(asked))

    async def journal(self, _request: Request) -> Response:
        """The last 200 requests, and the complaints."""
        calls = [
            {"method": r.method, "ok": r.ok, "error": r.error, "status": r.status, "at": r.at.isoformat()}
            for r in list(self._slack.journal)[-200:]
        ]
        return JSONResponse({"requests": calls, "complaints": list(self._slack.complaints)})

    async def read(self, request: Request) -> Response:
        """`{"as": id, "channel": id}`: this person has it in view up to its end."""
        body = await _asked(request)
        space = self._slack.workspace
        with space.lock:
            channel = space.channels.get(str(body.get("channel")))
            if channel is None or body.get("as") not in space.users:
                return JSONResponse({"ok": False, "error": "unknown person or channel"}, 400)
            if self._looks.marks.read(body["as"], channel):
                space.touch()  # other windows show the badge too
        return JSONResponse({"ok": True, "error": ""})

    async def stream(self, _request: Request) -> Response:
        """Server-sent events: one "change" after each change of the workspace or jump of its clock, several in one."""
        woken = asyncio.Event()
        self._streams.add(woken)

        async def lines() -> AsyncIterator[str]:
            try:
                while not self._closed:
                    yield f"event: change\ndata: {self._slack.workspace.changes}\n\n"
                    while not await self._something_happens(woken):
                        yield ": still here\n\n"
                    woken.clear()
            finally:
                self._streams.discard(woken)

        return StreamingResponse(
            lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _something_happens(self, woken: asyncio.Event) -> bool:
        """Wait for a change or a moved clock; False when it stayed quiet for QUIET_SECONDS."""
        clock, began = self._slack.workspace.clock, time.monotonic()
        start = clock()
        while (waited := time.monotonic() - began) < QUIET_SECONDS:
            if abs((clock() - start).total_seconds() - waited) > JUMP_SECONDS:
                return True
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), JUMP_SECONDS)
                return True
        return False

    def _changed(self, _count: int) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended; nobody is left to tell
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for woken in self._streams:
            woken.set()

    def _me(self, request: Request) -> Person:
        people = self._people()
        wanted = request.query_params.get("as", "")
        return next((person for person in people if person.id == wanted), people[0])

    # ---- acting

    async def act(self, request: Request) -> Response:
        """`{"as": id, "do": verb, …}`; the answer is `{"ok", "error"}`, with `errors` of a refused modal."""
        body = await _asked(request)
        person = next((p for p in self._people() if p.id == body.get("as")), None)
        verb = ACTS.get(str(body.get("do")))
        if person is None or verb is None:
            return JSONResponse({"ok": False, "error": "unknown person or act"}, 400)
        try:
            done = await run_in_threadpool(verb, person, body)
        except (AssertionError, SlackRefusal, KeyError) as refused:
            return JSONResponse({"ok": False, "error": str(refused).splitlines()[0]})
        return JSONResponse(done)

    # ---- faults, for tests in another process

    async def faults(self, request: Request) -> Response:
        """POST adds a fault (the fields of Fault, but `when`), DELETE ends all, GET lists those at work."""
        if request.method == "DELETE":
            self._slack.faults.clear()
        elif request.method == "POST":
            try:
                handle = self._slack.faults.add(Fault.from_json(await _asked(request)))
            except (ValueError, TypeError, KeyError) as wrong:
                return JSONResponse({"ok": False, "error": str(wrong)}, 400)
            return JSONResponse({"ok": True, "id": handle.id})
        return JSONResponse(
            {"ok": True, "faults": [_fault(handle) for handle in self._slack.faults.active()]}
        )


async def _asked(request: Request) -> Json:
    """The JSON object of a request; empty when it is none.

    A page of somebody else in the same browser can post here, but not with this type (CORS asks first).
    """
    if request.headers.get("content-type") != "application/json":
        return {}
    try:
        asked = await request.json()
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _fault(handle: Handle) -> Json:
    shown = {f.name: getattr(handle.fault, f.name) for f in fields(Fault) if f.name not in ("kind", "when")}
    return shown | {"id": handle.id, "hits": handle.hits, "kind": handle.fault.kind.value}
