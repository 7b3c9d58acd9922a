"""What monitors say, and what a delivery changes in an episode.

An episode is (integration, service, group or dedup key): one incident while it is
open. What repeats joins it. A `firing` that began before the alert's last
`resolved` and comes soon after it is an echo, and is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.events import Link
from bot.domain.setup import USUAL_SEVERITY, Severity

TITLES_KEPT = 5
"""A card names a few alerts and counts the rest: more than five lines are not read at night."""

ECHOES_WITHIN = timedelta(minutes=2)
"""How long after a `resolved` a `firing` that began before it is taken for a slower twin of the sender: Alertmanagers
of one cluster lag by 15 s each. Later it fires indeed: an Alertmanager that lost sight of Prometheus resolves what still
burns, and then tells it with its first start."""


class AlertStatus(Enum):
    """What the sender says of it."""

    FIRING = "firing"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as a sender tells it.

    `fingerprint` is the same for the same alert at each delivery; `started_at` None
    when the sender does not say (then the moment of arrival counts).
    """

    fingerprint: str
    title: str
    status: AlertStatus = AlertStatus.FIRING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    severity: Severity | None = None
    description: str = ""
    links: tuple[Link, ...] = ()
    runbook: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeKey:
    """Which episode an alert belongs to."""

    integration: str
    service: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Alerts of one episode that came in one delivery. `not_sent`: cut off by the sender."""

    episode: EpisodeKey
    alerts: tuple[Alert, ...]
    not_sent: int = 0


def merged(arrivals: Iterable[Arrival]) -> tuple[Arrival, ...]:
    """Several deliveries as one: the alerts of an episode together, in the order in which they came.

    What the sender tells under one key keeps its order also where only some of it names the service, as in PagerDuty's
    events: a `resolve` that names none stays between the triggers before and after it.

    What a delivery says to fire after an end stands apart: all may have been over in between.
    """
    together: list[tuple[EpisodeKey, list[Alert]]] = []
    not_sent: list[int] = []
    last: dict[tuple[str, str], int] = {}
    for arrival in arrivals:
        key = arrival.episode
        place = last.get((key.integration, key.key))
        if place is None or together[place][0] != key or _fires_after_an_end(arrival, together[place][1]):
            place = last[key.integration, key.key] = len(together)
            together.append((key, []))
            not_sent.append(0)
        together[place][1].extend(arrival.alerts)
        not_sent[place] = arrival.not_sent
    return tuple(
        Arrival(key, tuple(alerts), cut) for (key, alerts), cut in zip(together, not_sent, strict=True)
    )


def _fires_after_an_end(arrival: Arrival, before: Sequence[Alert]) -> bool:
    """Whether something fires in it, and the last that was told before it was an end."""
    last = next((a.status for a in reversed(before) if a.status is not AlertStatus.ACKNOWLEDGED), None)
    return last is AlertStatus.RESOLVED and any(a.status is AlertStatus.FIRING for a in arrival.alerts)


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one alert of an episode.

    `heard_at` (our clock): when we heard of its status. `resolved_at` is the sender's word, None where it does not say.
    """

    fingerprint: str
    status: AlertStatus
    title: str
    started_at: datetime
    heard_at: datetime
    resolved_at: datetime | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class AlertBatch:
    """What a delivery changed in its episode, counted.

    `fresh` are alerts that fire and did not before; `recovered` those that stopped;
    `echoes` those that were ignored because they began before their last end;
    `unfinished` those that fire on although people ended the incident; `worsened` is the
    worst severity among repeats that are worse than they were.
    `acknowledged` says that the sender's own acknowledgement was among them, of what did not fire anew after it.
    """

    episode: EpisodeKey
    fresh: tuple[Alert, ...] = ()
    recovered: int = 0
    repeats: int = 0
    echoes: int = 0
    unfinished: tuple[str, ...] = ()
    worsened: Severity | None = None
    still_firing: int = 0
    not_sent: int = 0
    acknowledged: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.fresh or self.recovered)

    @property
    def worst(self) -> Severity | None:
        """The worst severity among what is new, or worse than it was; one that nobody said counts as usual."""
        return _worst([*(a.severity or USUAL_SEVERITY for a in self.fresh), self.worsened])

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.title for a in self.fresh))[:TITLES_KEPT]


def absorb(
    arrival: Arrival, known: Mapping[str, Known], now: datetime, closed_at: datetime | None = None
) -> tuple[AlertBatch, dict[str, Known]]:
    """Hold a delivery against what is known of its episode.

    `closed_at` is set when people have ended the episode's incident: what fired then
    and is only told again is unfinished business, what began later is new.
    Returns the counted batch and the alerts to remember (changed ones only).
    """
    changed: dict[str, Known] = {}
    fresh: list[Alert] = []
    unfinished: list[str] = []
    worse: list[Severity | None] = []
    acknowledged: set[str] = set()
    recovered = repeats = echoes = 0
    for alert in arrival.alerts:
        before = changed.get(alert.fingerprint) or known.get(alert.fingerprint)
        match _standing(alert, before, now, closed_at):
            case _Standing.FRESH:
                fresh.append(alert)
                acknowledged.discard(alert.fingerprint)
                changed[alert.fingerprint] = _firing(alert, now)
            case _Standing.REPEAT:
                repeats += 1
                if before and _is_worse(alert, before):
                    worse.append(alert.severity)
                    changed[alert.fingerprint] = replace(before, severity=alert.severity)
            case _Standing.ECHO:
                echoes += 1
            case _Standing.UNFINISHED:
                unfinished.append(alert.title)
            case _Standing.OVER:
                recovered += bool(before and before.status is AlertStatus.FIRING)
                changed[alert.fingerprint] = _resolved(alert, before, now)
            case _Standing.ANSWERED:
                acknowledged.add(alert.fingerprint)
    after = {**known, **changed}
    batch = AlertBatch(
        episode=arrival.episode,
        fresh=tuple(fresh),
        recovered=recovered,
        repeats=repeats,
        echoes=echoes,
        unfinished=tuple(dict.fromkeys(unfinished))[:TITLES_KEPT],
        worsened=_worst(worse),
        still_firing=sum(a.status is AlertStatus.FIRING for a in after.values()),
        not_sent=arrival.not_sent,
        acknowledged=bool(acknowledged),
    )
    return batch, changed


def _worst(severities: Iterable[Severity | None]) -> Severity | None:
    return min((s for s in severities if s), key=lambda s: s.value, default=None)


def _is_worse(alert: Alert, before: Known) -> bool:
    """A repeat that says a severity, and a worse one than it said before."""
    if alert.severity is None:
        return False
    return before.severity is None or alert.severity.value < before.severity.value


class _Standing(Enum):
    """What an alert is, held against what was known of it."""

    FRESH = "fresh"
    REPEAT = "repeat"
    ECHO = "echo"
    UNFINISHED = "unfinished"
    OVER = "over"
    ANSWERED = "answered"


def _standing(alert: Alert, before: Known | None, now: datetime, closed_at: datetime | None) -> _Standing:
    if alert.status is AlertStatus.ACKNOWLEDGED:
        return _Standing.ANSWERED
    if alert.status is AlertStatus.RESOLVED:
        return _Standing.ECHO if _of_an_earlier_one(alert, before) else _Standing.OVER
    if before is None:
        return _Standing.FRESH
    if before.status is AlertStatus.RESOLVED:
        return _Standing.ECHO if _is_echo(alert, before, now) else _Standing.FRESH
    if closed_at is None:
        return _Standing.REPEAT
    return _Standing.UNFINISHED if _began_by(alert, closed_at) else _Standing.FRESH


def _is_echo(alert: Alert, before: Known, now: datetime) -> bool:
    """Of a sender that does not say when it ended, only the very firing that is over can come once more: our clock
    is not the sender's, and a backlog of a minute would hide what began meanwhile."""
    return now - before.heard_at <= ECHOES_WITHIN and _began_by(
        alert, before.resolved_at or before.started_at
    )


def _began_by(alert: Alert, moment: datetime | None) -> bool:
    """The sender says that it began no later than `moment`; one that does not say began now."""
    return moment is not None and alert.started_at is not None and alert.started_at <= moment


def _of_an_earlier_one(alert: Alert, before: Known | None) -> bool:
    """What fires now began after this end: a slower twin of the sender speaks of the last time."""
    firing = before is not None and before.status is AlertStatus.FIRING
    return bool(firing and before and alert.ended_at and alert.ended_at < before.started_at)


def _firing(alert: Alert, now: datetime) -> Known:
    started_at = alert.started_at or now
    return Known(alert.fingerprint, AlertStatus.FIRING, alert.title, started_at, now, severity=alert.severity)


def _resolved(alert: Alert, before: Known | None, now: datetime) -> Known:
    if before is None:
        started_at = alert.started_at or alert.ended_at or now
        before = Known(alert.fingerprint, AlertStatus.RESOLVED, alert.title, started_at, now)
    return replace(before, status=AlertStatus.RESOLVED, heard_at=now, resolved_at=alert.ended_at)
