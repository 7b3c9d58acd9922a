"""A page goes on beyond Slack, by its person's own steps, until somebody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain import notices as n
from bot.domain.decision import Why
from bot.domain.faults import Fault
from bot.domain.outcomes import NoteNotificationFailed, NotePageDelayed, NotePageFailed
from bot.domain.requests import Acknowledge, CannotTake, ChangeSeverity, Declare, Escalate, TimerName
from bot.domain.setup import LocalHours, Method, Severity
from bot.render.card import card, mirror
from tests.domain.world import SYSTEM, World, at, team, with_phones

ALL = frozenset({Method.SMS, Method.VOICE})


def declared(clock: str = "10:00", **methods: frozenset[Method]) -> World:
    world = World(with_phones(team(), **methods), at(clock))
    world.does(Declare(title="Checkout is down", severity=Severity.P1, service="checkout"), "zoe")
    return world


def ways(world: World) -> list[str]:
    """`10:01 sms ana` for each page that went out by another method."""
    found = [(when, notice.what) for when, notice in world.told]
    return [f"{t:%H:%M} {w.method.value} {w.person}" for t, w in found if isinstance(w, n.NotifyBy)]


def test_an_unanswered_page_goes_on_by_each_step_in_its_time() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:04")
    assert world.pages == ["10:00 ana"]
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana"]


def test_acknowledging_stops_the_steps() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(Acknowledge(via=Method.SMS), by="ana")
    world.goes_to("10:30")
    assert ways(world) == ["10:01 sms ana"]
    assert TimerName.NOTIFY not in world.timers
    acknowledged = world.last(e.Acknowledged)
    assert isinstance(acknowledged, e.Acknowledged)
    assert acknowledged.via is Method.SMS


def test_whoever_escalates_is_rung_no_more_and_may_still_take_it() -> None:
    world = declared(ana=ALL, bruno=ALL)
    world.does(Escalate(), by="ana")
    world.goes_to("10:04")
    assert ways(world) == ["10:01 sms bruno", "10:02 voice bruno"]
    world.does(Acknowledge(), by="ana")
    assert world.incident.owner == "ana"


def test_whoever_escalates_after_a_step_is_spared_the_later_ones() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(Escalate(via=Method.SMS), by="ana")
    world.goes_to("10:04")
    assert ways(world) == ["10:01 sms ana"]
    assert TimerName.NOTIFY not in world.timers


def test_whoever_escalated_is_not_rung_because_it_turns_out_worse() -> None:
    world = declared(ana=ALL)
    world.does(ChangeSeverity(Severity.P2), by="zoe")
    world.does(Escalate(), by="ana")
    world.does(ChangeSeverity(Severity.P1), by="zoe")
    world.goes_to("10:04")
    assert ways(world) == []


def test_whoever_escalated_is_rung_by_each_step_when_a_later_round_pages_them_anew() -> None:
    world = declared(ana=ALL)
    world.does(Escalate(), by="ana")
    world.goes_to("10:13")
    assert world.pages == ["10:00 ana", "10:00 bruno", "10:05 carla", "10:10 ana"]
    assert ways(world) == ["10:11 sms ana", "10:12 voice ana"]


def test_whoever_escalates_what_pages_somebody_else_stops_none_of_their_steps() -> None:
    world = declared(ana=ALL)
    world.does(Escalate(), by="zoe")
    world.goes_to("10:04")
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana"]


def test_whoever_can_not_take_it_is_rung_no_more() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(CannotTake(), by="ana")
    world.goes_to("10:05")
    assert ways(world) == ["10:01 sms ana"]


def test_a_helper_who_escalates_is_rung_no_more() -> None:
    world = declared(bruno=ALL)
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    assert world.pages[-1] == "10:00 bruno"
    world.does(Escalate(), by="bruno")
    assert world.pages[-1] == "10:00 carla"
    world.goes_to("10:10")
    assert ways(world) == []


def test_a_step_counts_only_for_whoever_has_such_an_address() -> None:
    world = declared(ana=frozenset({Method.VOICE}))
    world.goes_to("10:04")
    assert ways(world) == ["10:02 voice ana"]


def test_each_page_of_a_person_runs_their_steps_anew() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:18")
    assert world.pages == ["10:00 ana", "10:05 bruno", "10:10 carla", "10:15 ana"]
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana", "10:16 sms ana", "10:17 voice ana"]


def test_when_slack_does_not_take_the_page_the_next_step_is_taken_now() -> None:
    world = declared(ana=ALL)
    world.does(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM)
    assert ways(world) == ["10:00 sms ana"]
    world.goes_to("10:04")
    assert ways(world) == ["10:00 sms ana", "10:01 voice ana"], "the rest keeps its spacing"
    assert world.is_refused(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM) is Why.STALE


def test_a_page_that_slack_refuses_for_good_goes_another_way_and_has_not_failed() -> None:
    world = declared(ana=ALL)
    world.does(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM)
    assert ways(world) == ["10:00 sms ana"]
    assert world.said(e.PageFailed) == []
    world.goes_to("10:04")
    assert world.pages == ["10:00 ana"], "the next level has its own time"


def test_when_no_way_is_left_the_next_level_is_paged_at_once() -> None:
    world = declared(ana=ALL)
    world.does(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM)
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "30003"), by=SYSTEM)
    assert ways(world) == ["10:00 sms ana", "10:00 voice ana"]
    assert world.pages == ["10:00 ana"]
    world.does(NoteNotificationFailed("ana", 0, Method.VOICE, "busy"), by=SYSTEM)
    assert world.pages == ["10:00 ana", "10:00 bruno"]
    assert world.said(e.PageFailed) == ["10:00"]


def test_a_page_that_slack_may_yet_take_is_kept_while_the_next_level_is_paged() -> None:
    world = declared(ana=frozenset({Method.SMS}))
    world.does(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM)
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "30003"), by=SYSTEM)
    assert world.pages == ["10:00 ana", "10:00 bruno"]
    assert world.said(e.PageFailed) == []
    assert [page.person for page in world.incident.pages] == ["ana", "bruno"], (
        "ana's comes when Slack is back"
    )
    world.does(Acknowledge(), by="ana")
    assert world.incident.owner == "ana"


def test_a_page_that_slack_refuses_after_a_while_has_failed_when_no_way_is_left() -> None:
    world = declared(ana=frozenset({Method.SMS}))
    world.does(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM)
    world.does(NotePageFailed("ana", 0, "user_not_found"), by=SYSTEM)
    assert world.said(e.PageFailed) == []
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "30003"), by=SYSTEM)
    assert world.said(e.PageFailed) == ["10:00"]
    assert world.pages == ["10:00 ana", "10:00 bruno"]


def test_a_step_that_fails_while_slack_has_the_page_is_noted_and_the_next_taken() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "30003"), by=SYSTEM)
    assert ways(world) == ["10:01 sms ana", "10:01 voice ana"]
    world.does(NoteNotificationFailed("ana", 0, Method.VOICE, "busy"), by=SYSTEM)
    assert world.pages == ["10:00 ana"]
    assert world.said(e.PageFailed) == []


def test_a_bot_that_slept_rings_nobody_by_every_method_at_once() -> None:
    """T3: asleep 8 h. Of the two steps that were slept through one is taken; the other keeps its distance from it."""
    world = declared(ana=ALL)
    world.sleeps(8)
    assert ways(world) == ["18:00 sms ana"]
    world.wait(0.9)
    assert ways(world) == ["18:00 sms ana"]
    world.wait(0.2)
    assert ways(world) == ["18:00 sms ana", "18:01 voice ana"]


def test_a_clock_put_two_hours_forward_takes_one_step_at_once() -> None:
    """T1."""
    world = declared(ana=ALL)
    world.sleeps(2)
    assert ways(world) == ["12:00 sms ana"]


def test_a_clock_put_two_hours_back_takes_no_step_twice() -> None:
    """T1."""
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.now -= timedelta(hours=2)
    world.goes_to("10:03")
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana"]


@pytest.mark.parametrize("night", ["2026-10-25 00:59", "2027-03-28 00:59", "2026-10-03 15:29"])
def test_steps_keep_their_distance_in_nights_of_23_24_and_25_hours(night: str) -> None:
    """T2: Madrid's two nights, and Lord Howe's half hour."""
    world = declared(night, ana=ALL)
    began = world.now
    world.wait(4)
    steps = [when - began for when, notice in world.told if isinstance(notice.what, n.NotifyBy)]
    assert steps == [timedelta(minutes=1), timedelta(minutes=2)]


def test_a_page_with_no_other_way_waits_for_slack_and_says_nothing_untrue() -> None:
    world = declared()
    assert world.is_refused(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM) is Why.STALE


def test_the_card_says_that_slack_did_not_take_the_page() -> None:
    world = declared(ana=ALL)
    assert "another way" not in str(card(world.incident, world.setup, world.now).blocks)
    decision = world.does(NotePageDelayed("ana", 0, "http_503"), by=SYSTEM)
    assert "paged another way" in str(card(world.incident, world.setup, world.now).blocks)
    assert any(isinstance(notice.what, n.ShowMirror) for notice in decision.notices), "the card is edited"
    taken = world.does(Acknowledge(via=Method.SMS), by="ana")
    assert "another way" not in str(card(taken.incident, world.setup, world.now).blocks)


def test_the_card_and_its_mirror_say_which_way_is_down_until_it_works_or_somebody_answers() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    assert " down;" not in shown(world)
    decision = world.does(NoteNotificationFailed("ana", 0, Method.SMS, "providers_down"), by=SYSTEM)
    assert "⚠ SMS is down; calling instead." in shown(world)
    assert any(isinstance(notice.what, n.ShowMirror) for notice in decision.notices), "the card is edited"
    world.does(NoteNotificationFailed("ana", 0, Method.VOICE, "no_answer"), by=SYSTEM)
    assert "⚠ SMS and voice are down; paging in Slack instead." in shown(world)
    world.does(Acknowledge(), by="ana")
    assert " down;" not in shown(world)


def test_a_way_that_the_next_person_is_paged_by_is_not_down_any_more() -> None:
    world = declared(ana=ALL, bruno=ALL)
    world.goes_to("10:01")
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "http_503"), by=SYSTEM)
    assert "SMS is down" in shown(world)
    world.goes_to("10:06")
    assert "10:06 sms bruno" in ways(world), ways(world)
    assert " down;" not in shown(world)


@pytest.mark.parametrize("reason", ["twilio_21211", "smtp_550", "voicemail", "twilio_busy", "no_address"])
def test_an_address_that_is_wrong_or_a_person_who_does_not_pick_up_is_no_way_that_is_down(
    reason: str,
) -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, reason), by=SYSTEM)
    assert " down;" not in shown(world)


def test_who_knew_whose_fault_it_is_is_believed_more_than_the_code() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    refused = NoteNotificationFailed("ana", 0, Method.SMS, "smtp_554", Fault.PROVIDER)
    decision = world.does(refused, by=SYSTEM)
    assert e.NotificationFailed("ana", 0, Method.SMS, "smtp_554", Fault.PROVIDER) in [
        record.event for record in decision.records
    ]
    assert "SMS is down" in shown(world)


def test_a_provider_that_refuses_us_is_down_for_everybody() -> None:
    world = declared(ana=ALL)
    world.goes_to("10:01")
    world.does(NoteNotificationFailed("ana", 0, Method.SMS, "twilio_20003", Fault.PROVIDER), by=SYSTEM)
    assert "⚠ SMS is down; calling instead." in shown(world)


def asleep(clock: str = "10:00") -> World:
    """Ana, in quiet hours, was paged for a P1, which wakes everybody."""
    setup = with_phones(team(), ana=ALL)
    sleeper = replace(setup.people["ana"], quiet=LocalHours(9 * 60, 18 * 60))
    world = World(replace(setup, people={**setup.people, "ana": sleeper}), at(clock))
    world.does(Declare(title="Checkout is down", severity=Severity.P1, service="checkout"), "zoe")
    return world


def test_whoever_sleeps_is_rung_no_more_once_it_turns_out_milder() -> None:
    world = asleep()
    world.does(ChangeSeverity(Severity.P4), by="zoe")
    world.goes_to("10:04")
    assert world.pages == ["10:00 ana"]
    assert [page.person for page in world.incident.pages] == ["ana"], "her page waits in Slack"
    assert ways(world) == []
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_whoever_was_spared_is_rung_after_all_when_it_turns_out_worse_again() -> None:
    world = asleep()
    world.does(ChangeSeverity(Severity.P4), by="zoe")
    world.goes_to("10:02")
    world.does(ChangeSeverity(Severity.P3), by="zoe")
    assert ways(world) == []
    world.does(ChangeSeverity(Severity.P1), by="zoe")
    world.goes_to("10:04")
    assert ways(world) == ["10:02 sms ana", "10:03 voice ana"]


def test_whoever_is_awake_is_rung_by_each_step_when_it_turns_out_milder() -> None:
    world = declared(ana=ALL)
    world.does(ChangeSeverity(Severity.P4), by="zoe")
    world.goes_to("10:04")
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana"]


def test_quiet_hours_that_begin_meanwhile_stop_no_step() -> None:
    world = asleep("08:59")
    world.goes_to("09:02")
    assert ways(world) == ["09:00 sms ana", "09:01 voice ana"]


def test_whoever_was_paged_because_everybody_sleeps_is_rung_when_it_turns_out_milder() -> None:
    setup = with_phones(team(), ana=ALL)
    sleepers = {name: replace(p, quiet=LocalHours(9 * 60, 18 * 60)) for name, p in setup.people.items()}
    world = World(replace(setup, people=sleepers), at("10:00"))
    world.does(Declare(title="Checkout is slow", severity=Severity.P3, service="checkout"), "zoe")
    assert world.pages == ["10:00 ana"]
    world.does(ChangeSeverity(Severity.P4), by="zoe")
    world.goes_to("10:04")
    assert ways(world) == ["10:01 sms ana", "10:02 voice ana"]


def shown(world: World) -> str:
    """The card, which says of this what its mirror says."""
    of = (world.incident, world.setup, world.now)
    found, mirrored = str(card(*of).blocks), str(mirror(*of).blocks)
    assert ("down;" in found) == ("down;" in mirrored)
    return found
