"""How an incident moves on and ends: status, severity, roles, the ends, and the way back."""

from __future__ import annotations

from bot.domain import reminders
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.declaration import change_severity
from bot.domain.escalation import owner_search
from bot.domain.events import (
    Cancelled,
    Closed,
    MorningCame,
    Promoted,
    Reopened,
    Resolved,
    ResolvedBecause,
    ResponderJoined,
    RoleAssigned,
    RoomKind,
    RoomLost,
    RoomOpened,
    RoomRefused,
    Status,
    StatusChanged,
)
from bot.domain.incident import MOVES
from bot.domain.mornings import hub_of_morning, night_before, worth_telling
from bot.domain.outcomes import NoteRoom, NoteRoomLost, NoteRoomRefused
from bot.domain.ownership import shift_of
from bot.domain.reminders import LONGEST_TEXT
from bot.domain.requests import (
    AssignRole,
    Cancel,
    ChangeSeverity,
    ChangeStatus,
    Close,
    Join,
    Promote,
    Reopen,
    Resolve,
    Wake,
)

ROOMS_LOST_MOST = 5
"""Rooms of one incident that may be lost. A server that takes the first message and refuses the next is no room."""


def change_status(case: Case, request: ChangeStatus) -> Refused | None:
    """A move that the table allows."""
    before = case.incident.status
    allowed = tuple(s.value for s in MOVES[before])
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if request.to is before:
        return case.refuse(Why.UNCHANGED, before.value, allowed)
    if request.to not in MOVES[before]:
        return case.refuse(Why.MOVE_NOT_ALLOWED, request.to.value, allowed)
    case.add(StatusChanged(before, request.to))
    return None


def set_severity(case: Case, request: ChangeSeverity) -> Refused | None:
    """Worse or better than it was thought."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if request.to is case.incident.severity:
        return case.refuse(Why.UNCHANGED, request.to.value)
    change_severity(case, request.to)
    return None


def assign_role(case: Case, request: AssignRole) -> Refused | None:
    """One person a role; the same person again changes nothing."""
    if case.incident.holder(request.role) == request.person:
        return None
    case.add(RoleAssigned(request.role, request.person))
    return None


def join(case: Case, request: Join) -> Refused | None:
    """Somebody came into the room."""
    if request.person not in case.incident.members:
        case.add(ResponderJoined(request.person, request.why))
    return None


def resolve(case: Case, request: Resolve) -> Refused | None:
    """It is over, a person says."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if len(request.text) > LONGEST_TEXT:
        return case.refuse(Why.TOO_LONG, str(LONGEST_TEXT))
    case.add(Resolved(ResolvedBecause.PERSON, request.text.strip()))
    return None


def reopen(case: Case, request: Reopen) -> Refused | None:
    """It was not over: an owner who says so has it again, else the search begins anew.

    Who owned it may be asleep by now; they stay its owner until somebody answers.
    """
    if case.incident.open:
        return case.refuse(Why.STILL_OPEN)
    owner = case.incident.owner
    if owner and (owner == case.by.name or case.policy is None):
        due_at, shift = reminders.next_due(case, owner), shift_of(case, owner, case.now)
        case.add(Reopened(request.reason.strip(), due_at, shift))
        found = case.incident.answered
    else:
        case.add(Reopened(request.reason.strip()))
        found = False
    if not found:
        owner_search.begin_again(case)
    return None


def cancel(case: Case, request: Cancel) -> Refused | None:
    """A false alarm."""
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    case.add(Cancelled(request.reason.strip()))
    return None


def close(case: Case, request: Close) -> Refused | None:
    """The write-up is done, or waived with a reason."""
    if case.incident.open:
        return case.refuse(Why.STILL_OPEN)
    if case.incident.status is not Status.RESOLVED:
        return case.refuse(Why.ENDED)
    if not request.reason.strip():
        return case.refuse(Why.EMPTY_TEXT)
    case.add(Closed(request.reason.strip()))
    return None


def promote(case: Case, _request: Promote) -> Refused | None:
    """Give the thread a channel of its own."""
    incident = case.incident
    if not incident.open:
        return case.refuse(Why.ENDED)
    if incident.wants_channel:
        return case.refuse(Why.HAS_CHANNEL)
    case.add(Promoted())
    return None


def note_room(case: Case, request: NoteRoom) -> Refused | None:
    """Slack made the room. A channel wins over the thread that stood in for it."""
    room = case.incident.room
    if room and (room.kind is RoomKind.CHANNEL or request.kind is RoomKind.THREAD):
        return case.refuse(Why.STALE)
    if request.kind is RoomKind.THREAD and (case.incident.wants_channel or case.incident.private):
        return case.refuse(Why.STALE)  # a private incident in a thread is read by everyone
    case.add_own(RoomOpened(request.kind, request.channel, request.thread_ts, request.name))
    return None


def note_room_refused(case: Case, request: NoteRoomRefused) -> Refused | None:
    """No channel: the incident goes on in its thread, and says so."""
    if not case.incident.wants_channel:
        return case.refuse(Why.STALE)
    case.add_own(RoomRefused(request.reason))
    return None


def note_room_lost(case: Case, request: NoteRoomLost) -> Refused | None:
    """Somebody archived or deleted the room, or put us out of it: the work goes on elsewhere."""
    room = case.incident.room
    if room is None or room.channel != request.channel or case.incident.rooms_lost >= ROOMS_LOST_MOST:
        return case.refuse(Why.STALE)
    case.add_own(RoomLost(room.channel, request.reason, room.name))
    return None


def wake_morning(case: Case, request: Wake) -> Refused | None:
    """A hub wakes up while it is open: tell of the night, if there is something to tell."""
    until = case.incident.mornings_until
    if not case.incident.open or (until and request.due_at <= until):
        return case.refuse(Why.STALE)
    # The file may have changed since: then there is nobody to tell, and the next morning is looked for.
    hub = hub_of_morning(case.incident, case.setup, request.due_at)
    since = night_before(case.incident, case.setup, hub, request.due_at) if hub else None
    if hub and since is not None:
        told = worth_telling(case.incident, case.setup, hub, since, request.due_at, case.context.timeline)
        case.add_own(MorningCame(hub, since, told))
    return None
