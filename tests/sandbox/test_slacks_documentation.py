"""The sandbox's answers beside the examples in Slack's documentation: the same keys, and errors that it names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

import bot.sandbox
from bot.sandbox import Person, Sandbox
from bot.sandbox.methods import METHODS
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import home, modal, section, text_field

Json = dict[str, Any]

# What examples show of features that this workspace doesn't have, of old clients, or only sometimes.
LEFT_OUT = {
    "chat.postMessage": {"message.username", "message.attachments", "message.subtype"},  # a classic bot's
    "conversations.history": {"latest"},
    "conversations.info": {"channel.locale", "channel.num_members"},  # only when asked for
    "conversations.rename": {"channel.num_members", "channel.locale"},
    "conversations.open": {"no_op", "already_open"},
    "conversations.join": {"warning", "response_metadata", "response_metadata.warnings"},
    "conversations.replies": {"messages.last_read", "messages.unread_count"},  # a person's, not an app's
    "files.info": {
        f"file.{key}"
        for key in (
            "deanimate_gif image_exif_rotation original_h original_w pjpeg thumb_160 thumb_360 thumb_360_gif "
            "thumb_360_h thumb_360_w thumb_64 thumb_80"  # a picture's
        ).split()
    },
}  # fmt: skip


@pytest.fixture
def answers(sandbox: Sandbox, web: WebClient, robot: Robot, ana: Person, bruno: Person) -> dict[str, Json]:
    """One good answer of each method."""
    given: dict[str, Json] = {}

    def ask(method: str, **arguments: Any) -> Json:
        answer = web.api_call(method, json=arguments).data
        assert isinstance(answer, dict)
        given[method] = answer
        return answer

    robot.app.command("/incident")(lambda ack: ack())
    robot.connect()
    ask("auth.test")
    ask("team.info")
    ask("bots.info", bot="B0MERIDIAN")
    channel = ask("conversations.create", name="inc-1")["channel"]["id"]
    talk = sandbox.channel("talk", bot=False).id
    ask("conversations.join", channel=talk)
    ask("conversations.leave", channel=talk)
    ask("conversations.invite", channel=channel, users="U0ANA,U0BRU")
    ask("conversations.kick", channel=channel, user="U0BRU")
    for method in ("info", "list", "members"):
        ask(f"conversations.{method}", channel=channel)
    ask("conversations.open", users="U0ANA", return_im=True)
    ask("conversations.setTopic", channel=channel, topic="x")
    ask("conversations.setPurpose", channel=channel, purpose="x")
    ts = ask("chat.postMessage", channel=channel, text="x")["ts"]
    ask("chat.update", channel=channel, ts=ts, text="y")
    ask("chat.postEphemeral", channel=channel, text="x", user="U0ANA")
    ask("chat.getPermalink", channel=channel, message_ts=ts)
    ask("reactions.add", channel=channel, timestamp=ts, name="eyes")
    ask("reactions.get", channel=channel, timestamp=ts)
    ask("pins.add", channel=channel, timestamp=ts)
    ask("pins.list", channel=channel)
    for number in range(3):
        ask("chat.postMessage", channel=channel, text=f"{number}", thread_ts=ts)
    ask("conversations.replies", channel=channel, ts=ts, limit=2)
    ask("conversations.history", channel=channel, limit=1)
    mark = ask("bookmarks.add", channel_id=channel, title="x", type="link", link="https://x.example")[
        "bookmark"
    ]["id"]
    ask("bookmarks.edit", channel_id=channel, bookmark_id=mark, title="y")
    ask("bookmarks.list", channel_id=channel)
    ask("users.info", user="U0ANA")
    ask("users.list")
    ask("users.lookupByEmail", email="ana@example.com")
    ask("users.conversations")
    ana.command("/incident x")
    trigger = robot.body("command")["trigger_id"]
    view = ask("views.open", trigger_id=trigger, view=modal(text_field("T")))["view"]["id"]
    ask("views.update", view_id=view, view=modal(text_field("T")))
    ask("views.publish", user_id="U0ANA", view=home(section("x")))
    group = sandbox.user_group("on-call", members=[ana]).id
    ask("usergroups.list")
    ask("usergroups.users.list", usergroup=group)
    ask("usergroups.users.update", usergroup=group, users="U0ANA")
    file = web.files_upload_v2(channel=channel, content="x", filename="x.txt")["file"]["id"]
    ask("files.info", file=file)
    ask("files.getUploadURLExternal", filename="x.txt", length=1)
    ask("conversations.rename", channel=channel, name="inc-2")
    ask("chat.delete", channel=channel, ts=ts)
    ask("conversations.archive", channel=channel)
    return given


def keys(value: Any, path: str = "", depth: int = 2) -> set[str]:
    """Dotted keys to a depth; of a list its first item's."""
    if isinstance(value, list):
        return keys(value[0], path, depth) if value else set()
    if not isinstance(value, dict) or not depth:
        return set()
    found = {f"{path}{key}" for key in value}
    return found.union(*(keys(inner, f"{path}{key}.", depth - 1) for key, inner in value.items()))


def test_answers_have_the_keys_of_slacks_examples(schemas: Path, answers: dict[str, Json]) -> None:
    examples = json.loads((schemas / "docs_example_responses.json").read_text())
    missing = {}
    for method, answer in answers.items():
        good = [loaded for text in examples.get(method, ()) if (loaded := _loaded(text)).get("ok")]
        wanted = [keys(example) - keys(answer) - LEFT_OUT.get(method, set()) for example in good]
        nearest = sorted(wanted, key=len)[:1]
        if nearest and nearest[0]:
            missing[method] = sorted(nearest[0])
    assert missing == {}
    assert len(answers) > 40


def _loaded(text: str) -> Json:
    try:
        loaded: Json = json.loads(text)
    except ValueError:
        return {}  # an example with an ellipsis in it
    return loaded


# Slack gives these to any method, and they are in no method's own list.
GENERAL = {
    "already_in_channel", "invalid_arguments", "invalid_auth", "invalid_form_data", "invalid_json", "json_not_object",
    "not_allowed_token_type", "not_authed", "token_revoked", "unknown_method",
    "used_url", "expired_url",  # a response_url's
}  # fmt: skip


def test_every_error_code_is_one_that_slack_names(schemas: Path) -> None:
    documents = json.loads((schemas / "methods_docs.json").read_text())
    known = {code for document in documents.values() for code in document["errors"]} | GENERAL
    source = Path(bot.sandbox.__file__).parent
    codes = {
        code
        for file in source.rglob("*.py")
        for code in re.findall(r'SlackRefusal\(\s*"(\w+)"', file.read_text())
    }
    assert len(codes) > 60
    assert codes - known == set()


def test_every_method_is_one_that_slack_documents(schemas: Path) -> None:
    documents = json.loads((schemas / "methods_docs.json").read_text())
    assert set(METHODS) - set(documents) == {"api.test"}
    for name, method in METHODS.items():
        needed = {k for k, arg in documents.get(name, {}).get("args", {}).items() if arg["required"]}
        unknown = set(method.needs) - set(documents.get(name, {}).get("args", {}))
        assert not unknown, (name, unknown)
        assert needed - set(method.needs) <= {"name", "topic", "purpose", "users", "alt_txt"}, (name, needed)
