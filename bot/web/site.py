"""All doors in one Starlette application."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.intake.unreadable import Unreadable
from bot.render import http_errors
from bot.web import answers, hooks, pagerduty_events
from bot.web.access import Access, HttpMetrics
from bot.web.bodies import TooSlow
from bot.web.doors import CannotStore, Doors
from bot.web.feeds import CalendarFeeds
from bot.web.load import Full, TookTooLong
from bot.web.pages import Pages
from bot.web.phone import Phone
from bot.web.slack_events import SlackEvents
from bot.web.storing import Storing
from bot.web.watching import Watching

log = structlog.stdlib.get_logger(__name__)

SLASHES = re.compile(r"/{2,}")

Handler = Callable[[Request, Exception], Awaitable[Response]]


def build(doors: Doors, registry: CollectorRegistry, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """The application. `registry` takes the doors' own numbers; `pages` are further routes."""
    storing, watching, people = Storing(doors), Watching(doors), Pages(doors)
    calendars = CalendarFeeds(doors)
    slack = SlackEvents(doors.slack) if doors.slack else None
    phone = Phone(doors.phone) if doors.phone else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        for part in (storing, watching, people, calendars, slack, phone):
            if part:
                part.close()

    return Starlette(
        routes=[
            *hooks.routes(storing),
            *pagerduty_events.routes(storing),
            *(slack.routes() if slack else ()),
            *(phone.routes() if phone else ()),
            *watching.routes(),
            *people.routes(),
            *calendars.routes(),
            *pages,
        ],
        middleware=[Middleware(Access, HttpMetrics(registry), doors.fresh_key), Middleware(_one_slash)],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )


def _one_slash(app: ASGIApp) -> ASGIApp:
    """`/v2/enqueue/` and `//v2/enqueue` are `/v2/enqueue`: a base address with a slash too many is the commonest
    mistake, and few senders follow a redirect with an alert in their hand."""

    async def opened(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["path"] = SLASHES.sub("/", scope["path"]).rstrip("/") or "/"
        await app(scope, receive, send)

    return opened


async def _not_now(_: Request, error: Exception) -> Response:
    log.warning("nothing stored", reason=type(error).__name__)
    return answers.not_now()


async def _unreadable(_: Request, error: Exception) -> Response:
    log.warning("unreadable", reason=str(error))
    return answers.refused(400, str(error))


async def _not_found(_: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        return answers.refused(405, http_errors.wrong_method(), **(error.headers or {}))
    return answers.refused(404, http_errors.not_found())


HANDLERS: Mapping[int | type[Exception], Handler] = {
    Unreadable: _unreadable,
    CannotStore: _not_now,
    Full: _not_now,
    TookTooLong: _not_now,
    # Slow on the way here or on purpose: an honest sender should come again, and does so on 5xx only.
    TooSlow: _not_now,
    HTTPException: _not_found,
}
