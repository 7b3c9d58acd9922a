"""Tests whether people are reached, each month, and tells their team in the evening who could not be.

Every replica looks; a test is one because its row is, a report because of its memo's id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.domain.evenings import (
    Evening,
    Known,
    evenings,
    on_call_ahead,
    unreachable,
)
from bot.domain.events import NotificationFailed
from bot.domain.faults import Fault, judged
from bot.domain.memos import EveningReport, Memo
from bot.domain.reachability.canaries import canaries_due, canary_memos
from bot.domain.setup import Method, Person
from bot.engine.corridor import Corridor
from bot.engine.memos import plan
from bot.store import canaries, contacts, events
from bot.store.transactions import Database, Tx

TESTS_LOOKED_AT = timedelta(days=31)
"""How long an unanswered test is named: until the next one has gone out."""

FAILURES_LOOKED_AT = timedelta(days=7)
"""How long an address that refused a page or a test is named, unless it is proved anew."""


class Canaries:
    """One look a minute."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._done: set[str] = set()

    def run(self) -> None:
        """Plan the tests and reports whose time has come. Raises DatabaseUnavailable."""
        now, setup = self._corridor.clock.now(), self._corridor.setup
        fresh = [
            (person, month)
            for person, month in canaries_due(setup, now)
            if _key(person, month) not in self._done
        ]
        planned = [*self._tests(fresh, now), *self._reports(now)]
        if planned:
            self._corridor.wakes.changed()

    def _tests(self, fresh: Collection[tuple[Person, str]], now: datetime) -> list[Memo]:
        if not fresh:
            return []
        found = self._database.write(lambda tx: self._sent(tx, fresh, now))
        self._done = {key for key in self._done if not key.startswith("test/")}
        self._done.update(_key(person, month) for person, month in canaries_due(self._corridor.setup, now))
        return found

    def _sent(self, tx: Tx, fresh: Iterable[tuple[Person, str]], now: datetime) -> list[Memo]:
        memos: list[Memo] = []
        for person, month in sorted(fresh, key=lambda one: one[0].name):  # two replicas must not cross
            if canaries.sent(tx, person.name, month, now):
                memos.extend(canary_memos(person, month, now))
        plan(tx, self._corridor, memos)
        return memos

    def _reports(self, now: datetime) -> list[Memo]:
        due = {_id(one): one for one in evenings(self._corridor.setup, now)}
        self._done = {key for key in self._done if key.startswith("test/") or key in due}
        fresh = [one for key, one in due.items() if key not in self._done]
        found = self._database.read(lambda tx: [self._report(tx, one, now) for one in fresh]) if fresh else []
        memos = [memo for memo in found if memo]
        if memos:
            self._database.write(lambda tx: plan(tx, self._corridor, memos))
            self._done.update(memo.id for memo in memos)
        return memos

    def _report(self, tx: Tx, evening: Evening, now: datetime) -> Memo | None:
        """None: everybody could be reached."""
        setup = self._corridor.setup
        people = on_call_ahead(setup, evening.team, now)
        known = _known(tx, people, now)
        said = tuple(unreachable([setup.people[name] for name in people], known))
        if not said:
            return None
        what = EveningReport(evening.team.name, evening.channel, said, evening.until)
        return Memo(_id(evening), f"evening/{evening.team.name}", what)


def _known(tx: Tx, people: Collection[str], now: datetime) -> dict[str, Known]:
    since = now - FAILURES_LOOKED_AT
    tests = canaries.newest(tx, people, now - TESTS_LOOKED_AT)
    failed = _refused(tx, people, since)
    for name, test in tests.items():
        if test.sent_at >= since:
            failed.setdefault(name, set()).update(test.failed)
    return {
        name: Known(
            unanswered=name in tests and tests[name].unanswered(now),
            failed=frozenset(failed.get(name, ())),
        )
        for name in people
    }


def _refused(tx: Tx, people: Collection[str], since: datetime) -> dict[str, set[Method]]:
    """Ways that refused a page since then for what their address is, and were not proved anew."""
    found: dict[str, set[Method]] = {}
    for record in events.of_kinds(tx, [NotificationFailed], since):
        event = record.event
        if not isinstance(event, NotificationFailed) or event.person not in people:
            continue
        of_address = judged(event.fault, event.reason, event.method) is Fault.ADDRESS
        if of_address and not _proved_since(tx, event, record.at):
            found.setdefault(event.person, set()).add(event.method)
    return found


def _proved_since(tx: Tx, event: NotificationFailed, at: datetime) -> bool:
    stored = contacts.find(tx, event.person, event.method)
    return bool(stored and stored.verified_at and stored.verified_at > at)


def _key(person: Person, month: str) -> str:
    return f"test/{person.name}/{month}"


def _id(evening: Evening) -> str:
    return f"evening/{evening.team.name}/{evening.day:%Y-%m-%d}"
