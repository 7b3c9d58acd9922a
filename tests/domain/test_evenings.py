"""The evening report: whose hour it is, who is on call until the next one, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.evenings import (
    Because,
    Known,
    Unreachable,
    evenings,
    on_call_ahead,
    unreachable,
)
from bot.domain.setup import (
    Branch,
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
    Target,
    TargetKind,
    Team,
)


def turns(name: str, *people: str) -> Schedule:
    rotation = Rotation(people, timedelta(days=1), datetime(2026, 11, 2))
    return Schedule(name, (Layer("day", "UTC", DailyHours(LocalHours(9 * 60, 17 * 60)), rotation),))


def pages(name: str, schedule: str, *branches: str) -> Policy:
    level = Level(timedelta(), (Target(TargetKind.SCHEDULE, schedule),))
    return Policy(name, (level,), branches=tuple(Branch(branch) for branch in branches))


TEAM = Team("payments", ("carla", "ana"), "payments", "standard")
SETUP = Setup(
    people={
        "carla": Person("carla", "Europe/Madrid", "U0CAR"),
        "ana": Person("ana", "America/Guayaquil", "U0ANA", methods=frozenset({Method.SMS})),
        "bruno": Person("bruno", "UTC", "U0BRU"),
        "eva": Person("eva", "UTC", "U0EVA"),
    },
    schedules={
        "primary": turns("primary", "ana", "carla"),
        "night": turns("night", "bruno"),
        "other": turns("other", "eva"),
    },
    policies={"standard": pages("standard", "primary", "nights"), "nights": pages("nights", "night")},
    teams={"payments": TEAM},
    reachability=Reachability(evening_report=18 * 60),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "moment,day",
    [
        ("2026-11-26T16:59", None),
        ("2026-11-26T17:00", "2026-11-26"),
        ("2026-11-26T18:59", "2026-11-26"),
        ("2026-11-26T19:00", None),
        ("2026-07-01T16:00", "2026-07-01"),  # in summer Madrid's 18:00 is an hour earlier
        ("2026-07-01T15:59", None),
    ],
)
def test_the_hour_is_that_of_the_first_member(moment: str, day: str | None) -> None:
    assert [f"{one.day}" for one in evenings(SETUP, at(moment))] == ([day] if day else [])


def test_a_late_report_of_before_midnight_keeps_its_day() -> None:
    late = replace(SETUP, reachability=Reachability(evening_report=23 * 60))
    assert [f"{one.day}" for one in evenings(late, at("2026-11-26T23:30"))] == [
        "2026-11-26"
    ]  # 00:30 in Madrid


@pytest.mark.parametrize(
    "setup",
    [
        replace(SETUP, reachability=Reachability()),
        replace(SETUP, teams={"payments": replace(TEAM, channel=None)}),
        replace(SETUP, teams={"payments": replace(TEAM, members=())}),
    ],
    ids=["off", "no channel", "no members"],
)
def test_without_an_hour_a_channel_or_a_member_there_is_none(setup: Setup) -> None:
    assert not list(evenings(setup, at("2026-11-26T17:00")))


def test_it_looks_at_the_coming_day_on_the_policy_s_schedules_and_its_branches() -> None:
    assert on_call_ahead(SETUP, TEAM, at("2026-11-26T17:00")) == ("carla", "bruno")
    assert set(on_call_ahead(SETUP, TEAM, at("2026-11-26T16:59"))) == {"ana", "carla", "bruno"}


def test_each_reason_is_said_and_whoever_can_be_reached_is_not_named() -> None:
    people = [SETUP.people["carla"], SETUP.people["ana"]]
    assert list(unreachable(people, {})) == [Unreachable("carla", Because.NO_SECOND_WAY)]
    known = {"ana": Known(unanswered=True, failed=frozenset({Method.SMS, Method.EMAIL}))}
    assert list(unreachable(people[1:], known)) == [
        Unreachable("ana", Because.NO_ANSWER),
        Unreachable("ana", Because.NOT_DELIVERED, (Method.SMS,)),  # her mail address is gone already
    ]
