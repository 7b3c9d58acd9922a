"""What follows from a request is carried out with it, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import Engine, open_engine
from bot.domain.decision import Done
from bot.domain.requests import Actor, Asked, Declare, Merge, Standing
from bot.domain.setup import Person, Setup
from bot.engine.corridor import FOLLOW_UPS, FollowUpsWithoutEnd
from bot.store import incidents
from bot.store.transactions import Tx

ANA = Actor("ana", Standing.MEMBER)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", Setup(people={"ana": Person("ana", "UTC", "U0ANA")}))
    yield opened
    opened.close()


def declared(engine: Engine, title: str) -> str:
    outcome = engine.handle.handle(Asked(Declare(title), ANA))
    assert isinstance(outcome, Done)
    return outcome.incident.id


def test_a_merge_tells_the_other_incident_in_the_same_step(engine: Engine) -> None:
    one, other = declared(engine, "Checkout 5xx"), declared(engine, "Payments slow")
    assert isinstance(engine.handle.handle(Asked(Merge(other), ANA, one)), Done)
    told = [type(record.event).__name__ for record in engine.handle.timeline(other, "ana")]
    assert "Absorbed" in told


def test_a_chain_of_requests_that_does_not_end_changes_nothing(engine: Engine) -> None:
    one, other = declared(engine, "Checkout 5xx"), declared(engine, "Payments slow")

    def at_the_end_of_a_chain(tx: Tx) -> object:
        found = incidents.load(tx, [one, other], lock=True)
        asked = Asked(Merge(other), ANA, one)
        return engine.corridor.decide_and_save(tx, asked, found[one], found, depth=FOLLOW_UPS)

    with pytest.raises(FollowUpsWithoutEnd, match="Merge"):
        engine.database.write(at_the_end_of_a_chain)
    left = engine.handle.incident(one, "ana")
    assert left
    assert left.open
