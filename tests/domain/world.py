"""An incident played purely in memory: people ask, time passes, and every step is held to the promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.config.load import load_setup
from bot.domain import events as e
from bot.domain import notices as n
from bot.domain.alerts import AlertBatch, Arrival, Known, absorb
from bot.domain.case import Context
from bot.domain.decide import decide, reads_timeline
from bot.domain.decision import Decision, Refused, Timer, Why
from bot.domain.events import MERIDIAN, Recorded
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.requests import (
    Actor,
    Asked,
    Declare,
    ReceiveAlerts,
    Request,
    Standing,
    TimerName,
    Wake,
)
from bot.domain.setup import Method, Setup, Severity
from bot.domain.timers import timers
from bot.domain.wanted import wanted

SYSTEM = Actor(MERIDIAN, Standing.SYSTEM)

AWAKE = """
people:
  ana:   {slack: U0ANA, zone: UTC, quiet: "off"}
  bruno: {slack: U0BRU, zone: UTC, quiet: "off"}
  carla: {slack: U0CAR, zone: UTC, quiet: "off"}
  diego: {slack: U0DIE, zone: UTC, quiet: "off"}
policies:
  standard:
    repeat: 1
    levels:
      - {after: 0m,  page: [person:ana]}
      - {after: 5m,  page: [person:bruno]}
      - {after: 10m, page: [person:carla]}
  lone:
    levels: [{after: 0m, page: [person:diego]}]
teams:
  payments: {members: [ana, bruno, carla], policy: standard}
  search:   {members: [diego], policy: lone}
  helpers:  {members: [carla, diego]}
services:
  checkout: {team: payments}
  index:    {team: search}
"""
"""Three levels of one person each, all of them awake, and a team whose policy has one level."""


@cache
def team(text: str = AWAKE) -> Setup:
    """A team as its file states it."""
    return load_setup(text, {}).setup


def with_phones(setup: Setup, **methods: frozenset[Method]) -> Setup:
    """Some of the team are reached by more than Slack: an SMS after 1 minute, a call after 2."""
    people = {
        name: replace(person, methods=methods.get(name, frozenset())) for name, person in setup.people.items()
    }
    return replace(setup, people=people)


def at(clock: str, day: str = "2026-11-04") -> datetime:
    """`10:05`, or `2026-11-05 10:05`, in UTC. The usual day is a Wednesday."""
    return datetime.fromisoformat(clock if "-" in clock else f"{day} {clock}").replace(tzinfo=UTC)


@dataclass
class World:
    """One incident, its clock, and all that was ever told of it."""

    setup: Setup = field(default_factory=team)
    now: datetime = field(default_factory=lambda: at("10:00"))
    found: Incident | None = None
    records: list[Recorded] = field(default_factory=list)
    timers: dict[TimerName, Timer] = field(default_factory=dict)
    told: list[tuple[datetime, n.Notice]] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    @property
    def incident(self) -> Incident:
        assert self.found is not None, "nothing was declared yet"
        return self.found

    # --- what happens --------------------------------------------------------

    def ask(
        self,
        request: Request,
        by: str | Actor = "ana",
        other: Incident | None = None,
    ) -> Decision | Refused:
        """Somebody asks; what follows is held to the promises."""
        actor = by if isinstance(by, Actor) else self.actor(by)
        decision = self.look(request, actor, other)
        if isinstance(decision, Decision):
            self._commit(request, decision)
        return decision

    def look(
        self, request: Request, actor: Actor = SYSTEM, other: Incident | None = None
    ) -> Decision | Refused:
        """What would follow; nothing does."""
        reads = self.found is not None and reads_timeline(request, self.found)
        context = Context(
            self.setup,
            self.now,
            fresh_id="INC-2026-0001",
            timeline=tuple(self.records) if reads else (),
            other=other,
        )
        return decide(Asked(request, actor, self.found.id if self.found else None), self.found, context)

    def actor(self, name: str) -> Actor:
        known = self.setup.people.get(name)
        return Actor(name, Standing.MEMBER, known.zone if known else "UTC")

    def does(self, request: Request, by: str | Actor = "ana", other: Incident | None = None) -> Decision:
        """Somebody asks, and it is done."""
        outcome = self.ask(request, by, other)
        assert isinstance(outcome, Decision), outcome
        return outcome

    def is_refused(self, request: Request, by: str | Actor = "ana", other: Incident | None = None) -> Why:
        """Somebody asks in vain; why."""
        before = self.found
        outcome = self.ask(request, by, other)
        assert isinstance(outcome, Refused), outcome
        assert self.found is before
        return outcome.why

    def hears(self, arrival: Arrival) -> AlertBatch:
        """A delivery from monitoring comes in."""
        ended_at = self.found.ended_at if self.found else None
        batch, changed = absorb(arrival, self.known, self.now, ended_at)
        self.known |= changed
        if batch.changed or batch.acknowledged or batch.unfinished:
            self.ask(ReceiveAlerts(batch), Actor(arrival.episode.integration, Standing.SYSTEM))
        return batch

    def goes_to(self, clock: str) -> None:
        """Time passes; each timer falls when it is due."""
        self.passes(at(clock, f"{self.now:%Y-%m-%d}") - self.now)

    def wait(self, minutes: float) -> None:
        self.passes(timedelta(minutes=minutes))

    def passes(self, span: timedelta) -> None:
        until = self.now + span
        while (first := self._first_due(until)) is not None:
            self.now = max(self.now, first.due_at)
            self._fall(first)
        self.now = until

    def sleeps(self, hours: float) -> int:
        """The bot is down; then it wakes and does what is due. How many timers fell."""
        self.now += timedelta(hours=hours)
        for fallen in range(100):
            first = self._first_due(self.now)
            if first is None:
                return fallen
            self._fall(first)
        raise AssertionError("timers fall without end")

    def _first_due(self, until: datetime) -> Timer | None:
        due = [t for t in self.timers.values() if t.due_at <= until]
        return min(due, key=lambda t: (t.due_at, t.name.value), default=None)

    def _fall(self, timer: Timer) -> None:
        outcome = self.ask(Wake(timer.name, timer.epoch, timer.due_at), SYSTEM)
        assert isinstance(outcome, Decision), f"a timer of the present state was refused: {timer} {outcome}"
        again = self.timers.get(timer.name)
        assert again is None or again != timer, f"{timer} would fall for ever"

    # --- what was told -------------------------------------------------------

    def _of(self, *kinds: type[n.Telling]) -> list[tuple[datetime, n.Telling]]:
        return [(when, notice.what) for when, notice in self.told if isinstance(notice.what, kinds)]

    @property
    def pages(self) -> list[str]:
        """`10:05 bruno` for each page that went out, in order."""
        found = []
        for when, what in self._of(n.PagePerson, n.PageChannel):
            match what:
                case n.PagePerson(person=person):
                    found.append(f"{when:%H:%M} {person}")
                case n.PageChannel(channel=channel):
                    found.append(f"{when:%H:%M} #{channel}")
                case _:
                    pass
        return found

    def asked(self, kind: type[n.Telling]) -> list[str]:
        """`10:10 ana` for each notice of a kind to a person."""
        return [f"{when:%H:%M} {getattr(what, 'person', '')}".strip() for when, what in self._of(kind)]

    def said(self, kind: type[e.Event]) -> list[str]:
        """`10:10` for each event of a kind."""
        return [f"{r.at:%H:%M}" for r in self.records if isinstance(r.event, kind)]

    def last(self, kind: type[e.Event]) -> e.Event:
        return next(r.event for r in reversed(self.records) if isinstance(r.event, kind))

    def forget(self) -> None:
        """What was told so far is not asked about any more."""
        self.told.clear()

    # --- the promises --------------------------------------------------------

    def _commit(self, request: Request, decision: Decision) -> None:
        before, after = self.found, decision.incident
        self._owner_moves_only_by_what_moves_it(before, decision)
        self._nobody_is_paged_for_nothing(before, request, decision)
        self._notices_are_sound(after, decision)
        self._one_moment_of_each_plan(before, request, decision)
        self.records.extend(decision.records)
        self.found = after
        assert [r.seq for r in self.records] == list(range(1, len(self.records) + 1))
        assert fold(self.records) == after
        assert before == after or decision.records, "the state changed without an event"
        old, self.timers = self.timers, {t.name: t for t in decision.timers}
        assert len(self.timers) == len(decision.timers), "two timers of one name"
        assert decision.timers == timers(after, self.setup, self.now)
        self._timers_fit(after)
        self._what_is_old_is_ignored(old)
        self.told.extend((self.now, x) for x in decision.notices if wanted(x.what, after))

    def _owner_moves_only_by_what_moves_it(self, before: Incident | None, decision: Decision) -> None:
        if (before and before.owner) != decision.incident.owner:
            movers = (e.Declared, e.Acknowledged, e.HandedOff)
            assert any(isinstance(r.event, movers) for r in decision.records)

    def _nobody_is_paged_for_nothing(
        self, before: Incident | None, request: Request, decision: Decision
    ) -> None:
        paged = any(isinstance(r.event, e.Paged) for r in decision.records)
        asked_for = any(
            isinstance(r.event, e.Escalated | e.Reopened | e.AskedAgain) for r in decision.records
        )
        if before and before.answered and paged:
            worse = any(isinstance(r.event, e.SeverityChanged) for r in decision.records)
            nobodys = before.owner is None and worse  # acknowledged in monitoring, when it was less
            # What a person declared goes on when the alerts are over, of which only the monitor's people had heard.
            over = before.owner is None and isinstance(request, ReceiveAlerts) and request.batch.recovered
            assert asked_for or nobodys or over or type(request).__name__ == "PageTarget"

    def _notices_are_sound(self, after: Incident, decision: Decision) -> None:
        fresh = Counter(x.id for x in decision.notices)
        assert not [name for name, count in fresh.items() if count > 1 or name in self.ids], "told twice"
        self.ids |= set(fresh)
        for notice in decision.notices:
            assert notice.lane
            assert notice.incident == after.id
            if after.private:
                assert not isinstance(notice.what, n.ShowMirror | n.PageChannel | n.PointToRoom)

    def _one_moment_of_each_plan(self, before: Incident | None, request: Request, decision: Decision) -> None:
        """A tick takes the steps of one moment of a page's plan, and no more, however late it is."""
        taken = Counter(r.event.step for r in decision.records if isinstance(r.event, e.Notified))
        for page in before.pages if before and isinstance(request, Wake) else ():
            moments = {s.after for s in page.plan[page.used : page.used + taken[page.step]]}
            assert len(moments) <= 1, f"{taken[page.step]} steps of {page.plan} at once"

    def _timers_fit(self, after: Incident) -> None:
        search = after.escalation
        if not after.open:
            assert not self.timers
            assert not (search and search.next_at)
            assert not after.pages
            assert not after.handoff
        elif search and not after.answered:
            assert TimerName.ESCALATION in self.timers, "I2: nobody looks for an owner"
        steps = [page.next_at for page in after.pages if page.next_at]
        armed = self.timers.get(TimerName.NOTIFY)
        assert (armed and armed.due_at) == min(steps, default=None), "a page's next step is not waited for"
        if after.answered:
            assert TimerName.ESCALATION not in self.timers, "I3: an answered incident pages on"

    def _what_is_old_is_ignored(self, old: dict[TimerName, Timer]) -> None:
        for timer in old.values():
            now = self.timers.get(timer.name)
            # A morning is a moment, and an owner's shift an end: they are their own epochs.
            if timer.name is TimerName.MORNING or (now and now.epoch == timer.epoch):
                continue
            outcome = self.look(Wake(timer.name, timer.epoch, timer.due_at))
            assert isinstance(outcome, Refused), f"{timer} is old"
            assert outcome.why is Why.STALE


def declared(
    severity: str = "P1",
    text: str | Setup = AWAKE,
    clock: str = "10:00",
    by: str = "zoe",
    **more: object,
) -> World:
    """A world in which somebody has just declared an incident on checkout."""
    world = World(team(text) if isinstance(text, str) else text, at(clock))
    values: dict[str, object] = {"title": "Checkout is down", "service": "checkout", **more}
    world.does(Declare(severity=Severity(severity), **values), by)  # type: ignore[arg-type]
    return world
