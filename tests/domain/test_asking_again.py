"""An owner who is silent while it still fires is asked again, and help comes when they do not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.requests import Acknowledge, AddNote, ChangeStatus, TimerName
from bot.domain.setup import Method
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
