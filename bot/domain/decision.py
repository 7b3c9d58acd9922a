"""What follows from a request: events, timers and notices to be committed together, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Notice
from bot.domain.requests import Asked, TimerName


@dataclass(frozen=True, slots=True)
class Timer:
    """When to look again. `epoch` is that of the timer's own subject."""

    name: TimerName
    epoch: int
    due_at: datetime


def epoch_of(moment: datetime) -> int:
    """The epoch of what is its own moment (a shift's end, the next step): in whole seconds, another moment is another."""
    return int(moment.timestamp())


@dataclass(frozen=True, slots=True)
class Decision:
    """What happened and what it leads to, for one incident.

    `timers` are all that this incident waits for from now on: what is not named is
    off. `then` are requests that follow in the same transaction (a merge tells the
    other incident).
    """

    incident: Incident
    records: tuple[Recorded, ...] = ()
    timers: tuple[Timer, ...] = ()
    notices: tuple[Notice, ...] = ()
    then: tuple[Asked, ...] = ()


class Why(Enum):
    """Why something is not done. Each has its sentence, with the next step, in `render`."""

    NO_SUCH_INCIDENT = "no_such_incident"
    NO_INCIDENT_HERE = "no_incident_here"
    ENDED = "ended"
    STILL_OPEN = "still_open"
    NOT_A_RESPONDER = "not_a_responder"
    NOT_SURE_WHO = "not_sure_who"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    NOBODY_TO_PAGE = "nobody_to_page"
    NOT_PAGED = "not_paged"
    UNKNOWN_TARGET = "unknown_target"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_PERSON = "unknown_person"
    MOVE_NOT_ALLOWED = "move_not_allowed"
    UNCHANGED = "unchanged"
    EMPTY_TEXT = "empty_text"
    TOO_LONG = "too_long"
    NOT_MARKED = "not_marked"
    NO_OWNER = "no_owner"
    NO_HANDOFF = "no_handoff"
    NOT_THE_GIVER = "not_the_giver"
    NOT_THE_RECEIVER = "not_the_receiver"
    NOBODY_NEXT = "nobody_next"
    HANDOFF_TO_SELF = "handoff_to_self"
    SAME_INCIDENT = "same_incident"
    HAS_CHANNEL = "has_channel"
    PRIVATE_MERGE = "private_merge"
    IMPACT_IN_FUTURE = "impact_in_future"
    WAIT_NOT_SENSIBLE = "wait_not_sensible"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed. `about` is what the sentence needs: a name, a word, a number;
    `instead` are what could have been written (nearest words, allowed moves)."""

    why: Why
    incident: Incident | None = None
    about: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """It is committed. `records` is what happened because of it (empty: it was so already)."""

    incident: Incident
    records: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """This delivery was carried out before; nothing changed and nobody is answered twice."""


Outcome = Done | Refused | Repeated
