"""Days off, holidays, time off, covers, branches and steps in the file: what they mean, and what is told of mistakes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.config import ConfigError, load_setup
from bot.domain.setup import (
    Away,
    Branch,
    LocalHours,
    Method,
    NotificationStep,
    Override,
    Setup,
    Severity,
    Weekday,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)
TEAM = """
people:
  ana:
    zone: America/Guayaquil
    days_off: [sat, sun]
    holidays: [EC, 2026-12-31]
    away: [{from: 2026-12-21, until: "2026-12-24 12:00", reason: the beach}]
    notify: ["slack 0m", "sms 1m", "voice 2m"]
  carla: {zone: Europe/Madrid, holidays: ES-MD}
schedules:
  primary:
    usergroup: S0ONCALL
    layers:
      - {name: old, zone: UTC, hours: "09:00-17:00", valid_until: 2026-12-01,
         rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
      - {name: new, zone: UTC, hours: "08:00-16:00", valid_from: 2026-12-01,
         rotation: {people: [carla], every: 1w, starts: 2026-11-02}}
    overrides: [{person: carla, instead_of: ana, from: "2026-11-26 09:00", until: "2026-11-26 12:00"}]
policies:
  standard:
    ask_again: 1h
    branches: [{severities: [P3], services: [checkout], hours: "18:00-08:00", days: [fri], zone: Europe/Madrid, policy: calm}]
    levels: [{after: 0m, page: [schedule:primary], notify: [voice]}]
  calm: {levels: [{after: 0m, page: [person:ana]}]}
teams: {payments: {members: [ana, carla], policy: standard}}
services: {checkout: {team: payments}}
"""


def loaded(text: str = TEAM) -> Setup:
    return load_setup(text, {}, now=NOW).setup


def test_a_person_has_days_off_holidays_and_time_off() -> None:
    ana, carla = (loaded().people[name] for name in ("ana", "carla"))
    assert ana.days_off == {Weekday.SAT, Weekday.SUN}
    assert ana.holidays[date(2026, 12, 25)]
    assert ana.holidays[date(2026, 12, 31)] == "holiday"
    assert date(2026, 5, 2) in carla.holidays, "the day of the Community of Madrid"
    assert max(carla.holidays).year == 2038
    leaves = Away(datetime(2026, 12, 21, 5, tzinfo=UTC), datetime(2026, 12, 24, 17, tzinfo=UTC), "the beach")
    assert ana.away == (leaves,), "local where they live"


def test_a_person_and_a_level_say_how_they_page() -> None:
    setup = loaded()
    minutes = [(step.method.value, step.after // timedelta(minutes=1)) for step in setup.people["ana"].notify]
    assert minutes == [("slack", 0), ("sms", 1), ("voice", 2)]
    level = setup.policies["standard"].levels[0]
    assert level.notify == (NotificationStep(Method.VOICE, timedelta()),)


def test_a_schedule_has_covers_a_group_and_layers_for_a_time() -> None:
    primary = loaded().schedules["primary"]
    cover = Override(
        "file-primary-0",
        "primary",
        "carla",
        datetime(2026, 11, 26, 8, tzinfo=UTC),
        datetime(2026, 11, 26, 11, tzinfo=UTC),
        "ana",
    )
    assert primary.overrides == (cover,), "local to the one who covers"
    assert primary.usergroup == "S0ONCALL"
    assert [layer.valid_from for layer in primary.layers] == [None, datetime(2026, 12, 1)]


def test_a_policy_has_branches_and_asks_again() -> None:
    policy = loaded().policies["standard"]
    evening = LocalHours(18 * 60, 8 * 60)
    friday = frozenset({Weekday.FRI})
    branch = Branch(
        "calm", frozenset({Severity.P3}), frozenset({"checkout"}), evening, friday, "Europe/Madrid"
    )
    assert policy.branches == (branch,)
    assert policy.ask_again == timedelta(hours=1)


@pytest.mark.parametrize(
    "right,wrong,told",
    [
        ("ES-MD", "ES-XX", "names a region that is not known"),
        ("ES-MD", "es-MD", "write ES-MD"),
        ("ES-MD", "Atlantis", "a country whose holidays are not known"),
        ("2026-12-31]", "2026-02-30]", "in no calendar"),
        ("sms 1m", "smoke 1m", "names no way to reach somebody"),
        ('until: "2026-12-24 12:00"', "until: 2026-12-20", "is not after its beginning"),
        ("policy: calm}]", "policy: clam}]", "calm"),
        ("policy: calm}]", "policy: standard}]", "leads to standard itself"),
        ("services: [checkout], hours", "services: [chekout], hours", "checkout"),
        ("{person: carla, instead_of: ana", "{person: ana, instead_of: ana", "covers themselves"),
        ("{person: carla, instead_of: ana", "{person: clara, instead_of: ana", "carla"),
        ("usergroup: S0ONCALL", "usergroup: on-call", "usergroup"),
    ],
)
def test_a_mistake_is_told_with_the_way_out(right: str, wrong: str, told: str) -> None:
    assert right in TEAM
    with pytest.raises(ConfigError) as refused:
        loaded(TEAM.replace(right, wrong))
    assert told in str(refused.value)


def test_a_level_that_a_day_off_empties_is_a_warning() -> None:
    warnings = [str(w) for w in load_setup(TEAM, {}, now=NOW).warnings]
    assert any("calm" in warning and "sat" in warning.lower() for warning in warnings), warnings
