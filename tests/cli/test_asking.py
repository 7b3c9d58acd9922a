"""Questions at the command line: any title can be shown, and the file's questions need no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import open_engine
from bot.cli.commands import app
from bot.domain.requests import Actor, Asked, Declare
from bot.domain.setup import Setup

TEAM = """
people: {ana: {zone: UTC}}
schedules:
  primary:
    layers: [{name: all, zone: UTC, hours: "00:00-24:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "MERIDIAN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_title_with_brackets_is_listed_as_it_is(here: Path) -> None:
    opened = open_engine(f"sqlite:///{here / 'meridian.db'}", Setup())
    for title in ("disk [/dev/sda1] is full", "[red]hot[/red]"):
        opened.handle.handle(Asked(Declare(title), Actor("ana")))
    opened.close()
    listed = CliRunner().invoke(app, ["list"])
    assert listed.exit_code == 0, listed.exception
    assert "[/dev/sda1]" in listed.output
    assert "[red]hot[/red]" in listed.output


def test_who_is_on_call_is_answered_from_the_file_alone(here: Path) -> None:
    (here / "meridian.yml").write_text(TEAM, encoding="utf-8")
    asked = ["oncall", "primary", "--at", "2026-11-21T03:00Z", "--json"]
    answered = CliRunner().invoke(app, asked)
    assert json.loads(answered.stdout) == {
        "schedule": "primary",
        "at": "2026-11-21T03:00:00Z",
        "on_call": ["ana"],
        "until": None,
        "next": [],
    }
    assert [path.name for path in here.iterdir()] == ["meridian.yml"], "no database was made for that"
