"""Pages that wait for an answer, and what each event makes of them; a part of the fold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.events import (
    AskedAgain,
    Escalated,
    EscalatedBecause,
    NotificationFailed,
    Notified,
    Paged,
    PageDelayed,
    Recorded,
)
from bot.domain.faults import Fault, judged
from bot.domain.incident import Incident, SentPage
from bot.domain.setup import Method, Severity

Pages = tuple[SentPage, ...]

WATCHED_FOR = timedelta(minutes=15)
"""Whoever did something on it since then is there, and sees by themselves that it fires again. And what flaps asks
nobody more often."""

LOOKED_AFTER = timedelta(hours=4)
"""How long a sleeping owner's incident waits before it is looked whether a helper is awake by now: twice in a usual
night, each time with a line in the room that says so."""

HELPED_WITHIN = timedelta(minutes=5)
"""When nobody who was paged in a sleeping owner's place came by then, the owner is woken."""


def paged(incident: Incident, event: Paged, record: Recorded) -> Incident:
    """Somebody more is asked."""
    search = incident.escalation
    sent = _sent(incident.pages, event, record, incident.severity, search.epoch if search else 0)
    others = (p for p in incident.pages if (p.person, p.channel) != (sent.person, sent.channel))
    asked = search and replace(search, asked=tuple(dict.fromkeys([*search.asked, sent.goes_by])))
    return replace(incident, pages=(*others, sent), pages_sent=incident.pages_sent + 1, escalation=asked)


def _sent(pages: Pages, event: Paged, record: Recorded, severity: Severity, search_epoch: int) -> SentPage:
    """One page a person waits for an answer: the newest.

    It goes on with the steps that are left of the one before it: begun anew each time, a call that is due later than
    the next page would never come. What of that one is still on its way belongs to this one.
    """
    same = [p for p in pages if (p.person, p.channel) == (event.person, event.channel)]
    first_at = record.at + event.plan[0].after if event.plan else None
    left = next((p for p in same if p.next_at and p.plan == event.plan), None)
    sent = SentPage(
        event.person,
        event.step,
        event.channel,
        event.schedule,
        event.why,
        severity,
        plan=event.plan,
        used=left.used if left else 0,
        next_at=left.next_at if left else first_at,
        search_epoch=search_epoch,
    )
    if left:
        first = left.step if left.goes_on_from is None else left.goes_on_from
        sent = replace(sent, reaching=left.reaching, down=left.down, goes_on_from=first)
    return sent


def without(pages: Pages, *people: str) -> Pages:
    """Nothing more is asked of these."""
    return tuple(page for page in pages if page.channel or page.person not in people)


def went_on(pages: Pages, event: Notified | PageDelayed | NotificationFailed) -> Pages:
    """What its steps beyond Slack make of a page; nothing of one that wants no answer any more."""
    return tuple(_after(page, event) if page.step == event.step else page for page in pages)


def spared(pages: Pages, steps: Collection[int]) -> Pages:
    """Pages that stay as they are and go no further beyond Slack."""
    return tuple(replace(page, next_at=None) if page.step in steps else page for page in pages)


def sign_of_life(incident: Incident, record: Recorded) -> Incident:
    """Whatever the owner does is one: what they were asked is answered, and asking them again counts from it."""
    if incident.owner is None or record.by != incident.owner or not incident.open:
        return incident
    if incident.answered:
        incident = replace(incident, pages=without(incident.pages, incident.owner))
    return heard(incident, record.by, record.at)


def over(incident: Incident, at: datetime) -> Incident:
    """All its alerts recovered: nobody is rung, and no help is called, for what is over."""
    wait, since = incident.ask_again, incident.watched_at
    return replace(
        incident,
        recovered_at=at,
        asked_again=False,
        called_instead=False,
        ask_again_at=since + wait if since and wait else None,
        pages=(),
    )


def left_asleep(incident: Incident, until: datetime | None, at: datetime) -> Incident:
    """An owner who is let sleep is asked when they wake; long before that it is seen whether somebody else is awake."""
    if not incident.answered or until is None:
        return incident
    look_at = at + max(LOOKED_AFTER, incident.ask_again or LOOKED_AFTER)
    return replace(incident, ask_again_at=min(until, look_at))


def heard(incident: Incident, by: str, at: datetime) -> Incident:
    """Somebody is there: the owner is asked again when the policy says so, else not."""
    next_at = at + incident.ask_again if incident.ask_again else None
    return replace(
        incident, watched_at=at, watched_by=by, ask_again_at=next_at, asked_again=False, called_instead=False
    )


def fires(incident: Incident, at: datetime) -> Incident:
    """What was over and fires again: time counts on for the root cause, and an owner who was just heard from is asked
    when nothing else comes from them."""
    if not incident.firing or incident.recovered_at is None:
        return incident
    watch, gap = incident.root_cause, at - incident.recovered_at
    if watch.due_at:
        ask_at = watch.ask_at + gap if watch.ask_at else None
        watch = replace(watch, ask_at=ask_at, due_at=watch.due_at + gap, epoch=watch.epoch + 1)
    return asked_soon(replace(incident, recovered_at=None, root_cause=watch), at)


def asked_soon(incident: Incident, at: datetime) -> Incident:
    """It is worse than the owner knows: they are asked, unless something is heard from them first. Whoever just came to
    help has it before their eyes."""
    if incident.watched_at is None or incident.asked_again or not incident.answered:
        return incident
    ask_at = max(incident.watched_at + WATCHED_FOR, at)
    if incident.watched_by not in (None, incident.owner) and ask_at > at:
        return incident
    return replace(incident, ask_again_at=min(ask_at, incident.ask_again_at or ask_at))


def watched(incident: Incident, event: AskedAgain | Escalated, at: datetime) -> Incident:
    """The silent owner was asked, or somebody in their place; whoever escalates is rung no more."""
    if isinstance(event, Escalated):
        incident = replace(incident, pages=_dropped(incident.pages, event.dropped))
    match event:
        case AskedAgain(next_at=next_at, unanswered=unanswered):
            return replace(
                incident,
                watched_at=at,
                ask_again_at=next_at,
                asked_again=not unanswered,
                called_instead=False,
            )
        case Escalated(because=EscalatedBecause.FIRES_AGAIN | EscalatedBecause.OWNER_ASLEEP):
            return replace(
                incident,
                watched_at=at,
                ask_again_at=at + HELPED_WITHIN,
                asked_again=False,
                called_instead=True,
            )
        case Escalated():
            return incident


def _dropped(pages: Pages, steps: Collection[int]) -> Pages:
    """Pages that wait for an answer, with no step left to take: whatever happens, they ring nobody again."""
    return tuple(
        replace(page, next_at=None, plan=page.plan[: page.used]) if page.step in steps else page
        for page in pages
    )


def _after(page: SentPage, event: Notified | PageDelayed | NotificationFailed) -> SentPage:
    match event:
        case Notified(method=method, next_at=next_at):
            down = _without(page.down, method)
            reaching = (*page.reaching, method)
            return replace(page, used=page.used + 1, next_at=next_at, reaching=reaching, down=down)
        case NotificationFailed(method=method, reason=reason, fault=fault):
            is_down = judged(fault, reason, method) is Fault.PROVIDER
            down = (*_without(page.down, method), method) if is_down else page.down
            return replace(page, reaching=_without(page.reaching, method), down=down)
        case PageDelayed(refused=refused):
            return replace(page, delayed=True, refused=refused)


def _without(methods: tuple[Method, ...], method: Method) -> tuple[Method, ...]:
    return tuple(m for m in methods if m is not method)


def ways_down(pages: Pages) -> tuple[Method, ...]:
    """Ways that were down when a page that waits was last to go by them; the newest page knows best."""
    found: dict[Method, bool] = {}
    for page in pages:
        found |= dict.fromkeys(page.reaching, False) | dict.fromkeys(page.down, True)
    return tuple(method for method in Method if found.get(method))


def ways_instead(pages: Pages) -> tuple[Method, ...]:
    """By what the pages that wait go on, while some way is down; without any other, by Slack where it takes them."""
    down = ways_down(pages)
    going = {method for page in pages for method in page.reaching if method not in down}
    if down and not going and any(not page.delayed for page in pages):
        return (Method.SLACK,)
    return tuple(method for method in Method if method in going) if down else ()
