"""An engine in memory: the domain's own decisions, an inbox of dictionaries, and a list of what was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.case import Context
from bot.domain.decide import OPENS, decide, reads_timeline
from bot.domain.decision import Done, Outcome, Refused, Repeated
from bot.domain.events import Recorded, RoomKind
from bot.domain.incident import Incident
from bot.domain.oncall import schedule as shifts
from bot.domain.oncall.covers import Arranged, Arrangement, ArrangeOutcome, AskedToArrange, Board
from bot.domain.outcomes import NoteRoom
from bot.domain.permission import may_see
from bot.domain.requests import Actor, Asked, Declare, Merge, Profile, Request, Standing
from bot.domain.setup import (
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Person,
    Policy,
    Rotation,
    Schedule,
    Service,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
)
from bot.domain.wakings import Load
from bot.engine.availability import CannotStore
from bot.engine.handle import Kept
from bot.engine.queries import OnCall
from tests.slack.addresses import Addresses
from tests.slack.walks import Walks

NOW = datetime(2026, 11, 18, 14, 26, tzinfo=UTC)
BOT = Actor("meridian", Standing.SYSTEM)

SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA"),
        "bruno": Person("bruno", "America/Guayaquil", slack="U0BRU"),
        "diego": Person("diego", "Europe/Madrid", slack="U0DIE"),
    },
    schedules={
        "primary": Schedule(
            "primary",
            (
                Layer(
                    "always",
                    "UTC",
                    DailyHours(LocalHours(0, 1440)),
                    Rotation(("diego", "bruno"), timedelta(weeks=1), datetime(2026, 11, 16)),
                ),
            ),
        )
    },
    policies={
        "standard": Policy(
            "standard",
            (
                Level(timedelta(), (Target(TargetKind.SCHEDULE, "primary"),)),
                Level(timedelta(minutes=5), (Target(TargetKind.PERSON, "ana"),)),
            ),
        )
    },
    teams={"payments": Team("payments", ("ana", "bruno", "diego"), policy="standard")},
    services={"checkout": Service("checkout", team="payments")},
)


@dataclass
class Engine:
    """`storing` False: the database is gone; `keeping` False: nothing new is taken,
    `handling` False: nothing is carried out. `slow`: seconds that each
    request takes; `broken`: each raises."""

    setup: Setup = SETUP
    storing: bool = True
    keeping: bool = True
    handling: bool = True
    slow: float = 0.0
    broken: bool = False
    asked: list[Asked] = field(default_factory=list)
    arrangements: list[Arrangement] = field(default_factory=list)
    incidents: dict[str, Incident] = field(default_factory=dict)
    records: dict[str, list[Recorded]] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    inbox: dict[str, Kept] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    profiles: dict[str, Profile] = field(default_factory=dict)
    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    at: datetime = NOW
    contacts: Addresses = field(default_factory=Addresses)
    walkthroughs: Walks = field(default_factory=Walks)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> datetime:
        return self.at

    def requests(self) -> list[Request]:
        """What people asked for, in order."""
        return [asked.request for asked in self.asked]

    # --- requests

    def handle(self, asked: Asked) -> Outcome:
        time.sleep(self.slow)
        with self.lock:
            self._check(self.storing and self.handling)
            if self.broken:
                raise RuntimeError("the secret of the exception")
            if asked.delivery and asked.delivery.id in self.done:
                return Repeated()
            if asked.delivery:
                self.done.add(asked.delivery.id)
            self.asked.append(asked)
            return self.decide(asked)

    def decide(self, asked: Asked) -> Outcome:
        """The domain's answer, kept."""
        incident = self.incidents.get(asked.incident or "")
        context = Context(self.setup, self.at)
        if incident is None and isinstance(asked.request, OPENS):
            context = Context(self.setup, self.at, fresh_id=f"INC-2026-{len(self.incidents) + 1:04d}")
        elif incident and reads_timeline(asked.request, incident):
            context = Context(self.setup, self.at, timeline=tuple(self.records[incident.id]))
        elif isinstance(asked.request, Merge):
            context = Context(self.setup, self.at, other=self.incidents.get(asked.request.into))
        decision = decide(asked, incident, context)
        if isinstance(decision, Refused):
            return decision
        after = decision.incident
        self.incidents[after.id] = after
        self.records.setdefault(after.id, []).extend(decision.records)
        return Done(after, decision.records)

    def opened(
        self, title: str, channel: str, thread_ts: str | None = None, by: str = "ana", **more: object
    ) -> Incident:
        """An incident with a room, as if it had been declared before the test."""
        declare = Declare(title, Severity.P3 if thread_ts else Severity.P2, **more)  # type: ignore[arg-type]
        outcome = self.decide(Asked(declare, Actor(by)))
        assert isinstance(outcome, Done)
        kind = RoomKind.THREAD if thread_ts else RoomKind.CHANNEL
        room = NoteRoom(kind, channel, thread_ts, "room")
        self.decide(Asked(room, BOT, outcome.incident.id))
        return self.incidents[outcome.incident.id]

    # --- the inbox

    def keep(self, source: str, delivery_id: str, body: str, came_at: datetime) -> bool:
        with self.lock:
            self._check(self.keeping and self.storing)
            if delivery_id in self.inbox or delivery_id in self.outcomes:
                return False
            self.bodies.append(body)
            self.inbox[delivery_id] = Kept(source, delivery_id, came_at, body, attempts=1)
            return True

    def carried_out(self, source: str, delivery_id: str, outcome: str) -> None:
        with self.lock:
            self._check(self.storing)
            self.inbox.pop(delivery_id, None)
            self.outcomes[delivery_id] = outcome

    def put_back(self, source: str, delivery_id: str) -> None:
        self._check(self.storing and delivery_id in self.inbox)

    def stale(self, limit: int) -> Sequence[Kept]:
        self._check(self.storing)
        return sorted(self.inbox.values(), key=lambda kept: kept.received_at)[:limit]

    def _check(self, well: bool) -> None:
        if not well:
            raise CannotStore("gone for the test")

    # --- questions

    def incident(self, incident_id: str, viewer: str) -> Incident | None:
        found = self.incidents.get(incident_id)
        return found if found and may_see(viewer, found) else None

    def in_room(self, channel: str, thread_ts: str | None) -> Incident | None:
        rooms = {(i.room.channel, i.room.thread_ts): i for i in list(self.incidents.values()) if i.room}
        return rooms.get((channel, thread_ts)) or rooms.get((channel, None))

    def at_message(self, channel: str, ts: str) -> str | None:
        return self.messages.get((channel, ts))

    def open_incidents(self, viewer: str) -> tuple[Incident, ...]:
        return tuple(i for i in list(self.incidents.values()) if i.open and may_see(viewer, i))

    def recent_incidents(self, viewer: str, limit: int) -> tuple[Incident, ...]:
        return tuple(i for i in list(self.incidents.values()) if may_see(viewer, i))[:limit]

    def needs(self, person: str) -> tuple[Incident, ...]:
        return tuple(i for i in self.open_incidents(person) if i.waits_for(person))

    def timeline(self, incident_id: str, viewer: str) -> tuple[Recorded, ...]:
        return tuple(self.records[incident_id]) if self.incident(incident_id, viewer) else ()

    def on_call(self, schedule: str | None, at: datetime) -> tuple[OnCall, ...]:
        found = []
        for name in [schedule] if schedule else list(self.setup.schedules):
            cover = shifts.coverage(self.setup.schedules[name], self.setup.schedules, at)
            found.append(OnCall(name, at, shifts.names(cover.on_call), cover.until, cover.next))
        return tuple(found)

    def arrange(self, asked: AskedToArrange) -> ArrangeOutcome:
        with self.lock:
            self._check(self.storing and self.handling)
            self.arrangements.append(asked.request)
            return Arranged()

    def board(self) -> Board:
        return Board()

    def feed(self, kind: str, name: str, *, anew: bool = False) -> str | None:
        return None

    def loads(self, back: timedelta) -> tuple[Load, ...]:
        return ()

    def profile(self, slack_id: str) -> Profile | None:
        return self.profiles.get(slack_id)

    def remember(self, profile: Profile) -> None:
        self.profiles[profile.slack_id] = profile
