"""Two people share a pager, and a third takes it: each of them is named, told when they are awake, and may have it back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine.duties import Duties
from tests.scenarios.conftest import MakeTown
from tests.scenarios.town import Town

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""13:00 in Guayaquil, 19:00 in Madrid, and 2:00 on Saturday in Manila."""
TEAM = """
incidents_channel: incidents
people:
  bruno: {slack: U0BRU, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  felix: {slack: U0FEL, zone: Asia/Manila, quiet: "22:00-07:00"}
schedules:
  primary:
    shift_notes: off
    layers:
      - {name: guayaquil, zone: UTC, hours: "12:00-01:00", rotation: {people: [bruno], every: 1w, starts: 2026-11-16}}
      - {name: manila,    zone: UTC, hours: "00:00-09:00", rotation: {people: [felix], every: 1w, starts: 2026-11-16}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [bruno, carla, felix], policy: standard}
"""


@pytest.fixture
def shared(database_url: str, make_town: MakeTown, tmp_path: Path) -> Town:
    """Bruno has primary until 01:00 UTC, Felix from 00:00 on."""
    team = tmp_path / "meridian.yml"
    team.write_text(TEAM, encoding="utf-8")
    return make_town(database_url, team=team, start=EVENING, people=("bruno", "carla", "felix"))


def looks(town: Town) -> None:
    Duties(town.bot.engine.database, town.bot.engine.corridor).run()
    town.settles()


def said_to(town: Town, name: str) -> str:
    """All of their messages from the bot."""
    town.settles()
    found = town.people[name].dms()
    town.people[name].claims(found)
    return "\n".join(m.text for m in found)


def test_everybody_who_shares_it_is_told_and_not_at_night(shared: Town) -> None:
    said = shared.answers("carla", "/incident take primary until 04:00")
    assert (
        "You have the pager of *primary* today 19:00 – tomorrow 04:00, in place of Bruno and Felix." in said
    )
    assert "Carla took the pager from you: *primary* Fri 20 Nov 13:00–20:00." in said_to(shared, "bruno")
    assert said_to(shared, "felix") == "", "it is two in the morning"
    listed = shared.answers("carla", "/incident oncall covers")
    assert "Carla for Bruno: *primary* Fri 20 Nov 19:00 – Sat 02:00 · now" in listed
    assert "Carla for Felix: *primary* Sat 21 Nov 01:00–04:00 · agreed" in listed
    shared.later(hours=5)
    looks(shared)
    assert "*primary* Sat 21 Nov 08:00–11:00" in said_to(shared, "felix")
    home = shared.people["felix"].opens_home()
    assert "✓ Carla covers you: *primary* today 08:00–11:00" in home
    shared.people["felix"].clicks("Take it back", home)
    assert "Felix has the pager again" in said_to(shared, "carla")
    assert "Felix" in shared.answers("bruno", "/incident oncall primary")
    shared.answers("carla", "/incident time-off today")
    assert "Carla (off until " in shared.answers("bruno", "/incident oncall primary")
