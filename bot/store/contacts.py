"""Where people are reached and in what steps. No address stands here that can be read without the key."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, func, select, update

from bot.domain.oncall.roster import Reach
from bot.domain.reachability.addresses import Challenge
from bot.domain.setup import Method, NotificationStep
from bot.store.tables import codes_sent, contacts, steps_of_people
from bot.store.transactions import Tx
from bot.store.upserts import put, put_new


@dataclass(frozen=True, slots=True)
class Stored:
    """A row: `sealed` and `line` as `sealing.Safe` made them, `key` the name of the key; `code` is sealed too."""

    person: str
    method: Method
    sealed: str
    line: str
    key: str
    created_at: datetime
    verified_at: datetime | None = None
    code: str | None = None
    challenge: Challenge | None = None


def keep(tx: Tx, stored: Stored) -> None:
    """In place of what the person had for that method."""
    challenge = stored.challenge
    row = {
        "person": stored.person,
        "method": stored.method.value,
        "sealed": stored.sealed,
        "line": stored.line,
        "key": stored.key,
        "created_at": stored.created_at,
        "verified_at": stored.verified_at,
        "code": stored.code,
        "code_until": challenge.until if challenge else None,
        "code_tries": challenge.tries if challenge else 0,
    }
    put(tx, contacts, [row])


def find(tx: Tx, person: str, method: Method, *, lock: bool = False) -> Stored | None:
    """One of a person's; `lock`: nobody else changes it until this transaction ends."""
    query = select(contacts).where(contacts.c.person == person, contacts.c.method == method.value)
    row = tx.execute(query.with_for_update() if lock else query).first()
    return _stored(row) if row else None


def of_person(tx: Tx, person: str) -> list[Stored]:
    """All of a person's, in the order of the methods' names."""
    query = select(contacts).where(contacts.c.person == person).order_by(contacts.c.method)
    return [_stored(row) for row in tx.execute(query)]


def on_lines(tx: Tx, lines: Collection[str]) -> list[Stored]:
    """Whoever can be reached on one of these lines, proved or not."""
    query = select(contacts).where(contacts.c.line.in_(lines)).order_by(contacts.c.person)
    return [_stored(row) for row in tx.execute(query)]


def drop(tx: Tx, person: str, method: Method) -> bool:
    """False: there was none."""
    gone = delete(contacts).where(contacts.c.person == person, contacts.c.method == method.value)
    return bool(tx.execute(gone).rowcount)


def forget(tx: Tx, person: str) -> tuple[int, bool]:
    """All that is kept of how a person is reached: how many addresses there were, and whether there was anything."""
    addresses, *others = (
        int(tx.execute(delete(table).where(table.c.person == person)).rowcount)
        for table in (contacts, steps_of_people, codes_sent)
    )
    return addresses, any((addresses, *others))


def sealed_otherwise(tx: Tx, key: str) -> list[Stored]:
    """What another key than this one sealed."""
    return [_stored(row) for row in tx.execute(select(contacts).where(contacts.c.key != key))]


def reseal(tx: Tx, old: Stored, new: Stored) -> bool:
    """Put it under another key, unless it changed meanwhile. False: it did."""
    same = (
        contacts.c.person == old.person,
        contacts.c.method == old.method.value,
        contacts.c.sealed == old.sealed,
    )
    changed = update(contacts).where(*same)
    values = {"sealed": new.sealed, "line": new.line, "key": new.key, "code": new.code}
    return bool(tx.execute(changed.values(values)).rowcount)


def code_sent(tx: Tx, name: str, person: str, at: datetime) -> bool:
    """Note that a code goes out. False: this one went before."""
    return put_new(tx, codes_sent, {"id": name, "person": person, "at": at})


def codes_since(tx: Tx, person: str, since: datetime) -> int:
    """How many went to a person since then; older ones are forgotten on the way."""
    tx.execute(delete(codes_sent).where(codes_sent.c.person == person, codes_sent.c.at < since))
    counted = select(func.count()).select_from(codes_sent).where(codes_sent.c.person == person)
    return int(tx.execute(counted).scalar_one())


def keep_steps(tx: Tx, person: str, steps: tuple[NotificationStep, ...]) -> None:
    """How a person wants to be paged; none at all: as the file or the usual."""
    if steps:
        said = [[step.method.value, step.after.total_seconds()] for step in steps]
        put(tx, steps_of_people, [{"person": person, "steps": json.dumps(said)}])
    else:
        tx.execute(delete(steps_of_people).where(steps_of_people.c.person == person))


def reach(tx: Tx) -> Mapping[str, Reach]:
    """By person: what was proved, and in what steps."""
    methods: dict[str, set[Method]] = {}
    for row in tx.execute(
        select(contacts.c.person, contacts.c.method).where(contacts.c.verified_at.is_not(None))
    ):
        methods.setdefault(row.person, set()).add(Method(row.method))
    steps = {row.person: _steps(row.steps) for row in tx.execute(select(steps_of_people))}
    people = sorted({*methods, *steps})
    return {name: Reach(frozenset(methods.get(name, ())), steps.get(name)) for name in people}


def _steps(text: str) -> tuple[NotificationStep, ...]:
    return tuple(NotificationStep(Method(word), timedelta(seconds=after)) for word, after in json.loads(text))


def _stored(row: Row[tuple[object, ...]]) -> Stored:
    return Stored(
        person=row.person,
        method=Method(row.method),
        sealed=row.sealed,
        line=row.line,
        key=row.key,
        created_at=row.created_at,
        verified_at=row.verified_at,
        code=row.code,
        challenge=Challenge(row.code_until, row.code_tries) if row.code_until else None,
    )
