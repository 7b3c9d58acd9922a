"""A policy's branches: by severity, by service, by hours; and what a change of severity does to a search."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.branching import policy_at
from bot.domain.requests import Acknowledge, ChangeSeverity
from bot.domain.setup import Severity
from tests.domain.world import AWAKE, declared, team

BRANCHED = AWAKE.replace(
    "    repeat: 1\n",
    """    repeat: 1
    branches:
      - {severities: [P3, P4], policy: lone}
      - {hours: "22:00-06:00", days: [fri], zone: Europe/Madrid, policy: night}
      - {services: [index], policy: lone}
""",
).replace("  lone:\n", "  night:\n    levels: [{after: 0m, page: [person:carla]}]\n  lone:\n")


@pytest.mark.parametrize(
    "severity,service,at,policy",
    [
        ("P1", "checkout", "2026-11-25T12:00", "standard"),
        ("P3", "checkout", "2026-11-25T12:00", "lone"),
        ("P1", "checkout", "2026-11-27T20:59", "standard"),  # 21:59 of that Friday in Madrid
        ("P1", "checkout", "2026-11-27T21:00", "night"),
        ("P1", "checkout", "2026-11-28T04:59", "night"),  # the night of Friday goes on into Saturday
        ("P1", "checkout", "2026-11-28T05:00", "standard"),
        ("P1", "checkout", "2026-11-28T21:30", "standard"),
        ("P3", "checkout", "2026-11-27T21:00", "lone"),  # the first that holds
        ("P1", "checkout", None, "standard"),
        ("P1", "nothing", None, None),
    ],
)
def test_the_first_branch_that_holds_leads_to_the_policy(
    severity: str, service: str, at: str | None, policy: str | None
) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    found = policy_at(team(BRANCHED), service, Severity(severity), now)
    assert (found and found.name) == policy


def test_an_incident_is_searched_for_on_the_policy_of_its_severity() -> None:
    assert declared("P3", text=BRANCHED).pages == ["10:00 diego"]
    assert declared("P1", text=BRANCHED).pages == ["10:00 ana"]


def test_another_severity_begins_the_search_anew_on_its_policy_while_nobody_answered() -> None:
    world = declared("P3", text=BRANCHED)
    world.goes_to("10:02")
    world.does(ChangeSeverity(Severity.P1), by="zoe")
    world.goes_to("10:08")
    assert world.pages == ["10:00 diego", "10:02 ana", "10:07 bruno"]


def test_once_somebody_has_it_another_severity_searches_for_nobody() -> None:
    world = declared("P3", text=BRANCHED)
    world.does(Acknowledge(), by="diego")
    world.does(ChangeSeverity(Severity.P1), by="diego")
    assert world.pages == ["10:00 diego"]


def test_a_severity_of_the_same_branch_changes_nothing() -> None:
    world = declared("P1", text=BRANCHED)
    world.goes_to("10:02")
    world.does(ChangeSeverity(Severity.P2), by="zoe")
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:05 bruno"]
