"""What the panel shows, as JSON: the hour in each place, what comes next, what fires, what the doors answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.demo.alarms import TOKENS, Loudness
from bot.demo.passage import Moved, Passage
from bot.demo.shop import Said, Shop
from bot.demo.team import COLLEAGUES
from bot.domain.people import is_night, local_time
from bot.domain.setup import IntegrationKind, Setup

Json = dict[str, Any]

SENDERS = {
    IntegrationKind.ALERTMANAGER: "Alertmanager",
    IntegrationKind.PAGERDUTY: "PagerDuty Events",
    IntegrationKind.GENERIC: "Plain JSON",
}

SHOWN_AT_ONCE = 3
"""Of what happened during a move; the rest is in the channels."""


def everything(shop: Shop, passage: Passage) -> Json:
    """One look at the demo. Times are ISO 8601 in UTC, local ones are ready to be read."""
    now = passage.now()
    return {
        "now": now.isoformat(),
        "places": _places(passage.setup, now, passage.on_call()),
        "coming": _coming(passage, now),
        "senders": [{"kind": kind.value, "name": name} for kind, name in SENDERS.items()],
        "severities": [loudness.value for loudness in Loudness],
        "services": [{"name": name, "firing": _firing(shop, name, now)} for name in shop.services],
        "answers": [_said(said) for said in shop.answers],
        "by_hand": by_hand(shop.door),
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
    shown = "; ".join(moved.happened[:SHOWN_AT_ONCE])
    more = len(moved.happened) - SHOWN_AT_ONCE
    return (f"{shown}; and {more} more." if more > 0 else f"{shown}.") if shown else "Nothing came due."


def _places(setup: Setup, now: datetime, on_call: tuple[str, ...]) -> list[Json]:
    return [
        {
            "name": zone.rpartition("/")[2],
            "time": f"{local_time(zone, now):%a %H:%M}",
            "night": any(is_night(setup.people[c.name], now) for c in COLLEAGUES if c.zone == zone),
            "on_call": [
                {"name": c.real_name, "slack": c.id}
                for c in COLLEAGUES
                if c.zone == zone and c.name in on_call
            ],
        }
        for zone in dict.fromkeys(c.zone for c in COLLEAGUES)
    ]


def _coming(passage: Passage, now: datetime) -> Json | None:
    coming = passage.coming()
    if coming is None:
        return None
    return {"what": coming.what, "at": coming.at.isoformat(), "in": _how_long(coming.at - now)}


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
