"""Each hub's morning: what happened while it slept is told once, when it wakes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.notices import Occasion, PostSummary
from bot.domain.requests import Acknowledge, AddNote, Reopen, Resolve, TimerName, Wake
from tests.domain.world import SYSTEM, World, at, declared

HUBS = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid, hub: madrid}
  diego: {slack: U0DIE, zone: Europe/Paris, hub: paris}
  eva:   {slack: U0EVA, zone: Asia/Manila}
  felix: {slack: U0FEL, zone: Asia/Tokyo}
policies:
  standard: {levels: [{after: 0m, page: [person:ana]}]}
teams:
  payments: {members: [ana, carla, diego, eva], policy: standard}
services:
  checkout: {team: payments}
"""


def owned(clock: str, severity: str = "P2") -> World:
    world = declared(severity, text=HUBS, clock=clock)
    world.does(Acknowledge(), by="ana")
    return world


def mornings(world: World) -> list[tuple[str, str]]:
    return [
        (f"{r.at:%d %H:%M}", r.event.hub)
        for r in world.records
        if isinstance(r.event, e.MorningCame) and r.event.told
    ]


def test_each_hub_of_the_team_is_told_at_eight_in_its_morning_and_hubs_of_one_hour_once() -> None:
    world = owned("2026-11-04 20:00")
    world.passes(timedelta(hours=24))
    assert mornings(world) == [
        ("05 00:00", "Asia/Manila"), ("05 07:00", "madrid"), ("05 13:00", "America/Guayaquil"),
    ]  # fmt: skip
    assert len(world.asked(PostSummary)) == 3


def test_a_morning_tells_of_the_night_since_ten_in_the_evening() -> None:
    world = owned("2026-11-03 12:00")
    world.passes(timedelta(hours=20))
    assert world.last(e.MorningCame) == e.MorningCame("madrid", at("2026-11-03 21:00"))


def test_what_is_younger_than_the_night_is_told_from_its_beginning() -> None:
    world = owned("2026-11-04 03:00")
    world.passes(timedelta(hours=4))
    assert world.last(e.MorningCame) == e.MorningCame("madrid", at("2026-11-04 03:00"))


@pytest.mark.parametrize("declared_at, told", [("06:00", True), ("06:01", False)])
def test_a_young_incident_has_no_night_to_tell_of(declared_at: str, told: bool) -> None:
    world = owned(f"2026-11-04 {declared_at}")
    world.goes_to("07:30")
    assert bool(mornings(world)) is told
    assert world.timers[TimerName.MORNING].due_at == at("13:00")


@pytest.mark.parametrize(
    "declared_at, morning",
    [
        ("2026-03-28 20:00", "29 06:00"),  # clocks went forward in the night: eight is an hour earlier in UTC
        ("2026-03-27 20:00", "28 07:00"),
        ("2026-10-24 20:00", "25 07:00"),  # and back
        ("2026-10-23 20:00", "24 06:00"),
    ],
)
def test_eight_in_the_morning_is_local_on_the_nights_of_clock_changes(declared_at: str, morning: str) -> None:
    world = owned(declared_at)
    world.passes(timedelta(hours=12))
    assert (morning, "madrid") in mornings(world)


def test_nobody_is_told_of_what_is_over() -> None:
    world = owned("2026-11-04 20:00")
    world.does(Resolve(), by="ana")
    world.passes(timedelta(days=2))
    assert mornings(world) == []


def test_a_bot_that_slept_tells_once() -> None:
    world = owned("2026-11-04 20:00")
    world.sleeps(60)
    assert len(mornings(world)) == 1


def test_a_morning_that_was_told_is_not_told_again() -> None:
    world = owned("2026-11-04 20:00")
    timer = world.timers[TimerName.MORNING]
    world.passes(timedelta(hours=5))
    assert len(mornings(world)) == 1
    outcome = world.look(Wake(TimerName.MORNING, timer.epoch, timer.due_at), SYSTEM)
    assert not hasattr(outcome, "records")


def test_a_file_that_changed_meanwhile_only_moves_the_morning() -> None:
    world = owned("2026-11-04 20:00")
    world.setup = declared("P2", text=HUBS.replace("Asia/Manila", "Asia/Kolkata")).setup
    world.passes(timedelta(hours=7))
    assert mornings(world) == [("05 02:30", "Asia/Kolkata")]


def test_a_summary_of_the_morning_says_whose() -> None:
    world = owned("2026-11-04 20:00")
    world.passes(timedelta(hours=5))
    found = [what for _, what in world._of(PostSummary)]
    assert found == [PostSummary(Occasion.MORNING, at("2026-11-04 20:00"), "Asia/Manila")]


def test_a_morning_is_not_lost_to_what_happens_in_the_same_second() -> None:
    world = owned("2026-11-04 20:00")
    world.passes(timedelta(hours=3, minutes=59))
    world.now += timedelta(minutes=1, seconds=1)  # somebody was faster than the tick
    world.does(AddNote("Still here"), by="ana")
    world.wait(0)
    assert mornings(world) == [("05 00:00", "Asia/Manila")]


def test_what_is_reopened_is_told_from_the_next_morning_on() -> None:
    world = owned("2026-11-04 20:00")
    world.does(Resolve(), by="ana")
    world.passes(timedelta(days=3))
    world.does(Reopen(), by="ana")
    world.passes(timedelta(hours=5))
    assert mornings(world) == [("08 00:00", "Asia/Manila")]


def test_what_may_wait_is_told_only_to_those_in_whose_night_something_happened() -> None:
    world = owned("2026-11-04 20:00", "P4")
    world.passes(timedelta(hours=24))
    assert mornings(world) == [("05 00:00", "Asia/Manila")]  # Madrid was awake, and Guayaquil had lunch
    world.goes_to("22:30")
    world.does(AddNote("It is the font"), by="ana")
    world.passes(timedelta(hours=24))
    assert mornings(world)[1:] == [("06 00:00", "Asia/Manila"), ("06 07:00", "madrid")]


def test_what_may_wait_is_told_after_the_weekend() -> None:
    world = owned("2026-11-06 12:00", "P3")  # a Friday
    world.passes(timedelta(hours=24))
    world.does(AddNote("It is the font"), by="ana")
    world.passes(timedelta(days=2))
    assert mornings(world) == [
        ("06 13:00", "America/Guayaquil"), ("09 00:00", "Asia/Manila"), ("09 07:00", "madrid"),
    ]  # fmt: skip
    assert world.last(e.MorningCame) == e.MorningCame("madrid", at("2026-11-06 21:00"))
    assert len(world.asked(PostSummary)) == 3
