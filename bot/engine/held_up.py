"""What waits behind a delivery that failed: what came later of the same episodes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.alerts import Arrival, EpisodeKey

GIVES_WAY_FOR = timedelta(seconds=1.5)
"""A newer version looks every second whether it may carry out."""

GIVES_WAY_EVERY = timedelta(seconds=10)
"""Between these there is as good as no pause for what anybody can read."""

NEWER_IS_GONE = timedelta(minutes=1)
"""Nobody could read it for so long, so that version was taken back: somebody is told. It is still kept for it."""


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


class YieldToNewerVersion:
    """Of all replicas one carries out: it lets go now and then when there is something that only a newer one can read."""

    def __init__(self) -> None:
        self._gave_way_at: datetime | None = None
        self._wanted = False

    def again_at(self, now: datetime, received_at: datetime) -> datetime:
        """It can't be read here: when it may be taken in hand again, by anyone; the past: at once, we give way."""
        every = GIVES_WAY_EVERY if now - received_at <= NEWER_IS_GONE else NEWER_IS_GONE
        if self._gave_way_at is not None and now < self._gave_way_at + every:
            return self._gave_way_at + every
        self._wanted = True
        return now

    def give_way(self, now: datetime) -> bool:
        """Whether to let go now, for GIVES_WAY_FOR."""
        if self._wanted:
            self._wanted, self._gave_way_at = False, now
            return True
        return False

    def given(self, now: datetime) -> bool:
        """It is not our turn."""
        return self._gave_way_at is not None and now < self._gave_way_at + GIVES_WAY_FOR
