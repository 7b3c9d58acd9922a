"""The search for an owner: who is paged when, and what stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.decision import Refused, Why
from bot.domain.escalation.owner_search import gap_after
from bot.domain.notices import PagePerson, SettlePage
from bot.domain.outcomes import NotePageFailed
from bot.domain.page_reasons import PagedBecause, PageReason
from bot.domain.requests import (
    Acknowledge,
    CannotTake,
    ChangeSeverity,
    Declare,
    Escalate,
    PageTarget,
    Reopen,
    Resolve,
    TimerName,
)
from bot.domain.setup import Level, Policy, Severity, Target, TargetKind
from tests.domain.world import AWAKE, SYSTEM, World, at, declared, team


def test_nobody_answers_and_everyone_is_paged_in_their_spacing_and_then_the_room_is_told() -> None:
    world = declared("P1")
    world.goes_to("10:29")
    assert world.pages == [
        "10:00 ana", "10:05 bruno", "10:10 carla", "10:15 ana", "10:20 bruno", "10:25 carla",
    ]  # fmt: skip
    assert world.said(e.PolicyExhausted) == []
    world.goes_to("10:30")
    assert world.said(e.PolicyExhausted) == ["10:30"]
    assert world.pages[6:] == ["10:30 carla"]


def test_at_the_policys_end_the_last_level_is_asked_at_growing_intervals_up_to_hourly() -> None:
    world = declared("P1")
    world.goes_to("14:59")
    assert world.pages[6:] == [
        "10:30 carla", "10:40 carla", "11:00 carla", "11:40 carla", "12:40 carla", "13:40 carla", "14:40 carla",
    ]  # fmt: skip
    assert world.said(e.PolicyExhausted) == ["10:30"], "the room is told once"


def test_what_may_wait_is_asked_for_about_once_a_day_and_at_another_hour_each_time() -> None:
    world = declared("P4")
    world.goes_to("10:31")
    world.forget()
    world.passes(timedelta(days=4))
    assert world.pages[-4:] == ["07:40 carla", "02:40 carla", "21:40 carla", "16:40 carla"]
    assert len(world.pages) < 14


def test_of_the_pages_to_one_person_only_the_newest_waits_for_an_answer() -> None:
    world = declared("P1")
    world.goes_to("10:16")
    assert [(p.person, p.step) for p in world.incident.pages] == [("bruno", 1), ("carla", 2), ("ana", 3)]
    assert world.asked(SettlePage) == ["10:15 ana"], "the older one loses its buttons"
    world.goes_to("23:00")
    assert len(world.incident.pages) == 3, "however long nobody answers"


def test_a_policy_of_one_level_asks_every_five_minutes() -> None:
    world = declared("P1", text=AWAKE.replace("lone:", "lone:\n    repeat: 2"), service="index")
    world.goes_to("10:20")
    assert world.pages == ["10:00 diego", "10:05 diego", "10:10 diego", "10:15 diego"]
    assert world.said(e.PolicyExhausted) == ["10:15"]


@pytest.mark.parametrize(
    "minutes, gaps",
    [
        ((0, 5, 10), [5, 5, 5, 5, 5, 5]),
        ((0, 5, 20), [5, 15, 15, 5, 15, 15]),
        ((0,), [5, 5, 5]),
        ((0, 0, 10), [0, 10, 10]),
        ((0, 0), [0, 5, 0, 5]),
        ((2, 5), [3, 5, 3, 5]),
    ],
)
def test_a_round_begins_as_long_after_the_last_level_as_that_came_after_the_one_before(
    minutes: tuple[int, ...], gaps: list[int]
) -> None:
    ana = (Target(TargetKind.PERSON, "ana"),)
    policy = Policy("p", tuple(Level(timedelta(minutes=m), ana) for m in minutes), repeat=1)
    assert [gap_after(policy, done) for done in range(1, len(gaps) + 1)] == [
        timedelta(minutes=g) for g in gaps
    ]


def test_a_first_level_that_waits_is_paged_that_long_after_the_start_of_each_round() -> None:
    text = AWAKE.replace("after: 0m,  page: [person:ana]", "after: 2m,  page: [person:ana]")
    world = declared("P1", text=text)
    world.goes_to("10:24")
    assert world.pages == ["10:02 ana", "10:05 bruno", "10:10 carla", "10:17 ana", "10:20 bruno"]


def test_escalate_pages_the_next_level_now_and_the_later_ones_keep_their_spacing() -> None:
    world = declared("P1")
    world.goes_to("10:02")
    world.does(Escalate("I am on a train"), by="ana")
    world.goes_to("10:13")
    assert world.pages == ["10:00 ana", "10:02 bruno", "10:07 carla", "10:12 ana"]


def test_acknowledging_stops_every_page_and_makes_the_owner() -> None:
    world = declared("P1")
    world.goes_to("10:06")
    decision = world.does(Acknowledge(), by="bruno")
    assert decision.incident.owner == "bruno"
    assert world.asked(SettlePage) == ["10:06 ana", "10:06 bruno"]
    world.goes_to("10:09")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_whoever_was_not_paged_may_acknowledge_too() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="diego")
    assert world.incident.owner == "diego"


def test_acknowledging_twice_changes_nothing_and_a_second_person_is_told_who_has_it() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    assert world.does(Acknowledge(), by="ana").records == ()
    outcome = world.ask(Acknowledge(), by="bruno")
    assert isinstance(outcome, Refused)
    assert (outcome.why, outcome.about) == (Why.ALREADY_ACKNOWLEDGED, "ana")


def test_a_helper_who_acknowledges_comes_along_and_the_owner_stays() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    assert world.pages == ["10:00 ana", "10:00 bruno"]
    world.does(Acknowledge(), by="bruno")
    assert world.incident.owner == "ana"
    assert world.incident.pages == ()
    assert "bruno" in world.incident.members


def answered_at_source(world: World) -> None:
    """Monitoring says that somebody took it there."""
    taken = Alert("a", "Checkout 5xx", AlertStatus.ACKNOWLEDGED, world.now)
    world.hears(Arrival(EpisodeKey("prometheus", "checkout", "g"), (taken,)))


def test_acknowledged_at_source_stops_paging_and_sets_no_owner_and_a_person_may_still_take_it() -> None:
    world = declared("P1")
    answered_at_source(world)
    world.goes_to("12:00")
    assert world.pages == ["10:00 ana"]
    assert world.incident.owner is None
    answered_at_source(world)
    assert len(world.said(e.AcknowledgedAtSource)) == 1
    world.does(Acknowledge(), by="carla")
    assert world.incident.owner == "carla"


def test_i_cant_ends_my_page_and_pages_the_next_level_now() -> None:
    world = declared("P1")
    world.goes_to("10:01")
    world.does(CannotTake("in hospital"), by="ana")
    assert world.pages == ["10:00 ana", "10:01 bruno"]
    assert [p.person for p in world.incident.pages] == ["bruno"]
    assert world.is_refused(CannotTake(), by="ana") is Why.NOT_PAGED
    assert world.is_refused(CannotTake(), by="diego") is Why.NOT_PAGED


def test_whoever_cant_is_not_asked_again_in_the_same_breath() -> None:
    world = declared("P1", service="index")
    world.goes_to("10:01")
    world.does(CannotTake(), by="diego")
    assert world.pages == ["10:00 diego"], "there is nobody else: the search keeps its own time"
    world.goes_to("10:05")
    assert world.pages == ["10:00 diego", "10:05 diego"]


def test_a_helper_who_cant_passes_it_on_and_the_last_one_may_say_so_too() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    world.does(CannotTake(), by="bruno")
    world.does(CannotTake(), by="carla")
    assert world.pages == ["10:00 ana", "10:00 bruno", "10:00 carla", "10:00 bruno"]
    world = declared("P1", text=AWAKE.replace("page: [person:carla]", "page: [person:ana]"))
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    world.does(CannotTake(), by="bruno")
    assert world.incident.pages == ()


def test_the_owner_cant_say_i_cant() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    assert world.is_refused(CannotTake(), by="ana") is Why.NOT_PAGED


def test_a_page_that_could_not_be_delivered_brings_the_next_level_at_once() -> None:
    world = declared("P1")
    world.goes_to("10:01")
    world.does(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM)
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:01 bruno", "10:06 carla"]
    assert world.is_refused(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM) is Why.STALE


def test_a_page_that_fails_while_another_is_out_is_noted_and_no_more() -> None:
    world = declared("P1")
    world.goes_to("10:05")
    world.does(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM)
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_when_nobody_can_be_reached_the_search_comes_to_its_end_and_says_so() -> None:
    world = declared("P1", text=AWAKE.replace("repeat: 1", "repeat: 2"))
    for step in range(50):
        if world.incident.escalation and world.incident.escalation.exhausted:
            break
        world.ask(NotePageFailed("", step, "account_inactive"), by=SYSTEM)
    assert world.said(e.PolicyExhausted) == ["10:00"]
    in_the_first_round = ["10:00 ana", "10:00 bruno", "10:00 carla"]
    assert world.pages == in_the_first_round, "nobody is tried three times in one second"
    world.goes_to("10:04")
    assert world.said(e.PolicyExhausted) == ["10:00"]
    world.goes_to("10:06")
    assert world.pages == [*in_the_first_round, "10:05 carla"]


def test_asleep_for_eight_hours_the_bot_takes_one_step_and_the_next_counts_from_now() -> None:
    world = declared("P1")
    assert world.sleeps(8) == 1
    assert world.pages == ["10:00 ana", "18:00 bruno"]
    world.goes_to("18:11")
    assert world.pages[2:] == ["18:05 carla", "18:10 ana"]


def test_a_step_that_is_a_few_seconds_late_does_not_move_the_others() -> None:
    world = declared("P1")
    world.sleeps(5 / 60 + 20 / 3600)
    search = world.incident.escalation
    assert search is not None
    assert search.next_at == at("10:10")


def test_a_clock_that_is_set_back_only_waits() -> None:
    world = declared("P1")
    world.now -= timedelta(hours=2)
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_raising_the_severity_does_not_disturb_the_search() -> None:
    world = declared("P3")
    world.goes_to("10:02")
    world.does(ChangeSeverity(Severity.P1), by="ana")
    world.goes_to("10:05")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


# --- whom a policy's targets mean ------------------------------------------


@pytest.mark.parametrize(
    "page, people",
    [
        ("person:ana", ["ana"]),
        ("hub:UTC", ["ana", "bruno", "carla", "diego"]),
        ("team:helpers", ["carla", "diego"]),
        ("channel:ops", ["#ops"]),
        ("person:ana, person:ana, team:payments", ["ana", "bruno", "carla"]),
        ("channel:ops, person:diego", ["#ops", "diego"]),
    ],
)
def test_every_kind_of_target_is_paged_once_each(page: str, people: list[str]) -> None:
    text = AWAKE.replace("after: 0m,  page: [person:ana]", f"after: 0m,  page: [{page}]")
    assert declared("P1", text=text).pages == [f"10:00 {person}" for person in people]


ROTA = """
schedules:
  days:
    layers: [{name: days, zone: UTC, hours: "08:00-18:00", rotation: {people: [ana, bruno], every: 1w, starts: 2026-11-02}}]
  seconds: {second_of: days}
"""


@pytest.mark.parametrize(
    "page, clock, people",
    [
        ("schedule:days", "2026-11-04 10:00", ["10:00 ana"]),
        ("schedule:days", "2026-11-11 10:00", ["10:00 bruno"]),
        ("schedule:seconds", "2026-11-04 10:00", ["10:00 bruno"]),
        ("schedule:days", "2026-11-04 18:00", ["18:00 bruno"]),  # nobody is on call: the next level, at once
    ],
)
def test_a_schedule_means_whoever_is_on_call_at_that_moment(page: str, clock: str, people: list[str]) -> None:
    text = ROTA + AWAKE.replace("after: 0m,  page: [person:ana]", f"after: 0m,  page: [{page}]")
    assert declared("P1", text=text, clock=clock).pages == people


def test_a_gap_in_a_schedule_is_on_the_record_with_its_reason() -> None:
    text = ROTA + AWAKE.replace("after: 0m,  page: [person:ana]", "after: 0m,  page: [schedule:days]")
    world = declared("P1", text=text, clock="2026-11-04 18:00")
    assert world.last(e.Held) == e.Held("schedule:days", 0, e.HeldBecause.NOBODY_ON_CALL)


def test_a_policy_whose_every_schedule_is_empty_comes_to_its_end_and_goes_on_trying() -> None:
    text = ROTA + AWAKE.replace(
        "levels: [{after: 0m, page: [person:diego]}]", "levels: [{after: 0m, page: [schedule:days]}]"
    )
    world = declared("P1", text=text, clock="2026-11-04 18:00", service="index")
    world.goes_to("18:06")
    assert world.pages == []
    assert world.said(e.PolicyExhausted) == ["18:05"]
    world.passes(timedelta(hours=14, minutes=30))
    assert world.pages[0].startswith("08:"), "in the morning somebody is on call again"


def test_at_the_policys_end_a_last_level_without_anybody_means_the_level_before_it() -> None:
    text = ROTA + AWAKE.replace("page: [person:carla]", "page: [schedule:days]")
    world = declared("P1", text=text, clock="2026-11-04 18:00")
    world.goes_to("18:40")
    assert world.said(e.PolicyExhausted)
    after_the_end = [page for page in world.pages if page >= world.said(e.PolicyExhausted)[0]]
    assert after_the_end[0].endswith("bruno")


def test_somebody_without_an_address_is_passed_over_on_the_record() -> None:
    world = declared("P1", text=AWAKE.replace("{slack: U0ANA, zone", "{zone"))
    assert world.pages == ["10:00 bruno"]
    assert world.last(e.Held) == e.Held("ana", 0, e.HeldBecause.NO_ADDRESS)


def test_a_page_that_fails_before_the_first_level_is_due_ends_no_policy() -> None:
    text = AWAKE.replace("after: 0m,  page: [person:ana]", "after: 2m,  page: [person:ana]")
    world = declared("P1", text=text)
    assert world.pages == []
    world.does(PageTarget("index", "the index too?"), by="zoe")
    step = world.incident.pages[0].step
    world.does(NotePageFailed("diego", step, "user_not_found"), by=SYSTEM)
    assert world.said(e.PolicyExhausted) == []
    assert world.pages[-1].endswith("ana"), "the first level, at once"


def test_what_edits_a_page_goes_in_its_lane_whatever_the_severity_is_by_then() -> None:
    world = declared("P1")
    world.does(ChangeSeverity(Severity.P3), by="zoe")
    world.does(Acknowledge(), by="ana")
    lanes = {x.lane for _, x in world.told if isinstance(x.what, PagePerson | SettlePage)}
    assert lanes == {"person/ana/P1"}, "in another it could come before the page"


# --- asking for people by name of a team -----------------------------------


def test_whoever_declares_without_a_service_owns_it_and_pages_nobody() -> None:
    world = World(team())
    world.does(Declare("Odd smell in the data centre", Severity.P2), by="ana")
    world.goes_to("10:14")
    assert (world.incident.owner, world.pages) == ("ana", [])
    assert world.incident.acknowledged_at is None


def test_paging_a_team_on_ones_own_incident_looks_for_an_owner_without_paging_oneself() -> None:
    world = World(team())
    world.does(Declare("Odd smell", Severity.P2), by="ana")
    world.does(PageTarget("payments", "please look"), by="ana")
    assert world.pages == ["10:00 bruno"]
    assert world.last(e.Escalated) == e.Escalated(e.EscalatedBecause.ASKED, "payments: please look")
    world.does(Acknowledge(), by="bruno")
    assert world.incident.owner == "bruno"


def test_paging_another_team_adds_a_page_beside_the_search() -> None:
    world = declared("P1")
    world.goes_to("10:01")
    world.does(PageTarget("index", "the index too?"), by="ana")
    world.goes_to("10:05")
    assert world.pages == ["10:00 ana", "10:01 diego", "10:05 bruno"]
    assert world.incident.pages[1].why == PageReason(
        PagedBecause.ASKED_FOR, "index", asker="ana", text="the index too?"
    )


def test_a_team_without_a_policy_is_paged_as_a_whole() -> None:
    world = declared("P1")
    world.does(PageTarget("helpers"), by="ana")
    assert world.pages == ["10:00 ana", "10:00 carla", "10:00 diego"]


@pytest.mark.parametrize("target, why", [("nobody", Why.UNKNOWN_TARGET), ("index", Why.NOBODY_TO_PAGE)])
def test_paging_what_is_not_there_is_refused(target: str, why: Why) -> None:
    assert declared("P1").is_refused(PageTarget(target), by="diego") is why


def test_declaring_with_a_team_to_page_pages_it() -> None:
    world = World(team())
    world.does(Declare("Search is slow", page="search"), by="ana")
    assert world.pages == ["10:00 diego"]
    assert world.incident.owner is None


def test_with_no_policy_there_is_nobody_to_escalate_to() -> None:
    world = World(team())
    world.does(Declare("Odd smell"), by="ana")
    assert world.is_refused(Escalate(), by="ana") is Why.NOBODY_TO_PAGE


# --- the way back ------------------------------------------------------------


def test_reopened_by_its_owner_it_is_theirs_again_and_nobody_is_paged() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.goes_to("10:08")
    world.does(Resolve(), by="ana")
    world.wait(30)
    world.does(Reopen("it came back"), by="ana")
    world.wait(4)
    assert world.pages == ["10:00 ana"]
    assert world.incident.owner == "ana"
    assert TimerName.UPDATE in world.timers
    assert TimerName.SHIFT_END in world.timers


def test_reopened_by_somebody_else_the_search_begins_anew_for_the_owner_may_sleep() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Resolve(), by="ana")
    world.wait(60)
    world.does(Reopen(), by="bruno")
    world.wait(5)
    assert world.pages == ["10:00 ana", "11:00 ana", "11:05 bruno"]
    assert world.incident.owner == "ana", "until somebody answers"
    world.does(Acknowledge(), by="bruno")
    assert world.incident.owner == "bruno"


def test_reopened_after_an_acknowledgement_at_source_somebody_is_looked_for() -> None:
    world = declared("P1")
    answered_at_source(world)
    world.does(Resolve(), by="ana")
    world.does(Reopen(), by="ana")
    world.goes_to("10:05")
    assert world.pages == ["10:00 ana", "10:00 ana", "10:05 bruno"]


@pytest.mark.parametrize("request_", [Acknowledge(), Escalate(), CannotTake(), PageTarget("search")])
def test_what_is_over_pages_nobody(request_: Acknowledge | Escalate | CannotTake | PageTarget) -> None:
    world = declared("P1")
    world.does(Resolve(), by="ana")
    assert world.is_refused(request_, by="ana") is Why.ENDED
    world.wait(600)
    assert world.pages == ["10:00 ana"]
