"""Where messages stand, who people are, and who does what: small things by name."""

from __future__ import annotations

from bot.domain.notices import Place
from bot.domain.requests import Profile, Standing
from bot.store import leases, messages, profiles
from bot.store.database import Database
from tests.store.rows import LEASE, NOON, after

ONE = "INC-2026-0001"


def test_a_message_is_found_by_its_surface_and_by_its_place(store: Database) -> None:
    card, page = Place("C1", "1.1"), Place("D1", "2.2")
    store.write(lambda tx: messages.place(tx, ONE, "card", Place("C0", "0.0")))
    store.write(lambda tx: messages.place(tx, ONE, "card", card))
    store.write(lambda tx: messages.place(tx, ONE, "page ana 0", page))
    assert store.read(lambda tx: messages.places(tx, ONE)) == {"card": card, "page ana 0": page}
    assert store.read(lambda tx: messages.surface_at(tx, page)) == (ONE, "page ana 0")
    assert store.read(lambda tx: messages.surface_at(tx, Place("C0", "0.0"))) is None


def test_profiles_are_kept_and_renewed(store: Database) -> None:
    ana = Profile("U0ANA", "Ana", "America/Guayaquil", Standing.MEMBER, NOON)
    later = Profile("U0ANA", "Ana María", "UTC", Standing.GUEST, after(60))
    store.write(lambda tx: profiles.keep(tx, [ana]))
    assert store.read(lambda tx: profiles.find(tx, "U0ANA")) == ana
    store.write(lambda tx: profiles.keep(tx, [later]))
    assert store.read(lambda tx: profiles.find_many(tx, ["U0ANA", "U0BRU"])) == {"U0ANA": later}
    assert store.read(lambda tx: profiles.find(tx, "U0BRU")) is None


def test_one_at_a_time_has_a_lease(store: Database) -> None:
    first = store.write(lambda tx: leases.acquire(tx, "digest", "one", NOON, LEASE))
    assert first is not None
    assert store.write(lambda tx: leases.acquire(tx, "digest", "two", after(29), LEASE)) is None
    renewed = store.write(lambda tx: leases.acquire(tx, "digest", "one", after(29), LEASE))
    assert renewed is not None
    assert renewed.fence == first.fence + 1
    assert store.write(lambda tx: leases.leave(tx, "two")) == 0
    assert store.write(lambda tx: leases.leave(tx, "one")) == 1
    taken = store.write(lambda tx: leases.acquire(tx, "digest", "two", after(30), LEASE))
    assert taken is not None
    assert taken.owner == "two"
