"""The doors of the page: what a look brings, what an act answers, and steering the sandbox from another process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.sandbox import App, Argument, Person, Sandbox, SlashCommand, Suggestion, Verb
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import buttons, section
from tests.sandbox.test_chat import refusal

Json = dict[str, Any]


def looks(sandbox: Sandbox, me: str = "U0ANA", **query: str | int) -> Json:
    """One look of a page."""
    answer: Json = ask(f"{sandbox.url}/sandbox/look?{urlencode({'as': me, **query})}")
    return answer


def ask(address: str, body: Any = None, method: str | None = None, kind: str = "application/json") -> Any:
    """The JSON of an address."""
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(address, data, {"Content-Type": kind}, method=method)) as answer:
            return json.load(answer)
    except HTTPError as refused:
        refused.close()
        raise


def test_the_doors_show_what_a_person_sees(sandbox: Sandbox, web: WebClient, ana: Person, room: str) -> None:
    web.chat_postMessage(
        channel=room, text="x", blocks=[section("since <!date^1795000000^{time}|x> <@U0ANA>")]
    )
    seen = looks(sandbox, channel=room)
    assert [channel["name"] for channel in seen["channels"]] == ["general", "room", "Meridian"]
    runs = seen["room"]["messages"][0]["blocks"][0]["text"]["runs"]
    assert runs == [
        {"text": "since "}, {"text": "6:06 AM", "kind": "date", "utc": "2026-11-18 11:06 UTC"},
        {"text": " "}, {"text": "@ana", "kind": "mention", "id": "U0ANA"},
    ]  # fmt: skip


def test_an_act_that_cannot_be_done_says_why(sandbox: Sandbox, ana: Person) -> None:
    said = ask(f"{sandbox.url}/sandbox/act", {"as": "U0ANA", "do": "say", "text": "x", "channel": "nowhere"})
    assert said["ok"] is False
    assert "sees no channel" in said["error"]
    with pytest.raises(HTTPError):
        ask(f"{sandbox.url}/sandbox/act", {"as": "U0ANA", "do": "fly"})


@pytest.mark.parametrize(
    "door,body",
    [
        ("act", {"as": "U0ANA", "do": "say", "text": "not by me", "channel": "room"}),
        ("read", {"as": "U0ANA", "channel": "room"}),
        ("faults", {"kind": "error", "method": "*.*", "error": "internal_error"}),
    ],
)
def test_a_page_of_somebody_else_can_do_nothing(
    sandbox: Sandbox, web: WebClient, ana: Person, room: str, door: str, body: Json
) -> None:
    asked = {key: room if value == "room" else value for key, value in body.items()}
    with pytest.raises(HTTPError) as refused:
        ask(f"{sandbox.url}/sandbox/{door}", asked, kind="text/plain")
    assert refused.value.code == 400
    assert looks(sandbox, channel=room)["room"]["order"] == []
    assert web.auth_test()["ok"]


@pytest.mark.parametrize("door", ["act", "read", "faults"])
def test_what_is_no_object_is_refused(sandbox: Sandbox, ana: Person, door: str) -> None:
    with pytest.raises(HTTPError) as refused:
        ask(f"{sandbox.url}/sandbox/{door}", ["act"])
    assert refused.value.code == 400


def test_faults_can_be_made_over_http(sandbox: Sandbox, web: WebClient) -> None:
    doors = f"{sandbox.url}/sandbox/faults"
    assert ask(doors, {"kind": "error", "method": "auth.*", "error": "internal_error"})["ok"]
    assert refusal(web.auth_test) == "internal_error"
    listed = ask(doors)["faults"]
    assert (listed[0]["kind"], listed[0]["hits"]) == ("error", 1)
    ask(doors, method="DELETE")
    assert web.auth_test()["ok"]
    with pytest.raises(HTTPError):
        ask(doors, {"kind": "meteor"})
    assert [entry["error"] for entry in ask(f"{sandbox.url}/sandbox/journal")["requests"]] == [
        "internal_error",
        "",
    ]


def test_a_sandbox_runs_as_a_process() -> None:
    command = [
        sys.executable,
        "-m",
        "bot.sandbox",
        "--port",
        "0",
        "--person",
        "eva:U0EVA:Asia/Manila",
        "--channel",
        "talk",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        keys = dict(process.stdout.readline().strip().split("=", 1) for _ in range(4))
        web = WebClient(keys["SLACK_BOT_TOKEN"], base_url=keys["SLACK_API_URL"])
        assert web.users_info(user="U0EVA")["user"]["tz"] == "Asia/Manila"
        assert [channel["name"] for channel in web.conversations_list()["channels"]] == ["general", "talk"]
        process.terminate()


def test_an_embedding_program_adds_routes_and_scripts() -> None:
    async def panel(_request: object) -> PlainTextResponse:
        return PlainTextResponse("panel")

    with Sandbox(extra_routes=[Route("/demo/panel", panel)], extra_scripts=["/demo/panel.js"]) as sandbox:
        assert urlopen(f"{sandbox.url}/demo/panel").read() == b"panel"
        assert b'<script type="module" src="/demo/panel.js">' in urlopen(sandbox.url).read()


def test_a_look_brings_only_what_changed_since_the_last(
    sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    first = ana.says("one", "room")
    ana.says("two", "room")
    seen = looks(sandbox, channel=room)
    assert [m["runs"][0]["text"] for m in seen["room"]["messages"]] == ["one", "two"]
    ticks = {"frame": seen["frame"], "since": seen["tick"], "room_since": seen["room"]["tick"]}
    again = looks(sandbox, channel=room, **ticks)
    assert (again["room"]["messages"], again["channels"]) == ([], [])
    bruno.reacts("eyes", first)
    changed = looks(sandbox, channel=room, **ticks)["room"]
    assert [m["reactions"] for m in changed["messages"]] == [[{"name": "eyes", "users": ["U0BRU"]}]]
    ana.deletes(first)
    assert looks(sandbox, channel=room, **ticks)["room"]["order"] == changed["order"][1:]


def test_another_day_or_another_name_brings_everything_anew(
    sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    bruno.says("hello", "room")
    seen = looks(sandbox, channel=room)
    sandbox.changes_user(ana, tz="Pacific/Kiritimati")
    told = {"frame": seen["frame"], "since": seen["tick"], "room_since": seen["room"]["tick"]}
    anew = looks(sandbox, channel=room, **told)
    assert len(anew["room"]["messages"]) == 1
    assert len(anew["channels"]) == len(seen["channels"])


def test_a_long_conversation_comes_window_by_window(sandbox: Sandbox, ana: Person, room: str) -> None:
    for number in range(110):
        ana.says(str(number), "room")
    last = looks(sandbox, channel=room)["room"]
    assert (len(last["order"]), last["more"]) == (40, True)
    wider = looks(sandbox, channel=room, oldest=last["oldest"], older="1")["room"]
    assert (len(wider["order"]), wider["more"]) == (80, True)
    whole = looks(sandbox, channel=room, oldest=wider["oldest"], older="1")["room"]
    assert (len(whole["order"]), whole["more"]) == (110, False)


def test_what_is_unread_is_each_persons_own(sandbox: Sandbox, ana: Person, bruno: Person, room: str) -> None:
    ana.says("hello", "room")
    ana.says("@bruno, look", "room")

    def marks(me: str) -> tuple[int, int]:
        found = next(channel for channel in looks(sandbox, me)["channels"] if channel["id"] == room)
        return found["unread"], found["calls"]

    assert marks("U0BRU") == (2, 1)
    assert marks("U0ANA") == (0, 0)
    ask(f"{sandbox.url}/sandbox/read", {"as": "U0BRU", "channel": room})
    assert marks("U0BRU") == (0, 0)


def test_a_direct_message_buzzes_on_everybodys_screen(
    sandbox: Sandbox, web: WebClient, ana: Person, bruno: Person
) -> None:
    web.chat_postMessage(channel="U0BRU", text="P1: wake up")
    phones = {one["id"]: one["phone"] for one in looks(sandbox, "U0ANA")["people"]}
    assert phones["U0ANA"]["count"] == 0
    assert (phones["U0BRU"]["count"], phones["U0BRU"]["text"]) == (1, "P1: wake up")
    ask(f"{sandbox.url}/sandbox/read", {"as": "U0BRU", "channel": phones["U0BRU"]["channel"]})
    assert all(not one["phone"]["count"] for one in looks(sandbox, "U0ANA")["people"])


def test_what_is_for_one_person_is_shown_to_nobody_else(
    sandbox: Sandbox, web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    web.chat_postEphemeral(channel=room, user="U0ANA", text="between us")
    assert [m["ephemeral"] for m in looks(sandbox, "U0ANA", channel=room)["room"]["messages"]] == [True]
    assert looks(sandbox, "U0BRU", channel=room)["room"]["messages"] == []
    secret = sandbox.channel("secret", [ana]).id
    sandbox.workspace.channels[secret].kind = sandbox.workspace.channels[room].kind.PRIVATE
    assert looks(sandbox, "U0BRU", channel=secret)["room"] is None


def test_the_page_is_told_what_can_be_typed() -> None:
    severity = Argument("severity", (Suggestion("P1", "customers can't pay"),))
    incident = SlashCommand(
        "/incident", "Runs incidents", "[verb]", (Verb("declare", "Open one", "title", (severity,)),)
    )
    app = App(commands=(incident,), global_shortcuts=frozenset({"declare"}))
    with Sandbox(app=app, shortcuts={"Declare": "declare", "Keep": "keep"}) as sandbox:
        sandbox.person("ana", id="U0ANA")
        told = looks(sandbox)["app"]
    assert told["commands"][0]["verbs"][0]["arguments"][0]["suggestions"] == [
        {"text": "P1", "about": "customers can't pay"}
    ]
    assert (told["global_shortcuts"], told["message_shortcuts"]) == (["Declare"], ["Keep"])


def test_two_buttons_of_one_action_are_told_apart_by_their_blocks(
    sandbox: Sandbox, web: WebClient, ana: Person, robot: Robot, room: str
) -> None:
    robot.app.action("open")(lambda ack: ack())
    robot.connect()
    rows = [buttons("open") | {"block_id": f"row{number}"} for number in (1, 2)]
    ts = web.chat_postMessage(channel=room, text="x", blocks=rows)["ts"]
    click = {"as": "U0ANA", "do": "click", "channel": room, "ts": ts, "action": "row2/open"}
    assert ask(f"{sandbox.url}/sandbox/act", click)["ok"]
    assert robot.body("block_actions")["actions"][0]["block_id"] == "row2"
