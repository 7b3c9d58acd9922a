"""chat.*: who may speak where, what stands then, and what Slack refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Person, Sandbox
from tests.sandbox.shapes import buttons, section

METADATA: dict[str, Any] = {"event_type": "meridian", "event_payload": {"notice": "n-1"}}


def refusal(call: Any, **arguments: Any) -> str:
    """The error code of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_a_message_is_read_by_the_members(web: WebClient, ana: Person, room: str) -> None:
    web.chat_postMessage(channel=room, text="*down* &amp; out")
    assert ana.sees("down", "#room").text == "*down* & out"


def test_a_user_id_as_channel_is_that_persons_conversation_with_the_app(web: WebClient, ana: Person) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="wake up")
    assert posted["channel"].startswith("D")
    assert ana.sees("wake up", "dm").channel == "dm"
    assert web.conversations_open(users="U0ANA")["channel"]["id"] == posted["channel"]


def test_the_app_must_be_a_member(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    public = sandbox.channel("talk", [ana], bot=False).id
    secret = sandbox.channel("secret", [ana], bot=False, private=True).id
    assert refusal(web.chat_postMessage, channel=public, text="x") == "not_in_channel"
    assert refusal(web.chat_postMessage, channel=secret, text="x") == "channel_not_found"
    assert refusal(web.chat_postMessage, channel="C404", text="x") == "channel_not_found"


def test_nothing_is_said_in_an_archived_channel(web: WebClient, sandbox: Sandbox, room: str) -> None:
    sandbox.archive("room")
    assert refusal(web.chat_postMessage, channel=room, text="x") == "is_archived"


def test_an_empty_message_is_refused(web: WebClient, room: str) -> None:
    # by api_call: chat_postMessage itself would warn
    nothing = {"channel": room, "text": ""}
    assert refusal(web.api_call, api_method="chat.postMessage", json=nothing) == "no_text"


def test_metadata_is_shown_only_when_asked_for(web: WebClient, room: str) -> None:
    answer = web.chat_postMessage(channel=room, text="x", metadata=METADATA)["message"]
    assert answer["metadata"] == {"event_type": "meridian", "event_payload": {}}
    plain = web.conversations_history(channel=room)["messages"][0]
    full = web.conversations_history(channel=room, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == METADATA


def test_metadata_has_a_form(web: WebClient, room: str) -> None:
    wrong: dict[str, Any] = {"event_payload": {}}
    assert refusal(web.chat_postMessage, channel=room, text="x", metadata=wrong) == "invalid_metadata_format"
    wrong = {"event_type": "x", "event_payload": "y"}
    assert refusal(web.chat_postMessage, channel=room, text="x", metadata=wrong) == "invalid_metadata_schema"


def test_a_thread_hangs_under_its_parent(web: WebClient, ana: Person, room: str) -> None:
    parent = web.chat_postMessage(channel=room, text="parent")["ts"]
    web.chat_postMessage(channel=room, text="child", thread_ts=parent)
    web.chat_postMessage(channel=room, text="loud child", thread_ts=parent, reply_broadcast=True)
    history = web.conversations_history(channel=room)["messages"]
    assert [m["text"] for m in history] == ["loud child", "parent"]
    assert history[1]["reply_count"] == 2
    replies = web.conversations_replies(channel=room, ts=parent)["messages"]
    assert [m["text"] for m in replies] == ["parent", "child", "loud child"]
    assert ana.sees("child", thread=ana.sees("parent")).thread_ts == parent
    assert refusal(web.chat_postMessage, channel=room, text="x", thread_ts="1.0") == "cannot_reply_to_message"


def test_an_update_replaces_text_and_blocks_and_keeps_metadata(
    web: WebClient, ana: Person, room: str
) -> None:
    ts = web.chat_postMessage(
        channel=room, text="old", blocks=[section("old"), buttons("Acknowledge")], metadata=METADATA
    )["ts"]
    web.chat_update(channel=room, ts=ts, text="new", blocks=[section("new")])
    seen = ana.sees("new")
    assert seen.buttons == ()
    assert seen.edited
    assert seen.metadata == METADATA
    web.chat_update(channel=room, ts=ts, text="only text")
    assert ana.now(seen).text == "only text"


def test_only_its_own_messages_can_be_changed(
    web: WebClient, sandbox: Sandbox, ana: Person, room: str
) -> None:
    hers = ana.says("mine", "room")
    assert refusal(web.chat_update, channel=room, ts=hers.ts, text="x") == "cant_update_message"
    assert refusal(web.chat_delete, channel=room, ts=hers.ts) == "cant_delete_message"
    assert refusal(web.chat_update, channel=room, ts="1.000000", text="x") == "message_not_found"
    ts = web.chat_postMessage(channel=room, text="x")["ts"]
    assert refusal(web.chat_update, channel=room, ts=ts, text="y" * 4001) == "msg_too_long"


def test_a_deleted_parent_leaves_a_tombstone(web: WebClient, ana: Person, room: str) -> None:
    parent = web.chat_postMessage(channel=room, text="parent")["ts"]
    lonely = web.chat_postMessage(channel=room, text="lonely")["ts"]
    web.chat_postMessage(channel=room, text="child", thread_ts=parent)
    web.chat_delete(channel=room, ts=parent)
    web.chat_delete(channel=room, ts=lonely)
    ana.sees("This message was deleted.")
    ana.sees_no("lonely")
    assert refusal(web.chat_delete, channel=room, ts=lonely) == "message_not_found"


def test_an_ephemeral_message_is_for_one_member_and_in_no_history(
    web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    web.chat_postEphemeral(channel=room, user="U0ANA", text="psst")
    assert ana.sees("psst").ephemeral
    bruno.sees_no("psst")
    assert web.conversations_history(channel=room)["messages"] == []
    assert refusal(web.chat_postEphemeral, channel=room, user="U404", text="x") == "user_not_in_channel"


def test_a_permalink_of_a_reply_names_its_thread(web: WebClient, room: str) -> None:
    parent = web.chat_postMessage(channel=room, text="parent")["ts"]
    child = web.chat_postMessage(channel=room, text="child", thread_ts=parent)["ts"]
    assert web.chat_getPermalink(channel=room, message_ts=parent)["permalink"].endswith(
        parent.replace(".", "")
    )
    assert f"thread_ts={parent}" in web.chat_getPermalink(channel=room, message_ts=child)["permalink"]


def test_timestamps_grow_even_when_the_clock_stands_still_or_goes_back() -> None:
    from_ten = iter(range(10, 0, -1))
    hour = [next(from_ten)]

    def clock() -> datetime:
        return datetime(2026, 11, 18, hour[0], tzinfo=UTC)

    with Sandbox(clock=clock) as sandbox:
        stamps = []
        for _ in range(5):
            stamps.append(sandbox.workspace.next_ts())
            hour[0] = next(from_ten)
        assert stamps == sorted(set(stamps))
        assert stamps[0].startswith("1794996000.")
