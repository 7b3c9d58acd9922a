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
    """The status changed."""

    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    """The severity changed. Updates and the 15-minute rule follow the new one; `root_cause_*` are set only if
    the rule applies. `spared` lists the pages, by `step`, whose person is now left to sleep: no further SMS, call,
    email or push."""

    before: Severity
    after: Severity
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None
    spared: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImpactDescribed:
    """Somebody described the impact on customers; `started_at` is when it began for them."""

    text: str
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody added a note to the timeline."""

    text: str


@dataclass(frozen=True, slots=True)
class MessageMarked:
    """Somebody put a message on the timeline. `author` wrote it at `written_at`."""

    channel: str
    ts: str
    author: str
    text: str
    written_at: datetime
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class MarkedMessageEdited:
    """A message on the timeline was edited later, at `edited_at` if Slack gave the time. Its original text is
    kept."""

    channel: str
    ts: str
    text: str
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkedMessageDeleted:
    """A message on the timeline was deleted later."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class MarkRemoved:
    """The last mark on a message was removed: it no longer counts."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class UpdatePosted:
    """Somebody posted a status update for everyone who follows the incident."""

    text: str
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingChanged:
    """An update was due, and somebody said that there is nothing new."""

    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateReminded:
    """`person` was reminded that an update is due; `times` counts the reminders since the last update."""

    person: str
    times: int
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateMissed:
    """Nobody posted the update that was due at `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReminderSnoozed:
    """The reminder was snoozed until `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    """A role was given to `person`. Without `person`, nobody has it any more."""

    role: Role
    person: str | None


ANSWERED_A_PAGE = "answered_a_page"
"""Why somebody joined whose page was answered by another before."""


@dataclass(frozen=True, slots=True)
class ResponderJoined:
    """Somebody joined to help. `why` says who or what asked them."""

    person: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class HelpSuggested:
    """The root cause was still unknown, and the owner was asked whether to call for help."""

    person: str


@dataclass(frozen=True, slots=True)
class WakingRated:
    """Somebody who was woken said whether it was worth it."""

    person: str
    worth: bool


@dataclass(frozen=True, slots=True)
class RootCauseOverdue:
    """The 15-minute rule: nobody named the root cause in time."""

    after_minutes: int


@dataclass(frozen=True, slots=True)
class MorningCame:
    """Morning came in a hub while the incident was open. The hub got a summary of the night since `since`; if
    `told` is false, there was nothing to report."""

    hub: str
    since: datetime
    told: bool = True
