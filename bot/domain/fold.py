"""From events to state: what each event changes in an incident.

One function an event, found by its type; an event without one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from bot.domain import events as e
from bot.domain import handoff_states as handoffs
from bot.domain import pages as waiting
from bot.domain.events import Event, Recorded, RoomKind, Status
from bot.domain.incident import Cadence, Escalation, Incident, Mark, Room, RootCauseWatch, opened
from bot.domain.questions import ASKS, asked


class BrokenTimeline(Exception):
    """A timeline that does not begin with Declared, or has an event out of place."""


def fold(records: Iterable[Recorded]) -> Incident:
    """The state that a timeline leads to. Raises BrokenTimeline."""
    incident: Incident | None = None
    for record in records:
        incident = apply(incident, record)
    if incident is None:
        raise BrokenTimeline("an incident begins with Declared; this timeline is empty")
    return incident


def apply(incident: Incident | None, record: Recorded) -> Incident:
    """The state after one more event. Raises BrokenTimeline."""
    if isinstance(record.event, e.Declared) and incident is None:
        return opened(record, record.event)
    if incident is None or record.seq != incident.last_seq + 1:
        raise BrokenTimeline(f"{record.incident}: event {record.seq} is out of place")
    after = _after(record.event, incident, record)
    if isinstance(record.event, ASKS):
        after = replace(after, questions=asked(incident, record))
    return waiting.sign_of_life(after, record).numbered(record.seq)


@singledispatch
def _after(event: Event, incident: Incident, record: Recorded) -> Incident:
    """What the event changes in the state; an event with no case here changes nothing."""
    return incident


def _joined(incident: Incident, person: str) -> tuple[str, ...]:
    return incident.members if person in incident.members else (*incident.members, person)


def _due(incident: Incident, due_at: datetime | None) -> Cadence:
    """A new due time; the reminders count from nothing again."""
    before = incident.cadence
    return replace(before, due_at=due_at, remind_at=due_at, epoch=before.epoch + 1, reminded=0)


def _watch(incident: Incident, event: e.Acknowledged | e.HandedOff | e.SeverityChanged) -> RootCauseWatch:
    """The 15-minute rule with the times that the event tells."""
    return RootCauseWatch(event.root_cause_ask_at, event.root_cause_due_at, incident.root_cause.epoch + 1)


def _search_over(incident: Incident) -> Escalation | None:
    """The escalation with nothing more due."""
    before = incident.escalation
    return before and replace(before, next_at=None, epoch=before.epoch + 1)


def _ended(incident: Incident, record: Recorded, status: Status) -> Incident:
    return replace(
        incident,
        status=status,
        ended_at=record.at,
        escalation=_search_over(incident),
        pages=(),
        cadence=_due(incident, None),
        root_cause=RootCauseWatch(epoch=incident.root_cause.epoch + 1),
        handoff=None,
    )


@_after.register
def _(event: e.RoomOpened, incident: Incident, record: Recorded) -> Incident:
    room = Room(event.kind, event.channel, event.thread_ts, event.name)
    return replace(incident, room=room, wants_channel=event.kind is RoomKind.CHANNEL)


@_after.register
def _(event: e.RoomLost, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, room=None, wants_channel=incident.private, rooms_lost=incident.rooms_lost + 1)


@_after.register
def _(event: e.Promoted | e.RoomRefused, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, wants_channel=isinstance(event, e.Promoted))


@_after.register
def _(event: e.EscalationBegan, incident: Incident, record: Recorded) -> Incident:
    epoch = incident.escalation.epoch + 1 if incident.escalation else 0
    search = Escalation(event.policy, record.at, epoch=epoch, next_at=record.at)
    # Whoever had it before it was reopened has not answered this time.
    return replace(incident, escalation=search, acknowledged_at=None, acknowledged_at_source=False)


@_after.register
def _(event: e.Paged, incident: Incident, record: Recorded) -> Incident:
    members = incident.members if event.channel else _joined(incident, event.person)
    return waiting.paged(replace(incident, members=members), event, record)


@_after.register
def _(
    event: e.Notified | e.PageDelayed | e.NotificationFailed, incident: Incident, record: Recorded
) -> Incident:
    return replace(incident, pages=waiting.went_on(incident.pages, event))


@_after.register
def _(event: e.Held, incident: Incident, record: Recorded) -> Incident:
    return (
        waiting.left_asleep(incident, event.until, record.at) if event.target == incident.owner else incident
    )


@_after.register
def _(event: e.AskedAgain | e.Escalated, incident: Incident, record: Recorded) -> Incident:
    return waiting.watched(incident, event, record.at)


@_after.register
def _(event: e.StepTaken, incident: Incident, record: Recorded) -> Incident:
    before = incident.escalation
    return replace(
        incident,
        escalation=before
        and replace(
            before,
            steps_done=event.steps_done,
            next_at=event.next_at,
            exhausted=event.exhausted,
            epoch=before.epoch + 1,
            unreached=(),
        ),
    )


@_after.register
def _(event: e.PageFailed, incident: Incident, record: Recorded) -> Incident:
    failed = tuple(p.goes_by for p in incident.pages if p.step == event.step)
    before = incident.escalation
    return replace(
        incident,
        pages=tuple(p for p in incident.pages if p.step != event.step),
        escalation=before and replace(before, unreached=(*before.unreached, *failed)),
    )


@_after.register
def _(event: e.Acknowledged, incident: Incident, record: Recorded) -> Incident:
    return replace(
        incident,
        owner=event.person,
        shift=event.shift,
        acknowledged_at=incident.acknowledged_at or record.at,
        escalation=_search_over(incident),
        pages=(),
        handoff=incident.handoff if incident.owner == event.person else None,
        members=_joined(incident, event.person),
        cadence=_due(incident, event.update_due_at),
        root_cause=_watch(incident, event),
    )


@_after.register
def _(event: e.AcknowledgedAtSource, incident: Incident, record: Recorded) -> Incident:
    return replace(
        incident,
        acknowledged_at_source=True,
        escalation=_search_over(incident),
        pages=(),
        cadence=_due(incident, event.update_due_at) if event.update_due_at else incident.cadence,
    )


@_after.register
def _(event: e.StatusChanged, incident: Incident, record: Recorded) -> Incident:
    known = event.after in (Status.IDENTIFIED, Status.MITIGATED, Status.MONITORING)
    eased = event.after in (Status.MITIGATED, Status.MONITORING)
    watch = RootCauseWatch(epoch=incident.root_cause.epoch + 1) if known else incident.root_cause
    return replace(
        incident,
        status=event.after,
        identified_at=incident.identified_at or (record.at if known else None),
        mitigated_at=incident.mitigated_at or (record.at if eased else None),
        root_cause=watch,
    )


@_after.register
def _(event: e.SeverityChanged, incident: Incident, record: Recorded) -> Incident:
    cadence = _due(incident, event.update_due_at) if event.update_due_at else incident.cadence
    watch = _watch(incident, event)
    after = replace(incident, severity=event.after, cadence=cadence, root_cause=watch)
    after = replace(after, pages=waiting.spared(after.pages, event.spared))
    return waiting.asked_soon(after, record.at) if event.after.value < incident.severity.value else after


@_after.register
def _(event: e.ImpactDescribed, incident: Incident, record: Recorded) -> Incident:
    started_at = event.started_at or incident.impact_started_at
    return replace(incident, impact=event.text, impact_started_at=started_at)


@_after.register
def _(event: e.MessageMarked, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, marks=(*incident.marks, Mark(event.channel, event.ts)))


@_after.register
def _(event: e.MarkRemoved | e.MarkedMessageDeleted, incident: Incident, record: Recorded) -> Incident:
    gone = Mark(event.channel, event.ts)
    return replace(incident, marks=tuple(m for m in incident.marks if m != gone))


@_after.register
def _(event: e.UpdatePosted, incident: Incident, record: Recorded) -> Incident:
    cadence = replace(_due(incident, event.next_due_at), last_text=event.text, last_at=record.at)
    return replace(incident, cadence=cadence)


@_after.register
def _(event: e.NothingChanged, incident: Incident, record: Recorded) -> Incident:
    cadence = replace(_due(incident, event.next_due_at), last_at=record.at)
    return replace(incident, cadence=cadence)


@_after.register
def _(event: e.UpdateReminded, incident: Incident, record: Recorded) -> Incident:
    before = incident.cadence
    cadence = replace(before, remind_at=event.next_due_at, reminded=event.times, epoch=before.epoch + 1)
    return replace(incident, cadence=cadence)


@_after.register
def _(event: e.ReminderSnoozed, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, cadence=_due(incident, event.until))


@_after.register
def _(event: e.RoleAssigned, incident: Incident, record: Recorded) -> Incident:
    roles = tuple((r, p) for r, p in incident.roles if r is not event.role)
    if event.person is None:
        return replace(incident, roles=roles)
    members = _joined(incident, event.person)
    return replace(incident, roles=(*roles, (event.role, event.person)), members=members)


@_after.register
def _(event: e.ResponderJoined | e.StillOnIt, incident: Incident, record: Recorded) -> Incident:
    pages = tuple(p for p in incident.pages if p.person != event.person)
    joined = replace(incident, members=_joined(incident, event.person), pages=pages)
    return waiting.heard(joined, event.person, record.at) if record.by == event.person else joined


@_after.register
def _(event: e.HelpSuggested, incident: Incident, record: Recorded) -> Incident:
    watch = incident.root_cause
    return replace(incident, root_cause=replace(watch, ask_at=None, epoch=watch.epoch + 1))


@_after.register
def _(event: e.RootCauseOverdue, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, root_cause=RootCauseWatch(epoch=incident.root_cause.epoch + 1))


@_after.register
def _(event: e.HandoffDrafted, incident: Incident, record: Recorded) -> Incident:
    return handoffs.drafted(incident, event, record.seq)


@_after.register
def _(event: e.HandoffOffered, incident: Incident, record: Recorded) -> Incident:
    return replace(handoffs.offered(incident, event, record.seq), members=_joined(incident, event.receiver))


@_after.register
def _(event: e.HandoffDeclined, incident: Incident, record: Recorded) -> Incident:
    return handoffs.declined(incident, event, record.seq)


@_after.register
def _(event: e.HandoffStranded, incident: Incident, record: Recorded) -> Incident:
    return handoffs.stranded(incident, event, record.seq)


@_after.register
def _(event: e.HandoffWithdrawn, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, handoff=None, shift=event.shift)


@_after.register
def _(event: e.HandedOff, incident: Incident, record: Recorded) -> Incident:
    taken = replace(
        incident,
        owner=event.receiver,
        shift=event.shift,
        handoff=None,
        members=_joined(incident, event.receiver),
        pages=waiting.without(incident.pages, event.giver, event.receiver),
    )
    if incident.acknowledged_at:
        return taken
    # Accepting it answers whoever was still being looked for; times are told where it is as an acknowledgement.
    if event.update_due_at:
        watch = _watch(incident, event)
        taken = replace(taken, cadence=_due(incident, event.update_due_at), root_cause=watch)
    return replace(taken, acknowledged_at=record.at, escalation=_search_over(incident), pages=())


@_after.register
def _(event: e.AlertsReceived, incident: Incident, record: Recorded) -> Incident:
    seen = incident.alerts_seen + event.firing
    return waiting.fires(replace(incident, firing=event.still_firing, alerts_seen=seen), record.at)


@_after.register
def _(event: e.Recovered, incident: Incident, record: Recorded) -> Incident:
    return waiting.over(incident, record.at)


@_after.register
def _(event: e.Resolved, incident: Incident, record: Recorded) -> Incident:
    return replace(_ended(incident, record, Status.RESOLVED), resolved_at=record.at)


@_after.register
def _(event: e.Reopened, incident: Incident, record: Recorded) -> Incident:
    return replace(
        incident,
        status=Status.INVESTIGATING,
        resolved_at=None,
        closed_at=None,
        ended_at=None,
        merged_into=None,
        recovered_at=None,
        ask_again_at=None,
        asked_again=False,
        shift=event.shift,
        mornings_until=record.at,
        cadence=_due(incident, event.update_due_at),
    )


@_after.register
def _(event: e.MorningCame, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, mornings_until=record.at)


@_after.register
def _(event: e.Merged, incident: Incident, record: Recorded) -> Incident:
    return replace(_ended(incident, record, Status.MERGED), merged_into=event.into)


@_after.register
def _(event: e.Absorbed, incident: Incident, record: Recorded) -> Incident:
    firing = incident.firing + event.firing
    declarations = tuple(dict.fromkeys([*incident.declarations, *event.declarations]))
    return waiting.fires(replace(incident, firing=firing, declarations=declarations), record.at)


@_after.register
def _(event: e.Cancelled, incident: Incident, record: Recorded) -> Incident:
    return _ended(incident, record, Status.CANCELLED)


@_after.register
def _(event: e.Closed, incident: Incident, record: Recorded) -> Incident:
    return replace(incident, status=Status.CLOSED, closed_at=record.at)
