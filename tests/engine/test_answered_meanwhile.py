"""Somebody answers while a provider hangs: the next provider is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from bot.app import Engine, open_engine
from bot.domain.decision import Done
from bot.domain.memos import MemoBriefing
from bot.domain.notices import Briefing, Later, NotifyBy, Receipt, Sent, StillOurs
from bot.domain.requests import Acknowledge, Actor, Asked, Declare, Standing
from bot.domain.setup import (
    Level,
    Method,
    NotificationStep,
    Person,
    Policy,
    Service,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
)
from bot.engine.figures import NoFigures
from bot.engine.pump import Pump
from tests.store.rows import given_up, of_incident

STEPS = (NotificationStep(Method.SLACK, timedelta()), NotificationStep(Method.SMS, timedelta()))
POLICY = Policy("standard", (Level(timedelta(), (Target(TargetKind.PERSON, "ana"),)),))
TEAM = Setup(
    people={"ana": Person("ana", "UTC", "U0ANA", quiet=None, notify=STEPS, methods=frozenset({Method.SMS}))},
    policies={"standard": POLICY},
    teams={"payments": Team("payments", ("ana",), policy="standard")},
    services={"checkout": Service("checkout", team="payments")},
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", TEAM)
    yield opened
    opened.close()


class Slow:
    """A provider that hangs, while Ana acknowledges elsewhere."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked: list[bool] = []

    def send(self, briefing: Briefing, still_ours: StillOurs) -> Receipt:
        if not isinstance(briefing.notice.what, NotifyBy):
            return Sent()
        self.asked.append(still_ours())
        self._engine.handle.handle(Asked(Acknowledge(), Actor("ana", Standing.MEMBER), briefing.incident.id))
        self.asked.append(still_ours())
        return Later("the second was not asked", doubtful=True)

    def tell(self, briefing: MemoBriefing, still_ours: StillOurs) -> Receipt:
        raise AssertionError(f"nobody planned {briefing.memo.id}, {still_ours()}")


def waits(engine: Engine, incident: str) -> bool:
    """The page by SMS is on its way, or still to be told."""
    left = engine.database.read(lambda tx: of_incident(tx, incident))
    return any(notice.kind == "notify_by" for notice in left)


def test_after_an_acknowledgement_no_further_provider_is_asked(engine: Engine) -> None:
    request = Declare("No cards", Severity.P1, "checkout", page="checkout")
    declared = engine.handle.handle(Asked(request, Actor("bruno", Standing.MEMBER)))
    assert isinstance(declared, Done)
    slow = Slow(engine)
    pump, ends = Pump(engine.database, engine.corridor, slow, "here", NoFigures()), monotonic() + 10
    while waits(engine, declared.incident.id) and monotonic() < ends:
        pump.run()
        sleep(0.01)
    assert slow.asked == [True, False]
    assert not waits(engine, declared.incident.id)
    assert engine.database.read(given_up) == []
