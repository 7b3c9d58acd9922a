"""Slack in trouble: what comes back, and that nothing is said twice or lost."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.delivery import lookup
from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.domain import notices as n
from bot.domain.faults import Fault
from bot.domain.notices import Later, Never, Place, Sent
from bot.sandbox import FaultKind, Person, Sandbox
from tests.delivery.desk import Desk

PAGE = n.PagePerson("ana", 1, "on call on primary")
POST = "chat.postMessage"


@pytest.mark.parametrize(
    "fault,receipt",
    [
        ({"kind": FaultKind.RATELIMITED, "retry_after": 7}, Later("ratelimited", 7.0)),
        ({"kind": FaultKind.STATUS, "status": 503}, Later("http_503")),
        ({"kind": FaultKind.STATUS, "status": 500}, Later("http_500", doubtful=True)),
        ({"kind": FaultKind.STATUS, "status": 504}, Later("http_504", doubtful=True)),
        ({"kind": FaultKind.RESET_BEFORE}, Later("connection_lost", doubtful=True)),
        ({"kind": FaultKind.RESET_AFTER}, Later("connection_lost", doubtful=True)),
        ({"kind": FaultKind.HANG, "seconds": 2.0}, Later("timeout", doubtful=True)),
        ({"kind": FaultKind.HTML}, Later("unreadable_answer", doubtful=True)),
        ({"kind": FaultKind.ERROR, "error": "internal_error"}, Later("internal_error", doubtful=True)),
        ({"kind": FaultKind.ERROR, "error": "fatal_error"}, Later("fatal_error", doubtful=True)),
        ({"kind": FaultKind.ERROR, "error": "service_unavailable"}, Later("service_unavailable")),
        ({"kind": FaultKind.ERROR, "error": "request_timeout"}, Later("request_timeout")),
        ({"kind": FaultKind.ERROR, "error": "team_added_to_org"}, Later("team_added_to_org")),
        ({"kind": FaultKind.ERROR, "error": "token_revoked"}, Later("token_revoked", 30.0)),
        ({"kind": FaultKind.ERROR, "error": "invalid_auth"}, Later("invalid_auth", 30.0)),
        ({"kind": FaultKind.ERROR, "error": "missing_scope"}, Later("missing_scope", 30.0)),
        (
            {"kind": FaultKind.ERROR, "error": "user_not_found"},
            Never("user_not_found", fault=Fault.ADDRESS),
        ),
        ({"kind": FaultKind.ERROR, "error": "restricted_action"}, Never("restricted_action")),
        ({"kind": FaultKind.ERROR, "error": "unknown_method"}, Never("unknown_method")),
    ],
    ids=lambda value: str(value.get("error") or value["kind"].value) if isinstance(value, dict) else "",
)
def test_what_slack_does_is_a_receipt(desk: Desk, fault: dict[str, Any], receipt: n.Receipt) -> None:
    desk.fault(method=POST, **fault)
    assert desk.send(PAGE) == receipt
    assert desk.calls(POST) == 1, "a try is one request"


def test_nobody_there(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    refused = SlackSender(new_client("xoxb-1", f"http://127.0.0.1:{closed}/api/"), "incidents")
    assert refused.send(desk.briefing(PAGE)) == Later("unreachable")
    sender = SlackSender(new_client("xoxb-1", "http://no-such-host.invalid/api/"), "incidents")
    assert sender.send(desk.briefing(PAGE)) == Later("unreachable")


DOUBTFUL = [FaultKind.RESET_AFTER, FaultKind.RESET_BEFORE, FaultKind.HTML]


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_a_page_that_may_have_arrived_is_looked_for(desk: Desk, ana: Person, kind: FaultKind) -> None:
    desk.fault(kind, POST)
    briefing = desk.briefing(PAGE)
    desk.sender.send(briefing)
    found = desk.tries_again(briefing)
    assert isinstance(found, Sent)
    assert (found.channel, found.ts) == (desk.said()[0].channel, desk.said()[0].ts)
    assert len(ana.dms()) == 1


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_so_is_a_card_a_mirror_and_a_line(desk: Desk, kind: FaultKind) -> None:
    desk.sends(n.ShowMirror())
    desk.in_channel()
    before = len(desk.said())
    for what in (n.ShowMirror(), n.ShowCard(), n.PostSummary(n.Occasion.RESOLVED)):
        desk.fault(kind, POST)
        briefing = desk.briefing(what)
        assert isinstance(desk.sender.send(briefing), Later)
        assert isinstance(desk.tries_again(briefing), Sent)
    assert len(desk.said()) == before + 3


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_so_is_a_reply_in_a_thread(desk: Desk, kind: FaultKind) -> None:
    desk.in_thread(desk.sends(n.ShowMirror()))
    desk.fault(kind, POST)
    briefing = desk.briefing(n.SayLine(2))
    briefing = replace(briefing, records=desk.records[1:])
    desk.sender.send(briefing)
    assert isinstance(desk.tries_again(briefing), Sent)
    assert len(desk.said()) == 2


@pytest.mark.parametrize(
    "method", ["files.completeUploadExternal", "files.upload", "files.getUploadURLExternal"]
)
def test_so_is_the_timeline(desk: Desk, method: str) -> None:
    desk.in_channel()
    desk.fault(FaultKind.RESET_AFTER, method)
    briefing = desk.briefing(n.UploadTimeline())
    assert isinstance(desk.sender.send(briefing), Later)
    assert isinstance(desk.tries_again(briefing), Sent)
    assert len(desk.said()) == 1


def test_the_timeline_of_a_minute_ago_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.in_channel()
    desk.sends(n.UploadTimeline())
    desk.fault(FaultKind.RESET_BEFORE, "files.completeUploadExternal")
    briefing = desk.briefing(n.UploadTimeline())
    assert isinstance(desk.sender.send(briefing), Later)
    assert isinstance(desk.tries_again(briefing), Sent)
    assert len(desk.said()) == 2


def test_what_is_another_s_by_now_is_not_told_and_says_nothing_of_slack(desk: Desk, ana: Person) -> None:
    receipt = desk.sender.send(desk.briefing(PAGE), lambda: False)
    assert receipt == Later("lease_over", doubtful=True)
    assert desk.sender.health.ok
    assert ana.dms() == []


def test_an_upload_that_is_refused(desk: Desk) -> None:
    desk.in_channel()
    desk.fault(FaultKind.STATUS, "files.upload", status=503)
    assert desk.send(n.UploadTimeline()) == Later("http_503")
    desk.fault(FaultKind.ERROR, "files.getUploadURLExternal", error="file_uploads_disabled")
    assert desk.send(n.UploadTimeline()) == Never("file_uploads_disabled")


def test_another_s_message_is_not_taken_for_ours(desk: Desk, ana: Person) -> None:
    desk.sends(PAGE)
    desk.tries_again(desk.briefing(PAGE))
    assert len(ana.dms()) == 2


def test_while_nobody_can_say_nothing_is_said_again(desk: Desk, ana: Person) -> None:
    desk.fault(FaultKind.RESET_AFTER, POST)
    briefing = desk.briefing(PAGE)
    desk.sender.send(briefing)
    for kind in (FaultKind.RATELIMITED, FaultKind.STATUS, FaultKind.HTML, FaultKind.RESET_BEFORE):
        desk.fault(kind, "conversations.history")
        waits = desk.tries_again(briefing)
        assert isinstance(waits, Later)
        assert waits.doubtful
    desk.fault(FaultKind.ERROR, "conversations.open", error="internal_error")
    assert isinstance(desk.tries_again(briefing), Later)
    assert isinstance(desk.tries_again(briefing), Sent)
    assert len(ana.dms()) == 1


@pytest.mark.parametrize("code", ["unknown_method", "missing_scope"])
@pytest.mark.parametrize("method", ["conversations.history", "conversations.open"])
def test_where_nothing_can_be_looked_up_twice_is_better_than_never(
    desk: Desk, ana: Person, code: str, method: str
) -> None:
    desk.fault(FaultKind.ERROR, method, error=code)
    assert isinstance(desk.tries_again(desk.briefing(PAGE)), Sent)
    assert len(ana.dms()) == 1


def test_a_look_up_reads_more_than_one_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    desk.in_channel()
    briefing = desk.briefing(n.ShowCard())
    desk.sender.send(briefing)
    for _ in range(5):
        desk.sends(n.PostSummary(n.Occasion.RESOLVED))
    desk.tries_again(briefing)
    assert len(desk.said()) == 6
    assert desk.calls("conversations.history") == 3


def test_a_look_up_has_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PAGE", 1)
    desk.in_channel()
    for _ in range(8):
        desk.sends(n.PostSummary(n.Occasion.RESOLVED))
    desk.tries_again(desk.briefing(n.ShowCard()))
    assert desk.calls("conversations.history") == lookup.PAGES_MOST


def test_older_messages_are_not_read(desk: Desk) -> None:
    desk.in_channel()
    briefing = desk.briefing(n.ShowCard())
    desk.sender.send(briefing)
    later = datetime.now(UTC) + timedelta(minutes=5)
    desk.sender.send(replace(briefing, first_tried_at=later))
    assert len(desk.said()) == 2


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long", "invalid_attachments"])
def test_a_page_is_not_lost_for_its_layout(desk: Desk, ana: Person, code: str) -> None:
    desk.fault(FaultKind.ERROR, POST, error=code)
    with capture_logs() as logged:
        desk.sends(PAGE)
    assert ana.sees("Checkout is down").buttons == ()
    assert [line["reason"] for line in logged if line["log_level"] == "error"] == [code]


def test_nor_is_an_edit(desk: Desk) -> None:
    desk.in_channel()
    card = desk.sends(n.ShowCard())
    desk.fault(FaultKind.ERROR, "chat.update", error="invalid_blocks")
    desk.sends(n.ShowCard(), place=Place(card.channel or "", card.ts or ""))
    (message,) = desk.said()
    assert message.blocks == []


def test_an_archived_room_is_never(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel("inc-room")
    card = desk.sends(n.ShowCard())
    sandbox.archive("inc-room")
    lost = Never("is_archived", lost_room=card.channel)
    assert desk.refuses(n.PostSummary(n.Occasion.RESOLVED)) == lost
    assert desk.refuses(n.ShowCard(), place=Place(card.channel or "", card.ts or "")) == lost
    assert desk.refuses(n.UploadTimeline()) == replace(lost, reason="posting_to_channel_denied")
    assert desk.refuses(n.SetTopic()) == Never("is_archived"), "its topic is nobody's loss"
    assert desk.sender.health.ok


def test_a_channel_that_the_app_may_not_make_is_not_tried_for_two_days(desk: Desk) -> None:
    desk.fault(FaultKind.ERROR, "conversations.create", error="missing_scope")
    assert desk.refuses(n.OpenRoom()) == Never("missing_scope")


def test_an_archived_incidents_channel_is_replaced(desk: Desk, sandbox: Sandbox) -> None:
    first = desk.sends(n.ShowMirror())
    sandbox.archive("incidents")
    second = desk.sends(n.ShowMirror(), place=Place(first.channel or "", first.ts or ""))
    assert second.channel != first.channel
    assert sandbox.workspace.channels[second.channel or ""].name == "incidents-2"
    assert desk.sends(n.ShowMirror()).channel == second.channel
    assert Desk(sandbox).sends(n.ShowMirror()).channel == second.channel, "another process finds it too"


def test_a_room_that_the_bot_was_taken_from_is_joined_again(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel("inc-room")
    assert desk.incident.room
    sandbox.workspace.channels[desk.incident.room.channel].members.clear()
    desk.sends(n.PostSummary(n.Occasion.RESOLVED))
    assert desk.calls(POST) == 2


def test_a_private_room_that_the_bot_was_taken_from(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel("inc-room", private=True)
    assert desk.incident.room
    sandbox.workspace.channels[desk.incident.room.channel].members.clear()
    assert desk.refuses(n.PostSummary(n.Occasion.RESOLVED)).reason in {"not_in_channel", "channel_not_found"}


def test_health_follows_the_answers(desk: Desk, sandbox: Sandbox) -> None:
    assert desk.sender.health.ok
    sandbox.revoke_token()
    first = desk.briefing(PAGE)
    assert desk.sender.send(first) == Later("token_revoked", 30.0)
    desk.send(PAGE)
    health = desk.sender.health
    assert (health.reason, health.since) == ("token_revoked", first.now)
    sandbox.revoke_token(revoked=False)
    desk.sends(PAGE)
    assert desk.sender.health.ok
    assert str(desk.sender.health) == "ok"


def test_trouble_is_unhealthy_and_a_full_channel_is_not(desk: Desk) -> None:
    desk.fault(FaultKind.RATELIMITED, POST)
    desk.send(PAGE)
    assert desk.sender.health.ok
    desk.fault(FaultKind.STATUS, POST)
    desk.send(PAGE)
    assert desk.sender.health.reason == "http_503"


def test_sixteen_threads_make_one_channel_and_say_everything_once(desk: Desk, sandbox: Sandbox) -> None:
    receipts: list[n.Receipt] = []

    def send() -> None:
        receipts.append(desk.send(n.ShowMirror()))

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(receipt, Sent) for receipt in receipts)
    assert desk.calls("conversations.create") == 1
    assert len(desk.said()) == 16
