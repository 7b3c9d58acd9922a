"""One attempt to reach one person by one method, with all that it needs; and what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.domain.incident import Incident
from bot.domain.notices import Receipt
from bot.domain.page_reasons import PageReason
from bot.domain.setup import Method, Setup


class Word(Enum):
    """What can be answered to a page; the key for it."""

    ACKNOWLEDGE = "1"
    ESCALATE = "2"
    CANNOT = "3"

    @classmethod
    def from_key(cls, key: str) -> Word | None:
        """None: another key."""
        return next((word for word in cls if word.value == key), None)


@dataclass(frozen=True, slots=True)
class Ring:
    """A page on its way by another method than Slack.

    `id` is its notice's: the same at a second try. `address` is what the method needs, in clear: a number in E.164
    (`+593987654321`), a mail address, or an Apprise URL for a push; it is never logged. `answer_url` opens a page with
    the three answers, None where people can't reach the bot's own pages. `first_tried_at` is set when an earlier try
    may have arrived: look it up.
    """

    id: str
    incident: Incident
    setup: Setup
    now: datetime
    person: str
    step: int
    method: Method
    address: str = field(repr=False)
    why: PageReason | str
    answer_url: str | None = field(default=None, repr=False)
    first_tried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence for one person by another method than Slack, which wakes nobody: a code, a test page.

    `text` is plain and short enough for one SMS; `spoken` is what a voice says instead, if it differs. `address` as a
    Ring's: never logged. `answer_url` is where what comes of it is told, None for nowhere; `keys`: in a call a key is
    asked for.
    """

    id: str
    person: str
    method: Method
    address: str = field(repr=False)
    text: str = field(repr=False)
    spoken: str = field(default="", repr=False)
    answer_url: str | None = field(default=None, repr=False)
    keys: bool = False


class Pager(Protocol):
    """Rings once. Never raises for what a provider does: that is a receipt. Asks `still_ours` before each request."""

    def ring(self, ring: Ring, still_ours: Callable[[], bool]) -> Receipt: ...

    def say(self, saying: Saying, still_ours: Callable[[], bool]) -> Receipt: ...
