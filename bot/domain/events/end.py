"""How it ended, and how it turned out not to be over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.events.handoff import OwnerShift


class ResolvedBecause(Enum):
    """Who or what ended it."""

    PERSON = "person"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The incident was resolved: customers are no longer affected."""

    because: ResolvedBecause
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """The incident was reopened. `update_due_at` restarts the updates; `shift` is set if the former owner
    owns it again."""

    reason: str = ""
    update_due_at: datetime | None = None
    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The incident was merged into another one, `into`, which continues."""

    into: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Another incident was merged into this one, which takes over its `firing` alerts. `declarations` are the
    incidents among what came that people declared: this one does not end by its alerts alone any more."""

    other: str
    title: str
    firing: int = 0
    declarations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The incident was a false alarm."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The write-up is done, or waived; `reason` says which."""

    reason: str = ""
