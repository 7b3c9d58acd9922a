"""Traps of rotations, windows and quiet hours that circulate in examples, from the file to who is paged.

Those that a schedule alone falls into (hours that wrap, overlaps, "every 3 weeks", two regions with a start hour each)
stand in `test_schedule`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.escalation.candidates import resolve
from bot.domain.oncall.quiet import is_quiet, quiet_until
from bot.domain.oncall.schedule import shifts_between
from bot.domain.proof.nights import uncovered_hours
from bot.domain.proof.proving import prove, searches
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import Setup, Target, TargetKind
from tests.domain.world import at, declared, team

TEAM = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  bruno: {slack: U0BRU, zone: America/Los_Angeles}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  zoe:   {slack: U0ZOE, zone: Europe/Madrid, quiet: off}
schedules:
  primary:
    layers:
      LAYERS
policies:
  standard: {levels: [{after: 0m, page: [PAGE]}, {after: 5m, page: [person:zoe]}]}
teams:
  payments: {members: [ana, bruno, carla, zoe], policy: standard}
services:
  checkout: {team: payments}
"""


def written(*layers: str, page: str = "schedule:primary") -> str:
    """Layers as a file says them, but for their names and turns."""
    turns = "rotation: {people: [carla], every: 1w, starts: 2026-11-02}"
    rows = [f"- {{name: layer{n}, {layer}, {turns}}}" for n, layer in enumerate(layers)]
    return TEAM.replace("LAYERS", "\n      ".join(rows)).replace("PAGE", page)


def a_week(since: str) -> Period:
    begins = datetime.fromisoformat(since).replace(tzinfo=UTC)
    return Period(begins, begins + timedelta(days=7))


def uncovered(setup: Setup, period: Period) -> list[tuple[str, str]]:
    return [(f"{h.starts_at:%a %H:%M}", f"{h.ends_at:%a %H:%M}") for h in uncovered_hours(setup, period)]


def test_a_window_of_weekdays_keeps_its_local_minutes_over_a_clock_change() -> None:
    """08:30 of Madrid's Friday is 07:30 UTC, and 06:30 on the Monday after the change; in between nobody works."""
    window = "zone: Europe/Madrid, hours: '08:30-17:15', days: [mon, tue, wed, thu, fri]"
    primary = team(written(window)).schedules["primary"]
    shifts = shifts_between(primary, {}, at("2027-03-26 00:00"), at("2027-03-30 00:00"))
    assert [(f"{s.starts_at:%a %H:%M}", f"{s.ends_at:%a %H:%M}") for s in shifts] == [
        ("Fri 07:30", "Fri 16:15"),
        ("Mon 06:30", "Mon 15:15"),
    ]


@pytest.mark.parametrize("alias,canonical", [("US/Eastern", "America/New_York"), ("GB", "Europe/London")])
def test_an_old_name_of_a_zone_is_that_zone(alias: str, canonical: str) -> None:
    old, new = (
        team(written(f"zone: {zone}, hours: '08:00-17:00'")).schedules["primary"]
        for zone in (alias, canonical)
    )
    period = at("2027-03-01 00:00"), at("2027-04-05 00:00")
    assert shifts_between(old, {}, *period) == shifts_between(new, {}, *period)


def test_whoever_catches_all_does_not_hide_the_gap() -> None:
    """Zoe is always there, so every alert pages somebody; the hours without anybody on call are told all the same."""
    text = written("zone: UTC, hours: '08:00-20:00'")
    setup, period = team(text), a_week("2026-11-02")
    wanted = searches(setup, period)
    found = prove(setup, period, {alike: sweep(setup, one, period) for alike, one in wanted.items()})
    assert found.gaps == ()
    assert len(found.uncovered) == 8
    world = declared("P1", text=text, clock="2026-11-04 21:00")
    assert world.last(e.Held) == e.Held("schedule:primary", 0, e.HeldBecause.NOBODY_ON_CALL)
    assert world.pages == ["21:00 zoe"]


def test_monday_to_friday_till_seven_and_the_weekend_leave_four_evenings_that_are_told() -> None:
    days = "zone: UTC, hours: '00:00-19:00', days: [mon, tue, wed, thu, fri]"
    weekend = "zone: UTC, from: 'fri 19:00', until: 'mon 00:00'"
    assert uncovered(team(written(days, weekend)), a_week("2026-11-02")) == [
        ("Mon 19:00", "Tue 00:00"),
        ("Tue 19:00", "Wed 00:00"),
        ("Wed 19:00", "Thu 00:00"),
        ("Thu 19:00", "Fri 00:00"),
    ]


def test_written_with_their_ends_the_week_and_the_weekend_leave_nothing() -> None:
    week = "zone: UTC, from: 'mon 00:00', until: 'fri 19:00'"
    weekend = "zone: UTC, from: 'fri 19:00', until: 'mon 00:00'"
    assert uncovered(team(written(week, weekend)), a_week("2026-11-02")) == []


@pytest.mark.parametrize(
    "day,begins,ends",
    [
        ("2026-12-01", "10:00", "15:00"),
        ("2026-07-01", "09:00", "14:00"),
        ("2027-03-14", "10:00", "14:00"),  # the clock goes from two to three
        ("2026-11-01", "10:00", "15:00"),
    ],
)
def test_quiet_from_two_to_seven_is_so_on_their_own_clock_all_year(day: str, begins: str, ends: str) -> None:
    """ "2 to 7 Pacific is 9 to 14 UTC" holds half of the year."""
    bruno = team(written("zone: UTC, hours: '00:00-24:00'")).people["bruno"]
    minutes = [at(f"{day} 00:00") + timedelta(minutes=n) for n in range(24 * 60)]
    quiet = [moment for moment in minutes if is_quiet(bruno, moment)]
    assert f"{quiet[0]:%H:%M}" == begins
    assert quiet_until(bruno, quiet[0]) == at(f"{day} {ends}") == quiet[-1] + timedelta(minutes=1)


def test_at_ten_utc_not_everyone_is_awake() -> None:
    """It is 05:00 in Guayaquil and 11:00 in Madrid: who sleeps is computed, and said."""
    text = written("zone: UTC, hours: '00:00-24:00'", page="team:payments")
    everybody = resolve(team(text), Target(TargetKind.TEAM, "payments"), at("2026-11-04 10:00"))
    assert [one.person for one in everybody] == ["ana", "bruno", "carla", "zoe"]
    world = declared("P2", text=text, clock="2026-11-04 10:00")
    assert world.pages == ["10:00 carla", "10:00 zoe"]
    held = [record.event for record in world.records if isinstance(record.event, e.Held)]
    assert [(one.target, one.because, one.until) for one in held] == [
        ("ana", e.HeldBecause.QUIET_HOURS, at("2026-11-04 12:00")),
        ("bruno", e.HeldBecause.QUIET_HOURS, at("2026-11-04 15:00")),
    ]
