"""The monthly test goes out once, is answered once, and the evening names whoever did not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.decision import Done
from bot.domain.evenings import Because, Unreachable
from bot.domain.events import MERIDIAN, NotificationFailed, Recorded
from bot.domain.faults import Fault
from bot.domain.memos import Canary, EveningReport
from bot.domain.notices import Never, Sent
from bot.domain.requests import Actor, Asked, Declare, Standing
from bot.domain.setup import (
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Method,
    Person,
    Policy,
    Reachability,
    Rotation,
    Schedule,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
)
from bot.engine.canaries import Canaries
from bot.engine.memos import note_memo
from bot.store import events, notices
from bot.store.codec import memo_from_json
from bot.store.tables import canaries
from bot.store.tables import notices as outbox

ALWAYS = Layer(
    "always",
    "UTC",
    DailyHours(LocalHours(0, 1440)),
    Rotation(("ana",), timedelta(weeks=1), datetime(2026, 11, 2)),
)
ANA = Person("ana", "UTC", "U0ANA", methods=frozenset({Method.SMS, Method.EMAIL}))
TEAM = Setup(
    people={"ana": ANA},
    schedules={"primary": Schedule("primary", (ALWAYS,))},
    policies={"p": Policy("p", (Level(timedelta(), (Target(TargetKind.SCHEDULE, "primary"),)),))},
    teams={"payments": Team("payments", ("ana",), "payments", "p")},
    reachability=Reachability(canary=True, evening_report=18 * 60),
)
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
TESTS = {"canary/ana/2026-11", "canary/ana/2026-11/sms", "canary/ana/2026-11/email"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(THURSDAY)


@pytest.fixture
def engine(database_url: str, clock: MovableClock) -> Iterator[Engine]:
    opened = open_engine(database_url, TEAM, clock)
    yield opened
    opened.close()


def looks(engine: Engine, setup: Setup | None = None) -> None:
    """Two replicas, twice each."""
    if setup:
        engine.corridor.setup = setup
    for _ in range(2):
        one = Canaries(engine.database, engine.corridor)
        one.run()
        one.run()


def planned(engine: Engine) -> list[str]:
    return list(engine.database.read(lambda tx: tx.scalars(select(outbox.c.id)).all()))


def report(engine: Engine, day: str) -> tuple[Unreachable, ...] | None:
    found = engine.database.read(lambda tx: notices.find(tx, f"evening/payments/{day}"))
    if found is None:
        return None
    what = memo_from_json(found.body).what
    assert isinstance(what, EveningReport)
    return what.people


def test_a_test_goes_out_once_by_each_way(engine: Engine, clock: MovableClock) -> None:
    looks(engine)
    assert sorted(planned(engine)) == sorted(TESTS)
    clock.move(timedelta(hours=2))
    looks(engine)
    assert len(planned(engine)) == len(TESTS)
    clock.move(timedelta(days=22))
    looks(engine)
    assert "canary/ana/2026-12/sms" in planned(engine)


def test_delivered_but_not_answered_is_named_in_the_evening_after_a_day(
    engine: Engine, clock: MovableClock
) -> None:
    looks(engine)
    sent = engine.database.read(lambda tx: notices.find(tx, "canary/ana/2026-11/sms"))
    assert sent
    engine.database.write(lambda tx: note_memo(tx, memo_from_json(sent.body), Sent()))
    clock.move_to(THURSDAY.replace(hour=18))
    looks(engine)
    assert report(engine, "2026-11-26") is None, "she has a day to answer"
    clock.move(timedelta(days=1))
    looks(engine)
    assert report(engine, "2026-11-27") == (Unreachable("ana", Because.NO_ANSWER),)


def test_an_answer_ends_it_and_counts_once(engine: Engine, clock: MovableClock) -> None:
    contacts = engine.handle.contacts
    assert not contacts.test_came("ana"), "no test is open"
    looks(engine)
    assert not contacts.test_came("bruno", "2026-11")
    assert not contacts.test_came("ana", "2026-10")
    assert contacts.test_came("ana", "2026-11")
    assert not contacts.test_came("ana"), "a second press changes nothing"
    clock.move_to(THURSDAY.replace(hour=18) + timedelta(days=1))
    looks(engine)
    assert report(engine, "2026-11-27") is None


def test_a_way_that_refused_the_test_is_named_the_same_evening(engine: Engine, clock: MovableClock) -> None:
    looks(engine)
    found = engine.database.read(lambda tx: notices.find(tx, "canary/ana/2026-11/sms"))
    assert found
    memo = memo_from_json(found.body)
    assert isinstance(memo.what, Canary)
    refused = Never("twilio_21211", fault=Fault.ADDRESS)
    for _ in range(2):
        engine.database.write(lambda tx: note_memo(tx, memo, refused))
    engine.handle.contacts.test_came("ana")
    clock.move_to(THURSDAY.replace(hour=18))
    looks(engine)
    assert report(engine, "2026-11-26") == (Unreachable("ana", Because.NOT_DELIVERED, (Method.SMS,)),)


@pytest.mark.parametrize(
    "met",
    [
        Never("twilio_20003", fault=Fault.PROVIDER),
        Never("providers_down", fault=Fault.PROVIDER),
        Never("no_provider", fault=Fault.SETUP),
        Never("smtp_554", fault=Fault.UNKNOWN),
    ],
    ids=lambda met: met.reason,
)
def test_nobody_is_named_for_what_a_provider_did_with_their_test(
    engine: Engine, clock: MovableClock, met: Never
) -> None:
    looks(engine)
    found = engine.database.read(lambda tx: notices.find(tx, "canary/ana/2026-11/sms"))
    assert found
    memo = memo_from_json(found.body)
    engine.database.write(lambda tx: note_memo(tx, memo, met))
    engine.handle.contacts.test_failed("ana", "2026-11", Method.EMAIL, met)
    engine.handle.contacts.test_came("ana")
    clock.move_to(THURSDAY.replace(hour=18))
    looks(engine)
    assert report(engine, "2026-11-26") is None


@pytest.mark.parametrize(
    "reason,fault,named",
    [
        ("twilio_21211", Fault.ADDRESS, True),
        ("smtp_554", Fault.PROVIDER, False),
        ("twilio_20003", None, False),  # stored by an earlier version
        ("twilio_21211", None, True),
    ],
)
def test_a_page_that_did_not_arrive_names_its_person_only_for_their_address(
    engine: Engine, clock: MovableClock, reason: str, fault: Fault | None, named: bool
) -> None:
    looks(engine)
    engine.handle.contacts.test_came("ana")
    declared = engine.handle.handle(
        Asked(Declare("card payments failing", Severity.P1), Actor("ana", Standing.MEMBER))
    )
    assert isinstance(declared, Done)
    failed = NotificationFailed("ana", 0, Method.SMS, reason, fault)
    seq = declared.incident.last_seq + 1
    record = Recorded(declared.incident.id, seq, THURSDAY, MERIDIAN, failed)
    engine.database.write(lambda tx: events.append(tx, [record]))
    clock.move_to(THURSDAY.replace(hour=18))
    looks(engine)
    assert bool(report(engine, "2026-11-26")) is named


def test_whoever_has_slack_alone_is_named_and_not_tested(engine: Engine, clock: MovableClock) -> None:
    alone = replace(TEAM, people={"ana": replace(ANA, methods=frozenset())})
    clock.move_to(THURSDAY.replace(hour=18))
    looks(engine, alone)
    assert planned(engine) == ["evening/payments/2026-11-26"]
    assert report(engine, "2026-11-26") == (Unreachable("ana", Because.NO_SECOND_WAY),)


def test_where_it_is_off_nothing_comes(engine: Engine, clock: MovableClock) -> None:
    off = replace(TEAM, people={"ana": replace(ANA, methods=frozenset())}, reachability=Reachability())
    for hour in (12, 18):
        clock.move_to(THURSDAY.replace(hour=hour))
        looks(engine, off)
    assert planned(engine) == []


def test_forgetting_a_person_forgets_their_tests(engine: Engine) -> None:
    looks(engine)
    engine.handle.contacts.forget("ana")
    assert engine.database.read(lambda tx: tx.execute(select(canaries)).all()) == []
