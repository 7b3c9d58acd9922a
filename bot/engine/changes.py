"""Deploys and other changes come in, and are found again for the cards that they may explain."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.domain.changes import EXPLAINS_FOR, SHOWN, Change
from bot.domain.incident import Incident
from bot.domain.setup import Integration
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.intake.pagerduty import ChangeEvent
from bot.store import changes
from bot.store.transactions import Database, Tx

log = structlog.get_logger(__name__)

LONGEST_AGO = timedelta(days=1)
"""A sender's clock that is off by more than this says nothing: then the moment of arrival counts."""


class Changes:
    """The door of the engine for what people changed."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    def take(self, integration: Integration, event: ChangeEvent) -> None:
        """Store what a sender says was changed. Raises CannotStore: nothing happened."""
        now = self._corridor.clock.now()
        at = event.at if event.at and abs(now - event.at) < LONGEST_AGO else now
        change = Change(integration.name, at, event.summary, event.source, event.links)
        with storing():
            self._database.write(lambda tx: changes.keep(tx, change))
        log.info("change received", integration=integration.name)


def that_may_explain(tx: Tx, incident: Incident) -> tuple[Change, ...]:
    """The newest changes before an incident began, newest first."""
    began = incident.impact_started_at or incident.declared_at
    return tuple(changes.between(tx, began - EXPLAINS_FOR, began, SHOWN))
