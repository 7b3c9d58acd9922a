"""What the panel shows, as JSON: the hour in each place, what comes next, what fires, what the doors answered."""

from __future__ import annotations

import http.client
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.demo.alarms import TOKENS, Loudness
from bot.demo.coming import Coming
from bot.demo.day import AHEAD, everybody
from bot.demo.passage import Moved
from bot.demo.shop import Said, Shop
from bot.demo.stage import Stage
from bot.demo.team import COLLEAGUES
from bot.demo.tour import encore
from bot.demo.weather import FORECASTS
from bot.domain.oncall.quiet import is_away
from bot.domain.people import is_night, local_time
from bot.domain.setup import IntegrationKind, Setup

Json = dict[str, Any]

SENDERS = {
    IntegrationKind.ALERTMANAGER: "Alertmanager",
    IntegrationKind.PAGERDUTY: "PagerDuty Events",
    IntegrationKind.GENERIC: "Plain JSON",
}

HEALTH_WITHIN = 1.0
"""Seconds; it answers in a few milliseconds, or the bot is dead."""

HEALTH_MOST = 4096
"""Bytes of it."""

SHOWN_AT_ONCE = 3
"""Of what happened during a move, the last among them, for it is what was waited for; the rest is in the channels."""


def everything(stage: Stage) -> Json:
    """One look at the demo. Times are ISO 8601 in UTC, local ones are ready to be read."""
    parts = stage.running
    passage, now = parts.passage, parts.passage.now()
    coming, sight = passage.all_that_comes(), stage.sight()
    return {
        "now": now.isoformat(),
        "people": _people(passage.setup, now, passage.on_call()),
        "coming": _coming(coming[0], now) if coming else None,
        "ahead": [_coming(one, now) for one in coming if one.at <= now + AHEAD],
        "senders": [{"kind": kind.value, "name": name} for kind, name in SENDERS.items()],
        "severities": [loudness.value for loudness in Loudness],
        "services": [
            {"name": name, "firing": _firing(stage.shop, name, now)} for name in stage.shop.services
        ],
        "answers": [_said(said) for said in stage.shop.answers],
        "by_hand": by_hand(stage.shop.door),
        "weather": _weather(stage),
        "bot": _bot(stage),
        "tour": stage.tour.shown(sight),
        "encore": encore(sight),
    }


def by_hand(door: str) -> str:
    """A command for a terminal, to be one's own monitoring."""
    alert = '{"title": "The tills do not print", "service": "checkout", "severity": "error"}'
    return f"curl {door}/hooks/shop/{TOKENS[IntegrationKind.GENERIC]} -d '{alert}'"


def in_words(said: Said) -> str:
    """What the monitoring did and how it was taken, in a sentence."""
    answer = said.answer
    came = f"the door answered {answer.status}" if answer.status else answer.text
    tries = f" at try {answer.tries}" if answer.tries > 1 else ""
    return f"{SENDERS[said.kind]} {said.what} for {said.service}: {came}{tries}."


def passed(moved: Moved) -> str:
    """What came due while time went on."""
    if not moved.happened:
        return "Nothing came due."
    *before, last = moved.happened
    more = len(before) - SHOWN_AT_ONCE + 1
    shown = [*before[: SHOWN_AT_ONCE - 1], f"{more} more things"] if more > 1 else before
    said = "; ".join([*shown, last])
    return f"{said[0].upper()}{said[1:]}."


def _people(setup: Setup, now: datetime, on_call: tuple[str, ...]) -> list[Json]:
    """Everybody's hour, and their next 24 hours: nights, shifts by schedule, and time off."""
    days = everybody(setup, now)
    return [
        {
            "name": who.real_name,
            "slack": who.id,
            "place": who.zone.rpartition("/")[2],
            "time": f"{local_time(who.zone, now):%a %H:%M}",
            "night": is_night(setup.people[who.name], now),
            "on_call": who.name in on_call,
            "off": is_away(setup.people[who.name], now),
            "day": [
                {"what": part.what, "since": part.since.isoformat(), "until": part.until.isoformat()}
                for part in days[who.id]
            ],
        }
        for who in COLLEAGUES
    ]


def _coming(coming: Coming, now: datetime) -> Json:
    return {"what": coming.what, "at": coming.at.isoformat(), "in": _how_long(coming.at - now)}


def _weather(stage: Stage) -> Json:
    return {
        "sky": stage.weather.sky.value,
        "skies": [
            {"sky": sky.value, "label": forecast.label, "expect": forecast.expect}
            for sky, forecast in FORECASTS.items()
        ],
    }


def _bot(stage: Stage) -> Json:
    """How the process is, what its health page says, what waits, and what Slack refused it lately."""
    parts = stage.running
    waits = parts.passage.outstanding()
    return {
        "life": parts.bot.life.value,
        "health": _health(parts.bot.url),
        "waiting": waits.notices,
        "oldest_seconds": waits.oldest_notice_seconds(parts.engine.corridor.wall.now()),
        "refused": stage.refusals(),
        "told": parts.comeback.told(),
    }


def _health(url: str) -> Json | None:
    """What /readyz says; None: nobody answers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=HEALTH_WITHIN)
    try:
        connection.request("GET", "/readyz")
        found = json.loads(connection.getresponse().read(HEALTH_MOST))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) else None


def _how_long(wait: timedelta) -> str:
    seconds = max(0, round(wait.total_seconds()))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def _firing(shop: Shop, service: str, now: datetime) -> Json:
    """By sender: how loud, and for how long."""
    alarms = {kind.value: shop.firing(service, kind) for kind in SENDERS}
    return {
        kind: {"severity": alarm.loudness.value, "for": _how_long(now - alarm.since), "pods": alarm.pods}
        for kind, alarm in alarms.items()
        if alarm
    }


def _said(said: Said) -> Json:
    return {
        "at": said.at.isoformat(),
        "what": said.what,
        "service": said.service,
        "sender": SENDERS[said.kind],
        "requests": said.requests,
        "tries": said.answer.tries,
        "status": said.answer.status,
        "taken": said.answer.taken,
        "text": said.answer.text,
        "milliseconds": round(said.answer.seconds * 1000),
    }
