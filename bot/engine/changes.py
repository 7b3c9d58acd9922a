"""Deploys and other changes come in, and are found again for the cards that they may explain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.changes import EXPLAINS_FOR, SHOWN, Change
from bot.domain.incident import Incident
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.store import changes
from bot.store.transactions import Database, Tx

LONGEST_AGO = timedelta(days=1)
"""A sender's clock that is off by more than this says nothing: then the moment of arrival counts."""


class Changes:
    """The door of the engine for what people changed."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    def note(self, change: Change) -> None:
        """Store it. Raises CannotStore: nothing happened."""
        now = self._corridor.clock.now()
        sensible = replace(change, at=change.at if abs(now - change.at) < LONGEST_AGO else now)
        with storing():
            self._database.write(lambda tx: changes.keep(tx, sensible))


def that_may_explain(tx: Tx, incident: Incident) -> tuple[Change, ...]:
    """The newest changes before an incident began, newest first."""
    began = incident.impact_started_at or incident.declared_at
    return tuple(changes.between(tx, began - EXPLAINS_FOR, began, SHOWN))
