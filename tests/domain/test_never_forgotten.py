"""States in which nobody would be paged any more, though nobody answered: each of them goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.notices import NotifyBy
from bot.domain.outcomes import NoteNotificationFailed, NotePageDelayed, NotePageFailed
from bot.domain.requests import ChangeSeverity
from bot.domain.setup import Method, NotificationStep, Setup, Severity
from tests.domain.world import AWAKE, SYSTEM, World, declared, team, with_phones

OTHERS = AWAKE.replace("[person:ana]", "[person:diego]")
ONE_LEFT = """
people:
  olga: {slack: U0OLG, zone: UTC, quiet: "off"}
policies:
  standard:
    levels: [{after: 0m, page: [person:olga]}]
teams:
  payments: {members: [olga], policy: standard}
services:
  checkout: {team: payments}
"""


def test_worse_than_it_was_thought_is_not_asked_for_only_once_a_day() -> None:
    world = declared("P4")
    world.passes(timedelta(days=3))
    world.forget()
    world.does(ChangeSeverity(Severity.P1))
    world.wait(10)
    assert world.pages == ["10:00 ana", "10:05 bruno", "10:10 carla"]


@pytest.mark.parametrize("minutes, severity", [(6, "P1"), (60, "P4")], ids=["amid a round", "better"])
def test_another_severity_alone_wakes_nobody_twice(minutes: int, severity: str) -> None:
    world = declared("P2")
    world.wait(minutes)
    world.forget()
    world.does(ChangeSeverity(Severity(severity)))
    assert world.pages == []


@pytest.mark.parametrize("minutes", [2, 24 * 60], ids=["amid a round", "at the policy's end"])
def test_when_those_whom_the_policy_names_left_the_file_its_present_policy_is_followed(minutes: int) -> None:
    world = declared("P1")
    world.wait(minutes)
    world.forget()
    world.setup = team(ONE_LEFT)
    world.wait(61)
    assert [page.split()[1] for page in world.pages[:2]] == ["olga", "olga"]
    assert len(world.said(e.EscalationBegan)) == 2


def test_a_file_that_itself_names_somebody_unknown_is_followed_once() -> None:
    setup = team()
    world = declared("P1", replace(setup, people={n: p for n, p in setup.people.items() if n != "bruno"}))
    world.wait(16)
    assert world.pages == ["10:00 ana", "10:05 carla", "10:10 ana", "10:15 carla"]
    assert len(world.said(e.EscalationBegan)) == 1


def test_while_the_file_has_all_that_it_names_the_policy_stays_as_it_stood_when_the_search_began() -> None:
    world = declared("P1")
    world.setup = team(OTHERS)
    world.wait(16)
    assert world.pages == ["10:00 ana", "10:05 bruno", "10:10 carla", "10:15 ana"]


def test_a_last_level_that_cannot_be_reached_does_not_end_the_asking() -> None:
    world = declared("P1")
    world.goes_to("10:30")
    world.forget()
    for person in ("carla", "bruno", "ana"):
        fails(world, person)
    assert world.pages == ["10:30 bruno", "10:30 ana"], "each once: nobody is asked without end"
    world.goes_to("10:40")
    assert world.pages[2:] == ["10:40 carla"], "the next time the last level has its turn again"
    fails(world, "carla")
    assert world.pages[3:] == ["10:40 bruno"]


def test_nobody_else_is_asked_while_one_of_the_last_level_may_answer() -> None:
    both = AWAKE.replace("page: [person:carla]", "page: [person:carla, person:diego]")
    world = declared("P1", both)
    world.goes_to("10:30")
    world.forget()
    fails(world, "carla")
    assert world.pages == []
    fails(world, "diego")
    assert world.pages == ["10:30 bruno"]


def test_a_channel_that_is_gone_does_not_end_the_asking() -> None:
    world = declared("P1", AWAKE.replace("[person:carla]", '["channel:war-room"]'))
    world.goes_to("10:30")
    world.forget()
    fails(world, "war-room", "channel_not_found")
    assert world.pages == ["10:30 bruno"]


def test_at_the_policys_end_a_telephone_that_fails_while_slack_hangs_leads_to_somebody_else() -> None:
    world = declared("P1", with_phones(team(), carla=frozenset({Method.SMS})))
    world.goes_to("10:31")
    world.forget()
    page = next(p for p in world.incident.pages if p.person == "carla")
    world.does(NotePageDelayed("carla", page.step, "timeout"), SYSTEM)
    world.does(NoteNotificationFailed("carla", page.step, Method.SMS, "providers_down"), SYSTEM)
    assert world.pages == ["10:31 bruno"]
    assert any(p.person == "carla" for p in world.incident.pages), "Slack may take it yet"


def test_a_call_that_is_due_later_than_the_next_page_comes_all_the_same() -> None:
    world = declared("P1", slow_to_call(), service="index")
    world.goes_to("10:26")
    assert world.pages == ["10:00 diego", "10:05 diego", "10:15 diego"]
    rung = [f"{w:%H:%M} {x.what.method.value}" for w, x in world.told if isinstance(x.what, NotifyBy)]
    assert rung == ["10:05 sms", "10:10 voice", "10:20 sms", "10:25 voice"]


def slow_to_call() -> Setup:
    """Diego, alone in his policy, has an SMS after five minutes and a call after ten; he is asked every five."""
    setup = with_phones(team(), diego=frozenset({Method.SMS, Method.VOICE}))
    after = {Method.SLACK: 0, Method.SMS: 5, Method.VOICE: 10}
    steps = tuple(NotificationStep(method, timedelta(minutes=wait)) for method, wait in after.items())
    diego = replace(setup.people["diego"], notify=steps)
    return replace(setup, people={**setup.people, "diego": diego})


def fails(world: World, name: str, reason: str = "user_deactivated") -> None:
    """Slack will never take the newest page to them."""
    page = next(p for p in world.incident.pages if p.person == name)
    world.does(NotePageFailed(name, page.step, reason), SYSTEM)
