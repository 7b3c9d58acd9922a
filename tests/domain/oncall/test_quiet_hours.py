"""Quiet hours: who is passed over, who is woken all the same, and that it is never nobody."""

from __future__ import annotations

import pytest

from bot.domain import events as e
from bot.domain.notices import SayLine
from bot.domain.requests import Acknowledge, AnswerHelp, Escalate, PageTarget
from tests.domain.world import World, at, declared

NIGHT = "2026-11-04 07:30"
"""02:30 in Guayaquil, 08:30 in Madrid, 15:30 in Manila."""

SPREAD = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  bruno: {slack: U0BRU, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  eva:   {slack: U0EVA, zone: Asia/Manila}
policies:
  standard:
    repeat: 1
    LEVELS
teams:
  payments: {members: [ana, bruno, carla], policy: standard}
services:
  checkout: {team: payments}
"""


def night(*levels: str, more: str = "", severity: str = "P2", clock: str = NIGHT) -> World:
    """Declared while Guayaquil sleeps; `levels` are what each pages, five minutes apart."""
    rows = "".join(f"\n      - {{after: {5 * i}m, page: [{page}]}}" for i, page in enumerate(levels))
    return declared(severity, text=SPREAD.replace("LEVELS", f"{more}\n    levels:{rows}"), clock=clock)


def test_a_level_that_sleeps_is_passed_over_at_once_and_pulls_the_later_ones_forward() -> None:
    world = night("person:ana", "person:carla", "person:eva")
    world.goes_to("07:40")
    assert world.pages == ["07:30 carla", "07:35 eva", "07:40 carla"]


def test_each_hold_is_on_the_record_with_its_reason_and_its_end() -> None:
    world = night("person:ana", "person:carla")
    held = world.last(e.Held)
    assert held == e.Held("ana", 0, e.HeldBecause.QUIET_HOURS, at("2026-11-04 12:00"))


def test_of_a_level_only_those_who_are_awake_are_paged() -> None:
    assert night("person:ana, person:carla", "person:eva").pages == ["07:30 carla"]


def test_a_severity_that_wakes_everyone_passes_nobody_over() -> None:
    assert night("person:ana", "person:carla", severity="P1").pages == ["07:30 ana"]
    assert night("person:ana", "person:carla", more="wake_for: [P2]").pages == ["07:30 ana"]
    assert night("person:ana", "person:carla", more="wake_for: []", severity="P1").pages == ["07:30 carla"]


@pytest.mark.parametrize(
    "more, levels, woken",
    [
        ("", ("person:ana", "person:bruno"), "ana"),
        ("when_all_quiet: first_level", ("person:ana", "person:bruno"), "ana"),
        ("when_all_quiet: last_level", ("person:ana", "person:bruno"), "bruno"),
        ("when_all_quiet: person:eva", ("person:ana", "person:bruno"), "eva"),
        ("", ("person:ana",), "ana"),
    ],
)
def test_when_everyone_sleeps_the_policy_says_who_is_woken(
    more: str, levels: tuple[str, ...], woken: str
) -> None:
    assert night(*levels, more=more).pages == [f"07:30 {woken}"]


def test_never_nobody_even_if_the_one_to_be_woken_has_no_address() -> None:
    text = SPREAD.replace("{slack: U0EVA, zone", "{zone")
    levels = "when_all_quiet: person:eva\n    levels: [{after: 0m, page: [person:ana]}]"
    assert declared("P2", text=text.replace("LEVELS", levels), clock=NIGHT).pages == ["07:30 ana"]


def test_when_whoever_is_awake_does_not_answer_the_sleeping_level_is_woken() -> None:
    world = night("person:carla", "person:ana")
    world.goes_to("07:35")
    assert world.pages == ["07:30 carla", "07:35 ana"]


def test_at_the_policys_end_somebody_awake_is_asked_rather_than_a_sleeper_woken_again() -> None:
    world = night("person:carla", "person:ana")
    world.goes_to("09:00")
    assert world.pages[:4] == ["07:30 carla", "07:35 ana", "07:40 carla", "07:45 ana"]
    assert world.pages[4:] == ["07:50 carla", "08:00 carla", "08:20 carla", "09:00 carla"]


def test_a_hold_is_no_line_of_its_own_where_the_sleeper_is_paged_after_all() -> None:
    world = night("person:carla", "person:ana")
    world.forget()
    world.goes_to("07:36")
    assert world.said(e.Held) == ["07:35"]
    assert len(world.asked(SayLine)) == 1


def test_a_channel_never_sleeps() -> None:
    assert night("channel:ops", "person:carla").pages == ["07:30 #ops"]


def test_quiet_hours_end_where_they_say() -> None:
    assert night("person:ana", "person:carla", clock="2026-11-04 11:59").pages == ["11:59 carla"]
    assert night("person:ana", "person:carla", clock="2026-11-04 12:00").pages == ["12:00 ana"]


def test_help_is_asked_of_somebody_awake_first() -> None:
    world = night("person:carla", "person:ana", "person:eva")
    world.does(Acknowledge(), by="carla")
    world.does(AnswerHelp(wanted=True), by="carla")
    assert world.pages == ["07:30 carla", "07:30 eva"]
    assert world.last(e.Held) == e.Held("ana", 1, e.HeldBecause.QUIET_HOURS, at("2026-11-04 12:00"))


def test_help_wakes_somebody_when_all_the_others_sleep() -> None:
    world = night("person:carla", "person:ana", "person:bruno")
    world.does(Acknowledge(), by="carla")
    world.does(Escalate(), by="carla")
    assert world.pages == ["07:30 carla", "07:30 ana"]


def test_a_team_that_is_asked_for_by_name_is_asked_for_somebody_awake() -> None:
    world = night("person:ana", "person:carla", "person:eva")
    world.does(PageTarget("payments"), by="carla")
    assert world.pages == ["07:30 carla", "07:30 eva"]


def test_the_owner_who_works_at_night_is_not_said_to_sleep() -> None:
    world = night("person:carla", "person:ana", "person:eva")
    world.does(Acknowledge(), by="ana")
    before = len(world.said(e.Held))
    world.does(Escalate(), by="ana")
    assert len(world.said(e.Held)) == before
    assert world.pages == ["07:30 carla", "07:30 eva"]
