"""What only a newer version of the bot can read is left to that one, and how long it is waited for."""

from __future__ import annotations

from datetime import datetime, timedelta

NEWER_IS_GONE = timedelta(minutes=1)
"""If no process could read it for this long, the newer version has been rolled back. A message is skipped,
because the next one in its lane may be a page; an alert is kept for that version, and an incident says so."""

GIVES_WAY_FOR = timedelta(seconds=1.5)
"""A newer version checks every second whether it may start processing."""

GIVES_WAY_EVERY = timedelta(seconds=10)
"""At this interval, the pauses hardly delay deliveries that every version can read."""


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
