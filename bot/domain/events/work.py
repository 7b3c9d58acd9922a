"""The work on it: statuses, severity, notes, updates, people, and who was told of the night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.setup import Severity


class Status(Enum):
    """Where an incident stands. The last four are ends."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Role(Enum):
    """Who does what in the room; everyone else in it is a responder."""

    COMMANDER = "commander"
    SCRIBE = "scribe"
    COMMUNICATIONS = "communications"


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A move that the table of moves allows."""

    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    """It is worse or better than it was thought: updates and the 15-minute rule go by the new
    severity from now on (`root_cause_*` None: no such rule, or no need of it)."""

    before: Severity
    after: Severity
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImpactDescribed:
    """What customers notice; `started_at` when it began for them."""

    text: str
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A line that somebody wrote for the timeline."""

    text: str


@dataclass(frozen=True, slots=True)
class MessageMarked:
    """A message that somebody put on the timeline. `author` wrote it at `written_at`."""

    channel: str
    ts: str
    author: str
    text: str
    written_at: datetime
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class MarkedMessageEdited:
    """The marked message was edited afterwards, at `edited_at` if Slack said so; the first wording stays above."""

    channel: str
    ts: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkedMessageDeleted:
    """The marked message was deleted afterwards."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class MarkRemoved:
    """The last mark was taken away: the message no longer counts."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class UpdatePosted:
    """A status update for everyone who follows."""

    text: str
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingChanged:
    """The update was due and there is nothing new."""

    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateReminded:
    """`person` was told that an update is due; `times` counts since the last update."""

    person: str
    times: int
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateMissed:
    """Nobody wrote the update that was due at `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReminderSnoozed:
    """The reminder sleeps until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    """`person` None: nobody has the role any more."""

    role: Role
    person: str | None


ANSWERED_A_PAGE = "answered_a_page"
"""Why somebody joined whose page was answered by another before."""


@dataclass(frozen=True, slots=True)
class ResponderJoined:
    """Somebody came to help. `why` says who or what asked them."""

    person: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class HelpSuggested:
    """The root cause is still open: the owner was asked whether to pull in help."""

    person: str


@dataclass(frozen=True, slots=True)
class WakingRated:
    """Whoever was woken said whether it was worth it."""

    person: str
    worth: bool


@dataclass(frozen=True, slots=True)
class RootCauseOverdue:
    """The 15-minute rule: nobody named the root cause in time."""

    after_minutes: int


@dataclass(frozen=True, slots=True)
class MorningCame:
    """A hub woke up while it was open; the night since `since` was told, unless there was nothing in it to tell."""

    hub: str
    since: datetime
    told: bool = True
