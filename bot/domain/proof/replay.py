"""Past incidents through the present rules: who was paged then, and who would be now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.branching import policy_at
from bot.domain.events import Acknowledged, Declared, HandedOff, Paged, Recorded
from bot.domain.people import is_night
from bot.domain.proof.steps import Position, Search, take
from bot.domain.proof.walk import Page
from bot.domain.setup import Setup, Severity

STEPS_MOST = 100
"""Steps replayed of an incident that was never answered: past the end of the policy they repeat."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One incident. `then` are the pages until somebody took it (`by`, `answered_after`; None: nobody did), `now`
    those that the present rules would send in the same time; None: they have no policy for its service."""

    incident: str
    title: str
    service: str | None
    severity: Severity
    at: datetime
    then: tuple[Page, ...]
    now: tuple[Page, ...] | None
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
    policy = policy_at(setup, event.service, event.severity, began.at)
    now = tuple(_pages(setup, Search(policy, event.severity), began.at, lasts)) if policy else None
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
        woken_now=_woken(setup, began.at, now or ()),
    )


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
