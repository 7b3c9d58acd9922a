"""What this process has in hand: the lanes that it sends from, since when, and until when they are surely its own."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.claims import Claimed


@dataclass(frozen=True, slots=True)
class Held:
    """`since`: when its present notice was begun; `until`: the end of its lease, as far as we renewed it."""

    lane: str
    since: datetime
    until: datetime


class Hands:
    """Safe on any thread."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], Held] = {}
        self._changed = threading.Condition()

    def take(self, claimed: Claimed, now: datetime) -> None:
        """Begin a lane."""
        with self._changed:
            self._held[claimed.lane, claimed.fence] = Held(claimed.lane, now, claimed.lease_until)

    def go_on(self, begun: Claimed, following: Claimed, now: datetime) -> None:
        """The same lane, its next notice."""
        with self._changed:
            self._held[begun.lane, begun.fence] = Held(begun.lane, now, following.lease_until)

    def let_go(self, claimed: Claimed) -> None:
        with self._changed:
            del self._held[claimed.lane, claimed.fence]
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._held)

    def wait_until_empty(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._held, seconds)

    def lanes(self, now: datetime, longest: timedelta) -> list[str]:
        """Those whose notice was begun no longer than `longest` ago."""
        with self._changed:
            return [held.lane for held in self._held.values() if now - held.since < longest]

    def renewed(self, lanes: Collection[str], until: datetime) -> None:
        """These are ours until then. One that was lost and taken again is in two hands: the later fence is ours."""
        with self._changed:
            newest = {lane: (lane, fence) for lane, fence in sorted(self._held)}
            for lane, key in newest.items():
                if lane in lanes:
                    self._held[key] = Held(lane, self._held[key].since, until)

    def any_ends_before(self, moment: datetime) -> bool:
        """Whether a lease runs out by then, as nobody could renew it."""
        with self._changed:
            return any(held.until < moment for held in self._held.values())

    def ours(self, begun: Claimed, now: datetime) -> bool:
        """Whether nobody else can have the lane yet."""
        with self._changed:
            held = self._held.get((begun.lane, begun.fence))
        return held is not None and now < held.until
