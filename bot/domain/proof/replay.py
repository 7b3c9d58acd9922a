"""Past incidents through the present rules: who was paged then, and who would be now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.branching import followed, policy_at
from bot.domain.escalation.candidates import OF_TEAM, policy_of
from bot.domain.events import Acknowledged, Declared, EscalationBegan, HandedOff, Paged, Recorded
from bot.domain.people import is_night
from bot.domain.proof.steps import Position, Search, take
from bot.domain.proof.walk import Page
from bot.domain.setup import Policy, Setup, Severity

STEPS_MOST = 100
"""Steps replayed of an incident that was never answered: past the end of the policy they repeat."""


class Unpaged(Enum):
    """Why the present rules are not followed."""

    NO_POLICY = "they have no policy for its service"
    ITS_OWNER_DECLARED_IT = "the person who declared it owned it, so that nobody was searched for"
    UNKNOWN = "it was declared by paging a team, and they do not have the policy that paged then"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One incident. `then` are the pages until somebody took it (`by`, `answered_after`; None: nobody did), `now`
    those that the present rules would send in the same time."""

    incident: str
    title: str
    service: str | None
    severity: Severity
    at: datetime
    then: tuple[Page, ...]
    now: tuple[Page, ...] | Unpaged
    by: str | None
    answered_after: timedelta | None
    woken_then: tuple[str, ...]
    woken_now: tuple[str, ...]


def replay(setup: Setup, timeline: Sequence[Recorded]) -> Replayed | None:
    """What would have been different; None when the timeline does not begin with a declaration."""
    if not timeline or not isinstance(timeline[0].event, Declared):
        return None
    began, event = timeline[0], timeline[0].event
    answer = next((r for r in timeline if isinstance(r.event, Acknowledged | HandedOff)), None)
    answered_after = answer.at - began.at if answer else None
    then = tuple(_paged(timeline, began.at, answered_after))
    lasts = (
        answered_after if answered_after is not None else max((p.after for p in then), default=timedelta())
    )
    policy = _policy(setup, timeline, began.at, event)
    now = (
        policy
        if isinstance(policy, Unpaged)
        else tuple(_pages(setup, Search(policy, event.severity), began.at, lasts))
    )
    return Replayed(
        incident=began.incident,
        title=event.title,
        service=event.service,
        severity=event.severity,
        at=began.at,
        then=then,
        now=now,
        by=answer.by if answer else None,
        answered_after=answered_after,
        woken_then=_woken(setup, began.at, then),
        woken_now=_woken(setup, began.at, () if isinstance(now, Unpaged) else now),
    )


def _policy(setup: Setup, timeline: Sequence[Recorded], at: datetime, event: Declared) -> Policy | Unpaged:
    """Its service's; without a service (`/incident page TEAM`) the one that paged then, as the rules have it now."""
    found = policy_at(setup, event.service, event.severity, at)
    if found or event.owner:
        return found or Unpaged.ITS_OWNER_DECLARED_IT
    began = next((r.event for r in timeline if isinstance(r.event, EscalationBegan)), None)
    if event.service or began is None:
        return Unpaged.NO_POLICY
    team = began.policy.name.removeprefix(OF_TEAM)
    named = setup.policies.get(team) if team == began.policy.name else policy_of(setup, team)
    return followed(setup, named, None, event.severity, at) if named else Unpaged.UNKNOWN


def _paged(timeline: Sequence[Recorded], began_at: datetime, lasts: timedelta | None) -> Iterator[Page]:
    for record in timeline:
        after = record.at - began_at
        if (
            isinstance(record.event, Paged)
            and record.event.channel is None
            and (lasts is None or after <= lasts)
        ):
            yield Page(record.event.person, after)


def _pages(setup: Setup, search: Search, at: datetime, lasts: timedelta) -> Iterator[Page]:
    """The pages of a search that nobody answers for this long."""
    position, after = Position(), timedelta()
    for _ in range(STEPS_MOST):
        if after > lasts:
            return
        step = take(setup, search, position, at + after)
        yield from (Page(person, after) for person in step.paged)
        position, after = step.then, after + step.wait


def _woken(setup: Setup, at: datetime, pages: Sequence[Page]) -> tuple[str, ...]:
    """Those whom a page reached between 22:00 and 07:00 on their own clock; once each."""
    known = [page for page in pages if page.person in setup.people]
    found = (page.person for page in known if is_night(setup.people[page.person], at + page.after))
    return tuple(dict.fromkeys(found))
