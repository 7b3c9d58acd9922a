"""Prometheus Alertmanager's webhook, version 4; Grafana's alerting sends the same shape.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import Link
from bot.domain.setup import Integration
from bot.intake import words
from bot.intake.json_body import NoNull, Payload, Word, Words, read

INSTEAD = "send Alertmanager's own webhook payload (version 4), an object with `alerts`"

NOT_SENT_MOST = 1_000_000
"""A count for a sentence; a column holds no Go uint64."""

RUNBOOKS = ("runbook_url", "runbook")
DASHBOARDS = ("dashboard_url", "dashboard")
DESCRIPTIONS = ("description", "message")
TITLES = ("summary", "title")


class _Alert(Payload):
    status: Literal["firing", "resolved"] = "firing"
    labels: Words = Field(default_factory=dict)
    annotations: Words = Field(default_factory=dict)
    starts_at: str | None = Field(None, alias="startsAt")
    ends_at: str | None = Field(None, alias="endsAt")
    generator_url: str | None = Field(None, alias="generatorURL")
    dashboard_url: str | None = Field(None, alias="dashboardURL")
    panel_url: str | None = Field(None, alias="panelURL")
    fingerprint: str | None = None


class _Group(Payload):
    alerts: Annotated[list[_Alert], NoNull]
    # Version 3 of the payload wrote a number.
    group_key: Word = Field(None, alias="groupKey")
    group_labels: Words = Field(default_factory=dict, alias="groupLabels")
    receiver: str | None = None
    truncated: int | None = Field(0, alias="truncatedAlerts")


def parse(body: bytes, integration: Integration) -> tuple[Arrival, ...]:
    """One Arrival for each service among the alerts, in the order they come.

    Each alert counts by its own status: one payload holds firing and resolved ones.
    The episode's key is `groupKey`. What the sender cut off (`truncatedAlerts`) is
    counted on the first Arrival, as nobody knows whose it was. Service None: the
    alert has no `service_label`. Raises Unreadable.
    """
    group = read(body, _Group, INSTEAD)
    services: dict[str | None, list[Alert]] = {}
    for alert in group.alerts:
        service = words.name(alert.labels.get(integration.service_label))
        services.setdefault(service, []).append(_alert(alert, integration))
    key = words.name(group.group_key) or _key_of_labels(group)
    not_sent = min(max(group.truncated or 0, 0), NOT_SENT_MOST)
    return tuple(
        Arrival(EpisodeKey(integration.name, service, key), tuple(alerts), 0 if n else not_sent)
        for n, (service, alerts) in enumerate(services.items())
    )


def _key_of_labels(group: _Group) -> str:
    """For a sender that leaves groupKey out: what Alertmanager makes it of."""
    labels = (f"{k}={v}" for k, v in sorted(group.group_labels.items()))
    return "labels:" + words.digest(group.receiver or "", *labels)


def _alert(alert: _Alert, integration: Integration) -> Alert:
    title = _title(alert)
    description = words.prose(_first(alert.annotations, DESCRIPTIONS))
    resolved = alert.status == "resolved"
    return Alert(
        fingerprint=words.name(alert.fingerprint) or _fingerprint(alert),
        title=title,
        status=AlertStatus.RESOLVED if resolved else AlertStatus.FIRING,
        started_at=words.moment(alert.starts_at),
        # While it fires, endsAt is when Prometheus would give it up, not an end.
        ended_at=words.moment(alert.ends_at) if resolved else None,
        severity=words.severity(alert.labels.get(integration.severity_label), integration),
        description="" if description == title else description,
        links=_links(alert),
        runbook=words.address(_first(alert.annotations, RUNBOOKS)),
    )


def _title(alert: _Alert) -> str:
    return (
        words.one_line(_first(alert.annotations, TITLES))
        or words.first_line(_first(alert.annotations, DESCRIPTIONS))
        or words.one_line(alert.labels.get("alertname"))
        or "Alert without a name"
    )


def _links(alert: _Alert) -> tuple[Link, ...]:
    dashboard = alert.dashboard_url or _first(alert.annotations, DASHBOARDS)
    return words.links((("Graph", alert.generator_url), ("Dashboard", dashboard), ("Panel", alert.panel_url)))


def _fingerprint(alert: _Alert) -> str:
    """For a sender that leaves it out: its labels are its identity, as in Prometheus."""
    return words.digest(*(f"{k}={v}" for k, v in sorted(alert.labels.items())))


def _first(annotations: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((annotations[n] for n in names if annotations.get(n, "").strip()), None)
