"""What belongs to no incident: said once to a person, and a user group that follows the shifts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import faults
from bot.domain.evenings import Because, Unreachable
from bot.domain.memos import EveningReport, Memo, MemoBriefing, MemoTelling, ShiftBegan, SyncGroup
from bot.domain.notices import Never, Place, Receipt, Sent
from bot.domain.setup import DailyHours, Layer, LocalHours, Method, Rotation, Schedule, Setup
from bot.sandbox import Fault, FaultKind
from bot.sandbox.people import Person
from tests.delivery.desk import SETUP, Desk

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
ALL_DAY = DailyHours(LocalHours(0, 24 * 60))
TURNS = Rotation(("ana",), timedelta(weeks=1), datetime(2026, 11, 2))
PRIMARY = Schedule("primary", (Layer("always", "UTC", ALL_DAY, TURNS),), usergroup="S0ONCALL")
TEAM: Setup = replace(SETUP, schedules={"primary": PRIMARY})


def tell(desk: Desk, what: MemoTelling, **given: object) -> Receipt:
    briefing = MemoBriefing(Memo("memo/1", "person/ana", what), TEAM, NOW)
    return desk.sender.tell(replace(briefing, **given), lambda: True)  # type: ignore[arg-type]


def began(person: str = "ana") -> ShiftBegan:
    return ShiftBegan(person, ("primary",), NOW, NOW + timedelta(hours=9))


def test_whoever_comes_on_call_is_told_until_when(desk: Desk, ana: Person) -> None:
    assert isinstance(tell(desk, began()), Sent)
    said = ana.sees("You are on call on *primary* until")
    assert "Nothing is open." in said.text


def test_a_memo_that_may_have_arrived_is_looked_for_before_it_is_said_again(desk: Desk, ana: Person) -> None:
    desk.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, "chat.postMessage", count=1))
    assert not isinstance(tell(desk, began()), Sent)
    assert isinstance(tell(desk, began(), first_tried_at=datetime.now(UTC)), Sent)
    assert len(desk.sandbox.bot_messages()) == 1


def test_a_memo_that_stands_somewhere_is_edited_there(desk: Desk, ana: Person) -> None:
    first = tell(desk, began())
    assert isinstance(first, Sent)
    assert first.channel
    assert first.ts
    assert isinstance(tell(desk, began(), place=Place(first.channel, first.ts)), Sent)
    assert len(desk.sandbox.bot_messages()) == 1


def test_somebody_without_a_slack_id_is_not_told(desk: Desk) -> None:
    assert tell(desk, began("diego")) == Never("no_slack_id", fault=faults.Fault.ADDRESS)


def test_the_user_group_holds_whoever_is_on_call(desk: Desk, ana: Person) -> None:
    group = desk.sandbox.user_group("on-call")
    assert isinstance(tell(desk, SyncGroup("primary", group.id)), Sent)
    assert group.users == [ana.id]


def test_a_schedule_that_is_gone_changes_no_group(desk: Desk) -> None:
    assert tell(desk, SyncGroup("gone", "S0ONCALL")) == Never("unknown_schedule")


def evening(channel: str = "incidents") -> EveningReport:
    named = (
        Unreachable("ana", Because.NO_ANSWER),
        Unreachable("ana", Because.NOT_DELIVERED, (Method.SMS, Method.VOICE)),
    )
    return EveningReport("payments", channel, named, NOW + timedelta(hours=2))


def test_the_evening_report_says_who_why_and_what_to_do_once(desk: Desk, ana: Person) -> None:
    desk.sandbox.channel("incidents", [ana])
    desk.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, "chat.postMessage", count=1))
    assert not isinstance(tell(desk, evening()), Sent)
    assert isinstance(tell(desk, evening(), first_tried_at=datetime.now(UTC)), Sent)
    (said,) = desk.sandbox.bot_messages()
    assert "On call for *payments* tonight, but not reachable:" in said.text
    assert "did not answer the last test within a day" in said.text
    assert "did not get what was sent by SMS and call" in said.text
    assert "Add a way" in said.text


def test_a_report_for_a_channel_that_is_not_there_is_given_up(desk: Desk) -> None:
    assert tell(desk, evening("no-such-channel")) == Never("channel_not_found")
