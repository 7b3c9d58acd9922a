"""Questions at the command line: any title can be shown, and the file's questions need no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import open_engine
from bot.cli.commands import app
from bot.config import load_setup
from bot.domain.oncall.covers import Arranged, AskedToArrange, TakeOver
from bot.domain.requests import Actor, Asked, Declare
from bot.domain.setup import Setup
from bot.engine.queries import Sees

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


def test_a_cover_that_is_stored_is_followed_and_a_missing_database_is_not_made(here: Path) -> None:
    two = TEAM.replace("{ana: {zone: UTC}}", "{ana: {zone: UTC}, bo: {zone: UTC, slack: U0BO, quiet: off}}")
    (here / "meridian.yml").write_text(two, encoding="utf-8")
    asked = ["oncall", "primary", "--json"]
    assert json.loads(CliRunner().invoke(app, asked).stdout)["on_call"] == ["ana"]
    assert not (here / "meridian.db").exists()
    opened = open_engine(f"sqlite:///{here / 'meridian.db'}", load_setup(here / "meridian.yml", {}).setup)
    now = opened.now()
    done = opened.handle.arrange(
        AskedToArrange(TakeOver("primary", now, now + timedelta(hours=1)), Actor("bo"))
    )
    opened.close()
    assert isinstance(done, Arranged), done
    assert json.loads(CliRunner().invoke(app, asked).stdout)["on_call"] == ["bo"]


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


def test_a_narrow_terminal_leaves_the_names_whole(here: Path) -> None:
    opened = open_engine(f"sqlite:///{here / 'meridian.db'}", Setup())
    opened.handle.handle(Asked(Declare("Checkout answers 500 to everybody"), Actor("ana")))
    name = opened.handle.open_incidents(Sees.EVERYTHING)[0].id
    opened.close()
    # A process of its own: the terminal's width is read once.
    asked = [sys.executable, "-m", "bot", "list"]
    listed = subprocess.run(
        asked, env={**os.environ, "COLUMNS": "60"}, capture_output=True, text=True, check=True
    )
    assert name in listed.stdout
    assert all(len(line) <= 60 for line in listed.stdout.splitlines())


@pytest.mark.parametrize(
    "at,says",
    [
        ("2026-11-21", "write 2026-11-21T00:00Z"),
        ("2026-11-21 03:00", "write 2026-11-21T03:00Z"),
        ("yesterday", "'yesterday' is no time"),
        ("9999-12-31T23:59Z", "too far away"),
        ("0001-01-01T00:00+14:00", "too far away"),
    ],
)
def test_a_time_that_cannot_be_used_is_said_with_one_that_can(here: Path, at: str, says: str) -> None:
    (here / "meridian.yml").write_text(TEAM, encoding="utf-8")
    refused = CliRunner().invoke(app, ["oncall", "--at", at], env={"COLUMNS": "200"})
    assert refused.exit_code == 2
    told = " ".join(refused.stderr.replace("│", " ").split())  # whatever the width of the terminal
    assert says in told
    assert "--at" in told


@pytest.mark.parametrize("words", [["export"], ["ack", "--as", "ana"], ["resolve", "--as", "ana"]])
def test_an_incident_that_is_not_there_is_looked_for_in_the_terminal(here: Path, words: list[str]) -> None:
    """Slack may be down: `/incident list` would be no help."""
    refused = CliRunner().invoke(app, [words[0], "INC-2026-0404", *words[1:]], env={"COLUMNS": "200"})
    assert refused.exit_code == 1
    assert "`meridian list`" in refused.stderr


def test_a_database_that_is_not_there_is_named_with_the_fix(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/meridian?connect_timeout=1")
    failed = CliRunner().invoke(app, ["list"])
    assert failed.exit_code == 1
    assert len(failed.stderr.splitlines()) == 1
    assert "postgresql+psycopg://u:***@127.0.0.1:1/meridian" in failed.stderr
    assert "correct DATABASE_URL" in failed.stderr
    assert "secret" not in failed.stderr


def test_the_ledger_of_a_month_is_a_table_or_csv(here: Path) -> None:
    (here / "meridian.yml").write_text(TEAM, encoding="utf-8")
    shown = CliRunner().invoke(app, ["ledger", "--month", "2026-12"])
    assert shown.exit_code == 0, shown.exception
    assert "December 2026" in shown.output
    told = CliRunner().invoke(app, ["ledger", "--month", "2026-12", "--csv"])
    assert told.stdout.splitlines() == [
        (
            "person,month,hours_on_call,night_hours,nights_on_call,times_woken,worth_it,not_worth_it,"
            "median_answer_seconds"
        ),
        "ana,2026-12,744.0,279.0,31,0,0,0,",
    ]


@pytest.mark.parametrize(
    "options,says",
    [
        (["--month", "December"], "is no month"),
        (["--team", "payments"], "There is no team payments"),
    ],
)
def test_what_the_ledger_cannot_read_is_said(here: Path, options: list[str], says: str) -> None:
    (here / "meridian.yml").write_text(TEAM, encoding="utf-8")
    refused = CliRunner().invoke(app, ["ledger", *options])
    assert refused.exit_code != 0
    assert says in refused.output
