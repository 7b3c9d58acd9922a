"""Who carried a pager stays true whatever is arranged afterwards, and however long ago it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.memos import TellMoved
from bot.domain.oncall.covers import (
    Arranged,
    Arrangement,
    AskCover,
    AskedToArrange,
    CallOff,
    CannotArrange,
    NotArranged,
    ProposalState,
    TakeOver,
    TakeShift,
)
from bot.domain.oncall.roster import Roster, with_roster
from bot.domain.oncall.schedule import names, on_call
from bot.domain.requests import Actor
from bot.domain.setup import DailyHours, Layer, LocalHours, Override, Person, Rotation, Schedule, Setup
from bot.store.codec import memo_from_json
from bot.store.tables import notices

TURNS = Rotation(("ana",), timedelta(days=1), datetime(2026, 9, 1))
NIGHTS = Schedule("nights", (Layer("night", "UTC", DailyHours(LocalHours(20 * 60, 8 * 60)), TURNS),))
PEOPLE = {name: Person(name, "UTC", f"U0{name}", quiet=None) for name in ("ana", "bruno", "carla")}
TEAM = Setup(people=PEOPLE, schedules={"nights": NIGHTS})
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 10, 2, 21, tzinfo=UTC))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'meridian.db'}"


@pytest.fixture
def engine(url: str, clock: MovableClock) -> Iterator[Engine]:
    opened = open_engine(url, TEAM, clock)
    yield opened
    opened.close()


def asks(engine: Engine, person: str, request: Arrangement) -> Arranged | NotArranged:
    found = engine.handle.arrange(AskedToArrange(request, Actor(person)))
    assert isinstance(found, Arranged | NotArranged)
    return found


def covers(engine: Engine, person: str, hours: int) -> str:
    """This person takes the pager for so many hours from now; the id of what they took."""
    now = engine.now()
    found = asks(engine, person, TakeOver("nights", now, now + timedelta(hours=hours)))
    assert isinstance(found, Arranged)
    return found.covers[0].override.id


def hours_of_october(engine: Engine) -> dict[str, tuple[float, float, int]]:
    """Hours, those at night, and nights of each person."""
    hour = timedelta(hours=1)
    loads = engine.wakings.loads(OCTOBER, NOVEMBER)
    return {load.person: (load.on_call / hour, load.at_night / hour, load.nights) for load in loads}


def test_hours_and_nights_go_to_whoever_covers_however_long_ago(
    engine: Engine, url: str, clock: MovableClock
) -> None:
    before = hours_of_october(engine)
    covers(engine, "bruno", 11)
    carried = hours_of_october(engine)
    assert carried["bruno"][0] == 11
    assert carried["bruno"][2] == 1, "it was a night"
    assert carried["ana"] == tuple(a - b for a, b in zip(before["ana"], carried["bruno"], strict=True))
    clock.move(timedelta(days=60))
    later = open_engine(url, TEAM, clock)
    later.handle.contacts.overlay.look()
    found = hours_of_october(later)
    later.close()
    assert found == carried, "calendars forget it after five weeks, pay does not"


def test_what_was_covered_until_it_was_taken_back_stays_with_whoever_covered(
    engine: Engine, clock: MovableClock
) -> None:
    cover = covers(engine, "bruno", 8)
    clock.move(timedelta(hours=3))
    assert isinstance(asks(engine, "ana", CallOff(cover)), Arranged)
    assert names(on_call(engine.setup.schedules["nights"], engine.setup.schedules, clock.now())) == ("ana",)
    assert hours_of_october(engine)["bruno"][0] == 3
    assert asks(engine, "ana", CallOff(cover)) == NotArranged(CannotArrange.OVER)


def test_whoever_really_has_it_hears_that_it_was_taken_back(engine: Engine, clock: MovableClock) -> None:
    """Bruno covers Ana, Carla takes it from Bruno; then Ana wants it back."""
    cover = covers(engine, "bruno", 8)
    clock.move(timedelta(hours=1))
    covers(engine, "carla", 4)
    clock.move(timedelta(hours=1))
    asks(engine, "ana", CallOff(cover))
    assert names(on_call(engine.setup.schedules["nights"], engine.setup.schedules, clock.now())) == ("ana",)
    told = {
        (what.person, what.piece.starts_at.hour, what.piece.ends_at.hour)
        for what in _moved(engine)
        if what.by == "ana"
    }
    assert told == {("carla", 23, 2), ("bruno", 2, 5)}


def _moved(engine: Engine) -> list[TellMoved]:
    rows = engine.database.read(
        lambda tx: list(tx.scalars(select(notices.c.body).where(notices.c.kind == "tell_moved")))
    )
    return [what for body in rows if isinstance(what := memo_from_json(body).what, TellMoved)]


def test_a_wish_of_somebody_who_left_the_file_is_gone(engine: Engine, url: str, clock: MovableClock) -> None:
    asked = asks(engine, "ana", AskCover(clock.now(), clock.now() + timedelta(hours=2), "bruno"))
    assert isinstance(asked, Arranged)
    left = open_engine(url, replace(TEAM, people=without("ana")), clock)
    found = asks(left, "bruno", TakeShift(asked.proposals[0].id))
    left.close()
    assert found == NotArranged(CannotArrange.GONE)


def test_a_cover_by_somebody_who_left_the_file_is_none() -> None:
    """They can't be paged, and it is never nobody who is."""
    at = datetime(2026, 10, 2, 21, tzinfo=UTC)
    cover = Override("c", "nights", "bruno", at, at + timedelta(hours=2), "ana")
    setup = with_roster(replace(TEAM, people=without("bruno")), Roster(overrides=(cover,)))
    assert names(on_call(setup.schedules["nights"], setup.schedules, at)) == ("ana",)


def without(person: str) -> dict[str, Person]:
    return {name: one for name, one in PEOPLE.items() if name != person}


def test_of_a_shift_that_was_taken_over_in_part_the_rest_can_be_taken(
    engine: Engine, clock: MovableClock
) -> None:
    now = engine.now()
    asked = asks(engine, "ana", AskCover(now, now + timedelta(hours=6), "carla"))
    assert isinstance(asked, Arranged)
    proposal = asked.proposals[0].id
    covers(engine, "bruno", 2)
    taken = asks(engine, "carla", TakeShift(proposal))
    assert isinstance(taken, Arranged)
    (cover,) = taken.covers
    assert (cover.override.starts_at, cover.override.ends_at) == (
        now + timedelta(hours=2),
        now + timedelta(hours=6),
    )
    assert taken.proposals[0].pieces == (), "what Bruno has is not to be taken any more"


def test_what_was_taken_over_in_the_middle_is_left_out_and_nothing_is_asked_of_others_any_more(
    engine: Engine, clock: MovableClock
) -> None:
    now, hour = engine.now(), timedelta(hours=1)
    asked = asks(engine, "ana", AskCover(now, now + 6 * hour, "carla"))
    assert isinstance(asked, Arranged)
    asks(engine, "bruno", TakeOver("nights", now + 2 * hour, now + 4 * hour))
    taken = asks(engine, "carla", TakeShift(asked.proposals[0].id))
    assert isinstance(taken, Arranged)
    spans = [(cover.override.starts_at - now, cover.override.ends_at - now) for cover in taken.covers]
    assert spans == [(timedelta(), 2 * hour), (4 * hour, 6 * hour)]
    assert taken.proposals[0].pieces == ()
    assert taken.proposals[0].state is ProposalState.TAKEN
