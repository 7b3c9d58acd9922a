"""Forgetting a person at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import open_engine
from bot.cli.commands import app
from bot.config import load_setup

TEAM = "people: {ana: {zone: UTC}, bruno: {zone: UTC, slack: U0BRU}}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a team, and nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "MERIDIAN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "meridian.yml").write_text(TEAM, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("typed, hint", [("Bruna", "Did you mean bruno?"), ("xyz", "as the file does")])
def test_a_name_that_nobody_has_is_not_forgotten(here: Path, typed: str, hint: str) -> None:
    asked = CliRunner().invoke(app, ["forget", typed])
    assert asked.exit_code == 1
    assert f"nothing is stored of {typed}" in asked.output
    assert hint in asked.output


def test_whoever_left_the_file_is_forgotten_once(here: Path) -> None:
    opened = open_engine(f"sqlite:///{here / 'meridian.db'}", load_setup(here / "meridian.yml", {}).setup)
    assert opened.handle.contacts.steps("bruno", "slack 0m") is None
    opened.close()
    (here / "meridian.yml").write_text("people: {ana: {zone: UTC}}", encoding="utf-8")
    assert CliRunner().invoke(app, ["forget", "bruno"]).exit_code == 0
    assert CliRunner().invoke(app, ["forget", "bruno"]).exit_code == 1


def test_whoever_is_in_the_file_may_have_nothing_stored(here: Path) -> None:
    asked = CliRunner().invoke(app, ["forget", "ana"])
    assert asked.exit_code == 0
    assert "Forgotten: 0 addresses" in asked.output
