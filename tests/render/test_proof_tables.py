"""The tables of the proof: what a gap makes of a wait, and whose wait is worst."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.proof.proving import Proof, prove, searches
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import Setup
from bot.render.proof.gaps import verdict
from bot.render.proof.tables import fairness, wait_rows
from tests.domain.world import team

SINCE = datetime(2026, 12, 2, tzinfo=UTC)

TEAM = """
people:
  ana: {slack: U0ANA, zone: UTC, quiet: QUIET}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "HOURS", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}], wake_for: []}
teams:
  payments: {members: [ana], policy: standard}
services:
  checkout: {team: payments}
"""


def proof(setup: Setup, days: int = 2) -> Proof:
    period = Period(SINCE, SINCE + timedelta(days=days))
    return prove(setup, period, {a: sweep(setup, one, period) for a, one in searches(setup, period).items()})


def waits(hours: str, quiet: str) -> dict[str, tuple[str, ...]]:
    setup = team(TEAM.replace("HOURS", hours).replace("QUIET", quiet))
    return {row.cells[0]: row.cells[1:] for row in wait_rows(proof(setup))}


@pytest.mark.parametrize(
    "hours, quiet, of_p2",
    [
        ("00:00-24:00", "off", ("at once", "at once", "–")),
        # An alert at 16:00 asks for somebody at 16:05, 16:15, 16:35, 17:15 and then hourly, so at 08:15.
        ("08:00-16:00", "off", ("16 h 15 min in a gap, else at once", "16 h 15 min in a gap, else at once", "–")),
        ("08:00-16:00", "'08:00-12:00'", ("16 h 15 min in a gap, else at once", "20 h 15 min in a gap, else at once", "16.7%")),
        ("08:00-16:00", "'00:00-24:00'", ("16 h 15 min in a gap, else at once", "never", "33.3%")),
    ],
)  # fmt: skip
def test_an_alert_in_a_gap_waits_for_the_next_shift(
    hours: str, quiet: str, of_p2: tuple[str, str, str]
) -> None:
    found = waits(hours, quiet)
    assert (
        next(cells for concerned, cells in found.items() if "P2" in concerned or "every" in concerned)
        == of_p2
    )


def test_what_may_wait_is_asked_for_at_another_hour_each_time_and_so_finds_an_hour_on_call() -> None:
    found = waits("08:00-09:00", "off")
    assert found == {
        "checkout, every severity": (
            "23 h 15 min in a gap, else at once",
            "23 h 15 min in a gap, else at once",
            "–",
        )
    }


def test_the_hours_of_the_verdict_are_all_those_in_which_one_alert_pages_nobody() -> None:
    """From 00:00 to 08:00 and from 16:00 to 24:00, on two days."""
    setup = team(TEAM.replace("HOURS", "08:00-16:00").replace("QUIET", "off"))
    assert "for up to 32 hours of this time" in verdict(proof(setup))


@pytest.mark.parametrize(
    "people,said",
    [
        ("ana, bruno, carla", "ana carries most; more than half of those who share the pager carry none"),
        ("ana, bruno", "ana carries most: 2.00 times the median"),
        ("ana", "Everyone who shares the pager carries the same hours."),
    ],
)
def test_who_carries_most_is_said_also_where_most_carry_nothing(people: str, said: str) -> None:
    others = "  bruno: {slack: U0BRU, zone: UTC}\n  carla: {slack: U0CAR, zone: UTC}\nschedules"
    rotation = TEAM.replace(
        "[ana], every: 1w, starts: 2026-11-02", f"[{people}], every: 1w, starts: 2026-12-02"
    )
    setup = team(
        rotation.replace("schedules", others).replace("HOURS", "08:00-16:00").replace("QUIET", "off")
    )
    assert fairness(proof(setup)).startswith(said)


def test_where_nobody_carries_an_hour_that_is_said() -> None:
    hours = TEAM.replace("HOURS", "08:00-16:00").replace("QUIET", "off")
    assert fairness(proof(team(hours), days=0)).startswith("None of those who share the pager")
    assert "no rotation" in fairness(proof(team("people: {ana: {zone: UTC}}")))
