"""Which payloads are worth keeping, and by whom they are carried out."""

from __future__ import annotations

import pytest

from bot.slack import clicks, marks, shortcuts, spoken, surfaces
from bot.slack.payloads import identity
from bot.slack.routes import handler_for, light_handler_for

BOT = [{"user_id": "U0BOT", "is_bot": True}]


def event(**inner: object) -> dict[str, object]:
    return {
        "type": "event_callback",
        "event_id": "Ev1",
        "api_app_id": "A0MERIDIAN",
        "authorizations": BOT,
        "event": {"user": "U0ANA", "channel": "C1", "ts": "1.2"} | inner,
    }


ITEM = {"type": "message", "channel": "C1", "ts": "1.2"}


@pytest.mark.parametrize(
    "payload,handler",
    [
        ({"command": "/incident", "text": ""}, spoken.commanded),
        ({"type": "block_actions", "actions": [{"action_id": "acknowledge"}]}, clicks.clicked),
        ({"type": "block_actions", "actions": [{"action_id": "never_heard"}]}, clicks.clicked),
        ({"type": "block_actions", "actions": [{"action_id": "open_room"}]}, None),
        ({"type": "block_actions", "actions": [{"action_id": "open_link"}]}, None),
        ({"type": "shortcut", "callback_id": "declare_incident"}, shortcuts.shortcut),
        ({"type": "message_action", "callback_id": "add_to_timeline"}, shortcuts.shortcut),
        ({"type": "view_closed"}, None),
        ({"type": "block_suggestion"}, None),
        ({}, None),
        (event(type="app_mention", text="<@U0BOT> ack"), spoken.mentioned),
        (event(type="app_mention", text="<@U0BOT> ack", bot_id="B9"), None),
        (event(type="message", text="hello"), None),
        (event(type="message", text="ack", channel_type="im"), spoken.written_to),
        (event(type="message", text="ack", channel_type="im", subtype="file_share"), spoken.written_to),
        (event(type="message", text="ack", channel_type="im", subtype="channel_join"), None),
        (event(type="message", text="ack", channel_type="im", bot_id="B1"), None),
        (event(type="message", text="ack", channel_type="im", user="U0BOT"), None),
        (
            event(
                type="message",
                subtype="message_changed",
                message={"text": "b"},
                previous_message={"text": "a"},
            ),
            marks.message_changed,
        ),
        (
            event(
                type="message",
                subtype="message_changed",
                message={"text": "a"},
                previous_message={"text": "a"},
            ),
            None,
        ),
        (
            event(
                type="message",
                subtype="message_changed",
                message={"text": "b", "app_id": "A0MERIDIAN", "bot_id": "B1"},
                previous_message={"text": "a"},
            ),
            None,
        ),
        (
            event(type="message", subtype="message_deleted", previous_message={"user": "U0ANA"}),
            marks.message_deleted,
        ),
        (event(type="message", subtype="message_deleted", previous_message={"user": "U0BOT"}), None),
        (event(type="reaction_added", reaction="pushpin", item=ITEM), marks.reaction_added),
        (event(type="reaction_added", reaction="round_pushpin", item=ITEM), marks.reaction_added),
        (event(type="reaction_added", reaction="fire", item=ITEM), marks.reaction_added),
        (event(type="reaction_added", reaction="tada", item=ITEM), None),
        (event(type="reaction_added", reaction="pushpin", item={"type": "file", "file": "F1"}), None),
        (event(type="reaction_added", reaction="pushpin", item=ITEM, user="U0BOT"), None),
        (event(type="reaction_removed", reaction="pushpin", item=ITEM), marks.reaction_removed),
        (event(type="reaction_removed", reaction="fire", item=ITEM), None),
        (event(type="member_joined_channel"), marks.member_joined),
        (event(type="member_joined_channel", user="U0BOT"), None),
        (event(type="channel_rename"), None),
    ],
)
def test_who_carries_it_out(payload: dict[str, object], handler: object) -> None:
    assert handler_for(payload) is handler


def test_what_is_done_without_being_kept() -> None:
    assert light_handler_for(event(type="app_home_opened", tab="home")) is surfaces.home_opened
    assert light_handler_for(event(type="user_change")) is not None
    assert light_handler_for(event(type="app_mention")) is None
    assert light_handler_for({"command": "/incident"}) is None


def test_identity_is_that_of_the_thing_and_not_of_its_delivery() -> None:
    assert identity(event(type="message")) == "Ev1"
    click = {"type": "block_actions", "trigger_id": "1.2", "actions": [{"action_ts": "1"}]}
    assert identity(click) == identity(dict(reversed(click.items())))
    assert identity(click) != identity(click | {"trigger_id": "1.3"})
    assert identity({"text": "\ud800 half a character"})
