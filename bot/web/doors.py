"""What stands behind the doors: plain blocking functions, which `app` hands over and the web knows nothing about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import fresh_key
from bot.domain.alerts import Arrival
from bot.domain.setup import Integration
from bot.engine.availability import CannotStore
from bot.engine.deliveries import Delivery
from bot.engine.feeds import Feed
from bot.intake.pagerduty import ChangeEvent
from bot.web.phone import PhoneDoors

__all__ = ["CannotStore", "Delivery", "Doors", "Health", "SlackDoor", "SlackResponse"]

WELL = frozenset({"ok", "off"})
"""What a part says of itself when nobody need look; `off` is one that is not configured."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the parts are: "ok", "off" or what is wrong, in words.

    `oldest_notice_seconds` is how long the oldest notice has been due, None when
    nothing waits. `storable` says whether an alert that comes now can be stored.
    `given_up` counts the deliveries of the last day that nobody got through, `lost_rooms` the open
    incidents whose channel is gone. `paging` is each provider's name with "ok", "open" or "half-open".
    """

    database: str
    slack: str
    scheduler: str
    oldest_notice_seconds: float | None
    storable: bool
    given_up: int = 0
    lost_rooms: int = 0
    paging: Mapping[str, str] = field(default_factory=dict)

    @property
    def rooms(self) -> str:
        """`ok`, or how many open incidents go on without their channel."""
        return f"{self.lost_rooms} lost" if self.lost_rooms else "ok"

    @property
    def status(self) -> str:
        parts = {self.database, self.slack, self.scheduler, self.rooms, *self.paging.values()}
        return "ok" if self.storable and parts <= WELL else "degraded"


class SlackResponse(Protocol):
    """What Slack is answered."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> str: ...


SlackDoor = Callable[[Mapping[str, str], bytes], SlackResponse]
"""From (headers in lower case, raw body) to the answer; checks the signature itself."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Every function but `pack` may block, is called on a thread of a bounded pool, and must end by itself.

    `pack` makes what is to be stored of what arrived. `store` stores all or nothing.
    `store`, `oversized` and `change` return after the commit or raise CannotStore.
    `oversized` is given the size in bytes, as far as it is known. `slack` None: Slack
    does not come over HTTP, and its door is not there (404). `metrics` gives
    Prometheus text. `timeline` gives an incident's page for (id, key), None for a wrong key;
    `calendar` likewise for (`person` or `schedule`, name, key).
    `phone` None: nobody answers by telephone or link, and those doors are not there (404).
    `fresh_key` names an episode for which the sender brings no name.
    """

    pack: Callable[[Integration, tuple[Arrival, ...]], Delivery]
    store: Callable[[Sequence[Delivery]], None]
    oversized: Callable[[Integration, int], None]
    change: Callable[[Integration, ChangeEvent], None]
    health: Callable[[], Health]
    metrics: Callable[[], bytes]
    integrations: Mapping[str, Integration]
    timeline: Callable[[str, str], str | None] = lambda _incident, _key: None
    calendar: Callable[[str, str, str], Feed | None] = lambda _kind, _name, _key: None
    slack: SlackDoor | None = None
    phone: PhoneDoors | None = None
    fresh_key: Callable[[], str] = fresh_key
