"""`meridian check`: what it says of a file that can be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app

ONE_OF_EACH = """
people: {ana: {slack: U0ANA, zone: UTC}}
schedules:
  primary: {layers: [{name: all, zone: UTC, hours: "00:00-24:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}]}
policies: {standard: {levels: [{after: 0m, page: [schedule:primary]}]}}
teams: {payments: {members: [ana], policy: standard}}
services: {checkout: {team: payments}}
integrations: {shop: {kind: generic, token: "${SHOP_TOKEN}"}}
"""
TWO_PEOPLE = "people: {ana: {slack: U0ANA, zone: UTC}, bruno: {slack: U0BRU, zone: UTC}}"


@pytest.mark.parametrize(
    "text, counted",
    [
        (ONE_OF_EACH, "1 person, 1 schedule, 1 service, 1 integration."),
        (TWO_PEOPLE, "2 people, 0 schedules, 0 services, 0 integrations."),
    ],
)
def test_what_can_be_used_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, counted: str
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "9f3b1c77ae0d42b58e6a90cc31d75f24")
    path = tmp_path / "meridian.yml"
    path.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["check", "--config", str(path)])
    assert told.exit_code == 0, told.output
    assert f"{path} can be used: {counted}\n" in told.stdout
