"""An owner who is silent while it still fires is asked again, and help comes when they do not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.requests import Acknowledge, AddNote, ChangeStatus, Reopen, Resolve, TimerName
from bot.domain.setup import LocalHours, Method, Severity
from tests.domain.world import World, at, team

EPISODE = EpisodeKey("shop", "checkout", "checkout-5xx")


def firing(ask_again: timedelta | None = timedelta(hours=1)) -> World:
    setup = team()
    policies = {name: replace(policy, ask_again=ask_again) for name, policy in setup.policies.items()}
    world = World(replace(setup, policies=policies), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx"),)))
    world.does(Acknowledge(), by="ana")
    world.does(ChangeStatus(e.Status.IDENTIFIED), by="ana")  # the 15-minute rule is another one
    world.forget()
    return world


def test_after_an_hour_of_silence_the_owner_is_paged_again_and_says_that_they_are_on_it() -> None:
    world = firing()
    world.goes_to("11:00")
    assert world.pages == ["11:00 ana"]
    world.does(Acknowledge(via=Method.SMS), by="ana")
    assert world.said(e.StillOnIt) == ["11:00"]
    assert world.incident.pages == ()
    world.goes_to("11:59")
    assert world.pages == ["11:00 ana"]
    assert world.incident.owner == "ana"


def test_whatever_the_owner_does_is_a_sign_of_life() -> None:
    world = firing()
    world.goes_to("10:59")
    world.does(AddNote("still the cache"), by="ana")
    world.goes_to("11:58")
    assert world.pages == []
    world.goes_to("11:59")
    assert world.pages == ["11:59 ana"]


def test_without_an_answer_the_next_level_comes_to_help_and_ownership_stays() -> None:
    world = firing()
    world.goes_to("11:05")
    assert world.pages == ["11:00 ana", "11:05 bruno"]
    assert world.incident.owner == "ana"
    escalated = world.last(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert escalated.because is e.EscalatedBecause.SILENT
    world.goes_to("12:04")
    assert world.pages == ["11:00 ana", "11:05 bruno"]
    world.goes_to("12:05")
    assert world.pages[-1] == "12:05 ana"


def test_what_fires_no_longer_asks_nobody() -> None:
    world = firing()
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", AlertStatus.RESOLVED),)))
    world.forget()
    world.goes_to("12:00")
    assert world.pages == []
    assert TimerName.ASK_AGAIN not in world.timers


def test_it_is_off_unless_the_policy_says_after_how_long() -> None:
    world = firing(ask_again=None)
    world.goes_to("16:00")
    assert world.pages == []


RESOLVED = Arrival(EPISODE, (Alert("a", "Checkout 5xx", AlertStatus.RESOLVED),))
AGAIN = Arrival(EPISODE, (Alert("a", "Checkout 5xx"),))


def flaps(world: World, over: str, again: str) -> None:
    world.goes_to(over)
    world.hears(RESOLVED)
    world.goes_to(again)
    world.hears(AGAIN)


def test_what_was_over_and_fires_again_pages_the_owner_who_was_silent_and_then_help() -> None:
    world = firing(ask_again=None)
    flaps(world, "10:20", "10:40")
    assert world.pages == ["10:40 ana"]
    world.goes_to("16:00")
    assert world.pages == ["10:40 ana", "10:45 bruno"]
    assert world.incident.owner == "ana"


def test_an_owner_who_was_just_heard_from_is_not_paged_for_it() -> None:
    world = firing(ask_again=None)
    world.goes_to("10:30")
    world.does(AddNote("I flush the cache"), by="ana")
    flaps(world, "10:35", "10:44")
    world.goes_to("16:00")
    assert world.pages == []


def test_an_answer_ends_it_and_what_flaps_asks_every_quarter_of_an_hour_at_most() -> None:
    world = firing(ask_again=None)
    flaps(world, "10:20", "10:40")
    world.does(Acknowledge(), by="ana")
    assert world.said(e.StillOnIt) == ["10:40"]
    for minute in range(41, 55, 2):
        flaps(world, f"10:{minute}", f"10:{minute + 1}")
    assert world.pages == ["10:40 ana"]
    flaps(world, "10:55", "10:56")
    assert world.pages == ["10:40 ana", "10:56 ana"]


def sleeping(severity: Severity) -> World:
    """Ana took it in her evening, and sleeps; Bruno and Carla are awake."""
    setup = team()
    people = {**setup.people, "ana": replace(setup.people["ana"], quiet=LocalHours(11 * 60, 18 * 60))}
    world = World(replace(setup, people=people), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", severity=severity),)))
    world.does(Acknowledge(), by="ana")
    world.does(ChangeStatus(e.Status.IDENTIFIED), by="ana")
    world.forget()
    return world


def test_an_owner_who_sleeps_is_left_to_sleep_while_somebody_else_can_help() -> None:
    world = sleeping(Severity.P2)
    flaps(world, "11:20", "11:40")
    assert world.pages == ["11:40 bruno"]
    escalated = world.last(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert escalated.because is e.EscalatedBecause.FIRES_AGAIN
    world.does(Acknowledge(), by="bruno")
    flaps(world, "11:45", "11:50")
    world.goes_to("11:59")
    assert world.pages == ["11:40 bruno"]


def test_when_nobody_comes_in_a_sleeping_owners_place_the_owner_is_woken_and_then_others() -> None:
    world = sleeping(Severity.P2)
    flaps(world, "11:20", "11:40")
    world.goes_to("16:00")
    assert world.pages[:2] == ["11:40 bruno", "11:45 ana"]
    assert world.pages[2].startswith("11:50 ")
    assert len(world.pages) == 3


def test_asked_over_and_again_in_the_night_asks_once_more() -> None:
    world = firing(ask_again=None)
    flaps(world, "10:20", "10:40")
    flaps(world, "10:42", "16:00")
    assert world.pages == ["10:40 ana", "16:00 ana"]


def test_an_incident_that_was_reopened_has_a_search_of_its_own() -> None:
    world = firing(ask_again=None)
    flaps(world, "10:20", "10:40")
    world.does(Resolve("done"), by="bruno")
    world.goes_to("10:50")
    world.does(Reopen(), by="bruno")
    assert TimerName.ASK_AGAIN not in world.timers


def test_a_severity_that_wakes_everyone_wakes_the_owner() -> None:
    world = sleeping(Severity.P1)
    flaps(world, "11:20", "11:40")
    assert world.pages == ["11:40 ana"]
