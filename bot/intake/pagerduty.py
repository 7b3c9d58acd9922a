"""PagerDuty's Events API v2: alerts and changes.

https://developer.pagerduty.com/docs/events-api-v2/overview/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import Link
from bot.domain.setup import Integration
from bot.intake import words
from bot.intake.json_body import NoNull, Payload, Word, read
from bot.intake.unreadable import Unreadable

INSTEAD = "send an Events API v2 event: routing_key, event_action, dedup_key and payload"
INSTEAD_CHANGE = "send an Events API v2 change event: routing_key and payload with summary"

DETAILS_KEPT = 20
"""Lines of custom_details in a description; PagerDuty allows 512 KiB of them."""

STATUSES = {
    "trigger": AlertStatus.FIRING,
    "acknowledge": AlertStatus.ACKNOWLEDGED,
    "resolve": AlertStatus.RESOLVED,
}


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """Something that people changed: a deploy, a switch. `at` None: the sender does not say."""

    summary: str
    source: str = ""
    at: datetime | None = None
    links: tuple[Link, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


class _Link(Payload):
    href: Word = None
    text: Word = None


class _Image(Payload):
    src: Word = None
    href: Word = None
    alt: Word = None


class _Details(Payload):
    summary: str
    source: Word = None
    severity: Word = None
    timestamp: Word = None
    component: Word = None
    group: Word = None
    kind: Word = Field(None, alias="class")
    custom_details: Any = None


class _Event(Payload):
    event_action: Literal["trigger", "acknowledge", "resolve"]
    dedup_key: Word = None
    payload: _Details | None = None
    links: Annotated[list[_Link], NoNull] = Field(default_factory=list)
    images: Annotated[list[_Image], NoNull] = Field(default_factory=list)
    client: Word = None
    client_url: Word = None


class _Change(Payload):
    payload: _Details
    links: Annotated[list[_Link], NoNull] = Field(default_factory=list)
    images: Annotated[list[_Image], NoNull] = Field(default_factory=list)


class _Key(Payload):
    routing_key: str


def routing_key(body: bytes) -> str:
    """The token of an event that carries it in its body. Raises Unreadable."""
    return read(body, _Key, INSTEAD).routing_key


def parse(body: bytes, integration: Integration, fresh_key: str) -> tuple[Arrival, ...]:
    """One alert in one Arrival; its episode's key is the `dedup_key` to answer with.

    A trigger without a dedup_key takes `fresh_key`. Acknowledge and resolve carry no
    payload, so their service is None: whatever is open under this key is meant.
    Raises Unreadable.
    """
    event = read(body, _Event, INSTEAD)
    key = words.name(event.dedup_key)
    if event.event_action == "trigger":
        return (_triggered(event, integration, key or fresh_key),)
    if key is None:
        what = f"dedup_key is missing, and {event.event_action} needs it"
        raise Unreadable(what, "send the dedup_key that the trigger was answered with")
    alert = Alert(fingerprint=key, title=key, status=STATUSES[event.event_action])
    return (Arrival(EpisodeKey(integration.name, None, key), (alert,)),)


def _triggered(event: _Event, integration: Integration, key: str) -> Arrival:
    said = event.payload
    if said is None:
        raise Unreadable("payload is missing, and trigger needs it", INSTEAD)
    alert = Alert(
        fingerprint=key,
        title=_summary(said, INSTEAD),
        started_at=words.moment(said.timestamp),
        severity=words.severity(said.severity, integration),
        description=_description(said),
        links=words.links(_links(event)),
    )
    return Arrival(EpisodeKey(integration.name, _service(said), key), (alert,))


def parse_change(body: bytes) -> ChangeEvent:
    """What was changed. Raises Unreadable."""
    change = read(body, _Change, INSTEAD_CHANGE)
    return ChangeEvent(
        summary=_summary(change.payload, INSTEAD_CHANGE),
        source=words.one_line(change.payload.source, words.NAME_KEPT),
        at=words.moment(change.payload.timestamp),
        links=words.links(_links(change)),
        details=_details(change.payload.custom_details),
    )


def _summary(said: _Details, instead: str) -> str:
    summary = words.one_line(said.summary)
    if not summary:
        raise Unreadable("payload.summary is empty", instead)
    return summary


def _service(said: _Details) -> str | None:
    named = said.custom_details.get("service") if isinstance(said.custom_details, dict) else None
    return words.name(said.component) or words.name(named if isinstance(named, str) else None)


def _description(said: _Details) -> str:
    known = (("source", said.source), ("class", said.kind), ("group", said.group))
    lines = [f"{label}: {words.one_line(text)}" for label, text in known if words.one_line(text)]
    lines += [f"{label}: {text}" if label else text for label, text in _details(said.custom_details)]
    return words.prose("\n".join(lines))


def _details(custom: object) -> tuple[tuple[str, str], ...]:
    """custom_details as (name, text); a bare string has no name."""
    if not isinstance(custom, dict):
        text = _text(custom)
        return (("", text),) if text else ()
    named = ((words.one_line(str(key), words.NAME_KEPT), _text(value)) for key, value in custom.items())
    return tuple((key, text) for key, text in named if text)[:DETAILS_KEPT]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return words.prose(value)
    return words.prose(json.dumps(value, ensure_ascii=False))


def _links(event: _Event | _Change) -> Iterator[tuple[str | None, str | None]]:
    yield from ((link.text, link.href) for link in event.links)
    yield from ((image.alt or "Image", image.href or image.src) for image in event.images)
    if isinstance(event, _Event):
        yield event.client, event.client_url
