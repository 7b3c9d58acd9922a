"""Which incident is meant: the one that is named, else the one of the place; never a guess."""

from __future__ import annotations

from bot.domain.decision import Refused, Why
from bot.domain.incident import Incident
from bot.domain.requests import Actor, Standing
from bot.slack.desk import Desk
from bot.slack.messages import room_of
from bot.slack.replies import Seat

OFFERED = 5
"""How many open incidents are named to somebody who asks in the wrong place."""

OUTSIDERS = frozenset({Standing.GUEST, Standing.STRANGER})
"""They are told nothing about incidents; what they ask for is refused by the engine."""


def incident_here(desk: Desk, seat: Seat, by: Actor) -> str | None:
    """The id of the incident whose room this is; in a direct message that of the page that is answered."""
    if not seat.channel:
        return None
    if not seat.direct:
        incident = room_of(desk, seat.channel, None, seat.thread_ts)
        return incident.id if incident else None
    if seat.thread_ts and (answered := desk.engine.at_message(seat.channel, seat.thread_ts)):
        return answered
    waiting = desk.engine.needs(by.name)
    return waiting[0].id if len(waiting) == 1 else None


def is_here(incident: Incident, seat: Seat) -> bool:
    """Whether they stand in its room: its channel, or the very thread."""
    room = incident.room
    return room is not None and room.channel == seat.channel and room.thread_ts in (None, seat.thread_ts)


def seen(desk: Desk, incident: str | None, seat: Seat, by: Actor) -> Incident | Refused:
    """The incident that is named or stands here, if this person may look at it."""
    if by.standing in OUTSIDERS:
        return Refused(Why.NOT_A_RESPONDER)
    named = incident or incident_here(desk, seat, by)
    if named is None:
        return Refused(Why.NO_INCIDENT_HERE)
    return desk.engine.incident(named, by.name) or Refused(Why.NO_SUCH_INCIDENT, about=named)


def nothing_here(desk: Desk, verb: str, by: Actor) -> Refused:
    """The refusal for a command in the wrong place, with what to type for each open incident."""
    if by.standing in OUTSIDERS:
        return Refused(Why.NOT_A_RESPONDER)
    open_now = desk.engine.open_incidents(by.name)
    return Refused(
        Why.NO_INCIDENT_HERE,
        about=verb,
        instead=tuple(f"/incident {verb} {i.id}" for i in open_now[:OFFERED]),
    )
