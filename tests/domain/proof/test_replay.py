"""Past incidents under changed rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.proof.replay import Unpaged, replay
from bot.domain.proof.walk import Page
from bot.domain.requests import Acknowledge, Declare
from bot.domain.setup import Severity
from tests.domain.world import AWAKE, World, at, declared, team

MINUTE = timedelta(minutes=1)


def test_under_the_same_rules_the_same_people_are_paged() -> None:
    world = declared("P1")
    world.goes_to("10:07")
    world.does(Acknowledge(), by="bruno")
    found = replay(world.setup, world.records)
    assert found is not None
    assert found.then == found.now == (Page("ana", 0 * MINUTE), Page("bruno", 5 * MINUTE))
    assert (found.by, found.answered_after) == ("bruno", 7 * MINUTE)


def test_under_changed_rules_others_are_paged_in_the_time_that_it_took() -> None:
    world = declared("P1")
    world.goes_to("10:07")
    world.does(Acknowledge(), by="bruno")
    changed = team(AWAKE.replace("after: 0m,  page: [person:ana]", "after: 0m,  page: [person:diego]"))
    found = replay(changed, world.records)
    assert found is not None
    assert found.now == (Page("diego", 0 * MINUTE), Page("bruno", 5 * MINUTE))


def test_who_was_woken_is_told_for_both() -> None:
    world = declared("P1", clock="03:00")
    world.does(Acknowledge(), by="ana")
    by_day = AWAKE.replace("ana:   {slack: U0ANA, zone: UTC", "ana:   {slack: U0ANA, zone: Asia/Manila")
    found = replay(team(by_day), world.records)
    assert found is not None
    assert found.woken_now == ()
    found = replay(world.setup, world.records)
    assert found is not None
    assert (found.woken_then, found.woken_now) == (("ana",), ("ana",))


def test_an_incident_that_nobody_took_is_replayed_to_its_last_page() -> None:
    world = declared("P1")
    world.goes_to("12:00")
    found = replay(world.setup, world.records)
    assert found is not None
    assert found.by is None
    assert found.now == found.then


def test_rules_without_a_policy_for_the_service_page_nobody() -> None:
    found = replay(team("people: {ana: {zone: UTC}}"), declared("P1").records)
    assert found is not None
    assert found.now is Unpaged.NO_POLICY
    assert replay(team(), declared("P1").records[1:]) is None


def paged(target: str) -> World:
    """`/incident page TARGET`, answered after seven minutes."""
    world = World(team(), at("10:00"))
    world.does(Declare(title="Cards are declined", severity=Severity.P1, page=target), by="zoe")
    world.goes_to("10:07")
    world.does(Acknowledge(), by="bruno")
    return world


@pytest.mark.parametrize("target,first", [("payments", "ana"), ("checkout", "ana"), ("helpers", "carla")])
def test_an_incident_that_paged_a_team_is_replayed_with_what_paged_then(target: str, first: str) -> None:
    world = paged(target)
    found = replay(world.setup, world.records)
    assert found is not None
    assert isinstance(found.now, tuple)
    assert found.now == found.then
    assert found.now[0].person == first


def test_the_policy_that_paged_a_team_is_that_of_the_present_rules() -> None:
    changed = team(AWAKE.replace("after: 0m,  page: [person:ana]", "after: 0m,  page: [person:diego]"))
    found = replay(changed, paged("payments").records)
    assert found is not None
    assert found.now == (Page("diego", 0 * MINUTE), Page("bruno", 5 * MINUTE))


def test_a_team_whose_policy_is_gone_is_not_replayed() -> None:
    for target in ("payments", "helpers"):
        found = replay(team("people: {ana: {zone: UTC}}"), paged(target).records)
        assert found is not None
        assert found.now is Unpaged.UNKNOWN


def test_for_an_incident_that_its_owner_declared_nobody_is_missing() -> None:
    world = World(team(), at("10:00"))
    world.does(Declare(title="Cards are declined", severity=Severity.P1), by="ana")
    found = replay(world.setup, world.records)
    assert found is not None
    assert (found.then, found.now) == ((), Unpaged.ITS_OWNER_DECLARED_IT)
