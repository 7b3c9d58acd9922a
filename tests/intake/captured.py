"""Real requests, and the integrations that they are read for."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.domain.setup import Integration, IntegrationKind, Severity

CAPTURES = Path(__file__).parent.parent / "fixtures" / "captures"

PROMETHEUS = Integration("prometheus", IntegrationKind.ALERTMANAGER, "")
PAGERDUTY = Integration("pagerduty", IntegrationKind.PAGERDUTY, "")
SHOP = Integration("shop", IntegrationKind.GENERIC, "")
OWN_WORDS = Integration(
    "prometheus",
    IntegrationKind.ALERTMANAGER,
    "",
    service_label="app",
    severity_label="prio",
    severities=MappingProxyType({"very bad": Severity.P1, "critical": Severity.P3}),
)


def captured(name: str) -> bytes:
    """The exact body of a captured request."""
    raw: str = json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))["body_raw"]
    return raw.encode()


def changed(name: str, **fields: Any) -> bytes:
    """A captured body with some of its top-level fields replaced; None takes one away."""
    body = json.loads(captured(name)) | fields
    return json.dumps({key: value for key, value in body.items() if value is not None}).encode()
