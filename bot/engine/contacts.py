"""How people are reached: kept sealed, used only once proved, shown masked, and forgotten when they want it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.clock import fresh_code
from bot.domain.memos import Memo, ProveAddress
from bot.domain.notices import Never, Urgency
from bot.domain.reachability.addresses import (
    CODE_LASTS,
    CODES_PER_HOUR,
    Challenge,
    Contact,
    Flaw,
    Reachable,
    judge,
    line_of,
    masked,
    read_address,
    read_steps,
)
from bot.domain.requests import Delivery
from bot.domain.setup import Method, Person
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.engine.memos import month_test_failed, plan
from bot.engine.once import first_time
from bot.engine.overlay import Overlay
from bot.store import canaries, contacts, roster, walkthroughs
from bot.store.contacts import Stored
from bot.store.sealing import Safe, new_key
from bot.store.transactions import Database, Tx

__all__ = ["Contacts", "new_key"]

_Work = Callable[[Tx, Safe], Flaw | None]
Came = TypeVar("Came")


class Contacts:
    """The door for everything about how people are reached. Without a safe nothing is stored, and the file holds."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._book = corridor.addresses
        self.overlay = Overlay(database, corridor)

    def look(self) -> bool:
        """Lay over the file what changed since the last look, here or elsewhere. Raises CannotStore."""
        return self.overlay.look()

    def person_at(self, method: Method, address: str) -> str | None:
        """Whose address it is; None: nobody's, or of several people. Raises CannotStore."""
        read = read_address(method, address)
        if isinstance(read, Flaw):
            return None
        line = line_of(method, read)
        named = {person for (person, by), given in self._book.in_file.items() if line_of(by, given) == line}
        if self._book.safe:
            lines = self._book.safe.lines(line)
            with storing():
                found = self._database.read(lambda tx: contacts.on_lines(tx, lines))
            named |= {stored.person for stored in found if stored.verified_at}
        return named.pop() if len(named) == 1 else None

    def reachable(self, person: str) -> Reachable:
        """How somebody is paged, masked. Raises CannotStore."""
        with storing():
            found = self._database.read(lambda tx: contacts.of_person(tx, person))
            came = self._database.read(lambda tx: walkthroughs.last_came(tx, person))
        known = self._corridor.setup.people.get(person)
        return Reachable(
            person,
            contacts=tuple(self._shown(stored) for stored in found),
            steps=known.notify if known else (),
            in_file=frozenset(method for name, method in self._book.in_file if name == person),
            can_store=self._book.safe is not None,
            came=tuple(came.items()),
        )

    def put(self, person: str, method: Method, text: str, delivery: Delivery) -> Flaw | None:
        """Keep an address and send a code there; None: done. Raises CannotStore."""
        address = read_address(method, text)
        if isinstance(address, Flaw):
            return address
        return self._change(delivery, lambda tx, safe: self._put(tx, safe, person, method, address, delivery))

    def again(self, person: str, method: Method, delivery: Delivery) -> Flaw | None:
        """Send another code to an address that is kept. Raises CannotStore."""
        return self._change(delivery, lambda tx, safe: self._again(tx, safe, person, method, delivery))

    def prove(self, person: str, method: Method, code: str, delivery: Delivery) -> Flaw | None:
        """The code came back; None: from now on the address is used. Raises CannotStore."""
        return self._change(delivery, lambda tx, safe: self._prove(tx, safe, person, method, code))

    def remove(self, person: str, method: Method) -> bool:
        """Forget an address; False: there was none. Raises CannotStore."""
        return self._saved(lambda tx: contacts.drop(tx, person, method))

    def steps(self, person: str, text: str) -> Flaw | None:
        """In what steps they want to be paged; "": as the file or the usual. Raises CannotStore."""
        steps = read_steps(text) if text.strip() else ()
        if isinstance(steps, Flaw):
            return steps
        known = self._corridor.setup.people.get(person)
        if known is None:
            return Flaw.NOT_IN_FILE
        if steps and not any(known.reached_by(step.method) for step in steps):
            return Flaw.NO_WAY_OUT
        self._saved(lambda tx: contacts.keep_steps(tx, person, steps))
        return None

    def forget(self, person: str) -> int | None:
        """Everything that is kept of how a person is reached. Returns how many addresses, None when nothing at all was
        kept. Raises CannotStore."""

        def forgotten(tx: Tx) -> int | None:
            addresses, were_kept = contacts.forget(tx, person)
            tests = [room.forget(tx, person) for room in (canaries, walkthroughs)]
            return addresses if were_kept or any(tests) else None

        return self._saved(forgotten)

    def test_came(self, person: str, month: str | None = None) -> bool:
        """They got the month's test (None: the newest). False: none waits for an answer. Raises CannotStore."""
        with storing():
            return self._database.write(lambda tx: canaries.answered(tx, person, self._now(), month))

    def test_failed(self, person: str, month: str, method: Method, met: Never) -> None:
        """A provider says that the month's test did not arrive there. Raises CannotStore."""
        with storing():
            self._database.write(lambda tx: month_test_failed(tx, person, month, method, met))

    def reseal(self) -> tuple[int, int]:
        """Put everything under the first key: how many were, and how many no key opens. Raises CannotStore."""
        if self._book.safe is None:
            return 0, 0
        safe = self._book.safe
        with storing():
            return self._database.write(lambda tx: self._resealed(tx, safe))

    def _resealed(self, tx: Tx, safe: Safe) -> tuple[int, int]:
        done = lost = 0
        for stored in contacts.sealed_otherwise(tx, safe.key):
            address = self._book.opened(stored)
            if address is None:
                lost += 1
                continue
            code = safe.seal(safe.open(stored.code)) if stored.code else None
            line = safe.line(line_of(stored.method, address))
            new = replace(stored, sealed=safe.seal(address), line=line, key=safe.key, code=code)
            done += contacts.reseal(tx, stored, new)
        return done, lost

    def _put(
        self, tx: Tx, safe: Safe, person: str, method: Method, address: str, delivery: Delivery
    ) -> Flaw | None:
        if self._person(person) is None:
            return Flaw.NOT_IN_FILE
        line = line_of(method, address)
        others = {one.person for one in contacts.on_lines(tx, safe.lines(line)) if one.verified_at}
        if others - {person}:
            return Flaw.ANOTHERS
        fresh = Stored(person, method, safe.seal(address), safe.line(line), safe.key, self._now())
        return self._challenge(tx, safe, fresh, delivery)

    def _again(self, tx: Tx, safe: Safe, person: str, method: Method, delivery: Delivery) -> Flaw | None:
        stored = contacts.find(tx, person, method, lock=True)
        return Flaw.NO_CODE if stored is None else self._challenge(tx, safe, stored, delivery)

    def _challenge(self, tx: Tx, safe: Safe, stored: Stored, delivery: Delivery) -> Flaw | None:
        now, person, method = self._now(), stored.person, stored.method
        if contacts.codes_since(tx, person, now - timedelta(hours=1)) >= CODES_PER_HOUR:
            return Flaw.TOO_MANY_CODES
        name = f"prove/{delivery.source}/{delivery.id}"
        contacts.code_sent(tx, name, person, now)
        contacts.keep(
            tx, replace(stored, code=safe.seal(fresh_code()), challenge=Challenge(now + CODE_LASTS, 0))
        )
        what = ProveAddress(person, method)
        plan(tx, self._corridor, [Memo(name, f"prove/{person}/{method.value}", what, Urgency.PAGE)])
        roster.changed(tx)
        return None

    def _prove(self, tx: Tx, safe: Safe, person: str, method: Method, code: str) -> Flaw | None:
        stored = contacts.find(tx, person, method, lock=True)
        if stored is None or stored.code is None or stored.challenge is None:
            return Flaw.NO_CODE
        given = "".join(code.split())
        right = hmac.compare_digest(safe.open(stored.code).encode(), given.encode())
        flaw = judge(stored.challenge, right, self._now())
        if flaw is Flaw.WRONG_CODE:
            missed = Challenge(stored.challenge.until, stored.challenge.tries + 1)
            contacts.keep(tx, replace(stored, challenge=missed))
        if flaw is None:
            contacts.keep(tx, replace(stored, verified_at=self._now(), code=None, challenge=None))
            roster.changed(tx)
        return flaw

    def _change(self, delivery: Delivery, work: _Work) -> Flaw | None:
        safe = self._book.safe
        if safe is None:
            return Flaw.NO_KEY

        def once(tx: Tx) -> Flaw | None:
            if not first_time(tx, delivery, self._corridor.wall.now()):
                return None
            roster.hold(tx)
            return work(tx, safe)

        with storing():
            flaw = self._database.write(once)
        self.look()
        self._corridor.wakes.changed()
        return flaw

    def _saved(self, work: Callable[[Tx], Came]) -> Came:
        def change(tx: Tx) -> Came:
            came = work(tx)
            roster.changed(tx)
            return came

        with storing():
            came = self._database.write(change)
        self.look()
        return came

    def _shown(self, stored: Stored) -> Contact:
        address = self._book.opened(stored)
        shown = masked(stored.method, address) if address else "can't be read: its key is missing"
        until = stored.challenge.until if stored.challenge else None
        return Contact(stored.method, shown, stored.verified_at, until)

    def _person(self, name: str) -> Person | None:
        return self._corridor.setup.people.get(name)

    def _now(self) -> datetime:
        return self._corridor.clock.now()
