"""When a hub wakes up: the moment for a summary of the hours that it slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.people import NIGHT, local_instant, local_time
from bot.domain.setup import Setup

SUMMARY_AT = 8 * 60
"""Minutes after local midnight: early enough to be read before the first shift, late enough to be read."""

YOUNGEST = timedelta(hours=1)
"""An incident younger than this has no night to tell of."""

LATEST = timedelta(days=1)
"""After this the next morning has come."""

SATURDAY = 5
"""`weekday()` of the first day that is none of work."""

NEWS = (
    e.Acknowledged,
    e.AcknowledgedAtSource,
    e.StatusChanged,
    e.SeverityChanged,
    e.ImpactDescribed,
    e.NoteAdded,
    e.MessageMarked,
    e.UpdatePosted,
    e.RoleAssigned,
    e.HandedOff,
    e.AlertsReceived,
    e.Recovered,
    e.Reopened,
    e.Absorbed,
    e.PolicyExhausted,
)
"""What a hub that slept wants to hear of. That it was declared its card says; that
somebody was asked or reminded in vain says nothing of how it stands."""

_INSTANT = timedelta(microseconds=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def hub_zones(incident: Incident, setup: Setup) -> dict[str, str]:
    """The hubs that care, with their zones: those of the team that owns the service, else everyone's."""
    service = setup.services.get(incident.service or "")
    team = setup.teams.get(service.team) if service and service.team else None
    people = [setup.people[n] for n in team.members if n in setup.people] if team else []
    zones: dict[str, str] = {}
    for person in people or setup.people.values():
        zones.setdefault(person.hub or person.zone, person.zone)
    return zones


def next_morning(incident: Incident, setup: Setup, now: datetime) -> datetime | None:
    """The next moment at which one of its hubs wakes up and is told of a night.

    It may have passed already, for a bot that was down or had something else to do in
    that second; of several that passed only one is told.
    """
    after = max(
        incident.declared_at + YOUNGEST - _INSTANT, now - LATEST, incident.mornings_until or _LONG_AGO
    )
    zones = set(hub_zones(incident, setup).values())
    return min((_morning_after(zone, after) for zone in zones), default=None)


def _morning_after(zone: str, now: datetime) -> datetime:
    today = local_time(zone, now).date()
    days = (today, today + timedelta(days=1), today + timedelta(days=2))
    return next(m for m in (local_instant(zone, day, SUMMARY_AT) for day in days) if m > now)


def hub_of_morning(incident: Incident, setup: Setup, at: datetime) -> str | None:
    """The hub (the first in the file's order) whose morning is at `at`."""
    for hub, zone in hub_zones(incident, setup).items():
        if local_instant(zone, local_time(zone, at).date(), SUMMARY_AT) == at:
            return hub
    return None


def night_before(incident: Incident, setup: Setup, hub: str, at: datetime) -> datetime | None:
    """Since when that hub slept; None when the incident has no night to tell of.

    For what does not work through the night the weekend is part of Monday's.
    """
    if at - incident.declared_at < YOUNGEST:
        return None
    zone = hub_zones(incident, setup)[hub]
    day = local_time(zone, at).date() - timedelta(days=1)
    while not _every_morning(incident, setup) and day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return max(local_instant(zone, day, NIGHT.start), incident.declared_at)


def worth_telling(
    incident: Incident, setup: Setup, hub: str, since: datetime, at: datetime, timeline: tuple[Recorded, ...]
) -> bool:
    """Whether that hub is told of its night since `since`.

    What has a channel is told of each morning; the rest on a working day when somebody
    did something: what waits for an office hour says nothing by waiting.
    """
    if _every_morning(incident, setup):
        return True
    workday = local_time(hub_zones(incident, setup)[hub], at).weekday() < SATURDAY
    return workday and any(isinstance(r.event, NEWS) and r.at >= since for r in timeline)


def _every_morning(incident: Incident, setup: Setup) -> bool:
    return incident.wants_channel or setup.severities[incident.severity].channel
