"""The morning after: whoever was woken is asked once whether it was worth it, and the ledger keeps the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.scenarios.conftest import MakeTown

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
