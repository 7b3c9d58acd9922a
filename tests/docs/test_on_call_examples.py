"""The examples of the guide on on-call can be used as they are, and the guide says of them what the proof says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.config import load_setup
from bot.domain.proof.loads import loads
from bot.domain.proof.nights import handovers, uncovered_hours
from bot.domain.proof.sweep import Period
from tests.docs.reading import ROOT, page
from tests.docs.test_examples import file_of_the_readme, tokens

GUIDE = "docs/guide/on-call-that-lets-people-sleep.md"
EXAMPLES = ("one-zone", "two-hubs", "four-hubs")


def proof(name: str) -> Mapping[str, Any]:
    asked = [
        "simulate",
        "--config",
        str(ROOT / f"examples/{name}.yml"),
        "--from",
        "2027-03-01",
        "--days",
        "60",
    ]
    told = CliRunner().invoke(app, [*asked, "--json"])
    assert told.exit_code == 0, told.output
    found: Mapping[str, Any] = json.loads(told.stdout)
    return found


def row(name: str) -> str:
    """The row of the guide's table as the proof has it."""
    said = proof(name)
    waits = [
        f["worst_seconds"] for f in said["failures"] if f["missing"][:4] == "hub:" and f["severity"] == "P1"
    ]
    longest = "forever" if None in waits else f"{max(waits) // 60} min"
    night = max(person["night_hours"] for person in said["people"])
    return f"| {len(said['people'])} | {len(said['gaps'])} | {night:.0f} | {longest} |"


def test_nobody_in_the_readmes_team_has_the_pager_at_night_and_no_hour_is_without_somebody() -> None:
    setup = load_setup(file_of_the_readme(), tokens(file_of_the_readme())).setup
    year = Period(datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    assert uncovered_hours(setup, year) == ()
    assert handovers(setup, year) == ()
    assert {load.person: load.at_night for load in loads(setup, year, ())} == dict.fromkeys(
        setup.people, timedelta()
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_used_and_is_what_the_guide_says(name: str) -> None:
    checked = CliRunner().invoke(app, ["check", "--config", str(ROOT / f"examples/{name}.yml")])
    assert checked.exit_code == 0, checked.output
    (told,) = re.findall(rf"^\| \[{name}\.yml\]\([^)]*\) (.*)$", page(GUIDE).text, re.MULTILINE)
    assert told == row(name)
