"""Answers that come by telephone or by a link: who answers what, as one request, carried out once.

Invariants
- Whoever is not known by their number is told nothing, and nothing happens.
- A second delivery of one answer changes nothing: its identity is stored with its effect. It is told how that incident
  stands now, and never that something was done which was not. Without an identity it is an answer of its own. What
  found nothing to do is noted too: it takes no page that goes out before it comes again.
- A machine that picks up the telephone answers nothing.
- A link and a key answer a page only while it waits: later they say who has it, and do nothing.
- A reply without a number takes or escalates nothing that does not page its sender any more: they may have declined it,
  or own another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from bot.domain.answer_urls import read_page_token, read_test_token, token_of
from bot.domain.decision import Outcome, Refused, Repeated, Why
from bot.domain.incident import Incident
from bot.domain.notices import Never
from bot.domain.outcomes import NoteNotificationFailed
from bot.domain.paging import Word
from bot.domain.reachability.walkthroughs import is_walk
from bot.domain.requests import (
    BY_MERIDIAN,
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

NUMBERED = re.compile(r"(?:inc-(\d{4})-)?0*(\d{1,9})$", re.IGNORECASE)


class TestAnswer(Enum):
    """What came of an answer to a test page."""

    CAME = "came"
    CAME_BEFORE = "came_before"
    NONE_WAITS = "none_waits"


TEST_WORD = "test"
"""The reply to a test page by SMS. A word of its own: `1` may be meant for a real page that comes in the same minute."""

WORDS = {
    **dict.fromkeys("1 a ack acknowledge acknowledged y yes ok si sí".split(), Word.ACKNOWLEDGE),
    **dict.fromkeys("2 e esc escalate".split(), Word.ESCALATE),
    **dict.fromkeys("3 n no can't cant cannot can’t".split(), Word.CANNOT),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page to one person, and how it went out."""

    incident: Incident
    person: str
    step: int
    method: Method

    @property
    def waits(self) -> bool:
        """Whether it still wants an answer."""
        return self.incident.open and any(p.person == self.person for p in self.incident.pages)


@dataclass(frozen=True, slots=True)
class Tested:
    """One way of a test; `name` is a month, or, `by_hand`, that of one which its person sent themselves."""

    person: str
    name: str
    method: Method
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an answer. `incident` None: no page waits; `word` None: it was not understood.

    `test`: it was meant for a test, and the others say nothing. `outcome` Repeated: it came before, and the page waits.
    `open_ids`: what they may name in a reply, newest first."""

    setup: Setup
    person: str
    word: Word | None = None
    incident: Incident | None = None
    outcome: Outcome | None = None
    test: TestAnswer | None = None
    open_ids: tuple[str, ...] = ()


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
        read = read_page_token(token)
        if read is None:
            return None
        incident, step, person, key = read
        method = self._corridor.links.answers(incident, person, step, key)
        found = self._handle.incident(incident, person) if method and person in self.setup.people else None
        return Page(found, person, step, method) if found and method else None

    def tested(self, token: str) -> Tested | None:
        """The test that a signed `test/name/person/key` is about; None when nobody signed it."""
        read = read_test_token(token)
        if read is None:
            return None
        name, person, key = read
        method = self._corridor.links.tests(person, name, key)
        if method is None or person not in self.setup.people:
            return None
        return Tested(person, name, method, is_walk(name))

    def by_key(self, token: str, word: Word | None, delivery: Delivery | None) -> Told | None:
        """A key that was pressed in a call about a page that its signed address names; None when nobody signed it."""
        test = self.tested(token)
        if test:
            return self._test_came(test)
        page = self.page(token)
        if page is None:
            return None
        if word is None:
            return Told(self.setup, page.person, None, page.incident)
        return self._answered(page, word, delivery)

    def by_link(self, token: str, word: Word, seen: str) -> Told | None:
        """A button of the page behind a signed address; None when nobody signed it. `seen` is what the page said of
        how things stood: the same button on the same page, pressed twice, answers once."""
        test = self.tested(token)
        if test:
            return self._test_came(test)
        page = self.page(token)
        if page is None:
            return None
        name = f"{page.incident.id}/{page.step}/{page.person}/{word.value}/{seen[:20]}"
        return self._answered(page, word, Delivery("link", name))

    def by_text(self, number: str, text: str, delivery: Delivery | None) -> Told | None:
        """An SMS from this number; None for a number that is nobody's."""
        person = self._known_at(Method.SMS, number)
        if person is None:
            return None
        before = self._handle.came_of(delivery) if delivery else None
        if text.strip(" .!").lower() == TEST_WORD:
            return self._by_word(person, delivery, again=before is not None)
        word, which = understood(text)
        if word and before is not None:
            return self._again(person, word, before)
        mine = self._open_to(person)
        told = self._by_reply(person, word, which, mine, delivery)
        return replace(told, open_ids=tuple(incident.id for incident in mine))

    def _by_reply(
        self,
        person: str,
        word: Word | None,
        which: str | None,
        mine: list[Incident],
        delivery: Delivery | None,
    ) -> Told:
        """An SMS that came for the first time; `mine` are those that it may be about."""
        incident = self._meant(person, word, which, mine) if word else None
        if word and incident and _may_answer(incident, person, word, named=which is not None):
            return self._carried_out(incident, person, word, Method.SMS, delivery)
        plain_yes = word is Word.ACKNOWLEDGE and which is None
        if plain_yes and incident is None and self._answers_test(person):
            told = self._of_test(person, came=True)
        elif word is None or incident is None:
            told = Told(self.setup, person, word)
        else:
            owned = incident.open and incident.owner == person
            why = Refused(Why.NOT_PAGED) if owned else _over(incident)
            told = Told(self.setup, person, word, incident, why)
        self._note(delivery, incident)
        return told

    def _note(self, delivery: Delivery | None, about: Incident | None = None) -> None:
        """It took no page, and must take none that goes out before it is delivered again."""
        if delivery:
            self._handle.note(delivery, about.id if about else None)

    def _again(self, person: str, word: Word, came_of: str) -> Told:
        """An SMS that came before is about what it was about then, and no other: with nothing, they are told what
        waits now."""
        about = self._handle.incident(came_of, person)
        if about:
            return self._stands(about, person, word, repeated=True)
        waiting = next(iter(self._paged(person)), None)
        return Told(self.setup, person, word, waiting, Repeated())

    def newest(self, method: Method, number: str) -> Page | None:
        """The newest page of whoever calls from this number."""
        person = self._known_at(method, number)
        waiting = self._paged(person) if person else []
        if person is None or not waiting:
            return None
        step = max(p.step for p in waiting[0].pages if p.person == person)
        return Page(waiting[0], person, step, method)

    def token(self, page: Page) -> str:
        """What `page` understands, for an address."""
        url = self._corridor.links.answer(page.incident.id, page.person, page.step, page.method) or ""
        return token_of(url)

    def not_reached(self, token: str, method: Method, met: Never, delivery: Delivery | None) -> bool:
        """A provider says that a page did not arrive, or that a machine answered it. False: nobody signed it."""
        test = self.tested(token)
        if test:
            door = self._handle.walkthroughs.failed if test.by_hand else self._handle.contacts.test_failed
            door(test.person, test.name, test.method, met)
            return True
        page = self.page(token)
        if page is None:
            return False
        request = NoteNotificationFailed(page.person, page.step, method, met.reason, met.fault)
        self._handle.handle(Asked(request, BY_MERIDIAN, page.incident.id, delivery))
        return True

    def _answers_test(self, person: str) -> bool:
        """An SMS that can't say to which: to the test that they sent themselves, else to the month's. False: to none."""
        own = self._handle.walkthroughs.came_newest(person, Method.SMS)
        return own or self._handle.contacts.test_came(person)

    def _by_word(self, person: str, delivery: Delivery | None, *, again: bool) -> Told:
        """The word of a test; `again`: it was delivered before."""
        if not again and self._answers_test(person):
            came = TestAnswer.CAME
        else:
            lately = self._handle.walkthroughs.came_lately(person, Method.SMS)
            came = TestAnswer.CAME_BEFORE if lately else TestAnswer.NONE_WAITS
        self._note(None if again else delivery)
        return Told(self.setup, person, test=came)

    def _test_came(self, test: Tested) -> Told:
        """A month's test is answered as a whole, in Slack or by SMS: its call asks for no key."""
        walk = test.by_hand and self._handle.walkthroughs.came(test.person, test.name, test.method)
        return self._of_test(test.person, came=bool(walk))

    def _of_test(self, person: str, *, came: bool) -> Told:
        return Told(self.setup, person, test=TestAnswer.CAME if came else TestAnswer.NONE_WAITS)

    def _known_at(self, method: Method, number: str) -> str | None:
        """Whose number it is; whoever left the team's file is nobody."""
        person = self._person_at(method, number)
        return person if person in self.setup.people else None

    def _answered(self, page: Page, word: Word, delivery: Delivery | None) -> Told:
        """Carried out while the page waits; after that it tells how things stand."""
        if page.waits:
            return self._carried_out(page.incident, page.person, word, page.method, delivery)
        self._note(delivery, page.incident)
        return self._stands(page.incident, page.person, word)

    def _stands(self, incident: Incident, person: str, word: Word, *, repeated: bool = False) -> Told:
        """Nothing is done. To its owner who takes it: that they have it; else who does, or that a page waits."""
        has_it = incident.open and incident.answered and incident.owner == person
        waits = incident.open and any(p.person == person for p in incident.pages)
        outcome: Outcome | None = _over(incident)
        if repeated and (waits or (has_it and word is not Word.ACKNOWLEDGE)):
            outcome = Repeated()
        elif has_it and word is Word.ACKNOWLEDGE:
            outcome = None
        return Told(self.setup, person, word, incident, outcome)

    def _carried_out(
        self, incident: Incident, person: str, word: Word, via: Method, delivery: Delivery | None
    ) -> Told:
        known = self._handle.setup.people.get(person)
        by = Actor(person, Standing.MEMBER, known.zone if known else "UTC")
        outcome = self._handle.handle(Asked(_request(word, via), by, incident.id, delivery))
        now = self._handle.incident(incident.id, person) or incident
        if isinstance(outcome, Repeated):
            return self._stands(now, person, word, repeated=True)
        return Told(self._handle.setup, person, word, now, outcome)

    def _open_to(self, person: str) -> list[Incident]:
        """What they may answer by its number, newest first."""
        every = self._handle.open_incidents(person)
        return [i for i in every if _concerns(i, person) or person in i.members]

    def _meant(self, person: str, word: Word, which: str | None, mine: list[Incident]) -> Incident | None:
        """The one that is named; else the newest that pages them, first of those that nobody has; else, for an
        acknowledgement, the newest they were called to that somebody has, so that they hear who; else their own."""
        if which is not None:
            return next((i for i in mine if which in _names(i)), None)
        if word is Word.ACKNOWLEDGE:
            others = sorted(mine, key=lambda incident: not incident.answered)
        else:
            others = [i for i in mine if i.owner == person] or mine
        return next(iter([*self._paged(person), *others]), None)

    def _paged(self, person: str) -> list[Incident]:
        """Those with a page that waits for them, newest first; those that somebody has come last."""
        every = self._handle.open_incidents(person)
        paged = [i for i in every if any(p.person == person for p in i.pages)]
        return sorted(paged, key=lambda incident: incident.answered)


def understood(text: str) -> tuple[Word | None, str | None]:
    """`1 0847`, `ack`, `yes!`, `esc INC-2026-0847`: the word, and which if it is there, as `847` or `2026-847`."""
    parts = re.sub(r"[.,!?:;]+(\s|$)", " ", text.lower()).split()
    if not parts or len(parts) > 2:
        return None, None
    word = WORDS.get(parts[0])
    if len(parts) == 1:
        return word, None
    named = NUMBERED.match(parts[1])
    if word is None or named is None:
        return None, None
    year, number = named.groups()
    return word, f"{year}-{number}" if year else number


def _names(incident: Incident) -> tuple[str, str]:
    """What `understood` makes of its id, with and without the year."""
    _, year, number = incident.id.split("-")
    return str(int(number)), f"{year}-{int(number)}"


def _over(incident: Incident) -> Refused:
    """Why nothing is done: it ended, somebody has it, or they have no page of it."""
    if not incident.open:
        return Refused(Why.ENDED)
    if incident.answered:
        return Refused(Why.ALREADY_ACKNOWLEDGED, about=incident.owner or "")
    return Refused(Why.NOT_PAGED)


def _request(word: Word, via: Method) -> Request:
    match word:
        case Word.ACKNOWLEDGE:
            return Acknowledge(via=via)
        case Word.ESCALATE:
            return Escalate(via=via)
        case Word.CANNOT:
            return CannotTake(via=via)


def _concerns(incident: Incident, person: str) -> bool:
    return incident.owner == person or any(p.person == person for p in incident.pages)


def _may_answer(incident: Incident, person: str, word: Word, *, named: bool) -> bool:
    """Whether an SMS is carried out. A plain yes takes, and a plain escalation hurries, only what pages them: what they
    were asked before may be declined, by its old owner too once it was reopened and others are paged for it."""
    paged = any(p.person == person for p in incident.pages)
    if word is Word.ESCALATE:
        return paged or (named and _concerns(incident, person))
    if word is not Word.ACKNOWLEDGE or incident.answered:
        return _concerns(incident, person)
    return named or paged or (incident.owner == person and not incident.pages)
