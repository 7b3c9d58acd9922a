"""The examples of the guide on on-call can be used as they are, and the guide says of them what the proof says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from tests.docs.reading import ROOT, page

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


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_used_and_is_what_the_guide_says(name: str) -> None:
    checked = CliRunner().invoke(app, ["check", "--config", str(ROOT / f"examples/{name}.yml")])
    assert checked.exit_code == 0, checked.output
    (told,) = re.findall(rf"^\| \[{name}\.yml\]\([^)]*\) (.*)$", page(GUIDE).text, re.MULTILINE)
    assert told == row(name)
