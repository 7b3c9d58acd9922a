"""Status updates and the 15-minute rule: who is reminded of what, and that nobody is nagged."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.decision import Why
from bot.domain.events import Role, Status
from bot.domain.notices import RemindUpdate, SuggestHelp
from bot.domain.requests import (
    AcceptHandoff,
    Acknowledge,
    AnswerHelp,
    AssignRole,
    ChangeSeverity,
    ChangeStatus,
    Declare,
    DraftHandoff,
    PostUpdate,
    Reopen,
    ReportNoChange,
    Request,
    Resolve,
    SnoozeReminder,
)
from bot.domain.setup import Severity
from tests.domain.world import AWAKE, World, at, declared, team


def owned(severity: str = "P1", clock: str = "10:00") -> World:
    """Acknowledged by ana in the minute of its declaration."""
    world = declared(severity, clock=clock)
    world.does(Acknowledge(), by="ana")
    return world


# --- updates -----------------------------------------------------------------


@pytest.mark.parametrize(
    "severity, first, second",
    [("P1", "10:05", "10:10"), ("P2", "10:15", "10:30"), ("P3", "11:00", "12:00")],
)
def test_an_update_is_asked_for_twice_and_then_the_bot_is_silent(
    severity: str, first: str, second: str
) -> None:
    world = owned(severity)
    world.does(ChangeStatus(Status.IDENTIFIED), by="ana")
    world.goes_to("18:00")
    assert world.asked(RemindUpdate) == [f"{first} ana", f"{second} ana"]
    assert world.said(e.UpdateMissed) == [second], "a missed one is on the record"
    assert world.last(e.UpdateMissed) == e.UpdateMissed(at(first))


def test_a_handoff_that_answers_what_was_reopened_starts_what_an_acknowledgement_starts() -> None:
    world = owned()
    world.does(Resolve(), by="ana")
    world.goes_to("12:00")
    world.does(Reopen(), by="zoe")
    world.does(DraftHandoff("bruno"), by="bruno")
    world.does(AcceptHandoff("The cache is cold"), by="bruno")
    world.goes_to("12:11")
    assert world.asked(RemindUpdate) == ["12:05 bruno", "12:10 bruno"]
    assert world.asked(SuggestHelp) == ["12:10 bruno"]


def test_a_handoff_of_what_was_answered_leaves_the_times_as_they_are() -> None:
    world = owned()
    world.goes_to("10:03")
    world.does(DraftHandoff("bruno"), by="bruno")
    world.does(AcceptHandoff("The cache is cold"), by="bruno")
    world.goes_to("10:06")
    assert world.asked(RemindUpdate) == ["10:05 bruno"]


@pytest.mark.parametrize(
    "request_, due",
    [
        (PostUpdate("Still looking"), "10:18"),
        (ReportNoChange(), "10:18"),
        (SnoozeReminder(timedelta(minutes=30)), "10:33"),
        (PostUpdate("Back at ten to", next_in=timedelta(minutes=47)), "10:50"),
    ],
)
def test_an_update_no_change_and_a_snooze_move_the_next_one(request_: Request, due: str) -> None:
    world = owned("P2")
    world.goes_to("10:03")
    world.does(request_, by="ana")
    assert world.incident.cadence.due_at == at(due)
    world.goes_to(due)
    assert world.asked(RemindUpdate) == [f"{due} ana"]


def test_after_an_update_the_reminders_count_anew() -> None:
    world = owned("P2")
    world.goes_to("10:31")
    world.does(PostUpdate("It is the cache"), by="ana")
    world.goes_to("12:00")
    assert world.asked(RemindUpdate) == ["10:15 ana", "10:30 ana", "10:46 ana", "11:01 ana"]


@pytest.mark.parametrize(
    "roles, whom",
    [
        ((), "ana"),
        (((Role.COMMANDER, "bruno"),), "bruno"),
        (((Role.COMMANDER, "bruno"), (Role.SCRIBE, "carla")), "carla"),
        (((Role.SCRIBE, "carla"), (Role.SCRIBE, None)), "ana"),
    ],
)
def test_the_scribe_is_reminded_else_the_commander_else_the_owner(
    roles: tuple[tuple[Role, str | None], ...], whom: str
) -> None:
    world = owned("P2")
    for role, person in roles:
        world.does(AssignRole(role, person), by="ana")
    world.goes_to("10:15")
    assert world.asked(RemindUpdate) == [f"10:15 {whom}"]


def test_nobody_is_reminded_while_nobody_owns_it_or_when_it_is_over() -> None:
    world = declared("P1")
    world.goes_to("10:30")
    assert world.asked(RemindUpdate) == []
    world = owned("P1")
    world.does(Resolve(), by="ana")
    world.goes_to("12:00")
    assert world.asked(RemindUpdate) == []


def test_a_bot_that_slept_reminds_once() -> None:
    world = owned("P1")
    world.does(ChangeStatus(Status.IDENTIFIED), by="ana")
    world.sleeps(8)
    assert len(world.asked(RemindUpdate)) == 1


def test_an_update_may_move_the_status_and_name_the_impact() -> None:
    world = owned("P2")
    world.does(PostUpdate("Cache is cold", Status.IDENTIFIED, "Nobody can pay"), by="ana")
    assert (world.incident.status, world.incident.impact) == (Status.IDENTIFIED, "Nobody can pay")


@pytest.mark.parametrize(
    "request_, why",
    [
        (PostUpdate("  "), Why.EMPTY_TEXT),
        (PostUpdate("x" * 3001), Why.TOO_LONG),
        (PostUpdate("x", status=Status.RESOLVED), Why.MOVE_NOT_ALLOWED),
        (PostUpdate("x", next_in=timedelta(days=8)), Why.WAIT_NOT_SENSIBLE),
        (PostUpdate("x", next_in=timedelta(seconds=-1)), Why.WAIT_NOT_SENSIBLE),
        (SnoozeReminder(timedelta()), Why.WAIT_NOT_SENSIBLE),
        (SnoozeReminder(timedelta(days=8)), Why.WAIT_NOT_SENSIBLE),
    ],
)
def test_what_makes_no_sense_is_refused(request_: Request, why: Why) -> None:
    assert owned("P2").is_refused(request_, by="ana") is why


def test_after_the_end_an_update_may_be_written_and_nothing_is_due() -> None:
    world = owned("P2")
    world.does(Resolve(), by="ana")
    world.does(PostUpdate("All is well"), by="ana")
    assert world.incident.cadence.due_at is None
    assert world.is_refused(PostUpdate("x", status=Status.IDENTIFIED), by="ana") is Why.ENDED
    assert world.is_refused(ReportNoChange(), by="ana") is Why.ENDED


MADRID = AWAKE.replace("zone: UTC", "zone: Europe/Madrid")


@pytest.mark.parametrize(
    "acknowledged, due",
    [
        ("2026-11-04 10:00", "2026-11-05 10:00"),  # Wednesday 11:00 local: the same hour tomorrow
        ("2026-11-04 06:00", "2026-11-05 08:00"),  # 07:00 local: when work begins tomorrow, at 09:00
        (
            "2026-11-04 20:00",
            "2026-11-05 08:00",
        ),  # 21:00 local: nobody works at 21:00 tomorrow, so in its morning
        ("2026-11-06 10:00", "2026-11-09 08:00"),  # Friday: Saturday is free, so Monday morning
        ("2026-11-07 10:00", "2026-11-09 08:00"),
        ("2026-03-27 10:00", "2026-03-30 07:00"),  # clocks go forward on Sunday 29 March
        ("2026-10-23 10:00", "2026-10-26 08:00"),  # and back on Sunday 25 October
    ],
)
def test_a_daily_update_is_due_in_the_owners_working_hours(acknowledged: str, due: str) -> None:
    world = declared("P4", text=MADRID, clock=acknowledged)
    world.does(Acknowledge(), by="ana")
    assert world.incident.cadence.due_at == at(due)


def test_the_second_daily_reminder_keeps_to_working_hours_too() -> None:
    world = declared("P4", text=MADRID, clock="2026-11-05 10:00")
    world.does(Acknowledge(), by="ana")
    world.passes(timedelta(days=1))
    assert world.asked(RemindUpdate) == ["10:00 ana"]
    assert world.incident.cadence.remind_at == at("2026-11-09 08:00"), "Friday's second one waits for Monday"


def test_a_daily_update_keeps_to_working_hours_whatever_made_it_daily() -> None:
    world = declared("P1", text=MADRID, clock="2026-11-06 10:00")
    world.does(Acknowledge(), by="ana")
    world.does(ChangeSeverity(Severity.P4), by="ana")
    assert world.incident.cadence.due_at == at("2026-11-09 08:00")
    world = World(team(MADRID), at("2026-11-06 10:00"))
    world.does(Declare("Odd smell", Severity.P4), by="ana")
    assert world.incident.cadence.due_at == at("2026-11-09 08:00")


# --- the 15-minute rule ------------------------------------------------------


def test_the_owner_is_asked_at_ten_minutes_and_the_next_level_is_paged_at_fifteen() -> None:
    world = owned("P1")
    world.goes_to("11:00")
    assert world.asked(SuggestHelp) == ["10:10 ana"]
    assert world.said(e.RootCauseOverdue) == ["10:15"]
    assert world.last(e.RootCauseOverdue) == e.RootCauseOverdue(15)
    assert world.pages == ["10:00 ana", "10:15 bruno"]
    assert world.incident.owner == "ana"


@pytest.mark.parametrize("status", [Status.IDENTIFIED, Status.MITIGATED, Status.MONITORING])
def test_identified_or_later_stops_it(status: Status) -> None:
    world = owned("P1")
    world.goes_to("10:09")
    world.does(ChangeStatus(status), by="ana")
    world.goes_to("11:00")
    assert (world.asked(SuggestHelp), world.said(e.RootCauseOverdue)) == ([], [])


def test_what_was_identified_before_it_was_acknowledged_needs_no_rule() -> None:
    world = declared("P1")
    world.does(ChangeStatus(Status.IDENTIFIED), by="bruno")
    world.does(Acknowledge(), by="ana")
    world.goes_to("11:00")
    assert world.said(e.RootCauseOverdue) == []


def test_yes_pages_the_next_level_and_no_leaves_the_rule_running() -> None:
    world = owned("P1")
    world.goes_to("10:10")
    assert world.does(AnswerHelp(wanted=False), by="ana").records == ()
    world.does(AnswerHelp(wanted=True), by="ana")
    assert world.pages == ["10:00 ana", "10:10 bruno"]
    assert world.incident.owner == "ana"


def test_help_that_is_asked_for_while_nobody_has_it_is_the_next_step_of_the_search() -> None:
    world = declared("P1")
    world.does(AnswerHelp(wanted=True), by="diego")
    world.goes_to("10:05")
    assert world.pages == ["10:00 ana", "10:00 bruno", "10:05 carla"]


def test_with_nobody_to_help_it_is_said_and_nobody_is_paged() -> None:
    world = declared("P1", service="index")
    world.does(Acknowledge(), by="diego")
    assert world.is_refused(AnswerHelp(wanted=True), by="diego") is Why.NOBODY_TO_PAGE
    world.goes_to("10:16")
    assert world.said(e.RootCauseOverdue) == ["10:15"]
    assert world.said(e.Escalated) == []


@pytest.mark.parametrize("severity", ["P3", "P4"])
def test_a_severity_without_the_rule_has_none(severity: str) -> None:
    world = owned(severity)
    world.wait(59)
    assert world.said(e.RootCauseOverdue) == []


def test_a_severity_that_brings_the_rule_brings_it_from_now_on() -> None:
    world = owned("P3")
    world.goes_to("10:30")
    world.does(ChangeSeverity(Severity.P1), by="ana")
    world.goes_to("11:00")
    assert world.asked(SuggestHelp) == ["10:40 ana"]
    assert world.said(e.RootCauseOverdue) == ["10:45"]


def test_a_severity_without_the_rule_takes_it_away() -> None:
    world = owned("P1")
    world.goes_to("10:12")
    world.does(ChangeSeverity(Severity.P3), by="ana")
    world.goes_to("11:00")
    assert world.said(e.RootCauseOverdue) == []


def test_one_with_the_same_rule_lets_it_run() -> None:
    world = owned("P2")
    world.goes_to("10:12")
    world.does(ChangeSeverity(Severity.P1), by="ana")
    world.goes_to("11:00")
    assert (world.asked(SuggestHelp), world.said(e.RootCauseOverdue)) == (["10:10 ana"], ["10:15"])


def test_a_bot_that_slept_through_the_question_calls_for_help_at_once() -> None:
    world = owned("P1")
    world.sleeps(1)
    assert (world.asked(SuggestHelp), world.said(e.RootCauseOverdue)) == ([], ["11:00"])


def test_raising_the_severity_counts_the_updates_anew() -> None:
    world = owned("P3")
    world.goes_to("10:20")
    world.does(ChangeSeverity(Severity.P1), by="ana")
    due: datetime | None = world.incident.cadence.due_at
    assert due == at("10:25")
