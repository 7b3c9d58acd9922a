"""What people changed: a deploy, a switch. It may explain an incident that begins soon after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.events import Link

EXPLAINS_FOR = timedelta(hours=2)
"""A change this long before an incident is shown on its card: most bad deploys show within the hour."""

SHOWN = 3
"""The newest changes on a card; more are a list nobody reads at night."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `source` is what changed, in the sender's words."""

    integration: str
    at: datetime
    summary: str
    source: str = ""
    links: tuple[Link, ...] = ()
