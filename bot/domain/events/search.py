"""The search for an owner: who was paged, who was passed over, who took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.events.handoff import OwnerShift
from bot.domain.faults import Fault
from bot.domain.page_reasons import PageReason
from bot.domain.setup import Method, NotificationStep, Policy


@dataclass(frozen=True, slots=True)
class EscalationBegan:
    """The search for an owner, on the policy as it stood at this moment."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Paged:
    """One person (or a channel, then `channel` is its name) was asked to take it, because of `why` (text where an earlier
    version put it into words).

    `step` counts pages of this incident from 0 and never repeats; `level` is the
    policy's level, counted from 0, None for a page that somebody asked for. `plan` are the
    steps beyond Slack that it takes until it is answered.
    """

    person: str
    step: int
    level: int | None
    round: int
    why: PageReason | str
    channel: str | None = None
    schedule: str | None = None
    plan: tuple[NotificationStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Notified:
    """A page went on by another method; `next_at` is when its next step is due, None: none is left."""

    person: str
    step: int
    method: Method
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageDelayed:
    """Slack did not take a page, and it goes on by another way. `refused`: for good; else it may come yet."""

    person: str
    step: int
    reason: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class NotificationFailed:
    """A step of a page did not arrive. `fault` says whose it is: the address's, the provider's; None: it was not noted."""

    person: str
    step: int
    method: Method
    reason: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The owner was silent for long while it still fires, and is asked whether they are on it. `next_at` is when help
    is called without an answer; `unanswered`: that came to pass, and then they are asked anew (None: they are not);
    `recurred`: it was over meanwhile."""

    person: str
    next_at: datetime | None
    unanswered: bool = False
    recurred: bool = False


@dataclass(frozen=True, slots=True)
class StillOnIt:
    """The owner answered that they are."""

    person: str
    via: Method | None = None


class HeldBecause(Enum):
    """Why a candidate was passed over."""

    QUIET_HOURS = "quiet_hours"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"
    AWAY = "away"
    NO_ADDRESS = "no_address"
    NOBODY_ON_CALL = "nobody_on_call"
    UNKNOWN_TARGET = "unknown_target"
    NO_POLICY = "no_policy"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Held:
    """A page that was not sent, and why. `target` is a person, or `schedule:name` and the
    like; for NO_POLICY it is the service, as `service:name`. `until` is when they can be paged again; `name` that of
    the holiday, or what they said of their time off."""

    target: str
    level: int
    because: HeldBecause
    until: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of the escalation is over; `next_at` is when the next one is due (None:
    somebody has it, and this step only called for help).

    `steps_done` counts steps since it began; `exhausted` says that the policy is
    at its end and the last level is asked again at growing intervals.
    """

    steps_done: int
    next_at: datetime | None
    exhausted: bool = False


class EscalatedBecause(Enum):
    """What made the next level come early."""

    ASKED = "asked"
    CANNOT = "cannot"
    ROOT_CAUSE = "root_cause"
    HELP = "help"
    UNDELIVERED = "undelivered"
    SILENT = "silent"
    FIRES_AGAIN = "fires_again"


@dataclass(frozen=True, slots=True)
class Escalated:
    """The next level is paged now rather than later."""

    because: EscalatedBecause
    text: str = ""
    via: Method | None = None


@dataclass(frozen=True, slots=True)
class PolicyExhausted:
    """Every level of every round was paged and nobody answered."""


GAVE_BACK = "gave_back"
"""The reason of a page that ended because its person can't take it."""


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page could not be delivered, or its person gave it back."""

    person: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`by` took it and is its owner from now on. `via` None: in Slack, or at the command line."""

    person: str
    shift: OwnerShift | None = None
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None
    via: Method | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedAtSource:
    """The sender says that somebody has it: paging stops, there is no owner."""

    integration: str
    update_due_at: datetime | None = None
