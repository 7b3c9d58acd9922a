"""A page that Slack should have taken goes another way, though nobody could try it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain import events as e
from bot.domain.requests import Acknowledge, Actor, Asked, Declare, Standing
from bot.domain.setup import Method, Severity
from bot.engine.overdue import UNTRIED, Overdue
from bot.engine.queries import Sees
from tests.engine.test_answered_meanwhile import INCIDENT, TEAM_BY_SMS_LATER

SLACK_HAS = timedelta(seconds=16)


@pytest.fixture
def wall() -> MovableClock:
    return MovableClock()


@pytest.fixture
def engine(database_url: str, wall: MovableClock) -> Iterator[Engine]:
    opened = open_engine(database_url, TEAM_BY_SMS_LATER, wall)
    opened.corridor.wall = wall
    opened.handle.handle(
        Asked(Declare("No cards", Severity.P1, "checkout", page="checkout"), Actor("bruno", Standing.MEMBER))
    )
    yield opened
    opened.close()


def happened(engine: Engine, *kinds: type[e.Event]) -> list[e.Event]:
    told = engine.handle.timeline(INCIDENT, Sees.EVERYTHING)
    return [record.event for record in told if isinstance(record.event, kinds)]


def test_a_page_that_stands_behind_others_goes_by_sms_within_seconds(
    engine: Engine, wall: MovableClock
) -> None:
    overdue = Overdue(engine.database, engine.corridor)
    assert overdue.run() == 0
    wall.move(SLACK_HAS)
    assert overdue.run() == 1
    delayed, notified = happened(engine, e.PageDelayed, e.Notified)
    assert isinstance(delayed, e.PageDelayed)
    assert isinstance(notified, e.Notified)
    assert (delayed.person, delayed.reason, notified.method) == ("ana", UNTRIED, Method.SMS)


def test_looking_again_or_in_another_replica_sends_nothing_twice(engine: Engine, wall: MovableClock) -> None:
    here, there = (Overdue(engine.database, engine.corridor) for _ in range(2))
    wall.move(SLACK_HAS)
    assert [here.run(), here.run(), there.run()] == [1, 0, 1]
    assert len(happened(engine, e.Notified)) == 1


def test_after_an_acknowledgement_nothing_more_goes_out(engine: Engine, wall: MovableClock) -> None:
    engine.handle.handle(Asked(Acknowledge(), Actor("ana", Standing.MEMBER), INCIDENT))
    wall.move(SLACK_HAS)
    Overdue(engine.database, engine.corridor).run()
    assert happened(engine, e.PageDelayed, e.Notified) == []
