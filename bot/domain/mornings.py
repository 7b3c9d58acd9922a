"""When a hub wakes up: the moment for a summary of the hours that it slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.people import local_instant, local_time
from bot.domain.setup import Setup

MORNING = 8 * 60
"""Minutes after local midnight: early enough to be read before the first shift, late enough to be read."""

EVENING = 22 * 60
"""Minutes after local midnight: what happened after this happened while they slept."""

YOUNGEST = timedelta(hours=1)
"""An incident younger than this has no night to tell of."""

LATEST = timedelta(days=1)
"""After this the next morning has come."""

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
    return next(m for m in (local_instant(zone, day, MORNING) for day in days) if m > now)


def hub_of_morning(incident: Incident, setup: Setup, at: datetime) -> str | None:
    """The hub (the first in the file's order) whose morning is at `at`."""
    for hub, zone in hub_zones(incident, setup).items():
        if local_instant(zone, local_time(zone, at).date(), MORNING) == at:
            return hub
    return None


def night_before(incident: Incident, setup: Setup, hub: str, at: datetime) -> datetime | None:
    """Since when that hub slept; None when the incident has no night to tell of."""
    if at - incident.declared_at < YOUNGEST:
        return None
    zone = hub_zones(incident, setup)[hub]
    evening = local_instant(zone, local_time(zone, at).date() - timedelta(days=1), EVENING)
    return max(evening, incident.declared_at)
