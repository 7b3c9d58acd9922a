"""How the bot is, for those who watch it: its parts, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, generate_latest

from bot.clock import Clock
from bot.engine.handle import Handle
from bot.web.doors import CannotStore, Health
from bot.web.figures import PrometheusFigures

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """`slack` says "ok" or what is wrong, `beating` whether loops and heartbeat run, `providers` how each one is:
    "ok", "open" or "half-open"."""

    slack: Callable[[], str]
    beating: Callable[[], bool]
    providers: Callable[[], Mapping[str, str]]


class HealthCheck:
    """Asks the parts and the database. Each call blocks."""

    def __init__(self, handle: Handle, wall: Clock, parts: Parts) -> None:
        """`wall` is the clock that notices wait by."""
        self._handle = handle
        self._wall = wall
        self._parts = parts

    def health(self) -> Health:
        """One row is written to see whether alerts can be stored."""
        slack = self._parts.slack()
        scheduler = "ok" if self._parts.beating() else "stopped"
        try:
            waits = self._handle.outstanding(self._wall.now())
            self._handle.check_storable()
        except CannotStore as trouble:
            # Anybody may ask: where the database is and how it refused us is for the log alone.
            log.warning("not ready", reason=str(trouble))
            return Health("can't store", slack, scheduler, None, storable=False)
        return Health(
            database="ok",
            slack=slack,
            scheduler=scheduler,
            oldest_notice_seconds=waits.oldest_notice_seconds(self._wall.now()),
            storable=True,
            given_up=waits.given_up,
            lost_rooms=waits.lost_rooms,
            paging=self._parts.providers(),
        )

    def metrics(self, figures: PrometheusFigures, registry: CollectorRegistry) -> bytes:
        """What waits now, with all that was counted. Raises CannotStore."""
        now = self._wall.now()
        figures.waits(self._handle.outstanding(now), now)
        figures.providers(self._parts.providers())
        return generate_latest(registry)
