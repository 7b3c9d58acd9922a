"""A handoff on its way, and what each event makes of it; a part of the fold."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.events import HandoffDeclined, HandoffDrafted, HandoffOffered, HandoffStranded
from bot.domain.incident import Handoff, Incident


def drafted(incident: Incident, event: HandoffDrafted, seq: int) -> Incident:
    """The owner has a draft of it."""
    handoff = Handoff(
        giver=event.giver,
        text=event.text,
        receiver=event.receiver,
        offered=False,
        epoch=seq,
        schedule=event.schedule,
        until=event.send_at,
    )
    return replace(incident, handoff=handoff, handoffs=incident.handoffs + 1)


def offered(incident: Incident, event: HandoffOffered, seq: int) -> Incident:
    """Somebody is asked to take it."""
    before = incident.handoff
    handoff = Handoff(
        giver=event.giver,
        text=event.text,
        receiver=event.receiver,
        offered=True,
        epoch=seq,
        schedule=before.schedule if before else None,
        until=event.until,
        declined=before.declined if before else (),
    )
    return replace(incident, handoff=handoff)


def declined(incident: Incident, event: HandoffDeclined, seq: int) -> Incident:
    """They did not take it."""
    before = incident.handoff
    if before is None:
        return incident
    out = (*before.declined, event.receiver)
    return replace(incident, handoff=replace(before, declined=out, until=None, epoch=seq))


def stranded(incident: Incident, event: HandoffStranded, seq: int) -> Incident:
    """Nobody is left to take it."""
    before = incident.handoff
    left = before and replace(before, stranded=True, until=None, epoch=seq)
    return replace(incident, handoff=left, shift=event.shift)
