"""Due timers become requests: in batches, each timer falling in the transaction of its decision.

One step per incident per tick, so that a bot that was asleep does not fire a burst.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.domain.decide import decide
from bot.domain.decision import Decision, Timer
from bot.domain.incident import Incident
from bot.domain.requests import BY_MERIDIAN, Asked, Wake
from bot.engine.corridor import Corridor
from bot.engine.figures import Figures
from bot.engine.saving import Step, save
from bot.store import incidents, timers
from bot.store.timers import Armed
from bot.store.transactions import Database, DatabaseUnavailable, Tx

log = structlog.get_logger(__name__)

BATCH = 200
"""Timers per transaction: larger batches are no faster (measured) and hold the lock longer."""

AFTER_A_FAULT = timedelta(minutes=1)
"""If a timer fails because of a bug in Meridian, it is retried after this, so that nobody is forgotten."""

NEWER_FIRES_WITHIN = timedelta(seconds=10)
"""So long a timer is left to a newer version of the bot, when only that one can read its incident."""


class Tick:
    """Fires what is due."""

    def __init__(self, database: Database, corridor: Corridor, figures: Figures) -> None:
        self._database = database
        self._corridor = corridor
        self._figures = figures

    def run(self, limit: int = BATCH) -> int:
        """Fire up to `limit` due timers; returns how many fell. Raises DatabaseUnavailable."""
        try:
            fired = self._database.write(lambda tx: self._batch(tx, limit))
        except DatabaseUnavailable:
            raise
        except Exception:
            # One incident that can't be saved must not hold up the pages of all others.
            log.exception("timers failed together")
            self._figures.fault("tick")
            fired = self._one_by_one(limit)
        if fired:
            self._corridor.wakes.changed()
        return fired

    def _one_by_one(self, limit: int) -> int:
        due = self._database.read(lambda tx: timers.due(tx, self._corridor.clock.now(), limit))
        return sum(self._alone(name) for name in dict.fromkeys(armed.incident for armed in due))

    def _alone(self, incident: str) -> int:
        """One incident's timers; put off when even that fails."""
        try:
            return self._database.write(lambda tx: self._batch(tx, BATCH, incident))
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("a timer can't be fired", incident=incident)
        now = self._corridor.clock.now()
        return self._database.write(lambda tx: timers.put_off(tx, incident, now, now + AFTER_A_FAULT))

    def next_due_at(self) -> datetime | None:
        """When the next timer comes due. Raises DatabaseUnavailable."""
        return self._database.read(timers.next_due_at)

    def _batch(self, tx: Tx, limit: int, only: str | None = None) -> int:
        now = self._corridor.clock.now()
        due = timers.due(tx, now, limit, only)
        if not due:
            return 0
        found = incidents.load(tx, sorted({a.incident for a in due}), lock=True, skip_locked=True)
        first = {a.incident: a for a in reversed(due) if a.incident in found}
        taken = timers.take(tx, first.values())
        steps = [step for armed in taken if (step := self._step(tx, armed, found[armed.incident]))]
        save(tx, steps, now, self._corridor.wall.now())
        self._count(taken, now)
        return len(taken) + self._leave_to_newer(tx, due, found, now)

    def _leave_to_newer(self, tx: Tx, due: list[Armed], found: dict[str, Incident], now: datetime) -> int:
        """Put off what no version that runs can read, so that it is not in the way of what is due behind it."""
        overdue = {a.incident for a in due if now - a.timer.due_at > NEWER_FIRES_WITHIN} - found.keys()
        if not overdue:
            return 0
        in_anothers_hands = incidents.load(tx, sorted(overdue))
        unreadable = sorted(overdue - in_anothers_hands.keys())
        return sum(timers.put_off(tx, incident, now, now + AFTER_A_FAULT) for incident in unreadable)

    def _step(self, tx: Tx, armed: Armed, incident: Incident) -> Step | None:
        timer = armed.timer
        asked = Asked(Wake(timer.name, timer.epoch, timer.due_at), BY_MERIDIAN, incident.id)
        try:
            decision = decide(asked, incident, self._corridor.context(tx, asked, incident))
        except Exception:
            log.exception("a timer's decision failed", incident=incident.id, timer=timer.name.value)
            self._figures.fault("tick")
            return Step(incident, self._again(tx, armed, incident))
        return Step(incident, decision) if isinstance(decision, Decision) else None

    def _again(self, tx: Tx, armed: Armed, incident: Incident) -> Decision:
        """Everything as it was, with this timer a little later."""
        later = Timer(armed.timer.name, armed.timer.epoch, self._corridor.clock.now() + AFTER_A_FAULT)
        others = [t for t in timers.armed_for(tx, incident.id) if t.name is not later.name]
        return Decision(incident, timers=(*others, later))

    def _count(self, taken: list[Armed], now: datetime) -> None:
        for armed in taken:
            self._figures.fired(armed.timer.name.value, now - armed.timer.due_at)
