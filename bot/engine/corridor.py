"""The corridor that every request goes through: load, decide, save; one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock, SystemClock
from bot.domain.case import Context
from bot.domain.decide import OPENS, decide, reads_timeline
from bot.domain.decision import Done, Outcome, Refused
from bot.domain.incident import Incident
from bot.domain.oncall.roster import Roster, with_roster
from bot.domain.requests import Asked, Merge
from bot.domain.setup import Setup
from bot.engine.addresses import AddressBook
from bot.engine.links import NO_LINKS, Links
from bot.engine.saving import Step, save
from bot.store import events, incidents
from bot.store.transactions import Tx

FOLLOW_UPS = 5
"""A request may lead to others (a merge tells the other incident); a longer chain is a loop."""


class FollowUpsWithoutEnd(Exception):
    """Requests led to more and more of them: a fault of ours. Nothing of it is kept."""


class Wakes:
    """Who looks again when something was committed: set by the loops, called by whoever wrote."""

    def __init__(self) -> None:
        self.delivered: Callable[[], None] = _nobody
        self.changed: Callable[[], None] = _nobody
        self.freed: Callable[[], None] = _nobody


def _nobody() -> None:
    """Before the loops run, and at the command line, nobody waits."""


class Corridor:
    """Carries requests out inside a transaction that the caller opened."""

    def __init__(
        self,
        setup: Setup,
        clock: Clock,
        wall: Clock | None = None,
        links: Links = NO_LINKS,
        addresses: AddressBook | None = None,
    ) -> None:
        """`clock` is the time that decisions go by; `wall` the one for leases and retries,
        which stays real when a demo moves the other. Without `addresses` nobody is reached beyond Slack."""
        self._file = setup
        self.setup = setup
        self.clock = clock
        self.wall = wall or SystemClock()
        self.wakes = Wakes()
        self.links = links
        self.addresses = addresses or AddressBook(clock)

    @property
    def file(self) -> Setup:
        """The team's file alone, without what people changed."""
        return self._file

    def lay_over(self, roster: Roster) -> None:
        """What people changed holds from now on; whoever reads `setup` next sees it."""
        self.setup = with_roster(self._file, roster)

    def carry_out(self, tx: Tx, asked: Asked) -> Outcome:
        """Decide on one request and save what follows, and what follows from that."""
        found = self._load(tx, asked)
        incident = found.get(asked.incident or "")
        outcome = self.decide_and_save(tx, asked, incident, found)
        return outcome if isinstance(outcome, Refused) else Done(outcome.incident, outcome.records)

    def decide_and_save(
        self, tx: Tx, asked: Asked, incident: Incident | None, found: dict[str, Incident], depth: int = 0
    ) -> Done | Refused:
        """The same for an incident that is loaded, and locked, already. Raises FollowUpsWithoutEnd."""
        context = self.context(tx, asked, incident, found)
        decision = decide(asked, incident, context)
        if isinstance(decision, Refused):
            if context.fresh_id:
                incidents.give_back(tx, context.now.year)
            return decision
        if decision.then and depth >= FOLLOW_UPS:
            raise FollowUpsWithoutEnd(
                f"{type(asked.request).__name__} on {decision.incident.id} leads to more"
            )
        save(tx, [Step(incident, decision)], self.clock.now(), self.wall.now())
        for follow_up in decision.then:
            other = found.get(follow_up.incident or "")
            self.decide_and_save(tx, follow_up, other, found, depth + 1)
        return Done(decision.incident, decision.records)

    def context(
        self, tx: Tx, asked: Asked, incident: Incident | None, found: dict[str, Incident] | None = None
    ) -> Context:
        """What the decision may look at besides the incident."""
        request = asked.request
        context = Context(self.setup, self.clock.now())
        if incident is None and isinstance(request, OPENS):
            return replace(context, fresh_id=_fresh_id(tx, context.now.year))
        if incident and reads_timeline(request, incident):
            context = replace(context, timeline=tuple(events.timeline(tx, incident.id)))
        if isinstance(request, Merge):
            context = replace(context, other=(found or {}).get(request.into))
        return context

    def _load(self, tx: Tx, asked: Asked) -> dict[str, Incident]:
        ids = {asked.incident} if asked.incident else set()
        if isinstance(asked.request, Merge):
            ids.add(asked.request.into)
        return incidents.load(tx, sorted(ids), lock=True) if ids else {}


def _fresh_id(tx: Tx, year: int) -> str:
    return f"INC-{year}-{incidents.next_number(tx, year):04d}"
