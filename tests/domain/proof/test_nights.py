"""Nights of clock changes, handovers at night, and hours without anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import local_instant
from bot.domain.proof.nights import changes_of_clocks, handovers, uncovered_hours
from bot.domain.proof.proving import Proof, prove, searches
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import Setup
from tests.domain.world import team

TEAM = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  diego: {slack: U0DIE, zone: Europe/Madrid}
schedules:
  primary:
    layers:
      - {name: madrid,    zone: Europe/Madrid,     hours: "02:00-14:00", rotation: {people: [carla, diego], every: 1w, starts: 2026-11-02}}
      - {name: guayaquil, zone: America/Guayaquil, hours: "08:00-20:00", rotation: {people: [ana],          every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, carla, diego], policy: standard}
services:
  checkout: {team: payments}
"""
"""In winter Madrid's two o'clock is Guayaquil's eight in the evening; in summer neither end fits."""


def period(since: str, days: int) -> Period:
    begins = datetime.fromisoformat(since).replace(tzinfo=UTC)
    return Period(begins, begins + timedelta(days=days))


def proof(setup: Setup, over: Period) -> Proof:
    return prove(
        setup, over, {alike: sweep(setup, one, over) for alike, one in searches(setup, over).items()}
    )


# The vectors that a sender of calendars would use: local start, local end, true length in hours.
LENGTHS = [
    ("America/New_York", "2026-10-31T09:00", "2026-11-01T09:00", 25.0),
    ("America/New_York", "2027-03-13T09:00", "2027-03-14T09:00", 23.0),
    ("Europe/Berlin", "2027-03-27T09:00", "2027-03-28T09:00", 23.0),
    ("Australia/Lord_Howe", "2027-04-03T09:00", "2027-04-04T09:00", 24.5),
    ("Asia/Kolkata", "2027-01-01T09:00", "2027-01-02T09:00", 24.0),
    ("America/Sao_Paulo", "2027-01-01T09:00", "2027-01-02T09:00", 24.0),
    ("Africa/Casablanca", "2027-02-06T09:00", "2027-02-08T09:00", 49.0),
    ("Pacific/Apia", "2011-12-29T09:00", "2011-12-31T09:00", 24.0),
]


@pytest.mark.parametrize("zone,start,end,hours", LENGTHS)
def test_what_a_shift_over_a_clock_change_weighs_is_its_true_length(
    zone: str, start: str, end: str, hours: float
) -> None:
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    span = f'from: "{begins:%a} 09:00", until: "{ends:%a} 09:00"'.lower()
    layer = f"{{name: all, zone: {zone}, {span}, rotation: {{people: [ana], every: 1w, starts: 2011-01-01}}}}"
    setup = team(
        f"people: {{ana: {{slack: U0ANA, zone: {zone}}}}}\nschedules: {{primary: {{layers: [{layer}]}}}}\n"
    )
    since = local_instant(zone, date.fromisoformat(start[:10]), 9 * 60)
    until = local_instant(zone, date.fromisoformat(end[:10]), 9 * 60)
    (load,) = proof(setup, Period(since, until)).loads
    assert load.primary_hours == timedelta(hours=hours)
    wall = (ends - begins) / timedelta(hours=1)
    found = changes_of_clocks(setup, Period(since, until))
    assert [(one.on_the_wall, one.lasts) for change in found for one in change.shifts] == (
        [(timedelta(hours=wall), timedelta(hours=hours))] if wall != hours else []
    )


@pytest.mark.parametrize(
    "zone,since,hours,told",
    [  # Cairo skips 00:00 to 01:00, New York 02:00 to 03:00
        ("Africa/Cairo", "2027-04-29", "20:00-00:00", None),
        ("Africa/Cairo", "2027-04-29", "00:00-08:00", (8, 7)),
        ("Africa/Cairo", "2027-04-29", "20:00-01:00", (5, 4)),
        ("Africa/Cairo", "2027-04-29", "01:00-08:00", None),
        ("Africa/Cairo", "2027-04-29", "00:30-08:00", (7.5, 7)),
        ("America/New_York", "2027-03-13", "16:00-02:00", None),
        ("America/New_York", "2027-03-13", "16:00-02:30", (10.5, 10)),
        ("America/New_York", "2027-03-13", "02:00-10:00", (8, 7)),
        ("America/New_York", "2027-03-13", "02:30-10:00", (7.5, 7)),
        ("America/New_York", "2027-03-13", "03:00-10:00", None),
        ("America/New_York", "2026-10-31", "16:00-01:30", None),
        ("America/New_York", "2026-10-31", "01:30-10:00", (8.5, 9.5)),
        ("Pacific/Apia", "2011-12-29", "00:00-24:00", None),
    ],
)
def test_a_shift_whose_edge_a_clock_change_skips_is_held_against_its_own_hours(
    zone: str, since: str, hours: str, told: tuple[float, float] | None
) -> None:
    layer = f'{{name: all, zone: {zone}, hours: "{hours}", rotation: {{people: [ana], every: 1w, starts: 2011-01-01}}}}'
    setup = team(
        f"people: {{ana: {{slack: U0ANA, zone: {zone}}}}}\nschedules: {{primary: {{layers: [{layer}]}}}}\n"
    )
    (change,) = changes_of_clocks(setup, period(since, 3))
    hour = timedelta(hours=1)
    assert [(one.on_the_wall / hour, one.lasts / hour) for one in change.shifts] == ([told] if told else [])


def test_a_gap_that_only_a_clock_change_opens_begins_on_that_day() -> None:
    gaps = [g for g in proof(team(TEAM), period("2027-03-25", 7)).gaps if g.severity.value == "P2"]
    assert [(f"{g.starts_at:%d %H:%M}", f"{g.ends_at:%d %H:%M}") for g in gaps] == [
        (f"{day} 12:00", f"{day} 13:00") for day in (28, 29, 30, 31)
    ]


def test_the_hours_that_are_advised_leave_no_hole() -> None:
    mended = team(TEAM.replace("08:00-20:00", "07:00-20:00"))
    assert uncovered_hours(mended, period("2026-11-26", 366)) == ()


def test_a_handover_counts_as_one_at_night_for_those_for_whom_it_is() -> None:
    """Carla comes at two in her night; ana, who goes then, ends her day at eight in the evening."""
    found = handovers(team(TEAM), period("2026-12-01", 2))
    assert [(one.person, f"{one.at:%H:%M}") for one in found] == [("carla", "01:00")] * 2


@pytest.mark.parametrize("hours,told", [("07:00-22:00", 0), ("06:59-22:00", 1), ("07:00-22:01", 1)])
def test_the_very_edges_of_the_night_are_day(hours: str, told: int) -> None:
    layer = f'{{name: all, zone: UTC, hours: "{hours}", rotation: {{people: [ana], every: 1w, starts: 2026-11-02}}}}'
    setup = team(
        f"people: {{ana: {{slack: U0ANA, zone: UTC}}}}\nschedules: {{primary: {{layers: [{layer}]}}}}\n"
    )
    assert len(handovers(setup, period("2026-12-01", 1))) == told
