"""What waits behind a delivery that failed: what came later of the same episodes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import Arrival, EpisodeKey


class HeldUp:
    """Deliveries that failed and come again, and the episodes that are in them.

    Kept in memory by the one who carries out; who takes over reads it off the inbox (`inbox.failing`).
    """

    def __init__(self) -> None:
        self._failed: dict[str, tuple[datetime, frozenset[EpisodeKey]]] = {}

    def note(self, delivery: str, arrivals: Iterable[Arrival], until: datetime) -> None:
        """It failed, and comes again then."""
        self._failed[delivery] = (until, _episodes(arrivals))

    def forget(self, now: datetime) -> None:
        """Those that may be tried again come before what waits for them: they came earlier."""
        self._failed = {name: failed for name, failed in self._failed.items() if failed[0] > now}

    def until(self, delivery: str, arrivals: Iterable[Arrival]) -> datetime | None:
        """When it may come, because one of its episodes waits for another; None: now."""
        if not self._failed:
            return None
        mine = _episodes(arrivals)
        waits = [
            until for name, (until, theirs) in self._failed.items() if name != delivery and mine & theirs
        ]
        return max(waits, default=None)


def _episodes(arrivals: Iterable[Arrival]) -> frozenset[EpisodeKey]:
    """By their keys alone: the service may be told by one delivery and not by the next."""
    return frozenset(replace(arrival.episode, service=None) for arrival in arrivals)
