"""The monthly test comes by SMS and in Slack; one tap answers it; who does not answer is named before the next night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.delivery.pagers.exchange import Exchange, exchange
from tests.scenarios.conftest import MakeTown
from tests.scenarios.town import Town

NUMBER = "+593987654321"
TOKEN = "1" * 32
TEAM = f"""
people:
  ana: {{slack: U0ANA, zone: America/Guayaquil, phone: "{NUMBER}"}}
schedules:
  primary:
    layers:
      - name: always
        zone: America/Guayaquil
        hours: "00:00-24:00"
        rotation: {{people: [ana], every: 1w, starts: 2026-11-02}}
policies:
  lone: {{levels: [{{after: 0m, page: [schedule:primary]}}]}}
teams:
  payments: {{members: [ana], channel: incidents, policy: lone}}
paging:
  providers:
    - {{name: one, kind: twilio, account: "AC1", token: "{TOKEN}", from: "+15005550006", url: "EXCHANGE", methods: [sms]}}
"""
THURSDAY_NOON = datetime(2026, 11, 26, 17, tzinfo=UTC)


@pytest.fixture
def phones() -> Iterator[Exchange]:
    with exchange() as made:
        made.says = {"sid": "SM1", "status": "delivered"}
        yield made


@pytest.fixture
def town(make_town: MakeTown, phones: Exchange) -> Town:
    team = TEAM.replace("EXCHANGE", phones.url)
    return make_town(team=team, start=THURSDAY_NOON, people=("ana",))


def looks(town: Town) -> None:
    town.bot.canaries.run()
    town.settles()


def test_a_test_is_answered_with_one_tap_and_the_evening_is_silent(town: Town, phones: Exchange) -> None:
    looks(town)
    asked = town.ana.sees("This is a test. Nothing is wrong.", "dm")
    assert "by SMS" in asked.text
    ((_, path, form),) = phones.asked
    assert path.endswith("/Messages.json")
    assert form["To"] == NUMBER
    assert (
        form["Body"]
        == "Meridian: This is a test. Nothing is wrong. Reply TEST, or press the button in Slack."
    )
    assert "you can be reached" in town.replies("ana", "I got it", asked)
    town.later(hours=30)
    looks(town)
    town.ana.sees_no("could not be reached tonight")
    assert len(phones.asked) == 1


def test_delivered_and_never_answered_is_an_alarm_in_the_team_s_channel(town: Town, phones: Exchange) -> None:
    looks(town)
    town.ana.sees("This is a test. Nothing is wrong.", "dm")
    town.later(hours=30)
    for _ in range(2):
        looks(town)
    said = town.ana.sees("tonight, but not reachable", "#incidents")
    assert "did not answer the last test within a day" in said.text
    assert "How you are paged" in said.text
    assert NUMBER not in said.text
