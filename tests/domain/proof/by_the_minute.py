"""The proof by brute force: an alert at each minute, decided by the bot, its timers fired until nobody is left to ask.

Shares nothing with `bot.domain.proof` but the shape of its report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.alerts import Alert, Arrival, EpisodeKey, absorb
from bot.domain.case import Context
from bot.domain.decide import decide
from bot.domain.decision import Decision
from bot.domain.events import MERIDIAN, Recorded
from bot.domain.oncall.quiet import is_quiet
from bot.domain.oncall.schedule import names, on_call
from bot.domain.people import hub_of, is_night
from bot.domain.proof.sweep import Period
from bot.domain.requests import Actor, Asked, ReceiveAlerts, Request, Standing, TimerName, Wake
from bot.domain.setup import Setup, Severity

MINUTE = timedelta(minutes=1)
Delay = timedelta | None
Alerted = tuple[str, Severity]


@dataclass
class Minute:
    """What an alert at one minute led to: each page with its delay, whether its person sleeps, and its round."""

    at: datetime
    pages: list[tuple[timedelta, str, bool, int]] = field(default_factory=list)
    steps_before: list[timedelta] = field(default_factory=list)
    exhausted_after: Delay = None

    @property
    def unheard(self) -> bool:
        return not any(turn == 0 for *_, turn in self.pages)

    def first(self, missing: frozenset[str] = frozenset()) -> Delay:
        return min((after for after, who, *_ in self.pages if who not in missing), default=None)

    @property
    def awake(self) -> Delay:
        """Within the policy's rounds; in a gap, which they may leave as it is, at any time."""
        end = None if self.unheard else self.exhausted_after
        awake = [after for after, _, asleep, _ in self.pages if not asleep and (end is None or after < end)]
        return min(awake, default=None)

    def called(self) -> list[tuple[str, timedelta]]:
        first = self.first()
        return list(dict.fromkeys((who, after) for after, who, *_ in self.pages if after == first))


def minutes(setup: Setup, alert: Alerted, period: Period) -> Iterator[Minute]:
    """Every arrival of the period, one after the other."""
    at = period.since
    while at < period.until:
        yield minute(setup, alert, at, period.followed_for)
        at += period.every


def minute(setup: Setup, alert: Alerted, at: datetime, followed_for: timedelta) -> Minute:
    """One alert, from its arrival on; every timer of the search falls when it is due."""
    found = Minute(at)
    service, severity = alert
    arrival = Arrival(EpisodeKey("prometheus", service, "g"), (Alert("a", "It broke", severity=severity),))
    batch, _ = absorb(arrival, {}, at)
    decision = _decided(setup, ReceiveAlerts(batch), Actor("prometheus", Standing.SYSTEM), None, at)
    _read(setup, found, decision.records)
    while True:
        due = [timer for timer in decision.timers if timer.name is TimerName.ESCALATION]
        if not due or due[0].due_at - at > followed_for:
            return found
        (timer,) = due
        wake = Wake(timer.name, timer.epoch, timer.due_at)
        decision = _decided(setup, wake, Actor(MERIDIAN, Standing.SYSTEM), decision, timer.due_at)
        _read(setup, found, decision.records)


def _decided(setup: Setup, request: Request, by: Actor, before: Decision | None, now: datetime) -> Decision:
    incident = before.incident if before else None
    context = Context(setup, now, fresh_id="INC-2026-0001")
    outcome = decide(Asked(request, by, incident.id if incident else None), incident, context)
    assert isinstance(outcome, Decision), outcome
    return outcome


def _read(setup: Setup, found: Minute, records: tuple[Recorded, ...]) -> None:
    for record in records:
        match record.event:
            case e.Paged(person=person, channel=None, round=turn):
                asleep = is_quiet(setup.people[person], record.at)
                found.pages.append((record.at - found.at, person, asleep, turn))
            case e.PolicyExhausted():
                found.exhausted_after = record.at - found.at
            case _:
                pass


def gaps(found: list[Minute], period: Period) -> list[tuple[datetime, datetime]]:
    """Stretches of minutes that nobody hears of."""
    stretches: list[tuple[datetime, datetime]] = []
    for one in found:
        end = min(one.at + period.every, period.until)
        if one.unheard and stretches and stretches[-1][1] == one.at:
            stretches[-1] = (stretches[-1][0], end)
        elif one.unheard:
            stretches.append((one.at, end))
    return stretches


def missing(setup: Setup) -> dict[str, frozenset[str]]:
    """Every person and every hub that might not answer."""
    people = {f"person:{name}": frozenset({name}) for name in setup.people}
    hubs = dict.fromkeys(hub_of(person) for person in setup.people.values())
    return people | {
        f"hub:{hub}": frozenset(n for n, p in setup.people.items() if hub_of(p) == hub) for hub in hubs
    }


def failures(setup: Setup, found: list[Minute]) -> dict[str, tuple[Delay, datetime]]:
    """For each whose silence changes something: the longest time until somebody else is paged, and when first."""
    worst: dict[str, tuple[Delay, datetime]] = {}
    for name, people in missing(setup).items():
        changed = [(one.first(people), one.at) for one in found if one.first(people) != one.first()]
        if changed:
            worst[name] = max(changed, key=lambda one: (_length(one[0]), -one[1].timestamp()))
    return worst


def longest(waits: list[tuple[Delay, datetime]]) -> tuple[Delay, datetime] | None:
    """The longest, and when first."""
    return max(waits, key=lambda one: (_length(one[0]), -one[1].timestamp()), default=None)


def _length(delay: Delay) -> timedelta:
    return timedelta.max if delay is None else delay


def woken(setup: Setup, found: list[list[Minute]]) -> dict[str, int]:
    """Minutes at which an alert would page somebody first and at night."""
    at: dict[str, set[datetime]] = {name: set() for name in setup.people}
    for one in (one for alert in found for one in alert):
        for person, after in one.called():
            if is_night(setup.people[person], one.at + after):
                at[person].add(one.at)
    return {name: len(moments) for name, moments in at.items()}


def carried(setup: Setup, period: Period, at_night: bool = False) -> dict[str, int]:
    """Minutes with the pager, on a schedule that is nobody's second; `at_night` only those between 22:00 and 07:00 of their own clock."""
    count = dict.fromkeys(setup.people, 0)
    at = period.since
    while at < period.until:
        here = {
            n
            for s in setup.schedules.values()
            if not s.second_of
            for n in names(on_call(s, setup.schedules, at))
        }
        for name in here:
            count[name] += not at_night or is_night(setup.people[name], at)
        at += MINUTE
    return count
