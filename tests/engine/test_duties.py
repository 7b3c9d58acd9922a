"""What is due at this time of day is planned once, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.domain.oncall.covers import (
    Arranged,
    Arrangement,
    AskCover,
    AskedToArrange,
    CallOff,
    CannotArrange,
    Change,
    NotArranged,
    TakeOver,
    TakeShift,
)
from bot.domain.requests import Actor
from bot.domain.setup import (
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Person,
    Policy,
    Rotation,
    Schedule,
    Setup,
    Target,
    TargetKind,
    Team,
)
from bot.engine.duties import Duties
from bot.store.tables import notices

TURNS = Rotation(("ana", "bruno"), timedelta(days=1), datetime(2026, 11, 2))
PRIMARY = Schedule(
    "primary", (Layer("day", "UTC", DailyHours(LocalHours(9 * 60, 17 * 60)), TURNS),), usergroup="S0ONCALL"
)
PAGING = Policy("p", (Level(timedelta(), (Target(TargetKind.SCHEDULE, "primary"),)),))
TEAM = Setup(people={n: Person(n, "UTC", f"U0{n}") for n in ("ana", "bruno")}, schedules={"primary": PRIMARY})


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 26, 10, tzinfo=UTC))


@pytest.fixture
def engine(tmp_path: Path, clock: MovableClock) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", TEAM, clock)
    yield opened
    opened.close()


def planned(engine: Engine) -> list[str]:
    query = select(notices.c.id).order_by(notices.c.seq)
    return list(engine.database.read(lambda tx: tx.scalars(query).all()))


def test_a_user_group_follows_each_change_of_who_is_on_call(engine: Engine, clock: MovableClock) -> None:
    for _ in range(2):
        Duties(engine.database, engine.corridor).run()
        Duties(engine.database, engine.corridor).run()
        clock.move(timedelta(days=1))
    assert planned(engine) == [
        "group/primary/2026-11-26T09:00Z/ana",
        "group/primary/2026-11-27T09:00Z/bruno",
    ]


def test_in_a_gap_nothing_is_due(engine: Engine, clock: MovableClock) -> None:
    clock.move(timedelta(hours=9))
    Duties(engine.database, engine.corridor).run()
    assert planned(engine) == []


def notes(engine: Engine) -> list[str]:
    """Who was told that their shift began."""
    Duties(engine.database, engine.corridor).run()
    return [name for name in planned(engine) if name.startswith("shift/")]


def test_whoever_comes_on_call_is_told_once(engine: Engine, clock: MovableClock) -> None:
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    assert notes(engine) == ["shift/bruno/2026-11-27T09:00Z"]
    clock.move(timedelta(minutes=5))
    assert notes(engine) == ["shift/bruno/2026-11-27T09:00Z"]


def test_a_bot_that_starts_in_the_middle_of_a_shift_tells_nobody(engine: Engine) -> None:
    assert notes(engine) == []


def arranged(engine: Engine, by: str, request: Arrangement) -> Arranged:
    done = engine.handle.arrange(AskedToArrange(request, Actor(by)))
    assert isinstance(done, Arranged), done
    return done


def test_a_cover_begins_and_ends_for_the_user_group_and_for_both(engine: Engine, clock: MovableClock) -> None:
    """Ana has it from nine; Bruno takes an hour in the middle, and Ana takes half of that back."""
    now = clock.now()
    Duties(engine.database, engine.corridor).run()
    (cover,) = arranged(engine, "bruno", TakeOver("primary", now, now + timedelta(hours=1))).covers
    clock.move(timedelta(minutes=1))
    assert notes(engine) == ["shift/bruno/2026-11-26T10:00Z"]
    clock.move(timedelta(minutes=29))
    arranged(engine, "ana", CallOff(cover.override.id))
    Duties(engine.database, engine.corridor).run()
    groups = [name for name in planned(engine) if name.startswith("group/")]
    assert groups == [
        "group/primary/2026-11-26T09:00Z/ana",
        f"group/primary/made/{cover.override.id}",
        "group/primary/2026-11-26T10:00Z/bruno",
        f"group/primary/off/{cover.override.id}",
        "group/primary/2026-11-26T10:30Z/ana",
    ]


def test_a_cover_that_ran_out_brings_the_user_group_back(engine: Engine, clock: MovableClock) -> None:
    now = clock.now()
    arranged(engine, "bruno", TakeOver("primary", now, now + timedelta(hours=1)))
    clock.move(timedelta(hours=1, minutes=1))
    Duties(engine.database, engine.corridor).run()
    assert "group/primary/2026-11-26T11:00Z/ana" in planned(engine)


def test_a_note_waits_until_quiet_hours_are_over(tmp_path: Path, clock: MovableClock) -> None:
    early = replace(
        PRIMARY, layers=(replace(PRIMARY.layers[0], shift=DailyHours(LocalHours(5 * 60, 17 * 60))),)
    )
    opened = open_engine(f"sqlite:///{tmp_path}/early.db", replace(TEAM, schedules={"primary": early}), clock)
    clock.move_to(datetime(2026, 11, 27, 5, 1, tzinfo=UTC))
    assert notes(opened) == []
    clock.move_to(datetime(2026, 11, 27, 7, 1, tzinfo=UTC))
    assert notes(opened) == ["shift/bruno/2026-11-27T05:00Z"]
    opened.close()


def test_a_schedule_may_be_without_notes(tmp_path: Path, clock: MovableClock) -> None:
    quiet = replace(TEAM, schedules={"primary": replace(PRIMARY, shift_notes=False)})
    opened = open_engine(f"sqlite:///{tmp_path}/quiet.db", quiet, clock)
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    assert notes(opened) == []
    opened.close()


def test_what_was_agreed_is_on_the_record_for_good(engine: Engine, clock: MovableClock) -> None:
    now = clock.now()
    (cover,) = arranged(engine, "bruno", TakeOver("primary", now, now + timedelta(hours=1))).covers
    arranged(engine, "ana", CallOff(cover.override.id))
    lines = engine.handle.arrangements.record(now - timedelta(days=1), 10)
    assert [(line.by, line.change, line.person, line.instead_of) for line in lines] == [
        ("bruno", Change.TOOK_OVER, "bruno", "ana"),
        ("ana", Change.CALLED_OFF, "bruno", "ana"),
    ]


def test_another_replica_sees_a_cover_at_its_next_look(
    engine: Engine, tmp_path: Path, clock: MovableClock
) -> None:
    other = open_engine(f"sqlite:///{tmp_path}/m.db", TEAM, clock)
    now = clock.now()
    arranged(engine, "bruno", TakeOver("primary", now, now + timedelta(hours=1)))
    assert engine.handle.on_call("primary", now)[0].on_call == ("bruno",)
    assert other.handle.on_call("primary", now)[0].on_call == ("ana",)
    assert other.handle.contacts.look()
    assert other.handle.on_call("primary", now)[0].on_call == ("bruno",)
    assert not other.handle.contacts.look()
    other.close()


def test_two_replicas_that_take_one_wish_at_once_give_it_to_one(
    database_url: str, clock: MovableClock
) -> None:
    """Whatever the database: one after the other, and the second is told who was faster."""
    names = ("ana", "bruno", "carla", "diego")
    team = replace(TEAM, people={n: Person(n, "UTC", f"U0{n}") for n in names})
    with_team = replace(team, teams={"ops": Team("ops", names, policy="p")}, policies={"p": PAGING})
    replicas = [open_engine(database_url, with_team, clock) for _ in range(2)]
    since = datetime(2026, 11, 28, 9, tzinfo=UTC)
    for turn in range(10):
        begins = since + timedelta(days=2 * turn)
        asked = arranged(replicas[0], "ana", AskCover(begins, begins + timedelta(hours=8))).proposals[0]
        with ThreadPoolExecutor(2) as both:
            tries = [
                both.submit(replica.handle.arrange, AskedToArrange(TakeShift(asked.id), Actor(name)))
                for replica, name in zip(replicas, ("carla", "diego"), strict=True)
            ]
        outcomes = [done.result() for done in tries]
        (won,) = [one for one in outcomes if isinstance(one, Arranged)]
        (lost,) = [one for one in outcomes if isinstance(one, NotArranged)]
        assert (lost.why, lost.person) == (CannotArrange.TAKEN, won.covers[0].override.person)
    assert len(replicas[1].handle.board().covers) == 10
    for replica in replicas:
        replica.close()
