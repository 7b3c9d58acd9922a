"""/sandbox/…: the page, what it asks for and what its user does; and faults for tests in another process."""

import asyncio
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

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.eyes import Eyes
from bot.sandbox.faults import Fault, Handle
from bot.sandbox.people import Answer, Person
from bot.sandbox.records import Json
from bot.sandbox.seen import SeenMessage
from bot.sandbox.shown import conversation, opened_view, overview
from bot.sandbox.slack import Slack

PAGE = Path(__file__).parent / "page"
QUIET_SECONDS = 15.0  # a comment now and then keeps the stream open through whatever stands between


class Doors:
    """The routes of the page. `people` finds a person by id; `scripts` are extra modules the page loads."""

    def __init__(self, slack: Slack, people: Callable[[], list[Person]], eyes: Callable[[str], Eyes],
                 scripts: list[str], shortcuts: dict[str, str]) -> None:  # fmt: skip
        self._slack = slack
        self._people = people
        self._eyes = eyes
        self._scripts = scripts
        self._shortcuts = shortcuts
        self._streams: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def routes(self) -> list[BaseRoute]:
        """To mount at the root."""
        return [
            Route("/", self.index),
            Mount("/page", StaticFiles(directory=PAGE)),
            Route("/sandbox/state", self.state),
            Route("/sandbox/messages", self.messages),
            Route("/sandbox/views", self.views),
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
        return HTMLResponse(page.replace("<!--name-->", escape(self._slack.workspace.name)))

    async def state(self, request: Request) -> Response:
        """Who there is, and the channels of `?as=`."""
        me = self._me(request)
        self._slack.workspace.direct_channel(self._slack.app.bot_user, me.id)
        more = {"me": me.id, "bot": self._slack.app.bot_name, "shortcuts": list(self._shortcuts)}
        return JSONResponse(overview(self._slack.workspace, me.id) | more)

    async def messages(self, request: Request) -> Response:
        """The messages of `?channel=`."""
        me = self._me(request)
        channel = request.query_params.get("channel", "")
        return JSONResponse(conversation(self._slack.workspace, self._eyes(me.id), me.id, channel))

    async def views(self, request: Request) -> Response:
        """The modal on top and the home tab."""
        me, space = self._me(request), self._slack.workspace
        with space.lock:
            stack = space.modals.get(me.id, [])
            modal = opened_view(space, me.id, stack[-1] if stack else None, len(stack))
            return JSONResponse({"modal": modal, "home": opened_view(space, me.id, space.homes.get(me.id))})

    async def journal(self, _request: Request) -> Response:
        """The last 200 requests, and the complaints."""
        calls = [
            {"method": r.method, "ok": r.ok, "error": r.error, "status": r.status, "at": r.at.isoformat()}
            for r in list(self._slack.journal)[-200:]
        ]
        return JSONResponse({"requests": calls, "complaints": list(self._slack.complaints)})

    async def stream(self, _request: Request) -> Response:
        """Server-sent events: one "change" after each change of the workspace, several rolled into one."""
        woken = asyncio.Event()
        self._streams.add(woken)

        async def lines() -> AsyncIterator[str]:
            try:
                while not self._closed:
                    yield f"event: change\ndata: {self._slack.workspace.changes}\n\n"
                    try:
                        await asyncio.wait_for(woken.wait(), QUIET_SECONDS)
                    except TimeoutError:
                        yield ": still here\n\n"
                    woken.clear()
            finally:
                self._streams.discard(woken)

        return StreamingResponse(
            lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

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
        body = await request.json()
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
                handle = self._slack.faults.add(Fault.from_json(await request.json()))
            except (ValueError, TypeError, KeyError) as wrong:
                return JSONResponse({"ok": False, "error": str(wrong)}, 400)
            return JSONResponse({"ok": True, "id": handle.id})
        return JSONResponse(
            {"ok": True, "faults": [_fault(handle) for handle in self._slack.faults.active()]}
        )


def _fault(handle: Handle) -> Json:
    shown = {f.name: getattr(handle.fault, f.name) for f in fields(Fault) if f.name not in ("kind", "when")}
    return shown | {"id": handle.id, "hits": handle.hits, "kind": handle.fault.kind.value}


def _message(person: Person, body: Json) -> SeenMessage:
    found = [m for m in person.reads(body["channel"]) if m.ts == body["ts"]]
    if not found:
        raise AssertionError("that message is gone")
    return found[0]


def _thread(person: Person, body: Json) -> SeenMessage | None:
    return _message(person, body | {"ts": body["thread"]}) if body.get("thread") else None


def _place(person: Person, body: Json) -> Any:
    where = body.get("where")
    if where == "modal":
        return person.modal
    return person.home if where == "home" else _message(person, body)


def _said(answer: Answer | object) -> Json:
    if isinstance(answer, Answer):
        return {"ok": answer.ok, "error": answer.error}
    return {"ok": True, "error": ""}


def _quietly(work: Callable[[Person, Json], None]) -> Callable[[Person, Json], Json]:
    def act(person: Person, body: Json) -> Json:
        work(person, body)
        return {"ok": True, "error": ""}

    return act


def _submitted(person: Person, body: Json) -> Json:
    person.fills(body.get("values") or {})
    errors = person.submits()
    return {"ok": errors is None, "error": "", "errors": errors or {}}


ACTS: dict[str, Callable[[Person, Json], Json]] = {
    "command": lambda p, b: _said(p.command(b["text"], b["channel"], _thread(p, b))),
    "say": lambda p, b: _said(p.says(b["text"], b["channel"], _thread(p, b))),
    "edit": lambda p, b: _said(p.edits(_message(p, b), b["text"])),
    "delete": _quietly(lambda p, b: p.deletes(_message(p, b))),
    "react": _quietly(lambda p, b: p.reacts(b["name"], _message(p, b))),
    "unreact": _quietly(lambda p, b: p.unreacts(b["name"], _message(p, b))),
    "pin": _quietly(lambda p, b: p.pins(_message(p, b))),
    "click": lambda p, b: _said(p.clicks(b["action"], _place(p, b))),
    "choose": lambda p, b: _said(p.chooses(_place(p, b), b["action"], b["value"])),
    "search": lambda p, b: {"ok": True, "options": p.searches(b["action"], b["text"], _place(p, b))},
    "submit": _submitted,
    "close": _quietly(lambda p, _b: p.closes()),
    "shortcut": lambda p, b: _said(p.shortcut(b["name"], _message(p, b))),
    "global_shortcut": lambda p, b: _said(p.global_shortcut(b["name"])),
    "home": lambda p, _b: _said(p.opens_home(1.0)),
    "join": _quietly(lambda p, b: p.joins(b["channel"])),
    "leave": _quietly(lambda p, b: p.leaves(b["channel"])),
}
