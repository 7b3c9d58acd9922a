"""Why somebody is paged, as data; the sentences about it are made where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PagedBecause(Enum):
    """What led to this person or channel."""

    NAMED = "named"
    ON_CALL = "on_call"
    IN_HUB = "in_hub"
    IN_TEAM = "in_team"
    ASKED_FOR = "asked_for"
    SILENT = "silent"
    WORSE = "worse"
    FIRES_AGAIN = "fires_again"


class LastResort(Enum):
    """Why those are paged who would be spared at this hour, or who were paged before."""

    NOBODY_AWAKE_ANSWERED = "nobody_awake_answered"
    EVERYONE_QUIET = "everyone_quiet"
    OTHERS_QUIET = "others_quiet"
    NOBODY_ANSWERED = "nobody_answered"
    OTHERS_UNREACHABLE = "others_unreachable"


@dataclass(frozen=True, slots=True)
class PageReason:
    """Why somebody is paged. `name` is the schedule's, the hub's or the team's; for ASKED_FOR the team or service that
    `asker` asked for (a person of the team's file, "" for anybody else), with their words in `text`."""

    because: PagedBecause
    name: str = ""
    asker: str = ""
    text: str = ""
    last_resort: LastResort | None = None
