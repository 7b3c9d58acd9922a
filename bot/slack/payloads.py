"""PURE. What Slack sends, read: who, where, which button. Everything in it may be missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

Payload = Mapping[str, Any]
"""A command, interaction or event as Slack sent it, parsed from JSON or from a form."""


def identity(payload: Payload) -> str:
    """The same for every delivery of the same thing: Slack's event id, else a digest of all of it.

    A new envelope, connection or retry changes neither; a second click has its own trigger and time.
    """
    if payload.get("event_id"):
        return str(payload["event_id"])
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def kind(payload: Payload) -> str:
    """What it is: `command`, `event_callback`, `block_actions`, `view_submission`, `shortcut` …"""
    return "command" if "command" in payload else str(payload.get("type", ""))


def event(payload: Payload) -> Payload:
    """The event inside an Events API payload."""
    return part(payload, "event")


def part(payload: Payload, name: str) -> Payload:
    """The object of that name, empty when there is none."""
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def word(payload: Payload, *path: str) -> str | None:
    """The text at the end of the path, None when anything on the way is missing or empty."""
    here: Any = payload
    for name in path:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here if isinstance(here, str) and here else None


def parts(payload: Payload, name: str) -> Sequence[Payload]:
    """The objects in the list of that name."""
    found = payload.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def user_of(payload: Payload) -> str | None:
    """The Slack id of the person who did it."""
    return (
        word(payload, "user_id")
        or word(payload, "user", "id")
        or word(payload, "event", "user")
        or word(payload, "event", "user", "id")
        or word(payload, "event", "message", "user")
        or word(payload, "event", "previous_message", "user")
    )


def bot_users(payload: Payload) -> frozenset[str]:
    """The user ids under which this app itself sees the event."""
    return frozenset(
        str(entry["user_id"])
        for entry in parts(payload, "authorizations")
        if entry.get("is_bot") and entry.get("user_id")
    )


def is_own(payload: Payload) -> bool:
    """Whether this app did it itself: posted or edited the message, joined the channel, put the reaction."""
    inner, ours = event(payload), bot_users(payload)
    app = word(payload, "api_app_id")
    told = (inner, part(inner, "message"), part(inner, "previous_message"))
    return any(word(it, "user") in ours or (app and word(it, "app_id") == app) for it in told)


def said_by_a_bot(payload: Payload) -> bool:
    """Whether a bot, this one or another, says it: what bots say is no request."""
    inner = event(payload)
    return bool(inner.get("bot_id")) or inner.get("subtype") == "bot_message"
