"""What the demo adds to the page of its Slack: its panels, as files and as JSON.

A further panel is a file in panel/ and a row in `routes`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo import showing
from bot.demo.alarms import Loudness
from bot.demo.shop import Unwilling
from bot.demo.stage import Stage
from bot.demo.weather import Sky
from bot.domain.setup import IntegrationKind
from bot.engine.availability import CannotStore

FILES = Path(__file__).with_name("panel")
SCRIPTS = ("/demo/panel/panel.js",)

BODY_MOST = 4096
"""Bytes; the panel sends some tens."""

Json = Mapping[str, object]
Verb = Callable[[Stage, Json], str]
"""Does something and says what came of it. Raises Unwilling, ValueError, OverflowError or CannotStore."""


def routes(stage: Stage) -> list[BaseRoute]:
    """Files, what there is to see, and what can be done."""

    async def state(request: Request) -> Response:
        query = request.query_params
        viewer = {"as": query.get("as", ""), "channel": query.get("channel", "")}
        return await run_in_threadpool(_answer, stage, _looks, viewer)

    def post(path: str, verb: Verb) -> Route:
        async def act(request: Request) -> Response:
            return await run_in_threadpool(_answer, stage, verb, await _asked(request))

        return Route(path, act, methods=["POST"])

    return [
        Route("/demo/state", state),
        post("/demo/shop", _at_the_shop),
        post("/demo/time", _time_passes),
        post("/demo/weather", _weather_turns),
        post("/demo/bot", _to_the_bot),
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


def _answer(stage: Stage, verb: Verb, asked: Json) -> Response:
    """Do it, and answer with everything there is to see then; 400 with a sentence when it can't be done."""
    if stage.parts is None:
        return JSONResponse({"error": "The bot is starting; try again in a second."}, 503)
    try:
        done = verb(stage, asked)
        return JSONResponse(showing.everything(stage) | {"done": done})
    except (Unwilling, ValueError, OverflowError) as refusal:
        return JSONResponse({"error": str(refusal)}, 400)
    except CannotStore:
        return JSONResponse({"error": "The bot's database can't be asked now; try again in a second."}, 503)


def _looks(stage: Stage, asked: Json) -> str:
    stage.looked(str(asked.get("as")), str(asked.get("channel")))
    return ""


def _at_the_shop(stage: Stage, asked: Json) -> str:
    shop = stage.shop
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
    stage.running.passage.take_in()  # so that what comes next is known already
    return showing.in_words(said)


def _time_passes(stage: Stage, asked: Json) -> str:
    passage = stage.running.passage
    match asked:
        case {"to": "next"}:
            return showing.passed(passage.move_to_next())
        case {"until": str() as at}:
            return showing.passed(passage.move_to(_aware(at)))
        case {"minutes": int() | float() as minutes}:
            return showing.passed(passage.move(timedelta(minutes=minutes)))
        case _:
            raise Unwilling(
                'Say how far: {"minutes": 5}, {"until": "2026-11-24T16:45:00+00:00"}, or {"to": "next"}.'
            )


def _weather_turns(stage: Stage, asked: Json) -> str:
    return stage.weather.turn(Sky(asked.get("sky")))


def _to_the_bot(stage: Stage, asked: Json) -> str:
    match asked.get("act"):
        case "kill":
            return stage.running.comeback.kill()
        case "restart":
            return stage.restart_bot()
        case other:
            raise Unwilling(f"The bot can't be told to {other}; it can be told kill and restart.")


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise Unwilling(f"Write the time with its offset: {text}+00:00.")
    return at
