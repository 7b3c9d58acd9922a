"""The bot's own numbers for Prometheus: what was told, how late, what waits, what Slack refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.domain.notices import Later, Receipt, Sent
from bot.engine.queries import Outstanding

LATENESS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
"""Seconds. From the beat (1 s) and the promise (5 s, 30 s after a restart) to an outage."""


STATES = {"ok": 0, "half-open": 1, "open": 2}
"""How the state of a provider is plotted."""


class PrometheusFigures:
    """Counts what the loops do; keeps to `engine.figures.Figures`. Safe on any thread."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._told = Counter(
            "meridian_notices", "Send attempts, by kind and result", ("kind", "result"), registry=registry
        )
        self._errors = Counter(
            "meridian_notice_errors", "Failed send attempts, by reason", ("reason",), registry=registry
        )
        self._late = Histogram(
            "meridian_notice_lateness_seconds",
            "Seconds from when a message was due until it was sent",
            ("kind",),
            buckets=LATENESS,
            registry=registry,
        )
        self._timer_late = Histogram(
            "meridian_timer_lateness_seconds",
            "Seconds from when a timer was due until it fired",
            ("timer",),
            buckets=LATENESS,
            registry=registry,
        )
        self._faults = Counter(
            "meridian_faults",
            "Internal errors that were caught; the work is retried",
            ("where",),
            registry=registry,
        )
        self._rang = Counter(
            "meridian_provider_tries",
            "Pages handed to a provider, by result",
            ("provider", "method", "result"),
            registry=registry,
        )
        self._provider_state = Gauge(
            "meridian_provider_state",
            "State of a provider: 0 ok, 1 half-open, 2 open (paused)",
            ("provider",),
            registry=registry,
        )
        self._notices_waiting = Gauge("meridian_notices_waiting", "Messages to be sent", registry=registry)
        self._oldest_notice = Gauge(
            "meridian_oldest_notice_seconds", "Seconds the oldest message has waited", registry=registry
        )
        self._timers_armed = Gauge("meridian_timers_armed", "Timers set", registry=registry)
        self._open_incidents = Gauge(
            "meridian_open_incidents", "Incidents that have not ended", registry=registry
        )

        self._lost_rooms = Gauge(
            "meridian_lost_rooms", "Open incidents whose channel is gone", registry=registry
        )
        self._given_up = Gauge(
            "meridian_deliveries_given_up",
            "Deliveries of the last day, from monitoring or Slack, that could not be processed",
            registry=registry,
        )

    def told(self, kind: str, receipt: Receipt, late: timedelta) -> None:
        """A notice was tried, this long after it was due."""
        self._told.labels(kind, type(receipt).__name__.lower()).inc()
        if isinstance(receipt, Sent):
            self._late.labels(kind).observe(max(0.0, late.total_seconds()))
            return
        reason = receipt.reason.split(":")[0][:60]
        self._errors.labels(reason if isinstance(receipt, Later) or reason.isidentifier() else "other").inc()

    def rang(self, provider: str, method: str, result: str) -> None:
        """A provider was tried for a page."""
        self._rang.labels(provider, method, result).inc()

    def providers(self, states: Mapping[str, str]) -> None:
        """How the providers are: 0 ok, 1 half-open, 2 open."""
        for name, state in states.items():
            self._provider_state.labels(name).set(STATES[state])

    def waits(self, outstanding: Outstanding, now: datetime) -> None:
        """What is to be done now, by the clock that notices wait by."""
        self._notices_waiting.set(outstanding.notices)
        self._oldest_notice.set(outstanding.oldest_notice_seconds(now) or 0)
        self._timers_armed.set(outstanding.timers)
        self._open_incidents.set(outstanding.open_incidents)
        self._given_up.set(outstanding.given_up)
        self._lost_rooms.set(outstanding.lost_rooms)

    def fired(self, timer: str, late: timedelta) -> None:
        """A timer fell, this long after it was due."""
        self._timer_late.labels(timer).observe(max(0.0, late.total_seconds()))

    def fault(self, where: str) -> None:
        """A fault of ours was caught."""
        self._faults.labels(where).inc()
