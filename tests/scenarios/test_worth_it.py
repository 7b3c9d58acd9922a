"""The morning after: whoever was woken is asked once whether it was worth it, and the ledger keeps the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.town import Town

TEAM = """
people:
  ana: {slack: U0ANA, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
policies:
  lone: {levels: [{after: 0m, page: [person:ana]}]}
teams:
  payments: {members: [ana], policy: lone}
services:
  checkout: {team: payments}
integrations:
  shop: {kind: generic, token: "${SHOP_TOKEN}"}
"""
THREE_IN_THE_NIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
NINE_IN_THE_MORNING = datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize("answer,worth", [("Yes", True), ("No", False)])
def test_a_person_who_was_woken_is_asked_in_the_morning_and_answers_with_one_tap(
    make_town: MakeTown, answer: str, worth: bool
) -> None:
    town = make_town(team=TEAM, start=THREE_IN_THE_NIGHT)
    town.fires(severity="critical")
    page = town.gets_page("ana")
    town.later(minutes=2)
    town.presses("ana", "Acknowledge", page)
    town.answers("ana", "/incident resolve INC-2026-0001 the cache was full")
    nights = town.bot.engine.wakings
    nights.ask()
    town.settles()
    town.ana.sees_no("Was it worth waking you?")
    town.until(NINE_IN_THE_MORNING)
    for _ in range(2):
        nights.ask()
    town.settles()
    asked = town.ana.sees("Was it worth waking you?", "dm")
    assert asked.buttons == ("Yes", "No")
    town.replies("ana", answer, asked)
    ledger: Any = nights.between(THREE_IN_THE_NIGHT, NINE_IN_THE_MORNING)
    assert [(w.person, w.worth, w.answered_at) for w in ledger] == [
        ("ana", worth, THREE_IN_THE_NIGHT.replace(minute=2))
    ]
    assert "WakingRated" in town.kinds()


SHARED = """
people:
  ana: {slack: U0ANA, zone: America/Guayaquil}
  bruno: {slack: U0BRU, zone: Europe/Madrid}
  carla: {slack: U0CAR, zone: Europe/Madrid}
schedules:
  primary:
    layers:
      - {name: late, zone: America/Guayaquil, hours: "00:00-12:00", rotation: {people: [ana], every: 1w, starts: 2026-10-05}}
      - {name: day, zone: America/Guayaquil, hours: "12:00-18:00", rotation: {people: [bruno], every: 1w, starts: 2026-10-05}}
      - {name: evening, zone: America/Guayaquil, hours: "18:00-24:00", rotation: {people: [carla], every: 1w, starts: 2026-10-05}}
policies:
  all: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, bruno, carla], policy: all}
  search: {members: [ana, bruno]}
services:
  checkout: {team: payments}
integrations:
  shop: {kind: generic, token: "${SHOP_TOKEN}"}
"""


@pytest.fixture
def after_a_hard_night(make_town: MakeTown) -> Town:
    """Ana was up with it from three to half past four, and has the pager until noon."""
    town = make_town(team=SHARED, start=THREE_IN_THE_NIGHT)
    town.fires(severity="critical")
    town.presses("ana", "Acknowledge", town.gets_page("ana"))
    for _ in range(3):
        town.later(minutes=30)
        town.answers("ana", "/incident note INC-2026-0001 still looking")
    town.answers("ana", "/incident resolve INC-2026-0001 the cache was full")
    town.until(NINE_IN_THE_MORNING)
    return town


def test_after_a_hard_night_rest_is_offered_once_and_the_click_asks_for_cover(
    after_a_hard_night: Town,
) -> None:
    town = after_a_hard_night
    for _ in range(2):
        town.bot.engine.wakings.ask()
    town.settles()
    offer = town.ana.sees("You were woken once last night and were up for 1 h 30 min", "dm")
    assert "*primary* Fri 20 Nov 09:00–12:00" in offer
    town.ana.clicks("Cover me", offer)
    town.ana.waits_for_modal("Cover me")
    assert town.fills_in("ana", {}) is None
    town.settles()
    asked = town.carla.sees("Take the shift", "dm")
    town.presses("carla", "Take the shift", asked)
    assert "Carla" in town.answers("bruno", "/incident oncall")


def test_everybody_sees_their_own_load_and_of_the_team_no_name(after_a_hard_night: Town) -> None:
    town = after_a_hard_night
    mine = town.ana.opens_home()
    assert "Your load" in mine
    assert "*Last 7 days*: 84 h on call and 7 nights; woken once." in mine
    assert "not woken." in town.carla.opens_home()
    said = town.answers("bruno", "/incident oncall load payments")
    assert "3 people had the pager" in said
    assert "Woken: fewer than 3 people, so it is not shown." in said
    for name in ("Ana", "Bruno", "Carla"):
        assert name not in said
    assert "fewer than 3 people" in town.answers("bruno", "/incident oncall load search")
    assert "Type `/incident oncall load payments`" in town.answers("bruno", "/incident oncall load paymnts")
