"""Addresses: sealed in the database, used once proved, known again by number, and gone when they are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, text

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.reachability.addresses import CODE_LASTS, CODES_PER_HOUR, TRIES, Flaw
from bot.domain.requests import Delivery
from bot.domain.setup import Method, NotificationStep, Person, Setup
from bot.engine.contacts import new_key
from bot.store.tables import metadata

NUMBER = "+593987654321"
TEAM = Setup(people={n: Person(n, "UTC", f"U0{n}") for n in ("ana", "bruno")})
KEY, ANOTHER = new_key(), new_key()
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
_ids = count()


def delivery() -> Delivery:
    return Delivery("slack", f"d{next(_ids)}")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


@pytest.fixture
def engine(database_url: str, clock: MovableClock) -> Iterator[Engine]:
    opened = open_engine(database_url, TEAM, clock, [KEY])
    yield opened
    opened.close()


def code_of(engine: Engine, person: str = "ana", method: Method = Method.SMS) -> str:
    """What was sent to them."""
    found = engine.database.read(lambda tx: engine.corridor.addresses.code(tx, person, method))
    assert found, "no code is on its way"
    return found[1]


def address(engine: Engine, person: str = "ana", method: Method = Method.SMS) -> str | None:
    return engine.database.read(lambda tx: engine.corridor.addresses.address(tx, person, method))


def given(engine: Engine, person: str = "ana", number: str = NUMBER) -> None:
    """Somebody gave their number, and proved it."""
    contacts = engine.handle.contacts
    assert contacts.put(person, Method.SMS, number, delivery()) is None
    assert contacts.prove(person, Method.SMS, code_of(engine, person), delivery()) is None


def everything(engine: Engine) -> str:
    """All that stands in all tables, as text."""
    return engine.database.read(
        lambda tx: "\n".join(
            str(row) for table in metadata.sorted_tables for row in tx.execute(select(table))
        )
    )


def test_an_address_is_used_only_once_its_code_came_back(engine: Engine) -> None:
    contacts = engine.handle.contacts
    assert contacts.put("ana", Method.SMS, "+593 98 765-4321", delivery()) is None
    assert address(engine) is None
    assert Method.SMS not in engine.setup.people["ana"].methods
    assert contacts.prove("ana", Method.SMS, code_of(engine), delivery()) is None
    assert address(engine) == NUMBER
    assert engine.setup.people["ana"].methods == {Method.SMS}
    assert contacts.prove("ana", Method.SMS, "000000", delivery()) is Flaw.NO_CODE, "a code works once"


def test_a_code_can_be_guessed_a_few_times_only(engine: Engine) -> None:
    contacts = engine.handle.contacts
    contacts.put("ana", Method.SMS, NUMBER, delivery())
    right = code_of(engine)
    wrong = "000000" if right != "000000" else "111111"
    answers = [contacts.prove("ana", Method.SMS, wrong, delivery()) for _ in range(TRIES)]
    assert answers == [Flaw.WRONG_CODE] * TRIES
    assert contacts.prove("ana", Method.SMS, right, delivery()) is Flaw.NO_TRIES
    assert address(engine) is None


def test_a_code_is_good_for_a_quarter_of_an_hour(engine: Engine, clock: MovableClock) -> None:
    contacts = engine.handle.contacts
    contacts.put("ana", Method.SMS, NUMBER, delivery())
    code = code_of(engine)
    clock.move(CODE_LASTS)
    assert contacts.prove("ana", Method.SMS, code, delivery()) is Flaw.EXPIRED
    assert engine.database.read(lambda tx: engine.corridor.addresses.code(tx, "ana", Method.SMS)) is None, (
        "nor is it sent"
    )


def test_nobodys_telephone_is_made_to_ring_all_day(engine: Engine, clock: MovableClock) -> None:
    contacts = engine.handle.contacts
    answers = [contacts.put("ana", Method.SMS, NUMBER, delivery()) for _ in range(CODES_PER_HOUR + 1)]
    assert answers == [None] * CODES_PER_HOUR + [Flaw.TOO_MANY_CODES]
    clock.move(timedelta(hours=1, seconds=1))
    assert contacts.again("ana", Method.SMS, delivery()) is None


def test_what_comes_twice_sends_one_code(engine: Engine) -> None:
    again = delivery()
    engine.handle.contacts.put("ana", Method.SMS, NUMBER, again)
    first = code_of(engine)
    engine.handle.contacts.put("ana", Method.SMS, NUMBER, again)
    assert code_of(engine) == first
    counted = engine.database.read(lambda tx: tx.execute(text("select count(*) from notices")).scalar())
    assert counted == 1


def test_no_address_and_no_code_stands_in_the_database(engine: Engine) -> None:
    given(engine)
    engine.handle.contacts.put("bruno", Method.EMAIL, "canary-word@example.com", delivery())
    code = code_of(engine, "bruno", Method.EMAIL)
    stored = everything(engine)
    for canary in (NUMBER, NUMBER[1:], "canary-word", f"'{code}'"):
        assert canary not in stored
    assert "prove_address" in stored, "the memo that takes it there does"


def test_whoever_calls_is_known_by_a_number_that_was_proved(engine: Engine) -> None:
    handle = engine.handle
    handle.contacts.put("bruno", Method.SMS, NUMBER, delivery())
    assert handle.person_at(Method.SMS, NUMBER) is None
    given(engine)
    assert handle.person_at(Method.SMS, NUMBER) == "ana"
    assert handle.person_at(Method.VOICE, NUMBER) == "ana", "a telephone is one line"
    assert handle.person_at(Method.SMS, "+593987654322") is None
    assert handle.contacts.put("bruno", Method.VOICE, NUMBER, delivery()) is Flaw.ANOTHERS


def test_an_address_of_the_file_counts_until_a_persons_own_is_proved(
    database_url: str, clock: MovableClock
) -> None:
    in_file = {("ana", Method.SMS): "+34600111222"}
    opened = open_engine(database_url, TEAM, clock, [KEY], in_file)
    assert address(opened) == "+34600111222"
    assert opened.handle.person_at(Method.SMS, "+34600111222") == "ana"
    given(opened)
    assert address(opened) == NUMBER
    opened.handle.contacts.remove("ana", Method.SMS)
    assert address(opened) == "+34600111222"
    opened.close()


def test_without_a_key_nothing_is_stored_and_the_file_works(database_url: str, clock: MovableClock) -> None:
    opened = open_engine(database_url, TEAM, clock, [], {("ana", Method.SMS): "+34600111222"})
    assert opened.handle.contacts.put("ana", Method.SMS, NUMBER, delivery()) is Flaw.NO_KEY
    assert opened.handle.contacts.reachable("ana").can_store is False
    assert address(opened) == "+34600111222"
    opened.close()


def test_a_new_key_seals_what_the_old_one_sealed(database_url: str, clock: MovableClock) -> None:
    opened = open_engine(database_url, TEAM, clock, [KEY])
    given(opened)
    opened.close()
    opened = open_engine(database_url, TEAM, clock, [ANOTHER, KEY])
    assert address(opened) == NUMBER
    assert opened.handle.person_at(Method.SMS, NUMBER) == "ana", "before it is sealed anew, too"
    assert opened.handle.contacts.reseal() == (1, 0)
    assert opened.handle.contacts.reseal() == (0, 0)
    opened.close()
    opened = open_engine(database_url, TEAM, clock, [ANOTHER])
    assert address(opened) == NUMBER
    assert opened.handle.person_at(Method.SMS, NUMBER) == "ana"
    opened.close()


def test_a_key_that_is_lost_is_said_and_breaks_nothing(database_url: str, clock: MovableClock) -> None:
    opened = open_engine(database_url, TEAM, clock, [KEY])
    given(opened)
    opened.close()
    opened = open_engine(database_url, TEAM, clock, [ANOTHER])
    assert address(opened) is None
    assert opened.handle.contacts.reseal() == (0, 1)
    (shown,) = opened.handle.contacts.reachable("ana").contacts
    assert shown.shown == "can't be read: its key is missing"
    opened.close()


def test_what_one_replica_stores_another_obeys(
    engine: Engine, database_url: str, clock: MovableClock
) -> None:
    other = open_engine(database_url, TEAM, clock, [KEY])
    given(engine)
    assert other.handle.contacts.look()
    assert other.setup.people["ana"].methods == {Method.SMS}
    assert not other.handle.contacts.look(), "nothing new"
    other.close()


def test_a_person_chooses_their_steps(engine: Engine) -> None:
    contacts = engine.handle.contacts
    assert contacts.steps("ana", "voice 2m") is Flaw.NO_WAY_OUT, "no number yet"
    assert contacts.steps("ana", "slack now, sms 1, call 2 min") is None
    assert engine.setup.people["ana"].notify == (
        NotificationStep(Method.SLACK, timedelta()),
        NotificationStep(Method.SMS, timedelta(minutes=1)),
        NotificationStep(Method.VOICE, timedelta(minutes=2)),
    )
    assert contacts.steps("ana", "pigeon 1m") is Flaw.STEPS_UNREADABLE
    assert contacts.steps("ana", "") is None
    assert engine.setup.people["ana"].notify == TEAM.people["ana"].notify


def test_forgetting_a_person_leaves_no_address_and_no_steps(engine: Engine) -> None:
    given(engine)
    engine.handle.contacts.steps("ana", "sms 0m")
    assert engine.handle.contacts.forget("ana") == 1
    assert engine.handle.contacts.forget("ana") is None, "nothing is left"
    assert engine.setup.people["ana"].methods == frozenset()
    assert engine.setup.people["ana"].notify == TEAM.people["ana"].notify
    assert engine.handle.person_at(Method.SMS, NUMBER) is None
