"""An owner who is silent while it still fires is asked again, and help comes when they do not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.notices import NotifyBy, SettlePage
from bot.domain.outcomes import NotePageFailed
from bot.domain.requests import (
    Absorb,
    AcceptHandoff,
    Acknowledge,
    AddNote,
    CannotTake,
    ChangeSeverity,
    ChangeStatus,
    DraftHandoff,
    Join,
    Reopen,
    Resolve,
    TimerName,
)
from bot.domain.setup import Away, LocalHours, Method, Severity
from tests.domain.world import SYSTEM, World, at, team, with_phones

PHONE = frozenset({Method.SMS, Method.VOICE})

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


def test_an_owner_who_was_just_heard_from_is_paged_for_it_only_when_nothing_more_comes_from_them() -> None:
    world = firing(ask_again=None)
    world.goes_to("10:30")
    world.does(AddNote("I flush the cache"), by="ana")
    flaps(world, "10:35", "10:40")
    world.goes_to("10:44")
    assert world.pages == []
    world.does(AddNote("it flushes"), by="ana")
    flaps(world, "10:50", "10:55")
    world.goes_to("16:00")
    assert world.pages == ["10:59 ana", "11:04 bruno"]


def test_an_answer_ends_it_and_what_flaps_asks_every_quarter_of_an_hour_at_most() -> None:
    world = firing(ask_again=None)
    flaps(world, "10:20", "10:40")
    world.does(Acknowledge(), by="ana")
    assert world.said(e.StillOnIt) == ["10:40"]
    for minute in range(41, 55, 2):
        flaps(world, f"10:{minute}", f"10:{minute + 1}")
    assert world.pages == ["10:40 ana"]
    flaps(world, "10:55", "10:56")
    assert world.pages == ["10:40 ana", "10:55 ana"]


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


# --- an answer, of whatever kind, ends what was asked -------------------------


def asked_by_phone() -> World:
    """Ana's and Bruno's pages go on by SMS and call; it has fired for an hour, and Ana was asked."""
    world = firing()
    world.setup = with_phones(world.setup, ana=PHONE, bruno=PHONE)
    world.goes_to("11:00")
    assert world.pages == ["11:00 ana"]
    return world


def rung(world: World) -> list[str]:
    """`11:01 sms ana`: who was told otherwise than in Slack."""
    told = ((when, x.what) for when, x in world.told if isinstance(x.what, NotifyBy))
    return [f"{when:%H:%M} {what.method.value} {what.person}" for when, what in told]


def test_an_owner_who_writes_something_is_not_rung_any_more() -> None:
    world = asked_by_phone()
    world.does(AddNote("I am on it"), by="ana")
    world.goes_to("11:10")
    assert rung(world) == []
    assert world.asked(SettlePage) == ["11:00 ana"]


def test_an_owner_who_handed_it_off_is_not_rung_any_more() -> None:
    world = asked_by_phone()
    world.does(DraftHandoff(receiver="bruno"), by="bruno")
    world.does(AcceptHandoff("the cache"), by="bruno")
    assert world.incident.owner == "bruno"
    world.goes_to("11:10")
    assert rung(world) == []


def test_nobody_is_rung_for_what_is_over() -> None:
    world = asked_by_phone()
    world.goes_to("11:05")
    assert world.pages[-1] == "11:05 bruno"
    before = rung(world)
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", AlertStatus.RESOLVED),)))
    world.goes_to("11:20")
    assert rung(world) == before


# --- who sleeps ----------------------------------------------------------------


def all_asleep(severity: Severity, ask_again: timedelta | None) -> World:
    """Ana took it at 10:00; from 11:00 to 20:00 the whole team sleeps."""
    setup = with_phones(team(), ana=PHONE, bruno=PHONE, carla=PHONE)
    people = {name: replace(p, quiet=LocalHours(11 * 60, 20 * 60)) for name, p in setup.people.items()}
    policies = {name: replace(p, ask_again=ask_again) for name, p in setup.policies.items()}
    world = World(replace(setup, people=people, policies=policies), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", severity=severity),)))
    world.does(Acknowledge(), by="ana")
    world.does(ChangeStatus(e.Status.IDENTIFIED), by="ana")
    world.forget()
    return world


def test_a_silent_owner_who_sleeps_is_asked_when_they_wake() -> None:
    world = all_asleep(Severity.P4, timedelta(hours=1))
    world.goes_to("19:59")
    assert (world.pages, rung(world)) == ([], [])
    held = world.last(e.Held)
    assert isinstance(held, e.Held)
    assert held.until == at("20:00")
    world.goes_to("20:00")
    assert world.pages == ["20:00 ana"]


def test_when_everybody_sleeps_what_fires_again_wakes_its_owner_and_nobody_else() -> None:
    world = all_asleep(Severity.P2, None)
    world.goes_to("11:20")
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", AlertStatus.RESOLVED),)))
    world.goes_to("11:40")
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx"),)))
    world.goes_to("11:44")
    assert world.pages == ["11:40 ana"]


def test_a_level_that_rings_no_telephone_rings_none_for_its_owner_either() -> None:
    setup = with_phones(team(), ana=PHONE)
    standard = setup.policies["standard"]
    calm = replace(standard, levels=tuple(replace(level, notify=()) for level in standard.levels))
    world = World(replace(setup, policies={**setup.policies, "standard": calm}), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Disk 80%", severity=Severity.P4),)))
    world.does(Acknowledge(), by="ana")
    world.forget()
    world.goes_to("11:00")
    world.hears(Arrival(EPISODE, (Alert("a", "Disk 80%", AlertStatus.RESOLVED),)))
    world.goes_to("11:20")
    world.hears(Arrival(EPISODE, (Alert("a", "Disk 80%", severity=Severity.P4),)))
    world.goes_to("11:24")
    assert (world.pages, rung(world)) == (["11:20 ana"], [])


# --- worse than what was taken ---------------------------------------------------


def test_an_owner_who_took_something_small_is_asked_when_it_becomes_big() -> None:
    world = all_asleep(Severity.P4, None)
    world.goes_to("10:30")
    world.hears(Arrival(EPISODE, (Alert("b", "All down", severity=Severity.P1),)))
    assert world.pages == ["10:30 ana"]
    asked = world.last(e.AskedAgain)
    assert isinstance(asked, e.AskedAgain)
    assert asked.worse


@pytest.mark.parametrize("since", ["nobody", "a helper of hours ago", "somebody whom a merge brought along"])
def test_an_owner_is_asked_when_it_gets_worse_whoever_was_there_hours_ago(since: str) -> None:
    world = firing(None)
    if since == "a helper of hours ago":
        world.does(Join("bruno", "came to help"), by="bruno")
    world.goes_to("15:00")
    if since == "somebody whom a merge brought along":
        world.does(Absorb("INC-2026-0002", "Disk 80 %", 0, ("diego",)), by="zoe")
    world.does(ChangeSeverity(Severity.P1), by="zoe")
    world.goes_to("15:01")
    assert world.pages == ["15:00 ana"]


def test_an_owner_is_not_asked_when_it_gets_worse_before_the_eyes_of_a_helper() -> None:
    world = firing(None)
    world.goes_to("15:00")
    world.does(Join("bruno", "came to help"), by="bruno")
    world.does(ChangeSeverity(Severity.P1), by="zoe")
    world.goes_to("16:00")
    assert world.pages == []


def test_what_was_acknowledged_in_monitoring_is_searched_for_anew_when_it_gets_worse() -> None:
    world = World(team(), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout slow", severity=Severity.P4),)))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout slow", AlertStatus.ACKNOWLEDGED),)))
    world.forget()
    world.goes_to("11:00")
    world.hears(Arrival(EPISODE, (Alert("b", "All down", severity=Severity.P1),)))
    world.goes_to("11:05")
    assert world.pages == ["11:00 ana", "11:05 bruno"]
    assert not world.incident.answered


def test_what_was_over_calls_nobody_for_its_root_cause_until_it_fires_again() -> None:
    world = World(team(), at("10:00"))
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx"),)))
    world.does(Acknowledge(), by="ana")
    world.goes_to("10:05")
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx", AlertStatus.RESOLVED),)))
    world.forget()
    world.goes_to("11:00")
    assert world.pages == []
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout 5xx"),)))
    world.does(Acknowledge(), by="ana")
    world.goes_to("11:09")
    assert world.said(e.RootCauseOverdue) == []
    world.goes_to("11:10")
    assert world.said(e.RootCauseOverdue) == ["11:10"], "five minutes had passed before"


# --- somebody in a sleeping owner's place, who does not come ------------------------


@pytest.mark.parametrize("answer", ["cannot be reached", "declines"])
def test_a_sleeping_owner_is_woken_when_nobody_who_was_paged_in_their_place_comes(answer: str) -> None:
    world = sleeping(Severity.P2)
    flaps(world, "11:20", "11:40")
    assert world.pages == ["11:40 bruno"]
    step = world.incident.pages[-1].step
    if answer == "declines":
        world.does(CannotTake(), by="bruno")
    else:
        world.does(NotePageFailed("bruno", step, "user_deactivated"), by=SYSTEM)
    world.goes_to("11:45")
    assert "11:45 ana" in world.pages


def test_what_flaps_asks_a_silent_owner_no_more_often_than_every_quarter_of_an_hour() -> None:
    world = firing(ask_again=None)
    world.goes_to("10:38")
    for minute in range(38, 56, 4):
        flaps(world, f"10:{minute}", f"10:{minute + 2}")
    asked = [page for page in world.pages if page.endswith("ana")]
    assert asked == ["10:40 ana", "10:56 ana"]


def test_while_an_owner_is_away_for_weeks_it_is_looked_whether_somebody_else_is_awake() -> None:
    world = all_asleep(Severity.P2, timedelta(hours=1))
    away = replace(world.setup.people["ana"], away=(Away(at("10:30"), at("2026-11-25 10:00")),))
    world.setup = replace(world.setup, people={**world.setup.people, "ana": away})
    world.goes_to("23:59")
    assert [page.split()[1] for page in world.pages][:1] == ["bruno"]
