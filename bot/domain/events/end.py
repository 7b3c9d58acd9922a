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
    """Customers are well again, and it will stay so."""

    because: ResolvedBecause
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over. `update_due_at` starts the updates again; `shift` is the owner's,
    when they have it again."""

    reason: str = ""
    update_due_at: datetime | None = None
    shift: OwnerShift | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """It is the same as another one, which goes on."""

    into: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Another one turned out to be this one; its `firing` alerts are this one's from now on."""

    other: str
    title: str
    firing: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A false alarm."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The write-up is done, or waived for this reason."""

    reason: str = ""
