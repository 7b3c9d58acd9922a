"""Saving decisions: state, events, timers and notices in the transaction of the decision.

The order is the same everywhere (the incident first: the other way round deadlocks):
the incident's row is locked by whoever loads it, and everything else follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.decision import Decision
from bot.domain.events import RoomKind
from bot.domain.incident import Incident, Room
from bot.domain.notices import Need, Notice, PostSummary, SayLine, UploadTimeline
from bot.store import episodes, events, incidents, messages, notices, timers
from bot.store.notices import Planned
from bot.store.transactions import Tx


@dataclass(frozen=True, slots=True)
class Step:
    """A decision, and the state that it started from (None: it opened the incident)."""

    before: Incident | None
    decision: Decision


def save(tx: Tx, steps: Sequence[Step], now: datetime, wall_now: datetime) -> None:
    """Store decisions in bulk; of several about one incident, in their order.

    `now` is the time of the decisions, `wall_now` the one that the outbox goes by.
    """
    last = {step.decision.incident.id: step.decision for step in steps}
    before = {step.decision.incident.id: step.before for step in reversed(steps)}
    incidents.save(tx, [d.incident for d in last.values()], before)
    events.append(tx, [r for step in steps for r in step.decision.records])
    new = {name for name, incident in before.items() if incident is None}
    timers.set_timers(tx, {name: d.timers for name, d in last.items()}, new)
    notices.add(tx, [p for step in steps for p in _planned(tx, step, wall_now)], wall_now)
    for step in steps:
        _follow(tx, step, now)


def _planned(tx: Tx, step: Step, now: datetime) -> Iterable[Planned]:
    incident = step.decision.incident
    for notice in step.decision.notices:
        if incident.room_refused and notice.needs:
            continue
        yield Planned(notice, now, _waits_for(tx, notice, incident))


def _waits_for(tx: Tx, notice: Notice, incident: Incident) -> str | None:
    match notice.needs:
        case Need.ROOM if not incident.room_ready:
            return room_of(incident.id)
        case Need.CARD if "card" not in messages.places(tx, incident.id):
            return card_of(incident.id)
        case _:
            return None


def room_of(incident: str) -> str:
    """What notices for a room that is not there yet wait for."""
    return f"{incident}/{Need.ROOM.value}"


def card_of(incident: str) -> str:
    """What notices for a card that is not posted yet wait for."""
    return f"{incident}/{Need.CARD.value}"


def _move_out(tx: Tx, lost: Room, incident: str) -> None:
    """What was to be said in the room waits for the next one; a thread that is gone takes its first message along."""
    notices.hold(tx, incident, (SayLine, PostSummary, UploadTimeline), room_of(incident))
    messages.displace(tx, incident, "mirror" if lost.kind is RoomKind.THREAD else "card")


def _follow(tx: Tx, step: Step, now: datetime) -> None:
    """What else hangs on the change: held-back notices, and the alerts' episodes."""
    before, after = step.before, step.decision.incident
    was_ready = before is not None and before.room_ready
    if after.room_refused or (after.room_ready and not was_ready):
        notices.release(tx, room_of(after.id))
    if before and before.room and after.room is None:
        _move_out(tx, before.room, after.id)
    if after.merged_into and not (before and before.merged_into):
        episodes.move(tx, after.id, after.merged_into)
    elif not after.open and (before is None or before.open):
        episodes.close(tx, [after.id], now)
