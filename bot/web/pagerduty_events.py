"""PagerDuty's doors: change the URL in a sender that speaks Events API v2, and it works."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.setup import Integration, IntegrationKind
from bot.intake import pagerduty
from bot.intake.unreadable import Unreadable
from bot.render import http_errors
from bot.web import answers, tokens
from bot.web.bodies import HOOK_MOST, UNKNOWN_MOST, TooLarge, read_body
from bot.web.storing import Storing

log = structlog.stdlib.get_logger(__name__)

KEY = re.compile(rb'"routing_key"\s*:\s*"([^"\\]{1,255})"')
"""The token in the beginning of a body that is too large to be read from a stranger."""

Store = Callable[[Integration, bytes], Awaitable[JSONResponse]]


def routes(storing: Storing) -> list[Route]:
    """Alerts and changes."""

    async def enqueue(request: Request) -> Response:
        return await _take(storing, request, partial(_alert, storing))

    async def enqueue_change(request: Request) -> Response:
        return await _take(storing, request, partial(_change, storing))

    return [
        Route("/v2/enqueue", enqueue, methods=["POST"], name="pagerduty"),
        Route("/v2/change/enqueue", enqueue_change, methods=["POST"], name="pagerduty_change"),
    ]


async def _take(storing: Storing, request: Request, store: Store) -> Response:
    """Older clients send the key as X-Routing-Key too: then the sender is known before the body.

    Otherwise a key in the first 512 KiB lets the rest in, and the one that was read as JSON decides.
    """
    known = _owner(storing, request.headers.get("x-routing-key", ""))
    with storing.memory.body() as held:
        try:
            body = await read_body(request, HOOK_MOST if known else partial(_allowed, storing), held)
            sender = known or _owner(storing, await storing.read(body, partial(pagerduty.routing_key, body)))
            return await store(sender, body) if sender else _wrong_key()
        except TooLarge as large:
            sender = known or _owner(storing, _key_in(large.start))
            return await _too_large(storing, sender, large.size, large.most)
        except Unreadable as error:
            log.warning("unreadable", reason=str(error))
            return answers.invalid_event(400, str(error))


async def _alert(storing: Storing, sender: Integration, body: bytes) -> JSONResponse:
    arrivals = await storing.alerts(sender, body)
    return _processed("Event processed", dedup_key=arrivals[0].episode.key)


async def _change(storing: Storing, sender: Integration, body: bytes) -> JSONResponse:
    await storing.run(body, lambda: storing.doors.change(sender, pagerduty.parse_change(body)))
    return _processed("Change event processed")


def _processed(message: str, **more: str) -> JSONResponse:
    return JSONResponse({"status": "success", "message": message, **more}, 202)


async def _too_large(storing: Storing, sender: Integration | None, size: int, most: int) -> JSONResponse:
    return await storing.oversized(sender, size, most) if sender else answers.too_large(most)


def _owner(storing: Storing, key: str) -> Integration | None:
    doors = storing.doors.integrations.values()
    return tokens.owner(key, [i for i in doors if i.kind is IntegrationKind.PAGERDUTY])


def _allowed(storing: Storing, start: bytes) -> int:
    return HOOK_MOST if _owner(storing, _key_in(start)) else UNKNOWN_MOST


def _key_in(start: bytes) -> str:
    found = KEY.search(start)
    return found[1].decode("utf-8", "replace") if found else ""


def _wrong_key() -> JSONResponse:
    return answers.invalid_event(401, http_errors.wrong_routing_key())
