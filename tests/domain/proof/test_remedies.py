"""What to write against a gap closes it, is not there already, and is called night where it is night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import hub_of
from bot.domain.proof.advice import Bound, WriteBound, WriteHours, advise
from bot.domain.proof.proving import Proof, gaps_of, prove, searches
from bot.domain.proof.remedies import (
    AddAddress,
    AddLayer,
    AddLevel,
    Change,
    GivePolicy,
    GiveTeam,
    changed,
    never_alone,
    remedy,
)
from bot.domain.proof.sweep import Period, sweep
from bot.domain.setup import LocalHours, Setup, Severity
from tests.domain.proof.test_nights import TEAM as MADRID_BY_NIGHT
from tests.domain.world import team

P2 = ("shop", Severity.P2)

TEAM = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  kamal: {slack: U0KAM, zone: Africa/Cairo}
  mina:  {slack: U0MIN, zone: Africa/Casablanca}
  uma:   {slack: U0UMA, zone: US/Pacific}
  nobody: {zone: UTC}
schedules:
  primary:
    layers:
LAYERS
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
  room: {levels: [{after: 0m, page: [channel:ops]}]}
teams:
  payments: {members: [ana], policy: standard}
  lost: {members: [ana]}
services:
  shop: {team: payments}
"""


def layer(name: str, zone: str, hours: str, person: str, more: str = "") -> str:
    turn = f"rotation: {{people: [{person}], every: 1w, starts: 2026-11-02}}"
    return f'      - {{name: {name}, zone: {zone}, hours: "{hours}", {more} {turn}}}'


def layers(*told: str) -> Setup:
    return team(TEAM.replace("LAYERS", "\n".join(told)))


def over(since: str, days: int) -> Period:
    begins = datetime.fromisoformat(since).replace(tzinfo=UTC)
    return Period(begins, begins + timedelta(days=days))


def proof(setup: Setup, period: Period) -> Proof:
    return prove(setup, period, {a: sweep(setup, one, period) for a, one in searches(setup, period).items()})


def told(setup: Setup, period: Period) -> Change | None:
    """Against the gaps of a P2; they are gone after it."""
    found = proof(setup, period)
    gaps = [gap for gap in found.gaps if (gap.service, gap.severity) == P2]
    assert gaps
    change = remedy(setup, period, advise(setup, period, found.uncovered), gaps)
    if change:
        assert not list(gaps_of(changed(setup, change), period, [P2]))
    return change


CAIRO = (
    layer("ma", "Africa/Casablanca", "02:15-14:00", "mina"),
    layer("eg", "Africa/Cairo", "16:00-00:30", "kamal"),
    layer("us", "US/Pacific", "14:30-20:30", "uma"),
)


@pytest.mark.parametrize(
    "setup, since, change",
    [
        # On one night 00:30 does not exist in Cairo, and the shift ends at 01:00: that is no reason to write 01:00.
        (layers(*CAIRO), "2027-02-15", WriteHours("primary", "eg", LocalHours(15 * 60, 30), ())),
        # It has these hours; what it lacks is the date.
        (
            layers(layer("new", "UTC", "00:00-24:00", "ana", "valid_from: 2027-03-15,")),
            "2027-02-15",
            WriteBound("primary", "new", Bound.VALID_FROM, None),
        ),
        (
            layers(
                layer("old", "UTC", "00:00-24:00", "ana", "valid_until: 2027-03-10,"),
                layer("new", "UTC", "00:00-24:00", "ana", "valid_from: 2027-03-15,"),
            ),
            "2027-02-15",
            WriteBound("primary", "new", Bound.VALID_FROM, date(2027, 3, 10)),
        ),
        (
            layers(layer("old", "UTC", "00:00-24:00", "ana", "valid_until: 2027-03-10,")),
            "2027-02-15",
            WriteBound("primary", "old", Bound.VALID_UNTIL, None),
        ),
        # In winter Guayaquil's one o'clock is 06:00 UTC, and Madrid's eight 07:00.
        (
            layers(
                layer("madrid", "Europe/Madrid", "08:00-20:00", "carla"),
                layer("guayaquil", "America/Guayaquil", "13:00-01:00", "ana"),
            ),
            "2026-11-27",
            WriteHours("primary", "madrid", LocalHours(7 * 60, 20 * 60), ()),
        ),
        # The layer's clock shows day, those who have it live elsewhere.
        (
            layers(layer("day", "UTC", "00:00-23:00", "uma")),
            "2026-12-01",
            WriteHours("primary", "day", LocalHours(0, 1440), ()),
        ),
        (
            layers(layer("day", "UTC", "12:00-11:00", "uma")),
            "2026-12-01",
            WriteHours("primary", "day", LocalHours(0, 1440), ("uma",)),
        ),
    ],
)
def test_a_layers_hours_or_dates(setup: Setup, since: str, change: Change) -> None:
    assert told(setup, over(since, 90)) == change


def test_a_gap_that_only_summer_opens_is_closed_by_day() -> None:
    setup, period = team(MADRID_BY_NIGHT.replace("checkout", "shop")), over("2027-03-25", 7)
    assert told(setup, period) == WriteHours("primary", "guayaquil", LocalHours(7 * 60, 20 * 60), ())


def test_hours_that_only_those_at_night_could_take_are_called_so() -> None:
    setup = team(MADRID_BY_NIGHT.replace("checkout", "shop").replace("08:00-20:00", "12:00-14:00"))
    period = over("2026-12-01", 3)
    found = advise(setup, period, proof(setup, period).uncovered)
    assert any(isinstance(one, WriteHours) and one.at_night for advice in found for one in advice.changes)


ALWAYS = layer("day", "UTC", "00:00-24:00", "PERSON")
WEEKDAYS = ALWAYS.replace('24:00",', '24:00", days: [mon, tue, wed, thu, fri],').replace("PERSON", "ana")


@pytest.mark.parametrize(
    "text, change",
    [
        (TEAM.replace("LAYERS", WEEKDAYS), "AddLayer"),
        (TEAM.replace("LAYERS", ALWAYS.replace("PERSON", "nobody")), AddAddress("nobody")),
        (TEAM.replace("policy: standard", "policy: room").replace("LAYERS", ALWAYS.replace("PERSON", "ana")), AddLevel("room", "ana")),
        # To give the service a team would not help: it has one.
        (TEAM.replace("shop: {team: payments}", "shop: {team: lost}").replace("LAYERS", ALWAYS.replace("PERSON", "ana")), GivePolicy("lost", "standard")),
        (TEAM.replace("shop: {team: payments}", "shop: {team: lost}").replace("LAYERS", WEEKDAYS), GivePolicy("lost", None)),
        (TEAM.replace("shop: {team: payments}", "shop: {}").replace("LAYERS", WEEKDAYS), GiveTeam("shop", None)),
        (TEAM.replace("shop: {team: payments}", "shop: {}").replace("LAYERS", ALWAYS.replace("PERSON", "ana")), GiveTeam("shop", "payments")),
    ],
)  # fmt: skip
def test_what_else_there_may_be_to_write(text: str, change: Change | str) -> None:
    found = told(team(text), over("2026-12-01", 8))
    assert type(found).__name__ == change if isinstance(change, str) else found == change


def test_a_layer_that_would_not_close_the_gap_is_not_proposed() -> None:
    """The schedule is asked half an hour after the alert: hours for the gap would come to an end before that."""
    text = TEAM.replace("LAYERS", layer("day", "UTC", "00:00-24:00", "ana", "valid_until: 2026-12-01,"))
    late = text.replace("[{after: 0m, page: [schedule:primary]}]", "[{after: 30m, page: [schedule:primary]}]")
    setup, period = team(late), over("2026-12-01", 2)
    found = proof(setup, period)
    gaps = [gap for gap in found.gaps if (gap.service, gap.severity) == P2]
    change = remedy(setup, period, (), gaps)
    assert not isinstance(change, AddLayer)
    assert change == AddLevel("standard", "ana")


def test_nothing_is_proposed_where_nobody_can_be_reached() -> None:
    text = TEAM.replace("LAYERS", WEEKDAYS)
    for name in ("ana", "carla", "kamal", "mina", "uma"):
        text = text.replace(f"slack: U0{name.upper()[:3]}, ", "")
    assert told(team(text), over("2026-12-01", 8)) is None


def test_somebody_else_in_the_last_level_is_tried_for_those_whom_nobody_follows() -> None:
    setup, period = team(TEAM.replace("LAYERS", ALWAYS.replace("PERSON", "ana"))), over("2026-12-01", 2)
    for missing, people in (
        ("person:ana", {"ana"}),
        ("hub:America/Guayaquil", {n for n, p in setup.people.items() if hub_of(p) == "America/Guayaquil"}),
    ):
        never = [f for f in proof(setup, period).failures if f.missing == missing and f.worst.lasts is None]
        assert {failure.severity for failure in never} == set(Severity)
        assert never_alone(setup, period, frozenset(people), never) == (AddLevel("standard", "carla"),)
        assert never_alone(setup, period, frozenset(setup.people), never) == ()
