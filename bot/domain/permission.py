"""Who may ask for what: decided from our own state, never from what a button says."""

from __future__ import annotations

from bot.domain.decision import Refused, Why
from bot.domain.incident import Incident
from bot.domain.requests import (
    Actor,
    Cancel,
    Close,
    FollowDeletion,
    FollowEdit,
    Join,
    Merge,
    Request,
    Resolve,
    Standing,
)

DANGEROUS = (Resolve, Cancel, Merge, Close)
"""They end or hide an incident: not on the word of somebody whom nobody could look up.
An acknowledgement is never refused for that reason."""

OF_THE_ROOM = (FollowEdit, FollowDeletion, Join)
"""What Slack tells of the room; whoever is in it."""


def check(by: Actor, request: Request, incident: Incident | None) -> Refused | None:
    """None when `by` may ask for this."""
    if by.standing is Standing.SYSTEM or isinstance(request, OF_THE_ROOM):
        return None
    if incident and not may_see(by.name, incident):
        return Refused(Why.NO_SUCH_INCIDENT, about=incident.id)
    if by.standing in (Standing.GUEST, Standing.STRANGER):
        return Refused(Why.NOT_A_RESPONDER, incident)
    if by.standing is Standing.UNKNOWN and isinstance(request, DANGEROUS):
        return Refused(Why.NOT_SURE_WHO, incident)
    return None


def may_see(viewer: str, incident: Incident) -> bool:
    """A private incident is seen by its people only."""
    return not incident.private or viewer in incident.members
