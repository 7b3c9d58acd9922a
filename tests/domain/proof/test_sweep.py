"""Walked from change to change or decided minute by minute: the proof is the same."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.proof.proving import Proof, alerts, prove, searches
from bot.domain.proof.sweep import MINUTE, Period, sweep
from bot.domain.setup import Setup
from tests.domain.proof import by_the_minute
from tests.domain.proof.teams import NIGHTS, setups

EXAMPLES = 10_000 if "MERIDIAN_LONG" in os.environ else 25

HOURS = timedelta(hours=1)


def proof(setup: Setup, period: Period) -> Proof:
    return prove(
        setup, period, {key: sweep(setup, search, period) for key, search in searches(setup).items()}
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A few dozen arrivals around a night."""
    since: datetime = draw(st.sampled_from(NIGHTS)) + timedelta(minutes=draw(st.integers(-2000, 2000)))
    every = timedelta(minutes=draw(st.sampled_from([1, 7, 30])))
    until = since + every * draw(st.integers(2, 10))
    return Period(since, until, every, followed_for=draw(st.sampled_from([6, 6, 30])) * HOURS)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(setup=setups(), period=periods())
def test_the_sweep_says_what_the_bot_would_do_at_every_minute(setup: Setup, period: Period) -> None:
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
        heard = [one for one in each if not one.unheard]
        first = by_the_minute.longest([(one.first(), one.at) for one in heard])
        assert (waits.first and (waits.first.lasts, waits.first.at)) == first
        awake = by_the_minute.longest([(one.awake, one.at) for one in heard if one.awake is not None])
        assert (waits.awake and (waits.awake.lasts, waits.awake.at)) == awake
        assert waits.only_sleepers == sum(one.awake is None for one in heard)
    carried = {load.person: load.on_call for load in found.loads}
    if period.every == MINUTE:
        assert carried == {n: m * MINUTE for n, m in by_the_minute.carried(setup, period).items()}
        at_night = {n: m * MINUTE for n, m in by_the_minute.carried(setup, period, at_night=True).items()}
        assert {load.person: load.at_night for load in found.loads} == at_night
    woken = by_the_minute.woken(setup, list(minutes.values()))
    assert {load.person: load.woken for load in found.loads} == woken
