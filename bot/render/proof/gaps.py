"""Gaps in plain words: what recurs is said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.events import HeldBecause
from bot.domain.oncall.spans import joined
from bot.domain.proof.proving import Gap, Proof
from bot.domain.proof.sweep import Reason
from bot.domain.setup import Setup
from bot.render.proof.words import Alert, alerts, day, moment, named
from bot.render.text import plural


@dataclass(frozen=True, slots=True)
class Pattern:
    """Gaps that are alike: the same alerts, hours (UTC) and reason, on several days."""

    alerts: tuple[Alert, ...]
    stretches: tuple[tuple[datetime, datetime], ...]
    why: tuple[Reason, ...]


def scope(proof: Proof, setup: Setup) -> str:
    """`Thu 26 Nov 2026 to Wed 24 Feb 2027, 90 days: an alert at every minute, for 1 service, 2 people.`"""
    since, until = proof.period.since, proof.period.until
    days = plural((until - since).days, "day")
    counted = f"{plural(len(setup.services), 'service')}, {plural(len(setup.people), 'person', 'people')}"
    return f"{day(since)} {since.year} to {day(until)} {until.year}, {days}: an alert at every minute, for {counted}."


def verdict(proof: Proof) -> str:
    """The one sentence to remember."""
    if not proof.waits and not proof.gaps:
        return "There are no services in the file, so no alert pages anybody. Add `services:` with a team and a policy."
    if not proof.gaps:
        return "Every alert pages somebody in its first round."
    hours = max(map(_hours_of_alert, _by_alert(proof.gaps).values()))
    return f"There are gaps: for up to {hours:,.4g} hours of this time an alert would page nobody in its first round."


def patterns(gaps: Sequence[Gap]) -> tuple[Pattern, ...]:
    """The gaps in as few patterns as can be, the longest first."""
    alike: dict[tuple[tuple[tuple[datetime, datetime], ...], tuple[Reason, ...]], list[Alert]] = {}
    for alert, own in _by_alert(gaps).items():
        for why, stretches in _recurring(own).items():
            alike.setdefault((stretches, why[1]), []).append(alert)
    found = [Pattern(tuple(alerts), stretches, why) for (stretches, why), alerts in alike.items()]
    return tuple(sorted(found, key=lambda one: -_hours_of(one.stretches)))


def _by_alert(gaps: Sequence[Gap]) -> dict[Alert, list[Gap]]:
    found: dict[Alert, list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.service, gap.severity), []).append(gap)
    return found


def _recurring(
    gaps: list[Gap],
) -> dict[tuple[tuple[time, timedelta], tuple[Reason, ...]], tuple[tuple[datetime, datetime], ...]]:
    found: dict[tuple[tuple[time, timedelta], tuple[Reason, ...]], list[tuple[datetime, datetime]]] = {}
    for gap in gaps:
        hours = (gap.starts_at.time(), gap.ends_at - gap.starts_at)
        found.setdefault((hours, gap.why), []).append((gap.starts_at, gap.ends_at))
    return {key: tuple(stretches) for key, stretches in found.items()}


def _hours_of(stretches: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((end - start) / timedelta(hours=1) for start, end in stretches)


def _hours_of_alert(gaps: Iterable[Gap]) -> float:
    return _hours_of(joined((gap.starts_at, gap.ends_at) for gap in gaps))


def gap(pattern: Pattern) -> str:
    """`checkout, every severity: 17:00 to 19:00 UTC, 90 times from Thu 26 Nov to Tue 23 Feb: nobody is on call on …`"""
    (start, end), count = pattern.stretches[0], len(pattern.stretches)
    if count == 1:
        when = f"{moment(start)} to {moment(end)} UTC"
    else:
        last = pattern.stretches[-1][0]
        when = (
            f"{start:%H:%M} to {_end_of_day(start, end)} UTC, {count} times from {day(start)} to {day(last)}"
        )
    return f"{alerts(pattern.alerts)}: {when}: {reasons(pattern.why)}."


def _end_of_day(start: datetime, end: datetime) -> str:
    return f"{end:%H:%M}" if end - start < timedelta(days=1) else moment(end)


def reasons(why: Sequence[Reason]) -> str:
    """`nobody is on call on primary and backup; ana has no Slack id`"""
    by_cause: dict[HeldBecause | None, dict[str, None]] = {}  # two policies may have the same reason
    for reason in why:
        by_cause.setdefault(reason.because, {})[reason.target.partition(":")[2] or reason.target] = None
    return "; ".join(_reason(because, named(list(targets))) for because, targets in by_cause.items())


def _reason(because: HeldBecause | None, targets: str) -> str:
    if because is None:
        return f"only the channel {targets} is told, and a channel wakes nobody"
    return _REASONS[because].format(targets)


_REASONS = {
    HeldBecause.NOBODY_ON_CALL: "nobody is on call on {}",
    HeldBecause.NO_ADDRESS: "{} has no Slack id",
    HeldBecause.UNKNOWN_TARGET: "{} names nobody",
    HeldBecause.NO_POLICY: "no policy pages for {}",
    HeldBecause.PRIVATE: "the channel {} hears of no private incident",
    HeldBecause.QUIET_HOURS: "{} is in quiet hours",
    HeldBecause.DAY_OFF: "{} has a day off",
    HeldBecause.HOLIDAY: "{} has a holiday",
    HeldBecause.AWAY: "{} is away",
}
