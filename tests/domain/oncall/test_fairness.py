"""In which order colleagues are asked for a cover."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.oncall.covers import ShiftSpan
from bot.domain.oncall.fairness import fairest, hours_carried
from bot.domain.setup import Away, Override, Setup
from tests.domain.world import at, team

NOW = at("2026-11-04 09:00")
TEAM = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {slack: U0BRU, zone: UTC}
  carla: {slack: U0CAR, zone: UTC}
  diego: {slack: U0DIE, zone: Asia/Manila}
  eva:   {slack: U0EVA, zone: America/New_York, quiet: "04:00-08:00"}
  felix: {zone: UTC}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "10:00-12:00", rotation: {people: [carla], every: 1w, starts: 2026-11-02}}
  search:
    layers:
      - {name: evening, zone: UTC, hours: "18:00-21:00", rotation: {people: [bruno], every: 1w, starts: 2026-11-02}}
  shop:
    layers:
      - {name: evening, zone: UTC, hours: "18:00-20:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
  bakery:
    layers:
      - {name: evening, zone: UTC, hours: "18:00-20:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [diego, bruno, ana, eva, felix], policy: standard}
"""
SHIFT = (ShiftSpan("primary", at("2026-11-05 10:00"), at("2026-11-05 12:00")),)
LATE = (ShiftSpan("primary", at("2026-11-05 15:00"), at("2026-11-05 17:00")),)
"""23:00 to 01:00 in Manila."""


def setup() -> Setup:
    return team(TEAM)


def away(person: str) -> Setup:
    off = Away(at("2026-11-05 11:00"), at("2026-11-05 13:00"), "")
    return replace(setup(), people={**setup().people, person: replace(setup().people[person], away=(off,))})


def on_call_too(person: str) -> Setup:
    cover = Override("c1", "search", person, at("2026-11-05 11:00"), at("2026-11-05 11:30"), None)
    search = replace(setup().schedules["search"], overrides=(cover,))
    return replace(setup(), schedules={**setup().schedules, "search": search})


def test_an_hour_on_two_schedules_is_carried_once() -> None:
    """Ana has the pagers of the shop and of the bakery in the same two hours, bruno one for three."""
    assert hours_carried(setup(), NOW)["ana"] == 56 * timedelta(hours=2)
    assert hours_carried(setup(), NOW)["bruno"] == 56 * timedelta(hours=3)


@pytest.mark.parametrize(
    "what, wanted, team_then, more, order",
    [
        ("the fewest hours first", SHIFT, setup(), {}, ("diego", "ana", "bruno")),
        ("whoever sleeps then comes last, few hours or not", LATE, setup(), {}, ("eva", "ana", "bruno", "diego")),
        ("what they are put forward for counts", SHIFT, setup(), {"diego": 113}, ("ana", "diego", "bruno")),
        ("equal hours: in the team's order", SHIFT, setup(), {"diego": 112}, ("diego", "ana", "bruno")),
        ("whoever is away is left out", SHIFT, away("diego"), {}, ("ana", "bruno")),
        ("so is whoever has another pager then", SHIFT, on_call_too("diego"), {}, ("ana", "bruno")),
    ],
)  # fmt: skip
def test_who_is_put_forward_and_in_which_order(
    what: str, wanted: tuple[ShiftSpan, ...], team_then: Setup, more: dict[str, int], order: tuple[str, ...]
) -> None:
    """Felix has no Slack id; at SHIFT eva sleeps all the while: neither is ever put forward there."""
    extra = {name: timedelta(hours=hours) for name, hours in more.items()}
    assert fairest(wanted, team_then, NOW, ("carla",), extra) == order, what
