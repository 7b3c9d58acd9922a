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
    """The search for an owner began, following `policy` as it was at that moment."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Paged:
    """A person, or a channel (then `channel` is its name), was paged; `why` says for what reason. It is an
    object, or a sentence if an earlier version stored it.

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
    """A page was sent by another method. `next_at` is when its next step is due, if one is left."""

    person: str
    step: int
    method: Method
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageDelayed:
    """Slack did not accept a page, so it continues by the person's other methods. If `refused` is true, Slack
    rejected it for good; otherwise it may still arrive there."""

    person: str
    step: int
    reason: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class NotificationFailed:
    """A page was not delivered by one of its methods. `fault` is what was at fault, such as `address` or
    `provider`, if it was recorded."""

    person: str
    step: int
    method: Method
    reason: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The owner was silent for too long while alerts were firing, or alerts fired again after all had
    recovered (`recurred`) or got worse (`worse`), so the owner was asked whether they are on it. `next_at` is when help is called if
    they don't answer. If `unanswered` is true, they did not answer, and `next_at` is when they are asked
    again, if at all."""

    person: str
    next_at: datetime | None
    unanswered: bool = False
    recurred: bool = False
    worse: bool = False


@dataclass(frozen=True, slots=True)
class StillOnIt:
    """The owner confirmed that they are on it."""

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
    """A page was not sent; `because` is the reason. `target` is a person, or `schedule:NAME` and so on; for
    `no_policy` it is the service, as `service:NAME`. `until` is when they can be paged again. `name` is the
    name of the holiday, or the reason they gave for their time off."""

    target: str
    level: int
    because: HeldBecause
    until: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the escalation was taken. `next_at` is when the next one is due; without it, somebody already
    owns the incident and this step only called for help.

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
    OWNER_ASLEEP = "owner_asleep"


@dataclass(frozen=True, slots=True)
class Escalated:
    """The next level was paged early. `dropped` lists the pages, by `step`, of whoever asked for it: they are there, so
    no further SMS, call, email or push of these goes out to them."""

    because: EscalatedBecause
    text: str = ""
    via: Method | None = None
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyExhausted:
    """Every level was paged in every round, and nobody answered."""


GAVE_BACK = "gave_back"
"""The reason of a page that ended because its person can't take it."""


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page could not be delivered, or the person answered that they can't take it."""

    person: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`person` acknowledged the incident and owns it from now on. Without `via`, they did so in Slack or on
    the command line."""

    person: str
    shift: OwnerShift | None = None
    update_due_at: datetime | None = None
    root_cause_ask_at: datetime | None = None
    root_cause_due_at: datetime | None = None
    via: Method | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedAtSource:
    """The sender reports that somebody acknowledged the alert there: paging stops, and the incident has no
    owner."""

    integration: str
    update_due_at: datetime | None = None
