"""Another process on the same database, which may be killed: `python -m tests.store.child ROLE URL NAME`.

It prints a line for each thing it knows to be committed, at once.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

from sqlalchemy import insert

from bot.domain.decision import Timer
from bot.domain.notices import Sent
from bot.store import claims, events, incidents, timers
from bot.store.database import Database, Tx, open_database
from bot.store.tables import counters
from tests.store.rows import LEASE, NOON, after, note, timer

LAST_EPOCH = 9
THREADS = 8


ONE_AT_A_TIME = threading.Lock()


def say(line: str) -> None:
    with ONE_AT_A_TIME:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def write_pairs(store: Database, name: str) -> None:
    """Rows in twos, from several threads, until killed; a number is printed after its commit."""
    numbers = count()

    def pair(number: int, tx: Tx) -> None:
        tx.execute(insert(counters).values(name=f"first {number}", value=number))
        tx.execute(insert(counters).values(name=f"second {number}", value=number))

    def go_on() -> None:
        for number in numbers:
            store.write(partial(pair, number))
            say(f"{number}")

    for _ in range(THREADS):
        threading.Thread(target=go_on).start()


def hold(store: Database, name: str) -> None:
    """Stand in a write until killed."""

    def stand(tx: Tx) -> None:
        tx.execute(insert(counters).values(name=name, value=0))
        say("held")
        time.sleep(600)

    store.write(stand)


def send(store: Database, name: str) -> None:
    """Claim and settle until nothing is left."""
    while claimed := store.write(lambda tx: claims.claim(tx, NOON, LEASE, name, 3)):
        for one in claimed:
            following: claims.Claimed | None = one
            while following:
                say(following.notice.id)
                following = store.write(partial(settle, following))


def settle(claimed: claims.Claimed, tx: Tx) -> claims.Claimed | None:
    take_next = claimed.notice.seq % 2 == 0
    return claims.settle(tx, claimed, claims.Delivered(Sent()), NOON, take_next=take_next)


def tick(store: Database, name: str) -> None:
    """Take due timers, note an event for each and arm the next, up to LAST_EPOCH."""
    while store.read(timers.armed_count):
        for line in store.write(beat):
            say(line)


def beat(tx: Tx) -> list[str]:
    due = timers.due(tx, NOON + timedelta(hours=1), 20)
    held = incidents.load(tx, {armed.incident for armed in due}, lock=True, skip_locked=True)
    taken = timers.take(tx, [armed for armed in due if armed.incident in held])
    for armed in taken:
        held[armed.incident] = replace(held[armed.incident], last_seq=armed.timer.epoch + 1)
    incidents.save(tx, [held[armed.incident] for armed in taken])
    events.append(tx, [note(armed.incident, armed.timer.epoch + 1) for armed in taken])
    timers.set_timers(tx, {armed.incident: again(armed) for armed in taken})
    return [f"{armed.incident} {armed.timer.epoch}" for armed in taken]


def again(armed: timers.Armed) -> list[Timer]:
    epoch = armed.timer.epoch + 1
    return [timer(after(epoch), epoch=epoch)] if epoch <= LAST_EPOCH else []


ROLES = {"write": write_pairs, "hold": hold, "send": send, "tick": tick}

if __name__ == "__main__":
    role, url, name = sys.argv[1:]
    ROLES[role](open_database(url), name)
