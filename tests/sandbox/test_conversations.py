"""conversations.*, pins.*, bookmarks.*, reactions.*, usergroups.*, users.*, files.*: what they do and refuse."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.test_chat import refusal


@pytest.mark.parametrize(
    "name,code",
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Inc 1", "invalid_name_specials"),
        ("a.b", "invalid_name_specials"),
        ("general", "name_taken"),
    ],
)
def test_a_channel_name_is_refused_as_slack_refuses_it(web: WebClient, name: str, code: str) -> None:
    assert refusal(web.conversations_create, name=name) == code


def test_an_archived_channel_keeps_its_name(web: WebClient) -> None:
    channel = web.conversations_create(name="inc-1")["channel"]["id"]
    web.conversations_archive(channel=channel)
    assert refusal(web.conversations_create, name="inc-1") == "name_taken"
    assert refusal(web.conversations_archive, channel=channel) == "already_archived"
    assert refusal(web.conversations_setTopic, channel=channel, topic="x") == "is_archived"
    web.conversations_unarchive(channel=channel)
    assert refusal(web.conversations_unarchive, channel=channel) == "not_archived"


def test_renaming_frees_the_old_name(web: WebClient, ana: Person, robotless_room: str) -> None:
    web.conversations_rename(channel=robotless_room, name="new-name")
    info = web.conversations_info(channel=robotless_room, include_num_members=True)["channel"]
    assert info["name"] == "new-name"
    assert info["previous_names"] == ["old-name"]
    assert info["num_members"] == 1
    web.conversations_create(name="old-name")
    assert refusal(web.conversations_rename, channel=robotless_room, name="old-name") == "name_taken"


@pytest.fixture
def robotless_room(web: WebClient) -> str:
    return str(web.conversations_create(name="old-name")["channel"]["id"])


def test_invitations_are_all_or_nothing_unless_forced(web: WebClient, ana: Person, bruno: Person) -> None:
    channel = web.conversations_create(name="inc-1")["channel"]["id"]
    assert refusal(web.conversations_invite, channel=channel, users="U0ANA,U404") == "user_not_found"
    assert web.conversations_members(channel=channel)["members"] == ["U0BOT"]
    forced = web.conversations_invite(channel=channel, users=["U0ANA", "U404", "U0BOT"], force=True)
    assert {error["user"]: error["error"] for error in forced["errors"]} == {
        "U404": "user_not_found",
        "U0BOT": "cant_invite_self",
    }
    assert web.conversations_members(channel=channel)["members"] == ["U0BOT", "U0ANA"]
    assert refusal(web.conversations_invite, channel=channel, users="U0ANA") == "already_in_channel"
    assert (
        refusal(web.conversations_invite, channel=channel, users="U0ANA", force=True) == "already_in_channel"
    )
    assert refusal(web.conversations_invite, channel=channel, users=["U0BRU"] * 101) == "invalid_arguments"
    assert refusal(web.conversations_invite, channel=channel, users="") == "no_user"
    ana.sees("@ana has joined the channel", "#inc-1")


def test_a_guest_of_one_channel_cannot_be_in_two(web: WebClient, sandbox: Sandbox) -> None:
    guest = sandbox.person("gus", single_channel_guest=True)
    sandbox.channel("theirs", [guest])
    channel = web.conversations_create(name="inc-1")["channel"]["id"]
    assert refusal(web.conversations_invite, channel=channel, users=guest.id) == "ura_max_channels"


def test_private_channels_do_not_exist_for_outsiders(
    web: WebClient, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    hers = sandbox.channel("hers", [ana], bot=False, private=True).id
    assert refusal(web.conversations_info, channel=hers) == "channel_not_found"
    shown = web.conversations_list(types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in shown] == ["general"]
    ana.says("a secret", "hers")
    bruno.sees_no("a secret")
    with pytest.raises(AssertionError, match="sees no channel"):
        bruno.reads("#hers") or bruno.says("x", "hers")


def test_the_bot_joins_and_leaves(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    channel = sandbox.channel("talk", [ana], bot=False).id
    assert refusal(web.conversations_history, channel=channel) == "not_in_channel"
    web.conversations_join(channel=channel)
    assert web.conversations_join(channel=channel)["warning"] == "already_in_channel"
    web.conversations_leave(channel=channel)
    assert web.conversations_leave(channel=channel)["not_in_channel"] is True
    general = web.conversations_list()["channels"][0]["id"]
    assert refusal(web.conversations_leave, channel=general) == "cant_leave_general"


def test_kicking_has_its_limits(web: WebClient, sandbox: Sandbox, ana: Person, room: str) -> None:
    assert refusal(web.conversations_kick, channel=room, user="U0BOT") == "cant_kick_self"
    assert refusal(web.conversations_kick, channel=room, user="U404") == "user_not_found"
    web.conversations_kick(channel=room, user="U0ANA")
    assert refusal(web.conversations_kick, channel=room, user="U0ANA") == "not_in_channel"
    assert "room" not in ana.channels()


def test_topic_and_purpose_have_250_characters(web: WebClient, ana: Person, room: str) -> None:
    web.conversations_setTopic(channel=room, topic="P1 · investigating")
    web.conversations_setPurpose(channel=room, purpose="p")
    assert ana.topic("room") == "P1 · investigating"
    assert refusal(web.conversations_setTopic, channel=room, topic="x" * 251) == "too_long"
    assert refusal(web.conversations_setPurpose, channel=room, purpose="x" * 251) == "too_long"
    assert (
        refusal(web.api_call, api_method="conversations.setTopic", json={"channel": room})
        == "invalid_arguments"
    )
    web.conversations_setTopic(channel=room, topic="")
    assert ana.topic("room") == ""


def test_opening_a_conversation(web: WebClient, sandbox: Sandbox, ana: Person, bruno: Person) -> None:
    first = web.conversations_open(users="U0ANA")
    again = web.conversations_open(users="U0ANA", return_im=True)
    assert again["already_open"] is True
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["channel"]["user"] == "U0ANA"
    assert web.conversations_open(users=["U0ANA", "U0BRU"])["channel"]["id"].startswith("G")
    assert refusal(web.conversations_open, users="") == "users_list_not_supplied"
    assert refusal(web.conversations_open, users="U404") == "user_not_found"
    sandbox.changes_user(bruno, deleted=True)
    assert refusal(web.conversations_open, users="U0BRU") == "user_disabled"
    assert refusal(web.chat_postMessage, channel="U0BRU", text="x") == "channel_not_found"


def test_history_is_cut_by_time_and_page(web: WebClient, room: str) -> None:
    stamps = [web.chat_postMessage(channel=room, text=f"m{n}")["ts"] for n in range(5)]

    def texts(**arguments: Any) -> list[str]:
        return [m["text"] for m in web.conversations_history(channel=room, **arguments)["messages"]]

    assert texts(oldest=stamps[1], latest=stamps[3]) == ["m2"]
    assert texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["m3", "m2", "m1"]
    first = web.conversations_history(channel=room, limit=2)
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    assert texts(limit=2, cursor=cursor) == ["m2", "m1"]
    assert refusal(web.conversations_history, channel=room, cursor="!") == "invalid_cursor"
    assert refusal(web.conversations_history, channel=room, oldest="soon") == "invalid_ts_oldest"
    assert refusal(web.conversations_replies, channel=room, ts="1.0") == "thread_not_found"


def test_pins(web: WebClient, ana: Person, room: str) -> None:
    ts = web.chat_postMessage(channel=room, text="card")["ts"]
    web.pins_add(channel=room, timestamp=ts)
    assert [message.text for message in ana.pinned("room")] == ["card"]
    assert web.pins_list(channel=room)["items"][0]["message"]["text"] == "card"
    assert refusal(web.pins_add, channel=room, timestamp=ts) == "already_pinned"
    assert refusal(web.pins_add, channel=room, timestamp="1.0") == "message_not_found"
    web.pins_remove(channel=room, timestamp=ts)
    assert refusal(web.pins_remove, channel=room, timestamp=ts) == "no_pin"


def test_bookmarks(web: WebClient, ana: Person, room: str) -> None:
    added = web.bookmarks_add(
        channel_id=room, title="Runbook", type="link", link="https://runbooks.example/a"
    )
    mark = added["bookmark"]["id"]
    web.bookmarks_edit(channel_id=room, bookmark_id=mark, title="The runbook")
    assert ana.bookmarks("room") == {"The runbook": "https://runbooks.example/a"}
    assert len(web.bookmarks_list(channel_id=room)["bookmarks"]) == 1
    web.bookmarks_remove(channel_id=room, bookmark_id=mark)
    assert refusal(web.bookmarks_remove, channel_id=room, bookmark_id=mark) == "not_found"
    assert refusal(web.bookmarks_add, channel_id=room, title="x", type="link", link="ftp") == "invalid_link"
    assert refusal(web.bookmarks_add, channel_id=room, title="x", type="pie") == "invalid_bookmark_type"


def test_reactions(web: WebClient, ana: Person, room: str) -> None:
    hers = ana.says("look", "room")
    web.reactions_add(channel=room, timestamp=hers.ts, name="eyes")
    ana.reacts(":eyes:", hers)
    assert ana.now(hers).reactions == {"eyes": ["U0BOT", "U0ANA"]}
    assert refusal(web.reactions_add, channel=room, timestamp=hers.ts, name="eyes") == "already_reacted"
    web.reactions_remove(channel=room, timestamp=hers.ts, name="eyes")
    assert refusal(web.reactions_remove, channel=room, timestamp=hers.ts, name="eyes") == "no_reaction"
    assert web.reactions_get(channel=room, timestamp=hers.ts)["message"]["reactions"][0]["count"] == 1
    assert refusal(web.reactions_add, channel=room, timestamp=hers.ts, name="a b") == "invalid_name"


def test_users_are_told_with_their_zone(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    user = web.users_info(user="U0ANA")["user"]
    assert (user["tz"], user["tz_offset"], user["real_name"]) == ("America/Guayaquil", -18000, "Ana")
    assert refusal(web.users_info, user="U404") == "user_not_found"
    assert web.users_lookupByEmail(email="ana@example.com")["user"]["id"] == "U0ANA"
    assert refusal(web.users_lookupByEmail, email="nobody@example.com") == "users_not_found"
    sandbox.person("gus", guest=True)
    assert [m["name"] for m in web.users_list()["members"] if m["is_restricted"]] == ["gus"]
    page = web.users_list(limit=1)
    assert page["response_metadata"]["next_cursor"]


def test_user_groups_are_replaced_and_never_emptied(
    web: WebClient, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    group = sandbox.user_group("on-call", "On call", [ana]).id
    assert web.usergroups_list(include_users=True)["usergroups"][0]["users"] == ["U0ANA"]
    web.usergroups_users_update(usergroup=group, users=["U0BRU"])
    assert web.usergroups_users_list(usergroup=group)["users"] == ["U0BRU"]
    assert refusal(web.usergroups_users_update, usergroup=group, users=["U404"]) == "invalid_users"
    assert refusal(web.usergroups_users_update, usergroup="S404", users=["U0ANA"]) == "no_such_subteam"


def test_users_conversations_lists_where_someone_is(web: WebClient, ana: Person, room: str) -> None:
    mine = web.users_conversations(types="public_channel,im")["channels"]
    assert [channel["name"] for channel in mine] == ["room"]
    hers = web.users_conversations(user="U0ANA")["channels"]
    assert [channel["name"] for channel in hers] == ["general", "room"]
    assert refusal(web.conversations_list, types="dungeon") == "invalid_types"


def test_a_file_goes_up_in_three_steps_and_comes_down_with_the_token(
    web: WebClient, sandbox: Sandbox, ana: Person, room: str
) -> None:
    uploaded = web.files_upload_v2(
        channel=room,
        content="# Timeline",
        filename="timeline.md",
        title="The timeline",
        initial_comment="here",
    )
    message = ana.waits_for("here", "#room")
    assert message.files == ("The timeline",)
    assert ana.opens_file(message) == b"# Timeline"
    file = web.files_info(file=uploaded["file"]["id"])["file"]
    download = Request(file["url_private"], headers={"Authorization": f"Bearer {sandbox.bot_token}"})
    assert urlopen(download).read() == b"# Timeline"
    assert b"Sign in" in urlopen(file["url_private"]).read()
    assert refusal(web.files_info, file="F404") == "file_not_found"


def test_a_file_without_its_bytes_cannot_be_completed(web: WebClient, room: str) -> None:
    file_id = web.files_getUploadURLExternal(filename="a.txt", length=3)["file_id"]
    files = [{"id": file_id, "title": "a"}]
    assert refusal(web.files_completeUploadExternal, files=files, channel_id=room) == "file_not_found"
