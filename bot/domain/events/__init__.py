"""What happened to an incident, in the past tense; the timeline is a list of these.

An incident's state is the fold of its events (see `fold`), so an event holds
everything that the state needs and nothing that can be worked out from it. They
stand in one module a subject; whoever uses them imports them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.events.alerts import AlertsReceived, Recovered, StillFiring
from bot.domain.events.beginning import Declared, Link, Promoted, RoomKind, RoomLost, RoomOpened, RoomRefused
from bot.domain.events.end import Absorbed, Cancelled, Closed, Merged, Reopened, Resolved, ResolvedBecause
from bot.domain.events.handoff import (
    DeclinedBecause,
    HandedOff,
    HandoffDeclined,
    HandoffDrafted,
    HandoffOffered,
    HandoffStranded,
    HandoffText,
    HandoffWithdrawn,
    OwnerShift,
)
from bot.domain.events.search import (
    GAVE_BACK,
    Acknowledged,
    AcknowledgedAtSource,
    AskedAgain,
    Escalated,
    EscalatedBecause,
    EscalationBegan,
    Held,
    HeldBecause,
    NotificationFailed,
    Notified,
    Paged,
    PageDelayed,
    PageFailed,
    PolicyExhausted,
    StepTaken,
    StillOnIt,
)
from bot.domain.events.work import (
    ANSWERED_A_PAGE,
    HelpSuggested,
    ImpactDescribed,
    MarkedMessageDeleted,
    MarkedMessageEdited,
    MarkRemoved,
    MessageMarked,
    MorningCame,
    NoteAdded,
    NothingChanged,
    ReminderSnoozed,
    ResponderJoined,
    Role,
    RoleAssigned,
    RootCauseOverdue,
    SeverityChanged,
    Status,
    StatusChanged,
    UpdateMissed,
    UpdatePosted,
    UpdateReminded,
    WakingRated,
)

__all__ = [
    "ANSWERED_A_PAGE",
    "GAVE_BACK",
    "MERIDIAN",
    "Absorbed",
    "Acknowledged",
    "AcknowledgedAtSource",
    "AlertsReceived",
    "AskedAgain",
    "Cancelled",
    "Closed",
    "Declared",
    "DeclinedBecause",
    "Escalated",
    "EscalatedBecause",
    "EscalationBegan",
    "Event",
    "HandedOff",
    "HandoffDeclined",
    "HandoffDrafted",
    "HandoffOffered",
    "HandoffStranded",
    "HandoffText",
    "HandoffWithdrawn",
    "Held",
    "HeldBecause",
    "HelpSuggested",
    "ImpactDescribed",
    "Link",
    "MarkRemoved",
    "MarkedMessageDeleted",
    "MarkedMessageEdited",
    "Merged",
    "MessageMarked",
    "MorningCame",
    "NoteAdded",
    "NothingChanged",
    "NotificationFailed",
    "Notified",
    "OwnerShift",
    "PageDelayed",
    "PageFailed",
    "Paged",
    "PolicyExhausted",
    "Promoted",
    "Recorded",
    "Recovered",
    "ReminderSnoozed",
    "Reopened",
    "Resolved",
    "ResolvedBecause",
    "ResponderJoined",
    "Role",
    "RoleAssigned",
    "RoomKind",
    "RoomLost",
    "RoomOpened",
    "RoomRefused",
    "RootCauseOverdue",
    "SeverityChanged",
    "Status",
    "StatusChanged",
    "StepTaken",
    "StillFiring",
    "StillOnIt",
    "UpdateMissed",
    "UpdatePosted",
    "UpdateReminded",
    "WakingRated",
]

MERIDIAN = "meridian"
"""Who did it, when nobody did: the `by` of what the bot does by itself."""

Event = (
    Declared
    | RoomOpened
    | RoomRefused
    | RoomLost
    | Promoted
    | EscalationBegan
    | Paged
    | Held
    | StepTaken
    | Escalated
    | PolicyExhausted
    | Notified
    | PageDelayed
    | NotificationFailed
    | PageFailed
    | AskedAgain
    | StillOnIt
    | Acknowledged
    | AcknowledgedAtSource
    | StatusChanged
    | SeverityChanged
    | ImpactDescribed
    | NoteAdded
    | MessageMarked
    | MarkedMessageEdited
    | MarkedMessageDeleted
    | MarkRemoved
    | UpdatePosted
    | NothingChanged
    | UpdateReminded
    | WakingRated
    | UpdateMissed
    | ReminderSnoozed
    | RoleAssigned
    | ResponderJoined
    | HelpSuggested
    | RootCauseOverdue
    | HandoffDrafted
    | HandoffOffered
    | HandoffDeclined
    | HandoffStranded
    | HandoffWithdrawn
    | HandedOff
    | AlertsReceived
    | Recovered
    | StillFiring
    | Resolved
    | Reopened
    | Merged
    | Absorbed
    | Cancelled
    | Closed
    | MorningCame
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place. `seq` counts from 1 within the incident.

    `by` is a person's name in the file, else a Slack user id, else `meridian` or
    an integration's name.
    """

    incident: str
    seq: int
    at: datetime
    by: str
    event: Event
