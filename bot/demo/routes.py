"""What the demo adds to the page of its Slack: the shop's monitoring and the clock, as files and as JSON.

A further panel (faults, a tour) is a file in panel/ and a row in `routes`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo import showing
from bot.demo.alarms import Loudness
from bot.demo.passage import Passage
from bot.demo.shop import Shop, Unwilling
from bot.domain.setup import IntegrationKind
from bot.engine.availability import CannotStore

FILES = Path(__file__).with_name("panel")
SCRIPTS = ("/demo/panel/panel.js",)

BODY_MOST = 4096
"""Bytes; the panel sends some tens."""

Json = Mapping[str, object]


class Stage(Protocol):
    """What the panel shows and moves; `passage` is there once the bot runs."""

    @property
    def shop(self) -> Shop: ...

    @property
    def passage(self) -> Passage | None: ...


def routes(stage: Stage) -> list[BaseRoute]:
    """Files, what there is to see, and what can be done."""

    async def state(_: Request) -> Response:
        return await run_in_threadpool(_answer, stage, _nothing)

    async def at_the_shop(request: Request) -> Response:
        asked = await _asked(request)
        return await run_in_threadpool(
            _answer, stage, lambda passage: _at_the_shop(stage.shop, passage, asked)
        )

    async def time_passes(request: Request) -> Response:
        asked = await _asked(request)
        return await run_in_threadpool(_answer, stage, lambda passage: _time_passes(passage, asked))

    return [
        Route("/demo/state", state),
        Route("/demo/shop", at_the_shop, methods=["POST"]),
        Route("/demo/time", time_passes, methods=["POST"]),
        Mount("/demo/panel", StaticFiles(directory=FILES)),
    ]


async def _asked(request: Request) -> Json:
    """The JSON object of a request; empty when it is none.

    Another page in the same browser can post a form here, but not this type (CORS asks first).
    """
    if request.headers.get("content-type") != "application/json":
        return {}
    if int(request.headers.get("content-length", BODY_MOST + 1)) > BODY_MOST:
        return {}
    try:
        asked = json.loads(await request.body())
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _answer(stage: Stage, act: Callable[[Passage], str]) -> Response:
    """Do it, and answer with everything there is to see then; 400 with a sentence when it can't be done."""
    if stage.passage is None:
        return JSONResponse({"error": "The bot is starting; try again in a second."}, 503)
    try:
        done = act(stage.passage)
        return JSONResponse(showing.everything(stage.shop, stage.passage) | {"done": done})
    except (Unwilling, ValueError, OverflowError) as refusal:
        return JSONResponse({"error": str(refusal)}, 400)
    except CannotStore:
        return JSONResponse({"error": "The bot's database can't be asked now; try again in a second."}, 503)


def _nothing(_: Passage) -> str:
    return ""


def _at_the_shop(shop: Shop, passage: Passage, asked: Json) -> str:
    service, kind = str(asked.get("service")), IntegrationKind(asked.get("kind"))
    match asked.get("act"):
        case "fire":
            said = shop.fire(service, kind, Loudness(asked.get("severity", "critical")))
        case "flood":
            said = shop.flood(service, kind, Loudness(asked.get("severity", "critical")))
        case "repeat":
            said = shop.repeat(service, kind)
        case "resolve":
            said = shop.resolve(service, kind)
        case other:
            raise Unwilling(f"The shop can't {other}; it can fire, flood, repeat and resolve.")
    passage.take_in()  # so that what comes next is known already
    return showing.in_words(said)


def _time_passes(passage: Passage, asked: Json) -> str:
    match asked:
        case {"to": "next"}:
            return showing.passed(passage.move_to_next())
        case {"minutes": int() | float() as minutes}:
            return showing.passed(passage.move(timedelta(minutes=minutes)))
        case _:
            raise Unwilling('Say how far: {"minutes": 5}, or {"to": "next"}.')
