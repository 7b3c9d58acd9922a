"""What Slack answers when the bot is out of a room, or lacks a right."""

from __future__ import annotations

from bot.domain import notices as n
from bot.domain.notices import Later, Place
from bot.sandbox import FaultKind, Sandbox
from tests.delivery.desk import Desk


def test_the_file_and_the_card_join_again_too(desk: Desk, sandbox: Sandbox) -> None:
    room = desk.in_channel("inc-room").room
    assert room
    card = desk.sends(n.ShowCard())
    sandbox.workspace.channels[room.channel].members.clear()
    desk.sends(n.UploadTimeline())
    desk.fault(FaultKind.ERROR, "chat.update", error="not_in_channel")
    assert desk.sends(n.ShowCard(), place=Place(card.channel or "", card.ts or "")).ts == card.ts


def test_the_missing_scope_is_named_at_once(desk: Desk) -> None:
    desk.fault(FaultKind.ERROR, "conversations.create", error="missing_scope", needed="channels:manage")
    assert desk.refuses(n.OpenRoom()).reason == "missing_scope: channels:manage"
    desk.fault(FaultKind.ERROR, "conversations.create", error="missing_scope")
    assert desk.refuses(n.OpenRoom()).reason == "missing_scope"
    assert desk.sender.health.ok


def test_a_revoked_token_is_waited_for_even_for_a_room(desk: Desk) -> None:
    desk.fault(FaultKind.ERROR, "conversations.create", error="token_revoked")
    assert desk.delays(n.OpenRoom()) == Later("token_revoked", 30.0)
    assert desk.sender.health.reason == "token_revoked"


def test_where_no_file_may_be_uploaded_the_room_reads_where_to_look(desk: Desk) -> None:
    desk.in_channel()
    desk.fault(FaultKind.ERROR, "files.*", times=None, error="missing_scope", needed="files:write")
    desk.sends(n.UploadTimeline())
    (said,) = desk.said()
    assert "can't be attached (missing_scope: files:write)" in said.text
    assert f"meridian export {desk.incident.id}" in said.text
