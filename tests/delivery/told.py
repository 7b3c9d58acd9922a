"""Briefings as the pump would give them, and a sender before a local Slack."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.setup import Person, Service, Setup, Severity

DECLARED = Recorded(
    "INC-2026-0001",
    1,
    datetime(2026, 11, 21, 7, tzinfo=UTC),
    "ana",
    e.Declared("Checkout is down", Severity.P1, "checkout"),
)

SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA"),
        "carla": Person("carla", "Europe/Madrid", slack="U0CARLA"),
        "diego": Person("diego", "Europe/Madrid"),
    },
    services={
        "checkout": Service(
            "checkout",
            runbooks=("https://runbooks.example/checkout",),
            dashboards=("https://grafana.example/d/1",),
        )
    },
)
