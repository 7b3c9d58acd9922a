"""Questions: what is open, what needs me, who is on call, what happened. They change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Place
from bot.domain.oncall import schedule as shifts
from bot.domain.requests import Profile
from bot.domain.setup import Schedule, Setup
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.store import events, inbox, incidents, messages, notices, profiles, timers
from bot.store.incidents import Sees, Viewer
from bot.store.transactions import Database, Tx

__all__ = ["OnCall", "Outstanding", "Queries", "Sees", "on_call"]


GIVEN_UP_SHOWN_FOR = timedelta(days=1)
"""Whoever comes to work in the morning still sees it."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who has the pager on one schedule at `at`. `until` None: it never changes."""

    schedule: str
    at: datetime
    on_call: tuple[str, ...]
    until: datetime | None
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What waits: notices to tell, timers to fire, incidents to end. `oldest_notice_at` None: none waits."""

    notices: int
    oldest_notice_at: datetime | None
    timers: int
    next_timer_at: datetime | None
    open_incidents: int
    given_up: int
    """Deliveries of the last day that nobody got through."""
    lost_rooms: int
    """Incidents of those whose channel is gone."""

    def oldest_notice_seconds(self, now: datetime) -> float | None:
        """How long the oldest has waited; None: none waits."""
        return max(0.0, (now - self.oldest_notice_at).total_seconds()) if self.oldest_notice_at else None


class Queries:
    """Answers from one snapshot each. Everything raises CannotStore when the database is gone."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor

    @property
    def setup(self) -> Setup:
        """The file, with what people changed laid over it."""
        return self._corridor.setup

    def incident(self, incident_id: str, viewer: Viewer) -> Incident | None:
        """The incident as this viewer may see it."""
        with storing():
            return self._database.read(lambda tx: incidents.see(tx, viewer, incident_id))

    def in_room(self, channel: str, thread_ts: str | None) -> Incident | None:
        """The incident that is worked on in this channel, or in this thread of it."""
        with storing():
            return self._database.read(lambda tx: self._in_room(tx, channel, thread_ts))

    def _in_room(self, tx: Tx, channel: str, thread_ts: str | None) -> Incident | None:
        found = incidents.incident_in_room(tx, channel, thread_ts)
        if found is None and thread_ts is not None:
            # A thread inside an incident's own channel is that incident's too.
            found = incidents.incident_in_room(tx, channel, None)
        return incidents.load(tx, [found]).get(found) if found else None

    def at_message(self, channel: str, ts: str) -> str | None:
        """The incident whose card, page or other message stands there."""
        with storing():
            found = self._database.read(lambda tx: messages.surface_at(tx, Place(channel, ts)))
        return found[0] if found else None

    def open_incidents(self, viewer: Viewer) -> tuple[Incident, ...]:
        """All open ones, newest first."""
        with storing():
            return tuple(self._database.read(lambda tx: incidents.listing(tx, viewer, only_open=True)))

    def recent_incidents(self, viewer: Viewer, limit: int) -> tuple[Incident, ...]:
        """Open or not, newest first."""
        with storing():
            return tuple(self._database.read(lambda tx: incidents.listing(tx, viewer, limit=limit)))

    def needs(self, person: str) -> tuple[Incident, ...]:
        """Open incidents that need this person: they own them, owe their updates, are paged, or are offered them."""
        return tuple(i for i in self.open_incidents(person) if i.waits_for(person))

    def timeline(self, incident_id: str, viewer: Viewer) -> tuple[Recorded, ...]:
        """What happened; nothing for those who may not see it."""
        with storing():
            return self._database.read(lambda tx: self._timeline(tx, incident_id, viewer))

    def _timeline(self, tx: Tx, incident_id: str, viewer: Viewer) -> tuple[Recorded, ...]:
        seen = incidents.see(tx, viewer, incident_id)
        return tuple(events.timeline(tx, incident_id)) if seen else ()

    def on_call(self, schedule: str | None, at: datetime) -> tuple[OnCall, ...]:
        """Who is on call at that moment, on one schedule or on all, in the file's order."""
        return on_call(self.setup, schedule, at)

    def profile(self, slack_id: str) -> Profile | None:
        """What Slack said of a user, if it was ever asked."""
        with storing():
            return self._database.read(lambda tx: profiles.find(tx, slack_id))

    def remember(self, profile: Profile) -> None:
        """Keep what Slack says of a user."""
        with storing():
            self._database.write(lambda tx: profiles.keep(tx, [profile]))

    def outstanding(self, now: datetime) -> Outstanding:
        """What waits, for the health page."""
        with storing():
            return self._database.read(lambda tx: _outstanding(tx, now))


def on_call(setup: Setup, schedule: str | None, at: datetime) -> tuple[OnCall, ...]:
    """The same from the file alone: it needs no database."""
    named = [schedule] if schedule else list(setup.schedules)
    return tuple(_duty(setup, setup.schedules[name], at) for name in named if name in setup.schedules)


def _duty(setup: Setup, schedule: Schedule, at: datetime) -> OnCall:
    found = shifts.coverage(schedule, setup.schedules, at)
    return OnCall(schedule.name, at, shifts.names(found.on_call), found.until, found.next)


def _outstanding(tx: Tx, now: datetime) -> Outstanding:
    return Outstanding(
        notices=notices.pending_count(tx),
        oldest_notice_at=notices.oldest_pending(tx, now),
        timers=timers.armed_count(tx),
        next_timer_at=timers.next_due_at(tx),
        open_incidents=incidents.open_count(tx),
        given_up=inbox.given_up(tx, now - GIVEN_UP_SHOWN_FOR),
        lost_rooms=incidents.lost_rooms(tx),
    )
