"""A policy's branches: by severity, by service, by hours; and what a change of severity does to a search."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.branching import policies_between, policy_at
from bot.domain.proof.world import Line
from bot.domain.requests import Acknowledge, ChangeSeverity, Reopen, Resolve
from bot.domain.setup import Branch, Severity
from tests.domain.proof.teams import NIGHTS, branches
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
        ("P1", "nothing", "2026-11-25T12:00", None),
    ],
)
def test_the_first_branch_that_holds_leads_to_the_policy(
    severity: str, service: str, at: str, policy: str | None
) -> None:
    found = policy_at(team(BRANCHED), service, Severity(severity), datetime.fromisoformat(f"{at}+00:00"))
    assert (found and found.name) == policy


@settings(max_examples=100, deadline=None)
@given(branches(), st.sampled_from(NIGHTS), st.sampled_from(Severity))
def test_which_policy_over_time_is_what_it_is_at_each_moment(
    written: tuple[Branch, ...], night: datetime, severity: Severity
) -> None:
    """Over the three days around a night of a clock change, at each quarter of an hour and the minutes beside it: hours
    begin and end nowhere else."""
    setup = team(BRANCHED)
    policies = {name: replace(setup.policies["lone"], name=name) for name in ("plain", "second")}
    policies["standard"] = replace(setup.policies["standard"], branches=written)
    setup = replace(setup, policies=policies)
    since, until = night - timedelta(days=1), night + timedelta(days=2)
    line = Line(policies_between(setup, "checkout", severity, since, until))
    minutes = (n + beside for n in range(0, 3 * 24 * 60, 15) for beside in (0, 1, 14))
    for at in (since + timedelta(minutes=n) for n in minutes):
        assert line.at(at) == policy_at(setup, "checkout", severity, at)


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


# --- a branch whose hours are over ------------------------------------------------

OFFICE_HOURS = AWAKE.replace(
    "policies:\n  standard:\n",
    """schedules:
  office:
    layers:
      - name: day
        zone: UTC
        hours: "09:00-17:00"
        rotation: {people: [diego], every: 1w, starts: 2026-11-02}
policies:
  office:
    levels: [{after: 0m, page: [schedule:office]}]
  standard:
    branches: [{hours: "09:00-17:00", zone: UTC, policy: office}]
""",
)
"""By day whoever is in the office, else the levels as they stand."""


def test_what_is_reopened_in_the_evening_pages_those_of_the_evening() -> None:
    world = declared("P1", OFFICE_HOURS, "16:00")
    world.does(Acknowledge(), by="diego")
    world.does(Resolve(), by="diego")
    world.goes_to("21:00")
    world.forget()
    world.does(Reopen(), by="zoe")
    assert world.pages == ["21:00 ana"]
