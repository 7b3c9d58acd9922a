"""What the shop's monitoring says when something breaks: the payloads of real senders, in their own shapes.

Alertmanager's webhook version 4 and PagerDuty's Events API v2 are shaped like the captures in tests/fixtures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from bot.domain.setup import IntegrationKind

Json = dict[str, Any]

NOT_ENDED = "0001-01-01T00:00:00Z"
"""Go's zero time, which Alertmanager sends as endsAt of what has no end yet."""

TOKENS = {
    IntegrationKind.ALERTMANAGER: "demo-prometheus-no-secret-q7wz4kx9m2vd",
    IntegrationKind.PAGERDUTY: "demo-pagerduty-no-secret-t5hb8nc3jf6r",
    IntegrationKind.GENERIC: "demo-shop-no-secret-y9lm2xs6gk4pw8vz",
}
"""As in the demo's meridian.yml."""


class Loudness(Enum):
    """The severities that senders know."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Symptom:
    """How a service breaks: the rule's name, a line for people, and the rest in a sentence."""

    rule: str
    summary: str
    description: str


SYMPTOMS = {
    "checkout": Symptom(
        "CheckoutErrorRateHigh", "Checkout answers 5xx to 20% of customers", "Carts are kept; nobody can pay."
    ),
    "payments-api": Symptom(
        "PaymentsLatencyHigh",
        "Payments take 8 s at p99",
        "The card provider answers slowly; retries pile up.",
    ),
    "search": Symptom("SearchIndexStale", "Search results are 40 minutes old", "The indexer has stopped."),
    "catalogue": Symptom(
        "CatalogueDiskFilling", "The catalogue's disk is full in 3 hours", "Thumbnails are not cleaned up."
    ),
}
OTHERWISE = Symptom("ServiceDown", "The service does not answer", "")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that fires at `service` since `since` (aware UTC), in `pods` places at once."""

    service: str
    loudness: Loudness
    since: datetime
    pods: int = 1

    @property
    def symptom(self) -> Symptom:
        return SYMPTOMS.get(self.service, OTHERWISE)

    @property
    def key(self) -> str:
        """The same for every occurrence, as monitoring names a rule and not an evening."""
        return f"{self.service}/{self.symptom.rule}"


@dataclass(frozen=True, slots=True)
class Post:
    """One request to a door of the bot. `path` is absolute."""

    path: str
    body: bytes
    headers: dict[str, str]


def posts(
    kind: IntegrationKind, alarm: Alarm, resolved_at: datetime | None = None, events: int = 1
) -> Iterator[Post]:
    """What this sender sends: Alertmanager one group for all pods, the others `events` single ones."""
    resolved = resolved_at is not None
    match kind:
        case IntegrationKind.ALERTMANAGER:
            yield _post("/hooks/prometheus", _alertmanager(alarm, resolved_at), TOKENS[kind])
        case IntegrationKind.PAGERDUTY:
            for pod in range(events):
                yield _post("/v2/enqueue", _pagerduty(alarm, pod, resolved=resolved))
        case IntegrationKind.GENERIC:
            for pod in range(events):
                yield _post("/hooks/shop", _generic(alarm, pod, resolved=resolved), TOKENS[kind])


def _post(path: str, payload: Json, token: str = "") -> Post:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Post(path, json.dumps(payload, ensure_ascii=False).encode(), headers)


def _alertmanager(alarm: Alarm, resolved_at: datetime | None) -> Json:
    status = "resolved" if resolved_at else "firing"
    rule = alarm.symptom.rule
    group = {"alertname": rule, "service": alarm.service}
    common = group | {"cluster": "shop", "severity": alarm.loudness.value}
    notes = {
        "summary": alarm.symptom.summary,
        "description": alarm.symptom.description,
        "runbook_url": f"https://runbooks.example/{alarm.service}",
    }
    return {
        "receiver": "meridian",
        "status": status,
        "alerts": [_alert(alarm, common, notes, pod, resolved_at) for pod in range(alarm.pods)],
        "groupLabels": group,
        "commonLabels": common,
        "commonAnnotations": notes,
        "externalURL": "https://alertmanager.example",
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{rule}", service="{alarm.service}"}}',
        "truncatedAlerts": 0,
    }


def _alert(
    alarm: Alarm, common: dict[str, str], notes: dict[str, str], pod: int, resolved_at: datetime | None
) -> Json:
    labels = common | {"pod": _pod(alarm, pod)}
    return {
        "status": "resolved" if resolved_at else "firing",
        "labels": labels,
        "annotations": notes,
        "startsAt": _moment(alarm.since),
        "endsAt": _moment(resolved_at) if resolved_at else NOT_ENDED,
        "generatorURL": f"https://prometheus.example/graph?g0.expr={alarm.symptom.rule}&g0.tab=1",
        "fingerprint": _fingerprint(alarm.key, labels["pod"]),
    }


def _fingerprint(*words: str) -> str:
    """16 hex digits, as Alertmanager's; without the severity, so that an alert made worse is the same one."""
    return hashlib.sha256("/".join(words).encode()).hexdigest()[:16]


def _pagerduty(alarm: Alarm, pod: int, *, resolved: bool) -> Json:
    """The routing key travels in the body, where PagerDuty's senders put it."""
    event: Json = {"routing_key": TOKENS[IntegrationKind.PAGERDUTY], "dedup_key": alarm.key}
    if resolved:
        return event | {"event_action": "resolve"}
    return event | {
        "event_action": "trigger",
        "payload": {
            "summary": alarm.symptom.summary,
            "source": _pod(alarm, pod),
            "severity": alarm.loudness.value,
            "timestamp": _moment(alarm.since),
            "component": alarm.service,
            "group": "shop",
            "class": alarm.symptom.rule,
            "custom_details": {"what it means": alarm.symptom.description, "pod": _pod(alarm, pod)},
        },
        "links": [{"href": f"https://runbooks.example/{alarm.service}", "text": "Runbook"}],
    }


def _generic(alarm: Alarm, pod: int, *, resolved: bool) -> Json:
    return {
        "title": alarm.symptom.summary,
        "status": "resolved" if resolved else "firing",
        "key": alarm.key,
        "service": alarm.service,
        "severity": alarm.loudness.value,
        "description": alarm.symptom.description,
        "links": [{"text": "Runbook", "url": f"https://runbooks.example/{alarm.service}"}],
        "labels": {"pod": _pod(alarm, pod)},
    }


def _pod(alarm: Alarm, number: int) -> str:
    return f"{alarm.service}-{number + 1}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
