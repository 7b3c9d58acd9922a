"""What this room asks of the engine: requests, a durable inbox, and questions; tests put another in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.decision import Outcome
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.oncall.covers import ArrangeOutcome, AskedToArrange, Board
from bot.domain.reachability.addresses import Flaw, Reachable
from bot.domain.reachability.walkthroughs import TestRefused, WalkThrough
from bot.domain.requests import Asked, Delivery, Profile
from bot.domain.setup import Method, Setup
from bot.domain.wakings import Load
from bot.engine.availability import CannotStore
from bot.engine.handle import SLACK as SOURCE
from bot.engine.handle import Kept
from bot.engine.queries import OnCall

__all__ = ["SOURCE", "CannotStore", "EnginePort", "Kept", "OnCall"]


class Contacts(Protocol):
    """How people are reached. Of what changes something, None says that it is done."""

    def reachable(self, person: str) -> Reachable: ...

    def put(self, person: str, method: Method, text: str, delivery: Delivery) -> Flaw | None: ...

    def again(self, person: str, method: Method, delivery: Delivery) -> Flaw | None: ...

    def prove(self, person: str, method: Method, code: str, delivery: Delivery) -> Flaw | None: ...

    def remove(self, person: str, method: Method) -> bool: ...

    def steps(self, person: str, text: str) -> Flaw | None: ...

    def test_came(self, person: str, month: str | None = None) -> bool: ...


class WalkThroughs(Protocol):
    """Test pages that people send themselves."""

    @property
    def answered_there(self) -> bool:
        """Whether an answer comes back where it was sent; else only in Slack."""

    def start(self, person: str, delivery: Delivery) -> WalkThrough | TestRefused: ...

    def stop(self, person: str) -> WalkThrough | None: ...

    def came(self, person: str, name: str, method: Method) -> WalkThrough | None: ...


class EnginePort(Protocol):
    """The engine, as seen from here.

    `viewer` is a person's name or Slack id; a private incident is None, or left out, for
    everyone who is not in it. Everything may raise CannotStore.
    """

    @property
    def setup(self) -> Setup: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def walkthroughs(self) -> WalkThroughs: ...

    def now(self) -> datetime: ...

    def handle(self, asked: Asked) -> Outcome:
        """Carry out one request in one transaction; a delivery that was carried out before is `Repeated`."""

    def keep(self, source: str, delivery_id: str, body: str, came_at: datetime) -> bool:
        """Put a delivery in the durable inbox, claimed for the caller: False when it was seen before.

        `came_at` is wall-clock time; what is left behind is made up for in its order.
        """

    def carried_out(self, source: str, delivery_id: str, outcome: str) -> None:
        """The delivery needs no further care; `outcome` is a word for the record."""

    def put_back(self, source: str, delivery_id: str) -> None:
        """The delivery can't be carried out now: `stale` brings it again, as if this try had not been."""

    def stale(self, limit: int) -> Sequence[Kept]:
        """Deliveries whose carrier died before it was done, claimed for the caller."""

    def incident(self, incident_id: str, viewer: str) -> Incident | None: ...

    def in_room(self, channel: str, thread_ts: str | None) -> Incident | None:
        """The incident that is worked on in this channel, or in this thread of it."""

    def at_message(self, channel: str, ts: str) -> str | None:
        """The incident whose card, page or other message of ours stands there."""

    def open_incidents(self, viewer: str) -> tuple[Incident, ...]: ...

    def recent_incidents(self, viewer: str, limit: int) -> tuple[Incident, ...]: ...

    def needs(self, person: str) -> tuple[Incident, ...]:
        """Open incidents that wait for this person."""

    def timeline(self, incident_id: str, viewer: str) -> tuple[Recorded, ...]: ...

    def on_call(self, schedule: str | None, at: datetime) -> tuple[OnCall, ...]: ...

    def arrange(self, asked: AskedToArrange) -> ArrangeOutcome:
        """Carry out a request about covers, swaps or time off, in one transaction."""

    def board(self) -> Board:
        """What people arranged, as it stands."""

    def feed(self, kind: str, name: str, *, anew: bool = False) -> str | None:
        """The secret address of the calendar of a `person` or a `schedule`; None where people can't reach the bot."""

    def loads(self, back: timedelta) -> tuple[Load, ...]:
        """What everyone carried in the last `back`, counted some minutes ago."""

    def profile(self, slack_id: str) -> Profile | None: ...

    def remember(self, profile: Profile) -> None: ...
