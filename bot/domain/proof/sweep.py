"""An alert at every minute of a period, for one service and severity: walked from change to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.events import HeldBecause
from bot.domain.people import hub_of
from bot.domain.proof.steps import Search
from bot.domain.proof.walk import FOLLOWED_FOR, Page, Walk, Walker
from bot.domain.proof.world import Line
from bot.domain.setup import Setup

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Alerts arrive at `since` and then `every` so long, up to, not including, `until`; aware UTC."""

    since: datetime
    until: datetime
    every: timedelta = MINUTE
    followed_for: timedelta = FOLLOWED_FOR

    def next_arrival(self, at: datetime) -> datetime:
        """The first arrival at or after `at`, or the period's end."""
        steps = -((self.since - at) // self.every)
        return min(self.until, self.since + steps * self.every)

    def arrivals(self, starts_at: datetime, ends_at: datetime) -> int:
        """How many alerts arrive in [starts_at, ends_at)."""
        return -((self.since - ends_at) // self.every) + (self.since - starts_at) // self.every


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level of `policy` paged nobody: `target` is a person, `schedule:name` and the like, or `service:name`.
    `because` None: it is a channel, which was told and is no person. `policy` None: the service has none."""

    target: str
    because: HeldBecause | None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class GapSpan:
    """Alerts that arrive from `starts_at` up to `ends_at` page nobody in their first round."""

    starts_at: datetime
    ends_at: datetime
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """The longest of some waits, and the first arrival that has it; `lasts` None: for ever."""

    lasts: timedelta | None
    at: datetime

    def longer(self, other: Wait | None) -> Wait:
        """The longer of the two; of two that are equal the earlier."""
        if other is None or length(self) > length(other):
            return self
        return other


def length(wait: Wait) -> timedelta:
    """To be compared: for ever is longer than anything."""
    return timedelta.max if wait.lasts is None else wait.lasts


@dataclass(frozen=True, slots=True)
class Called:
    """Arrivals from `starts_at` up to `ends_at` page this person first, each `after` so long."""

    starts_at: datetime
    ends_at: datetime
    after: timedelta


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest time until anybody is paged, and until somebody is who is not in their quiet hours: of the arrivals for
    which one is looked for. None: there is no such arrival."""

    first: Wait | None = None
    awake: Wait | None = None


@dataclass(slots=True)
class Swept:
    """What the searches for one alert did over the period.

    `failures`: for each `person:NAME` or `hub:NAME` whose silence changes something, the longest time until somebody
    else is paged, of the arrivals where it does. `waits` is of arrivals that somebody hears of in the first round,
    `waits_in_gaps` of the others; `only_sleepers` counts those of the first kind for which the policy finds nobody awake.
    """

    gaps: list[GapSpan] = field(default_factory=list)
    failures: dict[str, Wait] = field(default_factory=dict)
    called: dict[str, list[Called]] = field(default_factory=dict)
    waits: Longest = field(default_factory=Longest)
    waits_in_gaps: Longest = field(default_factory=Longest)
    only_sleepers: int = 0


def sweep(
    setup: Setup, searches: Line[Search], period: Period, tell: Callable[[datetime], None] = lambda _: None
) -> Swept:
    """Every arrival of the period, each with the search that is set off then; `tell` hears how far it has come."""
    swept = Swept()
    hubs = _hubs(setup)
    for starts_at, ends_at, policy, walk in _spans(setup, searches, period):
        tell(ends_at)
        if walk.pages_nobody:
            _note_gap(swept, starts_at, ends_at, _why(policy, walk))
            swept.waits_in_gaps = _longer(swept.waits_in_gaps, starts_at, walk)
        else:
            swept.waits = _longer(swept.waits, starts_at, walk)
            swept.only_sleepers += period.arrivals(starts_at, ends_at) if walk.awake is None else 0
        _note_called(swept, starts_at, ends_at, walk.paged_first())
        _note_failures(swept, starts_at, walk, setup, hubs)
    return swept


def _spans(
    setup: Setup, searches: Line[Search], period: Period
) -> Iterator[tuple[datetime, datetime, str, Walk]]:
    """Stretches of arrivals that all lead to the same, on the policy of that name."""
    walkers = {
        search: Walker(setup, search, period.since, period.until, period.followed_for)
        for search in set(searches.values)
    }
    ends = [*searches.starts[1:], period.until]
    for starts_at, until, search in zip(searches.starts, ends, searches.values, strict=True):
        at, last = period.next_arrival(starts_at), period.next_arrival(until)
        while at < last:
            walk = walkers[search].walk(at)
            ends_at = min(period.next_arrival(at + walk.holds_for), last)
            yield at, ends_at, search.policy.name, walk
            at = ends_at


def _hubs(setup: Setup) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, person in setup.people.items():
        found.setdefault(hub_of(person), set()).add(name)
    return {hub: frozenset(people) for hub, people in found.items()}


def _why(policy: str, walk: Walk) -> tuple[Reason, ...]:
    channels = (Reason(f"channel:{name}", None, policy) for name in walk.channels)
    return (*(Reason(held.target, held.because, policy) for held in walk.held), *channels)


def _note_gap(swept: Swept, starts_at: datetime, ends_at: datetime, why: tuple[Reason, ...]) -> None:
    last = swept.gaps[-1] if swept.gaps else None
    if last and last.ends_at == starts_at:
        starts_at, why = last.starts_at, (*last.why, *why)
        swept.gaps.pop()
    swept.gaps.append(GapSpan(starts_at, ends_at, tuple(dict.fromkeys(why))))


def _longer(most: Longest, at: datetime, walk: Walk) -> Longest:
    """Where the policy finds only sleepers, nobody awake is waited for; in a gap they come when they come."""
    first = Wait(walk.first(), at).longer(most.first)
    if walk.awake is None and not walk.pages_nobody:
        return Longest(first, most.awake)
    return Longest(first, Wait(walk.awake, at).longer(most.awake))


def _note_called(swept: Swept, starts_at: datetime, ends_at: datetime, pages: tuple[Page, ...]) -> None:
    for page in pages:
        line = swept.called.setdefault(page.person, [])
        if line and line[-1].ends_at == starts_at and line[-1].after == page.after:
            line[-1] = Called(line[-1].starts_at, ends_at, page.after)
        else:
            line.append(Called(starts_at, ends_at, page.after))


def _note_failures(
    swept: Swept, at: datetime, walk: Walk, setup: Setup, hubs: dict[str, frozenset[str]]
) -> None:
    for missing, people in _missing(walk, setup, hubs):
        lasts = walk.first_besides(people)
        swept.failures[missing] = Wait(lasts, at).longer(swept.failures.get(missing))


def _missing(
    walk: Walk, setup: Setup, hubs: dict[str, frozenset[str]]
) -> Iterator[tuple[str, frozenset[str]]]:
    """The person and the hub whose silence leaves a first page unanswered: all who were paged first."""
    people = [page.person for page in walk.paged_first()]
    if len(people) == 1:
        yield f"person:{people[0]}", frozenset(people)
    their_hubs = {hub_of(setup.people[name]) for name in people}
    if len(their_hubs) == 1:
        (hub,) = their_hubs
        yield f"hub:{hub}", hubs[hub]
