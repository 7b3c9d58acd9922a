"""The proof as a page: whole in itself, escaped, and with a map of the weeks that matter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from bot.domain.proof.proving import prove, searches
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import Setup
from bot.render.proof.instead import instead
from bot.render.proof.page import to_html
from tests.axe import complaints
from tests.domain.proof.test_nights import TEAM
from tests.domain.world import team

SINCE = datetime(2027, 3, 8, tzinfo=UTC)


def page(setup: Setup, days: int = 30) -> str:
    period = Period(SINCE, SINCE + timedelta(days=days))
    proof = prove(setup, period, {a: sweep(setup, one, period) for a, one in searches(setup, period).items()})
    return to_html(proof, setup, instead(proof, setup))


class Balanced(HTMLParser):
    """Every element that is opened is closed, in its order."""

    VOID = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    found = page(team(TEAM))
    parser = Balanced()
    parser.feed(found)
    assert parser.open == []
    assert not re.search(r"<script|<link|<img|url\(|https?:|@import", found)


def test_gaps_stand_on_top_with_what_to_write() -> None:
    found = page(team(TEAM))
    assert "12:00 to 13:00 UTC, 10 times from Sun 28 Mar to Tue 6 Apr: nobody is on call on primary." in found
    assert (
        "Write hours: &quot;07:00-20:00&quot; for the layer guayaquil of primary, all of it in daytime"
        in found
    )


def test_where_longer_hours_lie_at_night_another_layer_is_named_too() -> None:
    found = page(team(TEAM.replace("08:00-20:00", "12:00-14:00")), days=4)
    assert re.search(
        "at night for (ana|carla|diego).*; or add a layer to primary for these hours where it is day", found
    )


def test_what_to_write_against_a_branchs_gap_names_the_policy_that_it_leads_to() -> None:
    branches = "branches: [{hours: '09:00-10:00', zone: UTC, policy: room}]"
    policies = f"[{{after: 0m, page: [person:ana]}}], {branches}}}\n  room: {{levels: [{{after: 0m, page: [channel:ops]}}]}}"
    found = page(team(TEAM.replace("[{after: 0m, page: [schedule:primary]}]}", policies)))
    assert "09:00 to 10:00 UTC, 30 times" in found
    assert "Add a level with schedule:NAME or person:NAME to the policy room." in found


def test_the_first_week_and_that_of_the_gap_are_drawn() -> None:
    found = page(team(TEAM))
    assert re.findall(r"The week from (\w+ \d+ \w+)", found) == ["Mon 8 Mar", "Mon 22 Mar"]
    assert found.count('class="who none"') == 1, "the gap stands in the week in which it opens"


def test_a_name_is_never_markup() -> None:
    setup = team(TEAM)
    people = {name: replace(person, hub="<b>x</b>") for name, person in setup.people.items()}
    found = page(replace(setup, people=people), days=8)
    assert "<b>x</b>" not in found
    assert "&lt;b&gt;x&lt;/b&gt;" in found


def test_a_team_without_anything_has_a_page_too() -> None:
    assert "There are no services in the file" in page(Setup(), days=1)


def test_a_never_says_which_severities_reach_somebody_else_and_whom_to_add() -> None:
    found = page(team(TEAM.replace("people: [carla, diego]", "people: [ana]")), days=8)
    told, *_ = list(re.findall(r'<tr class="then".*?>.*?<td .*?>(.*?)</td>', found))
    assert "Add a last level to the policy standard with somebody" in told
    assert "If ana or everyone in America/Guayaquil does not answer" in found


def test_every_colour_has_its_meaning_beside_it() -> None:
    found = page(team(TEAM))
    drawn = set(re.findall(r'<i class="(?:on |second )?(night|gap|day|dark|spare)"', found.replace("h0", "")))
    legends = re.findall(r'<p class="legend"><span>(.*?)</p>', found)
    assert drawn <= set(re.findall(r'<i class="(\w+)"', "".join(legends)))


def test_only_cells_that_are_bad_are_red_and_a_line_says_why() -> None:
    found = page(team(TEAM))
    (carried, *_, waits) = re.findall(r'<table.*?</table>\n<p class="legend">.*?</p>', found, re.DOTALL)
    assert set(re.findall(r'<td role="cell" class="bad" data-of="(.*?)"', carried)) == {"Woken min"}
    assert "an alert wakes them" in carried
    assert "in a gap, or never" in waits
    assert 'tr class="bad"' not in found


def test_where_nothing_is_bad_nothing_is_red() -> None:
    by_day = team(TEAM.replace("02:00-14:00", "07:00-22:00").replace("08:00-20:00", "07:00-22:00"))
    assert 'class="bad" data-of="Woken min"' not in page(by_day)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 760, 1280])
def test_nothing_is_cut_or_wider_than_the_screen(chromium: str, tmp_path: Path, width: int) -> None:
    """Nor is there anything that axe finds wrong with it, in light or in dark."""
    file = tmp_path / "proof.html"
    file.write_text(page(team(TEAM)), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page(viewport={"width": width, "height": 900})
        shown.goto(file.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate(CUT) == []
        assert complaints(shown, f"{width} px") == []
        browser.close()


CUT = """[...document.querySelectorAll('main *')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
    .map(one => one.outerHTML.slice(0, 80))"""
