"""What people arrange is what the panels show: covers, takes and time off, laid over the file as the bot lays them."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

from bot.demo.show import Show
from tests.demo.conftest import person


def shown(show: Show) -> dict[str, Any]:
    """The panels' state, and people by their names in meridian.yml."""
    with urlopen(f"{show.url}/demo/state", timeout=10) as answer:
        state: dict[str, Any] = json.load(answer)
    return state | {who["slack"]: who for who in state["people"]}


def parts(who: dict[str, Any], what: str) -> list[tuple[str, str]]:
    """From and to, as UTC hours."""
    return [(p["since"][11:16], p["until"][11:16]) for p in who["day"] if p["what"] == what]


def test_whoever_takes_the_pager_has_it_in_the_panel(show: Show) -> None:
    person(show, "eva").command("/incident take primary until 23:00").says("You have the pager")
    state = shown(show)
    assert [who["name"] for who in state["people"] if who["on_call"]] == ["Eva Santos"]
    assert parts(state["U0EVA"], "primary")[:1] == [("10:00", "15:00")]
    assert parts(state["U0DIE"], "primary")[0] == ("15:00", "16:00")
    assert show.running.passage.on_call() == ("eva",)


def test_the_pager_goes_to_whoever_took_it(show: Show) -> None:
    person(show, "eva").command("/incident take primary from 21:00 to 22:00").says("You have the pager")
    assert shown(show)["coming"]["what"] == "the primary pager goes to Eva Santos"


def test_time_off_is_shown_and_its_person_is_not_woken(show: Show) -> None:
    person(show, "diego").command("/incident time-off until 15:00").says("You are off")
    state = shown(show)
    assert state["U0DIE"]["off"]
    assert parts(state["U0DIE"], "off") == [("10:00", "14:00")]
    assert [who["name"] for who in state["people"] if who["off"]] == ["Diego Martín"]
    assert state["encore"]["be"] == "U0CAR", "the tour's last step follows the page"
