"""How long the proof of a large team takes, on one core: `python -m benchmarks.simulate`."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from benchmarks.processes import report
from bot.domain.proof.proving import prove, searches
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import (
    Branch,
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Person,
    Policy,
    Rotation,
    Schedule,
    Service,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
    Weekday,
)

HUBS = {
    "Asia/Manila": LocalHours(7 * 60, 16 * 60),
    "Europe/Madrid": LocalHours(8 * 60, 17 * 60),
    "America/Guayaquil": LocalHours(10 * 60, 19 * 60),
    "America/New_York": LocalHours(9 * 60, 18 * 60),
    "Australia/Sydney": LocalHours(8 * 60, 17 * 60),
}
PEOPLE, SCHEDULES, SERVICES = 50, 8, 20
PERIOD = Period(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 5, 2, tzinfo=UTC))
"""Ninety days in which New York, Madrid and Sydney change their clocks."""

BRANCHES = (
    Branch(
        "policy0",
        frozenset({Severity.P3, Severity.P4}),
        hours=LocalHours(9 * 60, 17 * 60),
        days=frozenset(list(Weekday)[:5]),
        zone="Europe/Madrid",
    ),
    Branch("policy1", frozenset({Severity.P2}), hours=LocalHours(22 * 60, 6 * 60), zone="America/New_York"),
)

RUNS = 3


def team() -> Setup:
    """50 people in five hubs; eight schedules of five layers (four of them another's second), four policies.

    Each policy leads to another's in working hours for what may wait, and at night for P2."""
    people = {
        f"p{number:02}": Person(f"p{number:02}", list(HUBS)[number % len(HUBS)], f"U{number:03}")
        for number in range(PEOPLE)
    }
    firsts = SCHEDULES // 2
    schedules = {
        f"s{number}": Schedule(f"s{number}", _layers(people, number, firsts)) for number in range(firsts)
    }
    schedules |= {f"b{number}": Schedule(f"b{number}", second_of=f"s{number}") for number in range(firsts)}
    names = list(people)
    return Setup(
        people=people,
        schedules=schedules,
        policies={f"policy{n}": _policy(n, names[n]) for n in range(firsts)},
        teams={f"team{n}": Team(f"team{n}", tuple(names), policy=f"policy{n}") for n in range(firsts)},
        services={f"service{n}": Service(f"service{n}", f"team{n % firsts}") for n in range(SERVICES)},
    )


def _layers(people: dict[str, Person], number: int, of: int) -> tuple[Layer, ...]:
    layers = []
    for zone, hours in HUBS.items():
        here = [name for name, person in people.items() if person.zone == zone]
        turn = tuple(here[number % 2 :: 2]) if of > 1 else tuple(here)
        rotation = Rotation(turn, timedelta(weeks=1), datetime(2026, 11, 2))  # noqa: DTZ001  a wall clock's
        layers.append(Layer(zone, zone, DailyHours(hours), rotation))
    return tuple(layers)


def _policy(number: int, manager: str) -> Policy:
    pages = (
        Target(TargetKind.SCHEDULE, f"s{number}"),
        Target(TargetKind.SCHEDULE, f"b{number}"),
        Target(TargetKind.PERSON, manager),
    )
    levels = tuple(Level(timedelta(minutes=5 * step), (page,)) for step, page in enumerate(pages))
    return Policy(f"policy{number}", levels, repeat=2, branches=BRANCHES)


def main() -> None:
    """CPU time, since the machine may be shared; what is counted is what is printed beside it."""
    setup = team()
    times = [_run(setup) for _ in range(RUNS)]
    days = (PERIOD.until - PERIOD.since).days
    counted = f"{PEOPLE} people, {SCHEDULES} schedules, {SERVICES} services, branches by hours, {days} days"
    report(
        "simulate", f"{min(times):.2f} s of one core", f"{counted}, every person and hub that may not answer"
    )


def _run(setup: Setup) -> float:
    began = time.process_time()
    wanted = searches(setup, PERIOD)
    prove(setup, PERIOD, {alike: sweep(setup, search, PERIOD) for alike, search in wanted.items()})
    return time.process_time() - began


if __name__ == "__main__":
    main()
