"""What the proof is made of: stretches of time, stretches of a schedule, quiet hours, and each way a gap comes about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import HeldBecause
from bot.domain.oncall.quiet import is_quiet, quiet_between
from bot.domain.oncall.schedule import on_call, stretches
from bot.domain.oncall.spans import Span, common, joined, total
from bot.domain.people import is_night, nights_between
from bot.domain.proof.proving import prove, searches
from bot.domain.proof.sweep import Period, Reason, sweep
from bot.domain.proof.week import WEEK, week
from bot.domain.setup import Setup
from tests.domain.proof.teams import NIGHTS, setups
from tests.domain.world import team

HOUR = timedelta(hours=1)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted))


def hours(spans: list[list[int]]) -> list[Span]:
    return [(NOON + start * HOUR, NOON + end * HOUR) for start, end in spans]


def inside(spans: list[Span]) -> set[int]:
    return {n for n in range(20) if any(start <= NOON + n * HOUR < end for start, end in spans)}


@given(SPANS, SPANS)
def test_spans_are_joined_and_cut_as_sets_of_hours(one: list[list[int]], other: list[list[int]]) -> None:
    here, there = joined(hours(one)), joined(hours(other))
    assert inside(here) == inside(hours(one))
    assert inside(common(here, there)) == inside(here) & inside(there)
    assert total(here) == len(inside(here)) * HOUR


@settings(max_examples=30, deadline=None)
@given(setups(), st.sampled_from(NIGHTS), st.integers(0, 3 * 24 * 60))
def test_a_piece_of_time_says_what_an_instant_says(setup: Setup, since: datetime, minute: int) -> None:
    until, at = since + timedelta(days=3), since + timedelta(minutes=minute)
    for schedule in setup.schedules.values():
        pieces = list(stretches(schedule, setup.schedules, since, until))
        assert (pieces[0].starts_at, pieces[-1].ends_at) == (since, until)
        here = [piece for piece in pieces if piece.starts_at <= at < piece.ends_at]
        assert at == until or [piece.on_call for piece in here] == [on_call(schedule, setup.schedules, at)]
    for person in setup.people.values():
        for spans, said in ((quiet_between, is_quiet), (nights_between, is_night)):
            covered = any(start <= at < end for start, end in spans(person, since, until + HOUR))
            assert covered == said(person, at)


TEAM = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {zone: UTC}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "08:00-16:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [PAGE]}, {after: 10m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, bruno], policy: standard}
  nobodys: {members: [ana]}
services:
  checkout: {team: payments}
  cellar: {team: nobodys}
"""


@pytest.mark.parametrize(
    "page,why,since",
    [
        ("schedule:primary", [Reason("schedule:primary", HeldBecause.NOBODY_ON_CALL, "standard")], "16:00"),
        (
            "person:bruno",
            [
                Reason("bruno", HeldBecause.NO_ADDRESS, "standard"),
                Reason("schedule:primary", HeldBecause.NOBODY_ON_CALL, "standard"),
            ],
            "16:00",
        ),
        # The channel takes the first step, and the schedule is asked ten minutes later.
        (
            "channel:ops",
            [
                Reason("schedule:primary", HeldBecause.NOBODY_ON_CALL, "standard"),
                Reason("channel:ops", None, "standard"),
            ],
            "15:50",
        ),
    ],
)
def test_a_gap_says_whose_silence_makes_it(page: str, why: list[Reason], since: str) -> None:
    setup = team(TEAM.replace("PAGE", page))
    period = Period(NOON, NOON + 8 * HOUR)
    proof = prove(
        setup, period, {alike: sweep(setup, one, period) for alike, one in searches(setup, period).items()}
    )
    gap, *_ = (found for found in proof.gaps if found.service == "checkout")
    assert (f"{gap.starts_at:%H:%M}", gap.ends_at, set(gap.why)) == (since, period.until, set(why))
    cellar, *_ = (found for found in proof.gaps if found.service == "cellar")
    assert (cellar.starts_at, cellar.ends_at) == (period.since, period.until)
    assert cellar.why == (Reason("service:cellar", HeldBecause.NO_POLICY),)


def test_a_branch_by_hours_opens_a_gap_in_its_hours_alone() -> None:
    """On the Friday before Madrid changes its clocks and the Monday after: an hour earlier in UTC."""
    text = TEAM.replace(
        "[PAGE]}, {after: 10m, page: [schedule:primary]}]", "[person:ana]}], branches: BRANCHES"
    )
    branch = "{severities: [P3], days: [fri, mon], hours: '09:00-12:30', zone: Europe/Madrid, policy: room}"
    room = "\n  room: {levels: [{after: 0m, page: [channel:ops]}]}\nteams:"
    setup = team(text.replace("BRANCHES", f"[{branch}]").replace("\nteams:", room))
    period = Period(datetime(2027, 3, 26, tzinfo=UTC), datetime(2027, 3, 30, tzinfo=UTC))
    wanted = searches(setup, period)
    proof = prove(setup, period, {alike: sweep(setup, one, period) for alike, one in wanted.items()})
    gaps = [gap for gap in proof.gaps if gap.service == "checkout"]
    assert {gap.severity.value for gap in gaps} == {"P3"}
    assert [(f"{gap.starts_at:%a %H:%M}", f"{gap.ends_at:%a %H:%M}") for gap in gaps] == [
        ("Fri 08:00", "Fri 11:30"),
        ("Mon 07:00", "Mon 10:30"),
    ]
    assert {reason for gap in gaps for reason in gap.why} == {Reason("channel:ops", None, "room")}


def test_the_map_of_a_week_has_everyone_in_a_rotation_with_their_nights() -> None:
    (row,) = week(team(TEAM.replace("PAGE", "person:ana")), NOON)
    assert row.person == "ana"
    assert total(row.on_call) == 7 * 8 * HOUR
    assert total(row.nights) == 7 * 9 * HOUR
    assert all(NOON <= start < end <= NOON + WEEK for start, end in (*row.on_call, *row.nights))
