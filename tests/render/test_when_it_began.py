"""When the impact began is read beside when it was declared, and only when the two are apart."""

from __future__ import annotations

import typing
from datetime import timedelta

from bot.domain import events as e
from bot.render.card import card
from bot.render.export_markdown import times
from bot.render.summary import stands
from bot.render.timeline import line
from tests.render.samples import NOW, incident_of, recorded, setup_of

SETUP = setup_of()
DECLARED = "14:14 UTC"
BEFORE = NOW - timedelta(minutes=40)


def shown(**changes: typing.Any) -> str:
    return str(card(incident_of(**changes), SETUP, NOW).arguments())


def test_the_card_shows_both_times() -> None:
    said = shown(impact_started_at=BEFORE)
    assert "*Impact* (since <!date^" in said
    assert "13:46 UTC" in said
    assert f"*Started*\\n<!date^1795011240^{{date_short_pretty}} {{time}}|2026-11-18 {DECLARED}>" in said


def test_it_shows_one_when_they_are_the_same() -> None:
    assert "(since" not in shown(impact_started_at=incident_of().declared_at + timedelta(seconds=20))
    assert "(since" not in shown()


def test_it_is_shown_before_anybody_has_written_the_impact() -> None:
    assert "*Impact* (since" in shown(impact_started_at=BEFORE, impact="")
    said = shown(impact_started_at=BEFORE, impact="", description="")
    assert "*Impact* (since" in said
    assert "press Update" in said


def test_the_summary_and_the_export_count_from_it() -> None:
    incident = incident_of(impact_started_at=BEFORE)
    assert "(40 min)" in stands(incident, SETUP, NOW)
    assert next(times(incident)) == ("Impact began", "2026-11-18 13:46 UTC", "–")


def test_a_correction_is_a_line_of_its_own() -> None:
    said = line(recorded(e.ImpactDescribed("", BEFORE)), SETUP)
    assert "Ana corrected when the impact began: <!date^" in said
    assert "described the impact (since" in line(recorded(e.ImpactDescribed("no logins", BEFORE)), SETUP)
