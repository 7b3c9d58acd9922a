"""Briefings as the pump would give them, and a sender before a local Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.domain import events as e
from bot.domain.events import Recorded, RoomKind
from bot.domain.incident import Incident, Room, fold
from bot.domain.notices import Briefing, Notice, Place, Receipt, Sent, Telling
from bot.domain.setup import Person, Service, Setup, Severity
from bot.sandbox import Sandbox

DECLARED = Recorded("INC-2026-0001", 1, datetime(2026, 11, 21, 7, tzinfo=UTC), "ana", e.Declared("Checkout is down", Severity.P1, "checkout"))

SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA"),
        "carla": Person("carla", "Europe/Madrid", slack="U0CARLA"),
        "diego": Person("diego", "Europe/Madrid"),
    },
    services={
        "checkout": Service(
            "checkout", runbooks=("https://runbooks.example/checkout",), dashboards=("https://grafana.example/d/1",)
        )
    },
)
