"""States in which nobody would be paged any more, though nobody answered: each of them goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.case import Context
from bot.domain.decide import decide
from bot.domain.decision import Decision, Why
from bot.domain.notices import NotifyBy
from bot.domain.outcomes import NoteNotificationFailed, NotePageDelayed, NotePageFailed
from bot.domain.page_reasons import LastResort, PageReason
from bot.domain.requests import (
    Acknowledge,
    CannotTake,
    ChangeSeverity,
    Declare,
    Escalate,
    Merge,
    Reopen,
    Resolve,
    TimerName,
)
from bot.domain.setup import Away, LocalHours, Method, NotificationStep, Setup, Severity
from tests.domain.world import AWAKE, SYSTEM, World, at, declared, team, with_phones

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
    world.goes_to("10:29")
    world.forget()
    world.goes_to("10:30")
    fails(world, "war-room", "channel_not_found")
    assert world.pages == ["10:30 #war-room", "10:30 bruno"]
    fails(world, "bruno")
    assert world.pages[2:] == ["10:30 ana"]


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


# --- no way left, though nobody said so -------------------------------------------


def test_a_helper_who_cannot_be_reached_is_not_the_only_one_who_is_called() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    world.does(NotePageFailed("bruno", 1, "user_deactivated"), by=SYSTEM)
    assert world.pages[-2:] == ["10:00 bruno", "10:00 carla"]
    world.does(NotePageFailed("carla", 2, "user_deactivated"), by=SYSTEM)
    world.goes_to("10:10")
    assert world.pages[-1] == "10:00 carla", "each once"


WITH_A_COLLEAGUE = AWAKE.replace("page: [person:ana]}", "page: [person:ana, person:diego]}", 1)
WITH_A_CHANNEL = AWAKE.replace("page: [person:ana]}", "page: [person:ana, 'channel:ops']}", 1)


@pytest.mark.parametrize(
    "text", [AWAKE, WITH_A_COLLEAGUE, WITH_A_CHANNEL], ids=["alone", "colleague", "channel"]
)
def test_with_slack_gone_and_her_sms_refused_the_next_level_comes_within_the_minute(text: str) -> None:
    setup = with_phones(team(text), ana=frozenset({Method.SMS}), bruno=frozenset({Method.SMS}))
    world = World(setup, at("10:00"))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    world.passes(timedelta(seconds=15))
    for page in world.incident.pages:
        if page.channel is None:
            world.ask(NotePageDelayed(page.person, page.step, "http_503"), by=SYSTEM)
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "twilio_30003"), by=SYSTEM)
    assert world.pages[-1] == "10:00 bruno"


def test_a_level_without_a_telephone_leads_at_once_to_one_that_has_it_when_slack_is_gone() -> None:
    world = World(with_phones(team(), carla=frozenset({Method.SMS})), at("10:00"))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    for page in (0, 1):
        world.does(NotePageDelayed(("ana", "bruno")[page], page, "http_503"), by=SYSTEM)
    assert world.pages == ["10:00 ana", "10:00 bruno", "10:00 carla"]


def test_where_nobody_has_a_telephone_slack_is_waited_for() -> None:
    world = World(with_phones(team()), at("10:00"))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    assert world.is_refused(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM) is Why.STALE


def test_an_sms_that_was_refused_before_slack_was_given_up_counts_too() -> None:
    world = World(with_phones(team(), ana=frozenset({Method.SMS})), at("10:00"))
    world.setup = steps(world.setup, "ana", NotificationStep(Method.SMS, timedelta()))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "twilio_30003"), by=SYSTEM)
    world.does(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM)
    assert world.pages == ["10:00 ana", "10:00 bruno"]


# --- past the policy's end ----------------------------------------------------------


def test_impatience_puts_no_page_off() -> None:
    world = declared("P1")
    for _ in range(10):
        world.passes(timedelta(seconds=5))
        world.does(Escalate(), by="zoe")
    due_at = world.timers[TimerName.ESCALATION].due_at
    assert due_at - world.now <= timedelta(minutes=10)


def test_whoever_escalates_is_not_paged_while_anybody_else_can_be() -> None:
    world = declared("P1")
    world.does(CannotTake(), by="ana")
    world.does(Escalate(), by="carla")
    assert "carla" not in " ".join(world.pages)


def test_one_of_a_level_who_is_away_does_not_silence_the_others() -> None:
    text = AWAKE.replace("page: [person:carla]", "page: [team:payments]")
    world = World(team(text), at("10:00"))
    away = replace(world.setup.people["carla"], away=(Away(at("09:00"), at("2026-12-24 09:00")),))
    world.setup = replace(world.setup, people={**world.setup.people, "carla": away})
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    world.goes_to("10:31")
    world.forget()
    world.goes_to("12:30")
    assert {page.split()[1] for page in world.pages} == {"ana", "bruno"}


def test_whoever_slept_when_it_began_is_asked_when_they_are_awake() -> None:
    world = World(team(), at("10:00"))
    sleeper = replace(world.setup.people["ana"], quiet=LocalHours(9 * 60, 12 * 60))
    world.setup = replace(world.setup, people={**world.setup.people, "ana": sleeper})
    world.does(Declare("Nobody can pay", Severity.P2, "checkout"), by="zoe")
    world.goes_to("11:59")
    assert "ana" not in " ".join(world.pages)
    world.goes_to("13:00")
    assert "ana" in " ".join(world.pages)
    asked = len([page for page in world.pages if "ana" in page])
    world.goes_to("20:00")
    assert len([page for page in world.pages if "ana" in page]) == asked == 1


HANDOVER = """
people:
  ana:   {slack: U0ANA, zone: UTC, quiet: "off"}
  bruno: {slack: U0BRU, zone: UTC, quiet: "off"}
schedules:
  primary:
    layers: [{name: all, zone: UTC, hours: "10:05-10:05", rotation: {people: [ana, bruno], every: 1d, starts: "2026-11-03 10:05"}}]
  backup: {second_of: primary}
policies:
  standard:
    levels: [{after: 0m, page: [schedule:primary]}, {after: 5m, page: [schedule:backup]}]
teams:
  payments: {members: [ana, bruno], policy: standard}
services:
  checkout: {team: payments}
"""


def test_a_handover_between_two_levels_pages_both_in_the_end() -> None:
    world = World(team(HANDOVER), at("10:00"))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    world.goes_to("10:30")
    assert {page.split()[1] for page in world.pages} == {"ana", "bruno"}


def test_what_may_wait_wakes_nobody_past_the_policys_end() -> None:
    world = World(team(), at("10:00"))
    people = {n: replace(p, quiet=LocalHours(11 * 60, 18 * 60)) for n, p in world.setup.people.items()}
    world.setup = replace(world.setup, people=people)
    world.does(Declare("Disk 80%", Severity.P4, "checkout"), by="zoe")
    world.goes_to("11:00")
    world.forget()
    world.goes_to("17:59")
    assert world.pages == []
    world.goes_to("19:00")
    assert len(world.pages) == 1


# --- whoever had it before it was reopened ---------------------------------------------


def test_whoever_had_it_before_it_was_reopened_can_say_that_they_cannot() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Resolve("done"), by="ana")
    world.forget()
    world.does(Reopen(), by="zoe")
    world.does(CannotTake(), by="ana")
    assert [page.split()[1] for page in world.pages] == ["ana", "bruno"]


def test_merged_into_something_small_it_is_as_urgent_as_it_was() -> None:
    small = World(team(), at("10:00"))
    small.does(Declare("Slow page", Severity.P4), by="zoe")
    target = replace(small.incident, id="INC-2026-0002")
    big = declared("P1")
    decision = big.does(Merge("INC-2026-0002"), by="zoe", other=target)
    (follow_up,) = decision.then
    outcome = decide(follow_up, target, Context(team(), at("10:00")))
    assert isinstance(outcome, Decision)
    assert outcome.incident.severity is Severity.P1
    assert TimerName.ESCALATION in {timer.name for timer in outcome.timers}
    assert [page.person for page in outcome.incident.pages] == ["ana"]


def steps(setup: Setup, name: str, *notify: NotificationStep) -> Setup:
    people = {**setup.people, name: replace(setup.people[name], notify=notify)}
    return replace(setup, people=people)


# --- a channel wakes nobody -----------------------------------------------------------

ENDS_WITH_A_CHANNEL = AWAKE.replace("page: [person:carla]", "page: [person:carla, 'channel:ops']")


def asleep(world: World, *names: str) -> World:
    """From 9:00 to 20:00."""
    people = {n: replace(world.setup.people[n], quiet=LocalHours(9 * 60, 20 * 60)) for n in names}
    world.setup = replace(world.setup, people={**world.setup.people, **people})
    return world


def test_past_the_end_a_channel_does_not_stand_in_for_the_sleeper_beside_it() -> None:
    world = asleep(World(team(ENDS_WITH_A_CHANNEL), at("10:00")), "carla")
    world.does(Declare("Nobody can pay", Severity.P2, "checkout"), by="zoe")
    world.goes_to("10:31")
    world.forget()
    world.goes_to("12:30")
    assert "bruno" in " ".join(world.pages), "awake, on the level before"
    everybody = asleep(World(team(ENDS_WITH_A_CHANNEL), at("10:00")), "ana", "bruno", "carla", "diego")
    everybody.does(Declare("Nobody can pay", Severity.P2, "checkout"), by="zoe")
    everybody.goes_to("10:31")
    everybody.forget()
    everybody.goes_to("12:30")
    assert "carla" in " ".join(everybody.pages)


def test_with_slack_gone_a_channel_beside_those_without_a_telephone_is_no_answer() -> None:
    world = World(with_phones(team(WITH_A_CHANNEL), bruno=frozenset({Method.SMS})), at("10:00"))
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    step = next(page.step for page in world.incident.pages if page.person == "ana")
    world.does(NotePageDelayed("ana", step, "http_503"), by=SYSTEM)
    assert world.pages[-1] == "10:00 bruno"


def test_a_helper_beside_whom_a_channel_fails_is_enough() -> None:
    world = World(
        team(AWAKE.replace("page: [person:bruno]", "page: [person:bruno, 'channel:ops']", 1)), at("10:00")
    )
    world.does(Declare("Disk 80%", Severity.P3, "checkout"), by="zoe")
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    step = next(page.step for page in world.incident.pages if page.channel)
    world.does(NotePageFailed("ops", step, "channel_not_found"), by=SYSTEM)
    assert "carla" not in " ".join(world.pages)


def test_somebody_who_escalates_what_may_wait_wakes_somebody() -> None:
    world = World(team(), at("10:00"))
    world.does(Declare("Disk 80%", Severity.P4, "checkout"), by="zoe")
    world.goes_to("11:00")
    asleep(world, "ana", "bruno", "carla", "diego")
    world.goes_to("12:30")
    world.forget()
    world.does(Escalate(), by="zoe")
    assert len(world.pages) == 1


def test_past_the_end_somebody_who_is_away_reads_that_nobody_else_is_left() -> None:
    world = World(team(ONE_LEFT), at("10:00"))
    away = replace(world.setup.people["olga"], away=(Away(at("09:00"), at("2026-11-20 09:00")),))
    world.setup = replace(world.setup, people={"olga": away})
    world.does(Declare("Nobody can pay", Severity.P1, "checkout"), by="zoe")
    world.goes_to("10:30")
    reasons = [record.event.why for record in world.records if isinstance(record.event, e.Paged)]
    assert len(reasons) > 2
    assert {why.last_resort for why in reasons if isinstance(why, PageReason)} == {
        LastResort.OTHERS_UNREACHABLE
    }
