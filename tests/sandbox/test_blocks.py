"""Block Kit's limits, Slack's schemas, and what a careful bot would not send."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Person, Sandbox
from bot.sandbox.blocks import HOME, MESSAGE, MODAL, block_faults, view_faults
from bot.sandbox.lint import text_complaints
from bot.sandbox.schemas import Schemas
from tests.sandbox.shapes import (
    button,
    buttons,
    field,
    home,
    modal,
    mrkdwn,
    option,
    section,
    select,
    text_field,
    words,
)
from tests.sandbox.test_chat import refusal

Json = dict[str, Any]
ROW: Json = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


TOO_MUCH: list[tuple[str, list[Json], str]] = [
    ("51 blocks", [section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("section", [section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("empty text", [section("")], "must be more than 0 characters"),
    ("no text", [{"type": "section"}], "missing required field: text"),
    ("fields", [{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
    ("field", [{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "less than 2001"),
    ("header", [{"type": "header", "text": words("x" * 151)}], "less than 151"),
    ("mrkdwn header", [{"type": "header", "text": mrkdwn("x")}], "must be plain_text"),
    ("button text", [actions(button("x" * 76))], "less than 76"),
    ("button value", [actions(button("x", value="y" * 2001))], "less than 2001"),
    ("style", [actions(button("x", style="loud"))], "valid enum"),
    ("26 buttons", [actions(*[button(f"b{n}") for n in range(26)])], "no more than 25"),
    ("no buttons", [actions()], "at least 1"),
    ("same action", [actions(button("a"), button("a"))], "`action_id`: a already exists"),
    ("same block", [section("x") | {"block_id": "b"}] * 2, "`block_id`: b already exists"),
    ("long id", [actions(button("a", action_id="x" * 256))], "less than 256"),
    ("101 options", [actions(select("s", *[f"o{n}" for n in range(101)]))], "no more than 100"),
    ("no options", [actions(select("s"))], "at least 1"),
    ("option text", [actions(select("s", "x" * 76))], "less than 76"),
    ("6 in overflow", [actions({"type": "overflow", "options": [option(f"{n}") for n in range(6)]})], "than 5"),
    ("11 in context", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10"),
    ("two tables", [ROW, ROW], "only_one_table_allowed"),
    ("table", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}], "no more than 100"),
    ("unknown", [{"type": "hologram"}], "unsupported type: hologram"),
    ("element", [actions({"type": "lever"})], "unsupported type: lever"),
    ("no alt text", [{"type": "image", "image_url": "https://x.example/x.png"}], "missing required field: alt_text"),
    ("divider", [{"type": "divider", "text": "x"}], "invalid additional property: text"),
]  # fmt: skip


@pytest.mark.parametrize("blocks,reason", [case[1:] for case in TOO_MUCH], ids=[case[0] for case in TOO_MUCH])
def test_what_is_too_much_is_refused_with_its_place(blocks: list[Json], reason: str) -> None:
    assert reason in " ".join(block_faults(blocks, MESSAGE))


def test_views_have_limits_of_their_own() -> None:
    def faults(view: Json) -> str:
        return " ".join(view_faults(view))

    assert faults(modal(text_field("T"))) == ""
    assert faults(home(section("x"))) == ""
    assert "less than 25" in faults(modal(text_field("T"), title="x" * 25))
    assert "less than 3001" in faults(modal(text_field("T"), private_metadata="x" * 3001))
    assert "a submit is required" in faults(modal(text_field("T"), submit=None))
    assert "no more than 100 items" in faults(home(*[section("x")] * 101))
    assert view_faults(home(*[section("x")] * 100)) == []
    assert "missing required field: title" in faults({"type": MODAL, "blocks": []})
    assert "modal, home" in faults({"type": "window"})
    assert "unsupported type: table" in faults(home(ROW))
    assert block_faults([field("L", button("x"))], HOME)


def test_refused_blocks_name_the_reason_and_are_complained_of(
    web: WebClient, sandbox: Sandbox, room: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=room, text="x", blocks=[section("x" * 3001)])
    assert caught.value.response["error"] == "invalid_blocks"
    assert "less than 3001" in caught.value.response["response_metadata"]["messages"][0]
    assert "invalid_blocks" in sandbox.complaints[0]


def test_all_blocks_together_have_about_13200_characters(web: WebClient, room: str) -> None:
    fits = [section("x" * 2600)] * 5
    assert web.chat_postMessage(channel=room, text="x", blocks=fits)["ok"]
    assert refusal(web.chat_postMessage, channel=room, text="x", blocks=[*fits, section("x" * 300)]) == (
        "msg_blocks_too_long"
    )


def test_blocks_that_are_no_list_are_refused(web: WebClient, room: str) -> None:
    assert refusal(web.chat_postMessage, channel=room, text="x", blocks="{") == "invalid_blocks_format"


def test_a_bad_view_is_an_invalid_argument(web: WebClient, ana: Person) -> None:
    with pytest.raises(SlackApiError) as caught:
        web.views_publish(user_id="U0ANA", view=home(section("x" * 3001)))
    assert caught.value.response["error"] == "invalid_arguments"
    assert "/view/blocks/0/text/text" in caught.value.response["response_metadata"]["messages"][0]
    too_large = home(*[section("é" * 2999)] * 90)
    assert refusal(web.views_publish, user_id="U0ANA", view=too_large) == "view_too_large"
    assert refusal(web.views_publish, user_id="U404", view=home()) == "invalid_arguments"


# ---- complaints


@pytest.mark.parametrize(
    "text,wrong",
    [
        ("<!channel> wake up", "wakes everybody"),
        ("<!here|here>", "wakes everybody"),
        ("a < b", "no Slack entity"),
        ("<script>", "no Slack entity"),
        ("salt & pepper", "unescaped '&'"),
        ("&nbsp;", "unescaped '&'"),
        ("<https://x.example/?a=1&b=2|this & that>", "unescaped '&'"),
    ],
)
def test_what_a_careful_bot_would_not_send(text: str, wrong: str) -> None:
    assert wrong in " ".join(text_complaints(text))


@pytest.mark.parametrize(
    "text",
    [
        "&lt;b&gt; &amp; <@U0ANA> in <#C0ABC|room> for <!subteam^S0123>",
        "<https://x.example/?a=1&b=2|dashboard> <mailto:a@b.example|mail>",
        "<!date^1795000000^{date_short_pretty} {time}|2026-11-18 11:06 UTC>",
        "<!date^1795000000^{time}^https://x.example|11:06 UTC>",
        "a > b",
    ],
)
def test_what_slack_understands_is_no_cause_for_complaint(text: str) -> None:
    assert list(text_complaints(text)) == []


def test_complaints_are_recorded_while_slack_says_ok(web: WebClient, sandbox: Sandbox, room: str) -> None:
    web.chat_postMessage(channel=room, text="x", blocks=[section("5 < 6")])
    web.api_call("chat.postMessage", json={"channel": room, "blocks": [section("fine")]})
    web.chat_postMessage(channel=room, text="x", link_names=True)
    web.chat_postMessage(channel="#room", text="x")
    title = {"type": "header", "text": words("since <!date^1795000000^{time}|11:06 UTC>")}
    web.chat_postMessage(channel=room, text="x", blocks=[title])
    found = "\n".join(sandbox.complaints)
    for part in (
        "no Slack entity",
        "blocks without `text`",
        "`link_names` is used",
        "addressed by name",
        "in plain_text",
    ):
        assert part in found
    assert len(sandbox.complaints) == 5


# ---- Slack's own schemas


@pytest.fixture(scope="module")
def checks(schemas: Path) -> Schemas:
    return Schemas(schemas)


GOOD: list[Json] = [
    section("x") | {"accessory": button("Go")},
    buttons("A", "B"),
    actions(select("s", "a"), {"type": "users_select", "action_id": "u"}),
    {"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "https://x.example", "alt_text": "x"}]},
    {"type": "header", "text": words("x")},
    {"type": "divider"},
    ROW,
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]},
]  # fmt: skip
BAD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "txt": "x"}},
    {"type": "divider", "extra": 1},
    {"type": "actions", "elements": [{"type": "button", "text": mrkdwn("x")}]},
    {"type": "header", "text": "x"},
    {"type": "actions", "elements": {}},
    {"type": "hologram"},
    actions(button("x", style="loud")),
    actions(button("x", confirm={"title": words("x")})),
]


@pytest.mark.parametrize("block", GOOD + BAD, ids=lambda block: block["type"])
def test_the_compiled_schema_agrees_with_jsonschema(schemas: Path, checks: Schemas, block: Json) -> None:
    slow = Draft7Validator(json.loads((schemas / "Blocks.schema.json").read_text()))
    assert bool(checks.faults([block], MESSAGE)) is not slow.is_valid([block])


def test_what_the_schema_refuses_is_named_with_its_place(checks: Schemas) -> None:
    faults = checks.faults([section("x"), BAD[0]], MESSAGE)
    assert faults == ["[ERROR] missing required field: text [json-pointer:/blocks/1/text]"]


def test_modals_and_homes_are_held_against_theirs(checks: Schemas) -> None:
    assert checks.faults(modal(text_field("T"), field("S", select("s", "a"))), MODAL) == []
    assert checks.faults(home(section("x")), HOME) == []
    assert checks.faults(modal(text_field("T"), colour="red"), MODAL)


def test_a_schema_check_takes_few_milliseconds(checks: Schemas) -> None:
    blocks = GOOD * 6
    took = []
    for _ in range(20):
        started = time.thread_time()
        checks.faults(blocks, MESSAGE)
        took.append(time.thread_time() - started)
    assert min(took) < 0.02  # measured: under 1 ms for 48 blocks; jsonschema 30


def test_an_argument_slack_does_not_know_is_complained_of(schemas: Path, ana: Person) -> None:
    with Sandbox(schemas=schemas) as sandbox:
        web = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        web.auth_test(team_id="T1")
        assert sandbox.complaints == []
        web.api_call("users.list", params={"colour": "red"})
        assert sandbox.complaints == ["users.list: unknown argument `colour`"]


def test_a_block_only_the_schema_refuses_is_refused(schemas: Path) -> None:
    with Sandbox(schemas=schemas) as sandbox:
        channel = sandbox.channel("room").id
        web = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        blocks = [section("x") | {"colour": "red"}]
        assert refusal(web.chat_postMessage, channel=channel, text="x", blocks=blocks) == "invalid_blocks"
        assert "invalid additional property: colour" in sandbox.complaints[0]
