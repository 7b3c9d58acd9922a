"""Who carries most: the name that is told is that of the figure, and covers are carried like any shift."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.proof.loads import loads, most_carried
from bot.domain.proof.proving import Proof, prove
from bot.domain.proof.sweep import Period
from bot.domain.setup import Override, Setup
from bot.render.proof.tables import fairness
from tests.domain.world import at, team

TEAM = """
people: {ana: {zone: UTC}, bruno: {zone: UTC}, carla: {zone: UTC}}
schedules:
  primary:
    layers:
      - {name: all, zone: UTC, hours: "00:00-24:00", rotation: {people: [PEOPLE], every: 1d, starts: 2026-11-02}}
"""
PERIOD = Period(at("2026-11-02 00:00"), at("2026-11-06 00:00"))


def turns(people: str, *covers: Override) -> Setup:
    setup = team(TEAM.replace("PEOPLE", people))
    primary = replace(setup.schedules["primary"], overrides=covers)
    return replace(setup, schedules={"primary": primary})


def cover(person: str, hours: int) -> Override:
    return Override("c1", "primary", person, PERIOD.since, PERIOD.since + timedelta(hours=hours), "ana")


def proof(setup: Setup) -> Proof:
    return prove(setup, PERIOD, {})


@pytest.mark.parametrize(
    "setup, person, over_median, said",
    [
        (turns("ana, ana, bruno"), "ana", 1.5, "ana carries most: 1.50 times the median of those who share the pager."),
        (turns("ana, bruno"), "ana bruno", 1.0, "Everyone who shares the pager carries the same hours."),
        (turns("ana, bruno, ana, bruno, carla"), "ana bruno", 1.0, "Everyone who shares the pager carries the same hours."),
        # Bruno stands in no rotation: what he covers is carried all the same.
        (turns("ana", cover("bruno", 80)), "bruno", 5 / 3, "bruno carries most: 1.67 times the median of those who share the pager."),
        # Covered all the while, ana is still one of those who share the pager.
        (turns("ana, ana, bruno", cover("carla", 96)), "carla", 3.0, "carla carries most: 3.00 times the median of those who share the pager."),
    ],
)  # fmt: skip
def test_the_person_and_the_figure_are_of_the_same_comparison(
    setup: Setup, person: str, over_median: float, said: str
) -> None:
    most = most_carried(setup, loads(setup, PERIOD, ()))
    assert most is not None
    assert most.people == tuple(person.split())
    assert most.over_median == pytest.approx(over_median)
    assert fairness(proof(setup)) == said


def test_without_a_rotation_there_is_nothing_to_compare() -> None:
    setup = team("people: {ana: {zone: UTC}}")
    assert most_carried(setup, loads(setup, PERIOD, ())) is None
    assert fairness(proof(setup)) == "There is no rotation whose hours could be compared."
