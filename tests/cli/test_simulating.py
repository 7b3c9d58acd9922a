"""`meridian simulate`: the shape of its JSON, its exit status, and what a terminal shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.domain.requests import Acknowledge
from bot.render.export import to_json
from tests.docs.reading import ROOT
from tests.domain.world import declared

EXAMPLE = ROOT / "tests/config/example.yml"
TOKENS = {
    name: f"9f3b{number:028x}"[::-1]
    for number, name in enumerate(("PROMETHEUS_TOKEN", "PAGERDUTY_TOKEN", "SHOP_TOKEN"), 0xA17C4)
}

NINE_TO_FIVE = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {slack: U0BRU, zone: UTC}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "09:00-17:00", rotation: {people: [ana, ana, bruno], every: 1d, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, bruno], policy: standard}
  lost: {members: [bruno]}
services:
  checkout: {team: payments}
  cellar: {team: lost}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and nothing in the environment but three tokens."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERIDIAN_CONFIG", raising=False)
    for name, token in TOKENS.items():
        monkeypatch.setenv(name, token)
    return tmp_path


def simulated(*words: str) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON of a simulation."""
    ran = CliRunner().invoke(app, ["simulate", "--from", "2026-11-30", "--json", *words])
    return ran.exit_code, json.loads(ran.stdout)


def test_in_the_contracts_example_somebody_else_is_paged_whoever_is_missing(here: Path) -> None:
    status, found = simulated("--config", str(EXAMPLE))
    assert status == 0
    assert list(found) == ["from", "until", "gaps", "failures", "people", "fairness"]
    assert (found["from"], found["until"]) == ("2026-11-30T00:00:00Z", "2027-02-28T00:00:00Z")
    assert found["gaps"] == []
    assert {failure["missing"] for failure in found["failures"]} == {
        *(f"person:{name}" for name in ("ana", "bruno", "carla", "diego", "eva", "felix")),
        *(f"hub:{name}" for name in ("America/Guayaquil", "madrid", "Asia/Manila")),
    }
    assert {
        "missing": "hub:madrid",
        "service": "checkout",
        "severity": "P2",
        "worst_seconds": 600,
        "at": "2026-11-30T08:00:00Z",
    } in found["failures"]
    # At its end the policy asks its last level (ana) again, and with her everybody who came on call meanwhile.
    assert [f for f in found["failures"] if f["worst_seconds"] is None] == []
    assert found["people"][0] == {"person": "ana", "hours": 432.0, "night_hours": 0.0, "pages_at_night": 0}


def test_gaps_are_told_by_service_and_severity_and_end_with_exit_status_1(here: Path) -> None:
    (here / "meridian.yml").write_text(NINE_TO_FIVE, encoding="utf-8")
    status, found = simulated("--days", "2")
    assert status == 1
    gaps = [gap for gap in found["gaps"] if gap["severity"] == "P3"]
    no_one = "nobody is on call on primary"
    assert gaps == [
        {"service": "checkout", "severity": "P3", "from": since, "until": until, "why": no_one}
        for since, until in (
            ("2026-11-30T00:00:00Z", "2026-11-30T09:00:00Z"),
            ("2026-11-30T17:00:00Z", "2026-12-01T09:00:00Z"),
            ("2026-12-01T17:00:00Z", "2026-12-02T00:00:00Z"),
        )
    ] + [
        {
            "service": "cellar",
            "severity": "P3",
            "from": "2026-11-30T00:00:00Z",
            "until": "2026-12-02T00:00:00Z",
            "why": "no policy pages for cellar",
        }
    ]


def test_fairness_is_the_most_hours_over_the_median(here: Path) -> None:
    """Ana two days of three, bruno one: 480 and 240 hours in 90 days, the median is 360."""
    (here / "meridian.yml").write_text(NINE_TO_FIVE, encoding="utf-8")
    _, found = simulated()
    assert [(one["person"], one["hours"]) for one in found["people"]] == [("ana", 480.0), ("bruno", 240.0)]
    assert found["fairness"] == {"max_over_median": 1.333}


def test_a_terminal_shows_gaps_with_what_to_write_and_the_tables(here: Path) -> None:
    (here / "meridian.yml").write_text(NINE_TO_FIVE, encoding="utf-8")
    shown = CliRunner().invoke(app, ["simulate", "--from", "2026-11-30"])
    assert shown.exit_code == 1
    said = " ".join(shown.stdout.split())
    assert "checkout, every severity: 17:00 to 09:00 UTC, 89 times" in said
    assert "nobody is on call on primary" in said
    assert "Give the team lost a `policy:`; with those in the file gaps would be left." in said
    assert shown.stderr == "", "a bar is for people"


def test_the_next_90_days_are_those_from_today(here: Path) -> None:
    ran = CliRunner().invoke(app, ["simulate", "--json", "--config", str(EXAMPLE)])
    since = datetime.fromisoformat(json.loads(ran.stdout)["from"])
    assert timedelta(0) <= datetime.now(UTC) - since < timedelta(days=1, minutes=5)
    assert datetime.fromisoformat(json.loads(ran.stdout)["until"]) - since == timedelta(days=90)


@pytest.mark.parametrize(
    "words,status,says",
    [
        (["--from", "tomorrow"], 2, "write 2026-11-26"),
        (["--from", "tomorrow"], 2, "for --from: "),
        (["--from", "9999-12-31"], 2, "too far away"),
        (["--days", "0"], 2, "equal to 1"),
        ([], 1, "There is no meridian.yml here"),
        (["--config", "nowhere.yml"], 1, "cannot be read"),
    ],
)
def test_what_cannot_be_simulated_is_said_with_what_can(
    here: Path, words: list[str], status: int, says: str
) -> None:
    refused = CliRunner().invoke(app, ["simulate", *words], env={"COLUMNS": "200"})
    assert refused.exit_code == status
    assert says in " ".join(refused.stderr.replace("│", " ").split())  # whatever the width of the terminal


def test_a_team_without_services_is_told_so(here: Path) -> None:
    (here / "meridian.yml").write_text("people: {ana: {zone: UTC}}\n", encoding="utf-8")
    shown = CliRunner().invoke(app, ["simulate"])
    assert shown.exit_code == 0
    assert "no services in the file" in " ".join(shown.stdout.split())


def test_a_page_is_written_beside_the_tables(here: Path) -> None:
    written = here / "proof.html"
    words = ["simulate", "--config", str(EXAMPLE), "--days", "8", "--html", str(written)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert "The week from" in written.read_text(encoding="utf-8")
    nowhere = CliRunner().invoke(app, [*words[:-1], str(here / "no" / "folder.html")])
    assert nowhere.exit_code == 1
    assert "Name another file with --html" in " ".join(nowhere.stderr.split())


def test_past_incidents_are_replayed(here: Path) -> None:
    world = declared("P1", clock="2026-11-04 03:10")
    world.wait(7)
    world.does(Acknowledge(), by="bruno")
    one = to_json(world.incident, world.records, world.setup)
    for text, counted in ((one, "Of 1 incident"), (f"[{one}, {one}]", "Of 2 incidents")):
        (here / "past.json").write_text(text, encoding="utf-8")
        ran = CliRunner().invoke(app, ["simulate", "--config", str(EXAMPLE), "--replay", "past.json"])
        assert ran.exit_code == 0
        said = " ".join(ran.stdout.split())
        assert counted in said
        assert "Woken at night (22:00 to 07:00 there)" in said


@pytest.mark.parametrize(
    "text,says", [("nonsense", "this is no JSON"), ("{}", "no exported timeline"), ("[1]", "no exported")]
)
def test_what_is_no_export_is_not_replayed(here: Path, text: str, says: str) -> None:
    (here / "past.json").write_text(text, encoding="utf-8")
    refused = CliRunner().invoke(app, ["simulate", "--config", str(EXAMPLE), "--replay", "past.json"])
    assert refused.exit_code == 1
    assert says in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.stderr


ANA_THEN_BRUNO = """
people:
  ana:   {slack: U0ANA, zone: Europe/Madrid, holidays: ES}
  bruno: {slack: U0BRU, zone: Europe/Madrid}
policies:
  standard: {levels: [{after: 0m, page: [person:ana]}, {after: 5m, page: [person:bruno]}]}
teams:
  payments: {members: [ana], policy: standard}
services:
  checkout: {team: payments}
"""


@pytest.mark.parametrize("year", [2015, 2090])
def test_holidays_are_read_for_the_years_of_the_run(here: Path, year: int) -> None:
    """On Christmas Ana is left alone until the day after: all of it waits for Bruno."""
    (here / "meridian.yml").write_text(ANA_THEN_BRUNO, encoding="utf-8")
    ran = CliRunner().invoke(app, ["simulate", "--from", f"{year}-12-25", "--days", "1", "--json"])
    failures = json.loads(ran.stdout)["failures"]
    (without_bruno,) = (f for f in failures if (f["missing"], f["severity"]) == ("person:bruno", "P3"))
    assert without_bruno["worst_seconds"] > 24 * 60 * 60


def test_holidays_are_read_for_the_years_of_what_is_replayed(here: Path) -> None:
    world = declared("P3", clock="2015-12-25 10:00")
    world.wait(2)
    (here / "past.json").write_text(to_json(world.incident, world.records, world.setup), encoding="utf-8")
    (here / "meridian.yml").write_text(ANA_THEN_BRUNO, encoding="utf-8")
    ran = CliRunner().invoke(app, ["simulate", "--replay", "past.json"], env={"COLUMNS": "200"})
    assert "bruno at once" in " ".join(ran.stdout.split())
