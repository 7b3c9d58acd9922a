"""Statuses, severities, rooms, roles, and every end with its way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import notices as n
from bot.domain.decision import Decision, Refused, Why
from bot.domain.events import Role, RoomKind, Status
from bot.domain.incident import MOVES, Incident
from bot.domain.outcomes import NoteRoom, NoteRoomLost, NoteRoomRefused
from bot.domain.progress import ROOMS_LOST_MOST
from bot.domain.requests import (
    Absorb,
    Acknowledge,
    AddNote,
    AssignRole,
    Cancel,
    ChangeSeverity,
    ChangeStatus,
    Close,
    Declare,
    Escalate,
    Join,
    Merge,
    PageTarget,
    Promote,
    Reopen,
    Request,
    Resolve,
)
from bot.domain.setup import Severity
from tests.domain.world import SYSTEM, World, at, declared, team

LIVING = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED, Status.MONITORING)
ENDS: dict[Status, Request] = {
    Status.RESOLVED: Resolve(),
    Status.CANCELLED: Cancel("a drill"),
    Status.MERGED: Merge("INC-2026-0002"),
    Status.CLOSED: Close("written up"),
}
CHANNEL = NoteRoom(RoomKind.CHANNEL, "C1", name="inc-2026-0001-checkout")
THREAD = NoteRoom(RoomKind.THREAD, "C0", "1.1")


def in_status(status: Status) -> World:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    if status in LIVING[1:]:
        world.does(ChangeStatus(status), by="ana")
    elif status is Status.CLOSED:
        world.does(Resolve(), by="ana")
    if status in ENDS:
        world.does(ENDS[status], by="ana", other=another())
    return world


def another(private: bool = False, by: str = "zoe") -> Incident:
    """A second incident, INC-2026-0002."""
    world = World(team(), at("09:00"))
    decision = world.does(Declare("Payments are slow", private=private), by=by)
    return Incident(
        id="INC-2026-0002",
        title=decision.incident.title,
        severity=Severity.P2,
        declared_at=world.now,
        declared_by=by,
        private=private,
        members=(by,),
    )


# --- statuses ----------------------------------------------------------------


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_only_the_moves_of_the_table_are_made(before: Status, after: Status) -> None:
    world = in_status(before)
    outcome = world.ask(ChangeStatus(after), by="ana")
    if after in MOVES[before]:
        assert isinstance(outcome, Decision)
        assert world.incident.status is after
        return
    assert isinstance(outcome, Refused)
    if before not in LIVING:
        assert outcome.why is Why.ENDED
    else:
        assert outcome.why is (Why.UNCHANGED if before is after else Why.MOVE_NOT_ALLOWED)
        assert outcome.instead == tuple(s.value for s in MOVES[before])


def test_the_times_are_kept_apart_and_the_first_ones_stand() -> None:
    world = declared("P1")
    for clock, status in (
        ("10:10", "identified"),
        ("10:20", "monitoring"),
        ("10:30", "identified"),
        ("10:40", "mitigated"),
    ):
        world.goes_to(clock)
        world.does(ChangeStatus(Status(status)), by="ana")
    world.goes_to("11:00")
    world.does(Resolve("The cache is warm"), by="ana")
    incident = world.incident
    times = (incident.identified_at, incident.mitigated_at, incident.resolved_at, incident.ended_at)
    assert times == (at("10:10"), at("10:20"), at("11:00"), at("11:00"))


# --- ends --------------------------------------------------------------------


@pytest.mark.parametrize("end", list(ENDS))
def test_every_end_stops_everything_and_may_be_taken_back(end: Status) -> None:
    world = in_status(end)
    assert world.incident.status is end
    assert world.incident.ended_at is not None
    assert world.is_refused(ChangeSeverity(Severity.P2)) is Why.ENDED
    assert world.is_refused(Resolve()) is Why.ENDED
    assert world.is_refused(Cancel()) is Why.ENDED
    assert world.is_refused(Merge("INC-2026-0002"), other=another()) is Why.ENDED
    assert world.is_refused(Promote()) is Why.ENDED
    world.does(AddNote("after the fact"))
    world.does(Reopen("not over"))
    incident = world.incident
    assert incident.open
    assert (incident.status, incident.owner) == (Status.INVESTIGATING, "ana")
    assert (incident.ended_at, incident.resolved_at, incident.closed_at, incident.merged_into) == (None,) * 4
    assert world.is_refused(Reopen()) is Why.STILL_OPEN


@pytest.mark.parametrize(
    "status, reason, why",
    [
        (Status.INVESTIGATING, "done", Why.STILL_OPEN),
        (Status.CANCELLED, "done", Why.ENDED),
        (Status.MERGED, "done", Why.ENDED),
        (Status.CLOSED, "done", Why.ENDED),
        (Status.RESOLVED, "  ", Why.EMPTY_TEXT),
    ],
)
def test_only_what_is_resolved_is_closed_and_with_a_reason(status: Status, reason: str, why: Why) -> None:
    assert in_status(status).is_refused(Close(reason)) is why


def test_resolving_settles_the_pages_and_posts_the_summary_and_the_timeline_once() -> None:
    world = declared("P1")
    world.does(Resolve(), by="zoe")
    assert world.asked(n.SettlePage) == ["10:00 ana"]
    assert len(world.asked(n.PostSummary)) == 1
    assert len(world.asked(n.UploadTimeline)) == 1
    assert world.is_refused(Resolve(), by="zoe") is Why.ENDED


@pytest.mark.parametrize("request_", [Cancel(), Merge("INC-2026-0002")])
def test_a_false_alarm_and_a_merge_settle_the_pages_too(request_: Request) -> None:
    world = declared("P1")
    world.does(request_, by="zoe", other=another())
    assert world.asked(n.SettlePage) == ["10:00 ana"]


# --- merging -----------------------------------------------------------------


def test_a_merge_tells_the_other_incident_and_brings_the_people_along() -> None:
    world = declared("P1")
    decision = world.does(Merge("INC-2026-0002"), by="zoe", other=another())
    asked = decision.then[0]
    assert asked.incident == "INC-2026-0002"
    assert isinstance(asked.request, Absorb)
    brought = replace(asked.request, search=None, severity=None)
    assert brought == Absorb(
        "INC-2026-0001", "Checkout is down", 0, ("zoe", "ana"), declarations=("INC-2026-0001",)
    )
    other = World(team(), at("10:00"))
    other.does(Declare("Payments are slow"), by="zoe")
    other.does(Absorb("INC-2026-0009", "Checkout is down", 3, ("zoe", "ana")), by="zoe")
    assert (other.incident.members, other.incident.firing) == (("zoe", "ana"), 3)


def merged_in(world: World, severity: Severity) -> None:
    """Zoe merges an incident into this one for which diego was paged, in vain so far."""
    lone = world.setup.policies["lone"]
    world.forget()
    world.does(Absorb("INC-2026-0002", "Nobody can pay", 1, ("diego",), lone, severity), by="zoe")


def test_a_search_goes_on_when_it_is_merged_into_one_that_is_at_its_end() -> None:
    world = declared("P3")
    world.passes(timedelta(hours=30))
    assert world.incident.escalation
    assert world.incident.escalation.exhausted
    merged_in(world, Severity.P3)
    assert world.asked(n.PagePerson) == ["16:00 diego"]


def test_whoever_took_something_small_is_asked_when_something_grave_is_merged_into_it() -> None:
    world = declared("P3")
    world.does(Acknowledge(), by="ana")
    world.wait(600)
    merged_in(world, Severity.P1)
    assert world.incident.severity is Severity.P1
    assert world.asked(n.PagePerson) == ["20:00 ana"]


def test_a_merge_of_what_is_no_worse_asks_nobody_who_has_it() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.wait(600)
    merged_in(world, Severity.P3)
    assert world.incident.severity is Severity.P1
    assert world.asked(n.PagePerson) == []


@pytest.mark.parametrize(
    "into, other, why",
    [
        ("INC-2026-0001", None, Why.SAME_INCIDENT),
        ("INC-2026-0002", None, Why.NO_SUCH_INCIDENT),
        ("INC-2026-0002", another(private=True, by="eva"), Why.NO_SUCH_INCIDENT),
    ],
)
def test_what_cannot_be_merged(into: str, other: Incident | None, why: Why) -> None:
    assert declared("P1").is_refused(Merge(into), by="zoe", other=other) is why


def test_a_private_incident_is_not_merged_into_an_open_one() -> None:
    assert (
        declared("P1", private=True).is_refused(Merge("INC-2026-0002"), by="zoe", other=another())
        is Why.PRIVATE_MERGE
    )


def test_the_people_of_an_open_incident_are_not_let_into_a_private_one() -> None:
    decision = declared("P1").does(Merge("INC-2026-0002"), by="zoe", other=another(private=True))
    request = decision.then[0].request
    assert isinstance(request, Absorb)
    assert request.members == ()


# --- severities and rooms ----------------------------------------------------


@pytest.mark.parametrize(
    "severity, private, channel",
    [
        ("P1", False, True),
        ("P2", False, True),
        ("P3", False, False),
        ("P4", False, False),
        ("P4", True, True),
    ],
)
def test_which_incidents_get_a_channel(severity: str, private: bool, channel: bool) -> None:
    world = declared(severity, private=private)
    assert world.incident.wants_channel is channel
    assert bool(world.asked(n.OpenRoom)) is channel
    assert bool(world.asked(n.ShowMirror)) is not private


@pytest.mark.parametrize("room", [None, THREAD])
def test_what_gets_worse_gets_its_channel_whether_or_not_its_thread_is_there_yet(
    room: NoteRoom | None,
) -> None:
    world = declared("P3")
    if room:
        world.does(room, by=SYSTEM)
    world.does(ChangeSeverity(Severity.P1), by="ana")
    assert len(world.asked(n.OpenRoom)) == 1
    world.does(CHANNEL, by=SYSTEM)
    world.does(ChangeSeverity(Severity.P2), by="ana")
    assert len(world.asked(n.OpenRoom)) == 1
    world.does(ChangeSeverity(Severity.P4), by="ana")
    assert world.incident.wants_channel, "a channel that is there is not taken away"


def test_a_thread_is_promoted_once_and_pointed_to_the_channel() -> None:
    world = declared("P3")
    world.does(THREAD, by=SYSTEM)
    world.does(Promote(), by="ana")
    assert world.is_refused(Promote(), by="ana") is Why.HAS_CHANNEL
    world.does(CHANNEL, by=SYSTEM)
    assert len(world.asked(n.PointToRoom)) == 1
    assert world.incident.room is not None
    assert world.incident.room.kind is RoomKind.CHANNEL
    assert world.is_refused(THREAD, by=SYSTEM) is Why.STALE
    assert world.is_refused(CHANNEL, by=SYSTEM) is Why.STALE


def test_a_channel_that_slack_refuses_leaves_the_incident_in_its_thread() -> None:
    world = declared("P1")
    assert world.is_refused(THREAD, by=SYSTEM) is Why.STALE, "it waits for its channel"
    world.does(NoteRoomRefused("restricted_action"), by=SYSTEM)
    assert world.asked(n.ShowMirror) == ["10:00", "10:00"], "which becomes the card"
    world.does(THREAD, by=SYSTEM)
    assert world.is_refused(NoteRoomRefused("restricted_action"), by=SYSTEM) is Why.STALE
    world.does(Promote(), by="ana")
    assert len(world.asked(n.OpenRoom)) == 2


def test_a_private_incident_without_a_room_tells_its_declarer() -> None:
    world = declared("P1", private=True)
    world.does(NoteRoomRefused("restricted_action"), by=SYSTEM)
    assert world.asked(n.TellGiver) == ["10:00 zoe"]


def test_a_lost_room_leaves_the_thread_and_is_told_to_whoever_has_it() -> None:
    world = declared("P1")
    world.does(CHANNEL, by=SYSTEM)
    world.does(NoteRoomLost("C1", "is_archived"), by=SYSTEM)
    assert world.incident.room is None
    assert not world.incident.wants_channel
    assert world.asked(n.TellGiver) == ["10:00 zoe"]
    assert world.is_refused(NoteRoomLost("C1", "is_archived"), by=SYSTEM) is Why.STALE
    world.does(THREAD, by=SYSTEM)
    assert world.is_refused(NoteRoomLost("C1", "is_archived"), by=SYSTEM) is Why.STALE, (
        "that was the other room"
    )


def test_a_private_incident_that_lost_its_room_wants_another() -> None:
    world = declared("P1", private=True)
    world.does(CHANNEL, by=SYSTEM)
    world.does(NoteRoomLost("C1", "is_archived"), by=SYSTEM)
    assert len(world.asked(n.OpenRoom)) == 2
    assert world.is_refused(THREAD, by=SYSTEM) is Why.STALE


def test_rooms_that_are_lost_again_and_again_are_no_rooms() -> None:
    world = declared("P1")
    for number in range(ROOMS_LOST_MOST):
        world.does(NoteRoom(RoomKind.THREAD if number else RoomKind.CHANNEL, f"C{number}", "1.1"), by=SYSTEM)
        world.does(NoteRoomLost(f"C{number}", "not_in_channel"), by=SYSTEM)
    world.does(THREAD, by=SYSTEM)
    assert world.is_refused(NoteRoomLost("C0", "not_in_channel"), by=SYSTEM) is Why.STALE


def test_the_same_severity_is_no_change() -> None:
    assert declared("P1").is_refused(ChangeSeverity(Severity.P1)) is Why.UNCHANGED


# --- people ------------------------------------------------------------------


def test_a_role_has_one_holder_and_the_same_again_changes_nothing() -> None:
    world = declared("P1")
    world.does(AssignRole(Role.SCRIBE, "carla"))
    assert world.does(AssignRole(Role.SCRIBE, "carla")).records == ()
    world.does(AssignRole(Role.SCRIBE, "bruno"))
    world.does(AssignRole(Role.COMMANDER, "carla"))
    assert dict(world.incident.roles) == {Role.SCRIBE: "bruno", Role.COMMANDER: "carla"}
    world.does(AssignRole(Role.SCRIBE, None))
    assert world.incident.holder(Role.SCRIBE) is None


def test_who_comes_into_the_room_is_a_member_once() -> None:
    world = declared("P1")
    world.does(Join("diego"), by="diego")
    assert world.does(Join("diego"), by="diego").records == ()
    assert world.incident.members.count("diego") == 1


def test_everyone_who_is_paged_is_invited_once_there_is_a_channel() -> None:
    world = declared("P1")
    world.does(CHANNEL, by=SYSTEM)
    world.does(Escalate(), by="ana")
    world.does(PageTarget("search"), by="ana")
    invited = [what.people for _, what in world._of(n.Invite) if isinstance(what, n.Invite)]
    assert invited == [("zoe", "ana"), ("bruno",), ("diego",)]


@pytest.mark.parametrize(
    "request_, why",
    [
        (Declare("   "), Why.EMPTY_TEXT),
        (Declare("x" * 251), Why.TOO_LONG),
        (Declare("x", description="x" * 3001), Why.TOO_LONG),
        (Declare("x", service="chekout"), Why.UNKNOWN_SERVICE),
        (Declare("x", page="paymens"), Why.UNKNOWN_TARGET),
    ],
)
def test_what_cannot_be_declared(request_: Declare, why: Why) -> None:
    outcome = World(team()).ask(request_)
    assert isinstance(outcome, Refused)
    assert outcome.why is why


def test_the_nearest_service_is_named() -> None:
    outcome = World(team()).ask(Declare("x", service="chekout"))
    assert isinstance(outcome, Refused)
    assert outcome.instead == ("checkout",)


def test_what_is_declared_without_a_severity_is_a_p2_and_its_impact_is_kept() -> None:
    world = World(team())
    world.does(Declare("  Checkout\n is   down ", impact=" Nobody can pay "))
    assert (world.incident.severity, world.incident.title) == (Severity.P2, "Checkout is down")
    assert world.incident.impact == "Nobody can pay"
