"""PURE. What a command turns out to be: an order, a question, a form to fill in, or words nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.oncall.covers import Arrangement
from bot.domain.requests import Request
from bot.domain.setup import Severity
from bot.render.actions import Form
from bot.render.declared import ALL_READ, Unread
from bot.render.not_yet import Wish
from bot.slack.verbs import Verb


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be done. `incident` None: the one of the place where it was said. `unread` is told with the answer
    to a declaration."""

    request: Request
    incident: str | None = None
    unread: Unread = ALL_READ


class Topic(Enum):
    """What can be asked about without changing anything."""

    HELP = "help"
    LIST = "list"
    ONCALL = "oncall"
    CATCHUP = "catchup"
    TIMELINE = "timeline"
    EXPORT = "export"
    FEED = "feed"
    COVERS = "covers"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be told. `at` is aware UTC, read on the clock of `zone` where one was named; `word` narrows it: a
    filter of the list, a file format."""

    topic: Topic
    incident: str | None = None
    schedule: str | None = None
    at: datetime | None = None
    word: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A form to be shown, with what was given already. `address` is that of the message it begins from."""

    form: Form
    incident: str | None = None
    text: str = ""
    description: str = ""
    address: str = ""
    severity: Severity | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Arranging:
    """Something to be arranged about shifts; `read` is the stretch of time as it was read, to be told back."""

    request: Arrangement
    read: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A verb we know with something behind it that we can't read.

    `instead` are commands as they stand behind `/incident`, with what was typed but for the wrong part; none: an
    example of the verb. `why` is a sentence of mrkdwn in place of "I can't read it"; a `guess` is asked, not told.
    """

    verb: Verb
    word: str
    instead: tuple[str, ...] = ()
    why: str = ""
    guess: bool = True
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A first word that is none of ours, what may have been meant as it stands behind `/incident`, and all that was
    typed."""

    word: str
    nearest: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something that other tools have."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A test page for the one who asks, or the end of it."""

    stop: bool = False


Parsed = Arranging | SelfTest | Order | Question | Opening | Misread | UnknownWord | NotYet
