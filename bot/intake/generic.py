"""Plain JSON for whatever has no format of its own: `curl -d '{"title": "…"}'` is an alert."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.setup import Integration
from bot.intake import words
from bot.intake.json_body import NoNull, Payload, Word, Words, read
from bot.intake.unreadable import Unreadable

INSTEAD = (
    'send an object such as {"title": "Checkout answers 500", "service": "checkout", "severity": "critical"}'
)


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Status = Annotated[Literal["firing", "resolved"] | None, BeforeValidator(_lower)]
"""In any case: whoever writes "FIRING" means it."""


class _Link(Payload):
    url: Word = None
    text: Word = None


class _Alert(Payload):
    title: str
    status: Status = None
    key: Word = None
    service: Word = None
    severity: Word = None
    description: Word = None
    links: Annotated[list[_Link], NoNull] = Field(default_factory=list)
    labels: Words = Field(default_factory=dict)
    runbook: Word = None


def parse(body: bytes, integration: Integration) -> tuple[Arrival, ...]:
    """One alert in one Arrival; only `title` is needed. Raises Unreadable.

    `key` names the episode; without one, the title and the service do: the same words
    again join the incident, and `resolved` with the same words ends it. A service or
    severity may also stand in `labels`, under the integration's label names.
    """
    said = read(body, _Alert, INSTEAD)
    title = words.one_line(said.title)
    if not title:
        raise Unreadable("title is empty", INSTEAD)
    service = words.name(said.service) or words.name(said.labels.get(integration.service_label))
    key = words.name(said.key) or words.digest(title, service or "")
    alert = Alert(
        fingerprint=key,
        title=title,
        status=AlertStatus(said.status or "firing"),
        severity=words.severity(said.severity or said.labels.get(integration.severity_label), integration),
        description=words.prose(said.description),
        links=words.links((link.text, link.url) for link in said.links),
        runbook=words.address(said.runbook or said.labels.get("runbook_url")),
    )
    return (Arrival(EpisodeKey(integration.name, service, key), (alert,)),)
