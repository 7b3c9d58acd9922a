"""The bot's own numbers, read from the registry that /metrics serves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry

from bot.domain.notices import Later, Never, Sent
from bot.web.access import HttpMetrics
from bot.web.figures import PrometheusFigures
from docs.generate import tables
from docs.generate.tables import code


def _rows() -> Iterator[tuple[str, ...]]:
    """Name as Prometheus stores it, type, labels, meaning."""
    for family in _used().collect():
        labels = sorted({label for sample in family.samples for label in sample.labels} - {"le"})
        name = f"{family.name}_total" if family.type == "counter" else family.name
        yield code(name), family.type, ", ".join(map(code, labels)) or "–", family.documentation


def table() -> str:
    """All of them, by name."""
    return tables.table(("name", "type", "labels", "meaning"), sorted(_rows()))


def _used() -> CollectorRegistry:
    """A registry in which everything was counted once, so that every label shows."""
    registry = CollectorRegistry()
    figures, http = PrometheusFigures(registry), HttpMetrics(registry)
    for receipt in (Sent(), Later("ratelimited"), Never("is_archived")):
        figures.told("PagePerson", receipt, timedelta(seconds=1))
    figures.rang("twilio", "sms", "sent")
    figures.providers({"twilio": "ok"})
    figures.fired("escalation", timedelta(seconds=1))
    figures.fault("pump")
    http.requests.labels("hook", "200").inc()
    http.seconds.labels("hook").observe(0.01)
    return registry
