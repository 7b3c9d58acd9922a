"""One incident while it is being decided on: events go in, and the state follows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.branching import policy_at
from bot.domain.decision import Refused, Why
from bot.domain.events import MERIDIAN, Event, Recorded
from bot.domain.fold import apply
from bot.domain.incident import Incident
from bot.domain.requests import Actor, Asked
from bot.domain.setup import Policy, Setup, SeverityRule


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision may look at besides the incident.

    `fresh_id` is an id that no incident has yet; `timeline` is there for requests
    that read it (see `decide.reads_timeline`); `other` is the incident that a merge
    names.
    """

    setup: Setup
    now: datetime
    fresh_id: str = ""
    timeline: tuple[Recorded, ...] = ()
    other: Incident | None = None


LATE = timedelta(seconds=30)
"""If a step runs later than this, the bot was down when it was due. The next step counts from now, so that
there is no burst of stale pages."""


class Case:
    """Collects events and folds each one, so that what comes later sees it."""

    def __init__(self, before: Incident | None, by: Actor, context: Context) -> None:
        self.before = before
        self.by = by
        self.context = context
        self.records: list[Recorded] = []
        self.then: list[Asked] = []
        self._incident = before

    @property
    def incident(self) -> Incident:
        if self._incident is None:
            raise LookupError("no incident yet: the first event of a case is Declared")
        return self._incident

    @property
    def now(self) -> datetime:
        return self.context.now

    @property
    def setup(self) -> Setup:
        return self.context.setup

    @property
    def policy(self) -> Policy | None:
        """The policy that runs, else the one that would: the snapshot wins."""
        search = self.incident.escalation
        if search:
            return search.policy
        return policy_at(self.setup, self.incident.service, self.incident.severity, self.now)

    @property
    def rule(self) -> SeverityRule:
        return self.setup.severities[self.incident.severity]

    def counted_from(self, due_at: datetime) -> datetime:
        """Steps keep their spacing from when they were due, unless they were slept through."""
        return due_at if self.now - due_at <= LATE else self.now

    def add(self, event: Event, by: str | None = None) -> None:
        """It happened, done by the one who asked unless `by` says otherwise."""
        place = self._incident
        record = Recorded(
            incident=place.id if place else self.context.fresh_id,
            seq=place.last_seq + 1 if place else 1,
            at=self.now,
            by=by or self.by.name,
            event=event,
        )
        self._incident = apply(place, record)
        self.records.append(record)

    def add_own(self, event: Event) -> None:
        """It happened, done by the bot itself."""
        self.add(event, by=MERIDIAN)

    def refuse(self, why: Why, about: str = "", instead: tuple[str, ...] = ()) -> Refused:
        return Refused(why, self._incident, about, instead)

    def zone_of(self, person: str) -> str:
        """The IANA zone of a person: the file's, else the asker's own, else UTC."""
        known = self.setup.people.get(person)
        if known:
            return known.zone
        return self.by.zone if person == self.by.name else "UTC"
