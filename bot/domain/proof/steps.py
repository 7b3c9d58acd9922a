"""One step of a search for an owner, taken by the bot's own escalation at one instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.case import Case, Context
from bot.domain.escalation import owner_search
from bot.domain.events import Declared, Held, Paged, StepTaken
from bot.domain.incident import Escalation
from bot.domain.oncall.quiet import is_quiet
from bot.domain.requests import BY_MERIDIAN
from bot.domain.setup import Policy, Setup, Severity


@dataclass(frozen=True, slots=True)
class Search:
    """What an alert sets off: a policy, with one severity for all that it treats alike."""

    policy: Policy
    severity: Severity


@dataclass(frozen=True, slots=True)
class Position:
    """How far a search has come: the steps that were done, None before it begins; everybody whom it paged."""

    done: int | None = None
    exhausted: bool = False
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did. `paged` are people, `asleep` those of them in quiet hours, `channels` those that
    were told; `first_round`: it paged them in the policy's first round. The next is due after `wait`."""

    paged: tuple[str, ...]
    asleep: frozenset[str]
    channels: tuple[str, ...]
    held: tuple[Held, ...]
    first_round: bool
    wait: timedelta
    then: Position


def take(setup: Setup, search: Search, position: Position, at: datetime) -> Step:
    """The step that is due at `at`, as `escalation.owner_search` takes it."""
    case = _begun(setup, search, at)
    if position.done is None:
        owner_search.begin(case, search.policy)
        return _read(case)
    due = Escalation(
        search.policy,
        at,
        steps_done=position.done,
        next_at=at,
        exhausted=position.exhausted,
        asked=tuple(position.asked),
    )
    case = Case(replace(case.incident, escalation=due), BY_MERIDIAN, case.context)
    owner_search.take_step(case, at)
    return _read(case, position.asked)


def _begun(setup: Setup, search: Search, at: datetime) -> Case:
    case = Case(None, BY_MERIDIAN, Context(setup, at, fresh_id="INC-0000-0000"))
    case.add(Declared("An alert", search.severity))
    return case


def _read(case: Case, asked: frozenset[str] = frozenset()) -> Step:
    events = [record.event for record in case.records]
    pages = [event for event in events if isinstance(event, Paged)]
    people = tuple(page.person for page in pages if page.channel is None)
    (taken,) = (event for event in events if isinstance(event, StepTaken))
    return Step(
        paged=people,
        asleep=frozenset(name for name in people if is_quiet(case.setup.people[name], case.now)),
        channels=tuple(page.channel for page in pages if page.channel),
        held=tuple(event for event in events if isinstance(event, Held)),
        first_round=any(page.round == 0 for page in pages if page.channel is None),
        wait=(taken.next_at or case.now) - case.now,
        then=Position(
            taken.steps_done,
            taken.exhausted,
            asked.union(people, (f"#{p.channel}" for p in pages if p.channel)),
        ),
    )
