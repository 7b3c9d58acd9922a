"""The search for an owner from one alert on, while nobody answers: who is paged after how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.escalation.owner_search import longest_gap_of, steps_in
from bot.domain.events import Held
from bot.domain.people import hub_of
from bot.domain.proof.steps import Position, Search, Step, take
from bot.domain.proof.world import Line, people_in, world
from bot.domain.setup import Setup

FOLLOWED_FOR = timedelta(days=14)
"""An escalation that nobody answers is followed for this long: more than one turn of most rotations. Anyone
not paged by then counts as never paged."""


_BEYOND = timedelta(days=1)  # so that the last step has a state, and an end of it, too


@dataclass(frozen=True, slots=True)
class Page:
    """A person's first page of a search, `after` its alert."""

    person: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Walk:
    """What follows from an alert, and for how long any later alert leads to the same.

    `pages` are people in the order of their first page, as many as the questions need: until every person and
    every hub that might not answer has somebody else. `awake` is how long it takes until somebody is paged who is
    not in their quiet hours, None when the policy's rounds find only sleepers. `pages_nobody`: the first round pages
    nobody, and `held` and `channels` are all that it did; then `awake` looks past the rounds, None: they never come.
    """

    pages: tuple[Page, ...]
    awake: timedelta | None
    pages_nobody: bool
    held: tuple[Held, ...]
    channels: tuple[str, ...]
    holds_for: timedelta

    def first(self) -> timedelta | None:
        """Until somebody is paged."""
        return self.pages[0].after if self.pages else None

    def paged_first(self) -> tuple[Page, ...]:
        """Those who are paged when somebody is for the first time."""
        return tuple(page for page in self.pages if page.after == self.pages[0].after)

    def first_besides(self, missing: frozenset[str]) -> timedelta | None:
        """Until somebody else than these is paged; None: never."""
        return next((page.after for page in self.pages if page.person not in missing), None)


class Walker:
    """Walks the searches of one policy that begin in [since, until)."""

    def __init__(
        self,
        setup: Setup,
        search: Search,
        since: datetime,
        until: datetime,
        followed_for: timedelta = FOLLOWED_FOR,
    ) -> None:
        self.setup, self.search, self.followed_for = setup, search, followed_for
        self.end = until + followed_for + _BEYOND
        self.states = world(setup, search.policy, since, self.end)
        self.hubs = {name: hub_of(person) for name, person in setup.people.items()}
        self.people = people_in(self.states, setup, search.policy)
        self.in_round, self.in_policy = len(search.policy.levels), steps_in(search.policy)
        self.longest_gap = longest_gap_of(setup.severities[search.severity])
        self._steps: dict[tuple[object, Position], Step] = {}
        self._steady: dict[tuple[frozenset[str], bool], Line[Step]] = {}

    def walk(self, at: datetime) -> Walk:
        """The search that an alert at `at` sets off."""
        trail = _Trail(self, at)
        while trail.goes_on():
            trail.take_step()
        return trail.walked()

    def step(self, place: int, position: Position, at: datetime) -> Step:
        """The step in the state at `place`; asked of the escalation once for each state and position."""
        key = (self.states.values[place], position)
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = take(self.setup, self.search, position, at)
        return found

    def steady(self, position: Position, *, with_sleep: bool) -> Line[Step]:
        """What is done again and again once the gaps no longer grow, over time; who sleeps only where it is asked for."""
        key = position.asked, with_sleep
        if key not in self._steady:
            steps = ((at, self.step(place, position, at)) for place, at in enumerate(self.states.starts))
            self._steady[key] = Line((at, self._lasting(step, position, with_sleep)) for at, step in steps)
        return self._steady[key]

    def _lasting(self, step: Step, position: Position, with_sleep: bool) -> Step:
        """Of a step what the questions need, so that equal stretches are one."""
        then = replace(position, asked=step.then.asked)
        return replace(step, asleep=step.asleep if with_sleep else frozenset(), held=(), then=then)

    def edge_after(self, place: int) -> datetime:
        """When the state at `place` ends."""
        starts = self.states.starts
        return starts[place + 1] if place + 1 < len(starts) else self.end


class _Trail:
    """One search on its way."""

    def __init__(self, walker: Walker, began_at: datetime) -> None:
        self.walker, self.began_at = walker, began_at
        self.now = began_at
        self.steady = False
        self.position = Position()
        self.pages: dict[str, Page] = {}
        self.hubs: set[str] = set()
        self.awake: timedelta | None = None
        self.pages_nobody = True
        self.held: dict[Held, None] = {}
        self.channels: dict[str, None] = {}
        self.holds_for = walker.end - began_at

    def goes_on(self) -> bool:
        """Whether a question is left open."""
        done = self.position.done or 0
        if self.now - self.began_at > self.walker.followed_for:
            return False
        if self.pages_nobody and done < self.walker.in_round:
            return True
        if self.awake is None and self.walker.people and self._looks_for_awake(done):
            return True
        return self._somebody_else_may_come() or self._at_the_same_moment()

    def _looks_for_awake(self, done: int) -> bool:
        """Past the rounds only in a gap: what wakes a sleeper has been heard."""
        return self.pages_nobody or done < self.walker.in_policy

    def _somebody_else_may_come(self) -> bool:
        people, hubs = self.walker.people, self.walker.hubs
        if len(self.hubs) > 1:
            return False
        alone = len(self.pages) < 2 and len(people) > len(self.pages)
        return alone or any(hubs[name] not in self.hubs for name in people)

    def _at_the_same_moment(self) -> bool:
        """Two levels without a delay between them page as one."""
        return any(page.after == self.now - self.began_at for page in self.pages.values())

    def take_step(self) -> None:
        if self.steady:
            self._take_steady()
        else:
            self._take_next()

    def _take_next(self) -> None:
        place = self.walker.states.place(self.now)
        step = self.walker.step(place, self.position, self.now)
        self._note(step)
        self.holds_for = min(self.holds_for, self.walker.edge_after(place) - self.now)
        self.now += step.wait
        self.position = step.then
        # Past the policy's end gaps double, up to a limit.
        self.steady = step.then.exhausted and step.wait == self.walker.longest_gap

    def _take_steady(self) -> None:
        """All steps of one stretch of the steady end at once: they do the same, unless the first asks somebody new."""
        line = self.walker.steady(self.position, with_sleep=self.pages_nobody and self.awake is None)
        place = line.place(self.now)
        step = line.values[place]
        self._note(step)
        edge = line.starts[place + 1] if place + 1 < len(line.starts) else self.walker.end
        steps = -((self.now - edge) // step.wait) if step.then == self.position else 1
        self.position = step.then
        self.holds_for = min(self.holds_for, edge - self.now - (steps - 1) * step.wait)
        self.now += steps * step.wait

    def _note(self, step: Step) -> None:
        done = self.position.done or 0
        self.pages_nobody = self.pages_nobody and not step.first_round
        if self.pages_nobody and done < self.walker.in_round:
            self.held.update(dict.fromkeys(step.held))
            self.channels.update(dict.fromkeys(step.channels))
        after = self.now - self.began_at
        for name in step.paged:
            if name not in self.pages:
                self.pages[name] = Page(name, after)
                self.hubs.add(self.walker.hubs[name])
        if self.awake is None and len(step.asleep) < len(step.paged) and self._looks_for_awake(done):
            self.awake = after

    def walked(self) -> Walk:
        return Walk(
            tuple(self.pages.values()),
            self.awake,
            self.pages_nobody,
            tuple(self.held),
            tuple(self.channels),
            self.holds_for,
        )
