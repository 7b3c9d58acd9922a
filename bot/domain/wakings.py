"""Who was woken, by what, how long it took, and whether it was worth it: read from the timelines, no book of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from bot.domain import events as e
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.events import Recorded
from bot.domain.oncall.carrying import carried
from bot.domain.oncall.quiet import is_quiet
from bot.domain.oncall.spans import Span, common, joined, total
from bot.domain.people import is_night, local_instant, local_time, nights_between
from bot.domain.requests import RateWaking
from bot.domain.setup import Method, Person, Setup

ONE_WAKING = timedelta(hours=2)
"""Pages of one incident to one person that are not farther apart wake them once: nobody sleeps in between."""

RATING_ASKED_AT = 9 * 60
"""The local minute of the day from which somebody may be asked about their night."""


@dataclass(frozen=True, slots=True)
class Waking:
    """Somebody was paged in their night or quiet hours. `methods` are those beyond Slack, in the order of use;
    `worth` is what they said of it, None: nothing yet."""

    person: str
    incident: str
    seq: int
    at: datetime
    last_at: datetime
    methods: tuple[Method, ...] = ()
    answered_at: datetime | None = None
    worth: bool | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carried over a period. `on_call` counts each hour once, `at_night` what of it lay between 22:00
    and 07:00 on their own clock, `nights` in how many nights that began in it; `answered_after` is the median, None: never answered."""

    person: str
    on_call: timedelta
    at_night: timedelta
    nights: int
    woken: int
    worth_it: int
    not_worth_it: int
    answered_after: timedelta | None


KINDS = (e.Paged, e.Notified, e.Acknowledged, e.ResponderJoined, e.Escalated, e.WakingRated)
"""Events that wakings are read from."""


def wakings(setup: Setup, records: Iterable[Recorded]) -> tuple[Waking, ...]:
    """Every waking in some timelines, each in its order; in the order of their beginning."""
    found: dict[tuple[str, str], list[Waking]] = {}
    for record in records:
        person = _whose(record)
        before = found.get((record.incident, person), [])
        after = _after(setup, record, person, before)
        if after:
            found[record.incident, person] = after
    return tuple(sorted((w for each in found.values() for w in each), key=lambda w: (w.at, w.incident)))


def _whose(record: Recorded) -> str:
    match record.event:
        case e.Paged(person=person) | e.Notified(person=person) | e.WakingRated(person=person):
            return person
        case e.Acknowledged(person=person) | e.ResponderJoined(person=person):
            return person
        case _:
            return record.by


def _after(setup: Setup, record: Recorded, whose: str, before: list[Waking]) -> list[Waking]:
    last = before[-1] if before else None
    match record.event:
        case e.Paged(channel=None) if last and record.at - last.last_at <= ONE_WAKING:
            return [*before[:-1], replace(last, last_at=record.at)]
        case e.Paged(channel=None) if _asleep(setup.people.get(whose), record.at):
            return [*before, Waking(whose, record.incident, record.seq, record.at, record.at)]
        case e.Notified(method=method) if last and method not in last.methods:
            return [*before[:-1], replace(last, methods=(*last.methods, method))]
        case e.Acknowledged() | e.ResponderJoined() if last and last.answered_at is None:
            return [*before[:-1], replace(last, answered_at=record.at)]
        case e.Escalated(because=e.EscalatedBecause.CANNOT) if last and last.answered_at is None:
            return [*before[:-1], replace(last, answered_at=record.at)]
        case e.WakingRated(worth=worth):
            return [replace(waking, worth=worth) for waking in before]
        case _:
            return before


def _asleep(person: Person | None, at: datetime) -> bool:
    return person is not None and (is_night(person, at) or is_quiet(person, at))


def asked_at(person: Person, waking: Waking) -> datetime:
    """When somebody may be asked whether it was worth it: 09:00 on their clock of the day on which the night ended."""
    ended = max(waking.last_at, waking.answered_at or waking.last_at)
    today = local_time(person.zone, ended).date()
    mornings = (
        local_instant(person.zone, date.fromordinal(today.toordinal() + d), RATING_ASKED_AT) for d in range(2)
    )
    return next(morning for morning in mornings if morning >= ended)


def rate(case: Case, request: RateWaking) -> Refused | None:
    """Only whoever was paged can say it, and the last word counts."""
    known = any(
        isinstance(r.event, e.Paged) and r.event.person == case.by.name for r in case.context.timeline
    )
    if not known:
        return case.refuse(Why.NOT_PAGED)
    case.add(e.WakingRated(case.by.name, request.worth))
    return None


def loads(setup: Setup, since: datetime, until: datetime, found: Iterable[Waking]) -> tuple[Load, ...]:
    """Everyone of the file, in its order. Shifts are those of the rules as they stand now."""
    hours = carried(setup, since, until, setup.schedules.values())
    by_person: dict[str, list[Waking]] = {}
    for waking in found:
        if since <= waking.at < until:
            by_person.setdefault(waking.person, []).append(waking)
    return tuple(
        _load(person, hours[name], by_person.get(name, []), since, until)
        for name, person in setup.people.items()
    )


def _load(person: Person, mine: list[Span], woken: list[Waking], since: datetime, until: datetime) -> Load:
    nights = list(nights_between(person, since, until))
    at_night = common(mine, joined(nights))
    return Load(
        person=person.name,
        on_call=total(mine),
        at_night=total(at_night),
        nights=sum(1 for night in nights if since <= night[0] < until and common([night], at_night)),
        woken=len(woken),
        worth_it=sum(1 for w in woken if w.worth is True),
        not_worth_it=sum(1 for w in woken if w.worth is False),
        answered_after=_median(w.answered_at - w.at for w in woken if w.answered_at),
    )


def _median(waits: Iterator[timedelta]) -> timedelta | None:
    seconds = [wait.total_seconds() for wait in waits]
    return timedelta(seconds=median(seconds)) if seconds else None
