"""Answers that come by telephone or by a link: who answers what, as one request, carried out once.

Invariants
- Whoever is not known by their number is told nothing, and nothing happens.
- A second delivery of one answer changes nothing: its identity is stored with its effect.
- A machine that picks up the telephone answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from bot.domain.decision import Outcome
from bot.domain.events import MERIDIAN
from bot.domain.incident import Incident
from bot.domain.outcomes import NoteNotificationFailed
from bot.domain.requests import (
    Acknowledge,
    Actor,
    Asked,
    CannotTake,
    Delivery,
    Escalate,
    Request,
    Standing,
)
from bot.domain.setup import Method, Setup
from bot.engine.corridor import Corridor
from bot.engine.handle import Handle

PersonAt = Callable[[Method, str], str | None]
"""Whose address it is; None: nobody's."""

NUMBERED = re.compile(r"(?:inc-\d{4}-)?0*(\d{1,9})$", re.IGNORECASE)


class Word(Enum):
    """What can be answered to a page; the key for it."""

    ACKNOWLEDGE = "1"
    ESCALATE = "2"
    CANNOT = "3"


WORDS = {
    **dict.fromkeys("1 a ack acknowledge acknowledged y yes ok si sí".split(), Word.ACKNOWLEDGE),
    **dict.fromkeys("2 e esc escalate".split(), Word.ESCALATE),
    **dict.fromkeys("3 n no can't cant cannot can’t".split(), Word.CANNOT),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page to one person."""

    incident: Incident
    person: str
    step: int

    @property
    def waits(self) -> bool:
        """Whether it still wants an answer."""
        return self.incident.open and any(p.person == self.person for p in self.incident.pages)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an answer. `incident` None: no page waits; `word` None: it was not understood."""

    setup: Setup
    person: str
    word: Word | None = None
    incident: Incident | None = None
    outcome: Outcome | None = None


class Answering:
    """From what came by telephone to the corridor. Everything raises CannotStore."""

    def __init__(self, handle: Handle, corridor: Corridor, person_at: PersonAt) -> None:
        self._handle = handle
        self._corridor = corridor
        self._person_at = person_at

    @property
    def setup(self) -> Setup:
        """As it holds now."""
        return self._handle.setup

    def page(self, token: str) -> Page | None:
        """The page that a signed `INC-…/step/person/key` is about; None when nobody signed it."""
        match token.split("/"):
            case [incident, step, quoted, key] if step.isdecimal() and len(step) < 9:
                person = unquote(quoted)
            case _:
                return None
        if not self._corridor.links.answers(incident, person, int(step), key):
            return None
        found = self._handle.incident(incident, person)
        return Page(found, person, int(step)) if found else None

    def by_page(
        self, token: str, word: Word | None, via: Method | None, delivery: Delivery | None
    ) -> Told | None:
        """An answer to a page that its own signed address names; None when nobody signed it."""
        page = self.page(token)
        if page is None:
            return None
        if word is None:
            return Told(self._handle.setup, page.person, None, page.incident)
        return self._carried_out(page.incident, page.person, word, via, delivery)

    def by_text(self, number: str, text: str, delivery: Delivery) -> Told | None:
        """An SMS from this number; None for a number that is nobody's."""
        person = self._person_at(Method.SMS, number)
        if person is None:
            return None
        word, which = understood(text)
        incident = self._meant(person, which) if word else None
        if word is None or incident is None:
            return Told(self._handle.setup, person, word)
        return self._carried_out(incident, person, word, Method.SMS, delivery)

    def newest(self, method: Method, number: str) -> Page | None:
        """The newest page of whoever calls from this number."""
        person = self._person_at(method, number)
        incident = self._meant(person, None) if person else None
        if person is None or incident is None:
            return None
        step = max((p.step for p in incident.pages if p.person == person), default=0)
        return Page(incident, person, step)

    def token(self, page: Page) -> str:
        """What `page` understands, for an address."""
        url = self._corridor.links.answer(page.incident.id, page.person, page.step) or ""
        return url.partition("/answer/")[2]

    def not_reached(self, token: str, method: Method, reason: str, delivery: Delivery) -> bool:
        """A provider says that a page did not arrive, or that a machine answered it. False: nobody signed it."""
        page = self.page(token)
        if page is None:
            return False
        request = NoteNotificationFailed(page.person, page.step, method, reason)
        self._handle.handle(Asked(request, Actor(MERIDIAN, Standing.SYSTEM), page.incident.id, delivery))
        return True

    def _carried_out(
        self, incident: Incident, person: str, word: Word, via: Method | None, delivery: Delivery | None
    ) -> Told:
        known = self._handle.setup.people.get(person)
        by = Actor(person, Standing.MEMBER, known.zone if known else "UTC")
        outcome = self._handle.handle(Asked(_request(word, via), by, incident.id, delivery))
        now = self._handle.incident(incident.id, person) or incident
        return Told(self._handle.setup, person, word, now, outcome)

    def _meant(self, person: str, number: int | None) -> Incident | None:
        """The one with this number, else the newest that pages them and nobody has, else one that is theirs."""
        every = [i for i in self._handle.open_incidents(person) if _concerns(i, person)]
        if number is not None:
            return next((i for i in every if int(i.id.rpartition("-")[2]) == number), None)
        paged = [i for i in every if any(p.person == person for p in i.pages)]
        unanswered = [i for i in paged if not i.answered]
        return next(iter([*unanswered, *paged, *every]), None)


def understood(text: str) -> tuple[Word | None, int | None]:
    """`1 0847`, `ack`, `yes!`, `esc INC-2026-0847`: the word, and the incident's number if it is there."""
    parts = re.sub(r"[.,!?:;]+(\s|$)", " ", text.lower()).split()
    if not parts or len(parts) > 2:
        return None, None
    word = WORDS.get(parts[0])
    if len(parts) == 1:
        return word, None
    named = NUMBERED.match(parts[1])
    return (word, int(named[1])) if word and named else (None, None)


def _request(word: Word, via: Method | None) -> Request:
    match word:
        case Word.ACKNOWLEDGE:
            return Acknowledge(via=via)
        case Word.ESCALATE:
            return Escalate(via=via)
        case Word.CANNOT:
            return CannotTake(via=via)


def _concerns(incident: Incident, person: str) -> bool:
    return incident.owner == person or any(p.person == person for p in incident.pages)
