"""Walked from change to change or decided minute by minute: the proof is the same."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.proof.proving import Proof, alerts, prove, searches
from bot.domain.proof.sweep import MINUTE, Period, Wait, sweep
from bot.domain.setup import Away, Override, Setup, Weekday
from tests.domain.proof import by_the_minute
from tests.domain.proof.teams import NIGHTS, setups
from tests.domain.proof.test_nights import TEAM
from tests.domain.world import team

EXAMPLES = 10_000 if "MERIDIAN_LONG" in os.environ else 80

HOURS = timedelta(hours=1)


def proof(setup: Setup, period: Period) -> Proof:
    return prove(
        setup, period, {key: sweep(setup, search, period) for key, search in searches(setup, period).items()}
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A few arrivals around a night."""
    since: datetime = draw(st.sampled_from(NIGHTS)) + timedelta(minutes=draw(st.integers(-2000, 2000)))
    every = draw(st.sampled_from([1, 7, 30])) * MINUTE
    until = since + every * draw(st.integers(2, 6))
    return Period(since, until, every, followed_for=draw(st.sampled_from([6, 6, 6, 6, 6, 30])) * HOURS)


@pytest.mark.parametrize("part", range(8))  # so that processes share the examples
@settings(max_examples=EXAMPLES // 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(setup=setups(), period=periods())
def test_the_sweep_says_what_the_bot_would_do_at_every_minute(
    part: int, setup: Setup, period: Period
) -> None:
    is_what_the_bot_would_do(setup, period)


SLEEPY = TEAM.replace(
    "page: [schedule:primary]}]", "page: [schedule:primary]}, {after: 5m, page: [person:ana]}]"
)
BRANCHED = TEAM.replace(
    "levels: [{after: 0m, page: [schedule:primary]}]}",
    """levels: [{after: 0m, page: [schedule:primary]}], branches: [
      {severities: [P3, P4], hours: "22:30-06:15", days: [fri, sat], zone: Europe/Madrid, policy: night},
      {days: [sun], zone: America/Guayaquil, policy: night}]}
  night: {levels: [{after: 0m, page: [channel:ops]}, {after: 10m, page: [person:ana]}]}""",
)
"""The second of the nights goes over the change of Madrid's clock into Sunday, which begins at 05:00 UTC for Guayaquil."""
HALF_AN_HOUR = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {slack: U0BRU, zone: UTC}
schedules:
  primary:
    layers:
      - {name: long,  zone: UTC, hours: "00:50-00:20", rotation: {people: [ana],   every: 1d, starts: "2026-11-02 00:50"}}
      - {name: short, zone: UTC, hours: "00:20-00:50", rotation: {people: [bruno], every: 1d, starts: "2026-11-02 00:20"}}
policies:
  standard: {wake_for: [], levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, bruno], policy: standard}
services:
  checkout: {team: payments}
"""
"""Ana, who does not answer, is asked every hour: at some minutes of the hour that meets bruno's half hour, at others
never. So the very end of a search counts."""

NINETY_MINUTES = """
people:
  ana:   {slack: U0ANA, zone: UTC, quiet: "off"}
  bruno: {slack: U0BRU, zone: UTC, quiet: "off"}
schedules:
  primary:
    layers: [{name: short, zone: UTC, hours: "05:00-06:30", rotation: {people: [ana, bruno], every: 12h, starts: 2026-10-01}}]
  backup: {second_of: primary}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}, {after: 0m, page: [schedule:backup]}]}
teams:
  payments: {members: [ana, bruno], policy: standard}
services:
  checkout: {team: payments}
"""
"""An hour and a half a day: who is asked in it for the first time leads to another who is asked an hour later."""

EVENINGS = HALF_AN_HOUR.replace(
    "{slack: U0ANA, zone: UTC}", "{slack: U0ANA, zone: UTC, quiet: '20:00-02:00'}"
).replace(
    HALF_AN_HOUR[HALF_AN_HOUR.index("      - {name: long") : HALF_AN_HOUR.index("policies:")],
    '      - {name: late, zone: UTC, hours: "20:00-04:00", rotation: {people: [ana], every: 1d, starts: 2026-11-02}}\n',
)
"""By day there is a gap; whoever ends it is asleep until two o'clock."""


@pytest.mark.parametrize(
    "text,since,lasts,every,followed",
    [
        (EVENINGS, "2026-12-01", 24, 90, 40),
        (EVENINGS, "2026-12-01 08:00", 2, 30, 10),
        (TEAM, "2027-03-28", 26, 20, 2),
        (SLEEPY, "2027-03-27", 26, 20, 2),
        (BRANCHED, "2027-03-26 20:00", 48, 30, 2),
        (HALF_AN_HOUR, "2026-12-01 12:10", 2, 7, 50),
        (NINETY_MINUTES, "2026-11-01", 1, 30, 30),
    ],
)
def test_so_it_is_for_teams_as_people_have_them(
    text: str, since: str, lasts: int, every: int, followed: int
) -> None:
    begins = datetime.fromisoformat(since).replace(tzinfo=UTC)
    period = Period(begins, begins + lasts * HOURS, every * MINUTE, followed * HOURS)
    is_what_the_bot_would_do(team(text), period)


def test_so_it_is_over_a_leave_a_cover_days_off_and_a_holiday() -> None:
    setup, begins = team(SLEEPY), datetime(2027, 3, 27, tzinfo=UTC)
    ana, carla, diego = (setup.people[name] for name in ("ana", "carla", "diego"))
    people = {
        "ana": replace(ana, holidays={begins.date(): "A holiday"}),
        "carla": replace(carla, away=(Away(begins + 7 * HOURS, begins + 9 * HOURS),)),
        "diego": replace(diego, days_off=frozenset({Weekday.SUN})),
    }
    cover = Override("a cover", "primary", "diego", begins + 10 * HOURS, begins + 32 * HOURS, "carla")
    schedules = {"primary": replace(setup.schedules["primary"], overrides=(cover,))}
    period = Period(begins, begins + 48 * HOURS, 30 * MINUTE, 2 * HOURS)
    is_what_the_bot_would_do(replace(setup, people=people, schedules=schedules), period)


def as_found(wait: Wait | None) -> tuple[timedelta | None, datetime] | None:
    return (wait.lasts, wait.at) if wait else None


def is_what_the_bot_would_do(setup: Setup, period: Period) -> None:
    """The proof by the sweep is the proof by brute force."""
    found = proof(setup, period)
    minutes = {alert: list(by_the_minute.minutes(setup, alert, period)) for alert in alerts(setup)}
    for alert, each in minutes.items():
        gaps = [(g.starts_at, g.ends_at) for g in found.gaps if (g.service, g.severity) == alert]
        assert gaps == by_the_minute.gaps(each, period)
        failures = {
            f.missing: (f.worst.lasts, f.worst.at) for f in found.failures if (f.service, f.severity) == alert
        }
        assert failures == by_the_minute.failures(setup, each)
    for waits in found.waits:
        each = minutes[waits.service, waits.severity]
        heard, unheard = [one for one in each if not one.unheard], [one for one in each if one.unheard]
        woken = [one for one in heard if one.awake is not None]
        assert as_found(waits.outside.first) == by_the_minute.longest([(m.first(), m.at) for m in heard])
        assert as_found(waits.outside.awake) == by_the_minute.longest([(m.awake, m.at) for m in woken])
        assert as_found(waits.in_gaps.first) == by_the_minute.longest([(m.first(), m.at) for m in unheard])
        assert as_found(waits.in_gaps.awake) == by_the_minute.longest([(m.awake, m.at) for m in unheard])
        assert waits.only_sleepers == len(heard) - len(woken)
    carried = {load.person: load.primary_hours for load in found.loads}
    if period.every == MINUTE:
        assert carried == {n: m * MINUTE for n, m in by_the_minute.carried(setup, period).items()}
        at_night = {n: m * MINUTE for n, m in by_the_minute.carried(setup, period, at_night=True).items()}
        assert {load.person: load.at_night for load in found.loads} == at_night
    at_night_paged = by_the_minute.woken(setup, list(minutes.values()))
    assert {load.person: load.woken for load in found.loads} == at_night_paged
