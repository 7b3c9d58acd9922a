"""The page and its doors: playing by hand in a browser, and steering the sandbox from another process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, sync_playwright
from slack_bolt import Ack
from slack_sdk import WebClient
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.sandbox import Person, Sandbox
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import button, buttons, field, home, modal, section, select, text_field, words
from tests.sandbox.test_chat import refusal

Json = dict[str, Any]


def ask(address: str, body: Json | None = None, method: str | None = None) -> Any:
    """The JSON of an address."""
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(address, data, {"Content-Type": "application/json"}, method=method)) as answer:
        return json.load(answer)


def test_the_doors_show_what_a_person_sees(sandbox: Sandbox, web: WebClient, ana: Person, room: str) -> None:
    web.chat_postMessage(
        channel=room, text="x", blocks=[section("since <!date^1795000000^{time}|x> <@U0ANA>")]
    )
    state = ask(f"{sandbox.url}/sandbox/state?as=U0ANA")
    assert [channel["name"] for channel in state["channels"]] == ["general", "room", "meridian"]
    message = ask(f"{sandbox.url}/sandbox/messages?as=U0ANA&channel={room}")[0]
    runs = message["blocks"][0]["text"]["runs"]
    assert runs == [
        {"text": "since "}, {"text": "6:06 AM", "kind": "special"}, {"text": " "}, {"text": "@ana", "kind": "mention"},
    ]  # fmt: skip


def test_an_act_that_cannot_be_done_says_why(sandbox: Sandbox, ana: Person) -> None:
    said = ask(f"{sandbox.url}/sandbox/act", {"as": "U0ANA", "do": "say", "text": "x", "channel": "nowhere"})
    assert said["ok"] is False
    assert "sees no channel" in said["error"]
    with pytest.raises(HTTPError):
        ask(f"{sandbox.url}/sandbox/act", {"as": "U0ANA", "do": "fly"})


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


@pytest.fixture
def page(sandbox: Sandbox, chromium: str) -> Iterator[Page]:
    """A browser window at the sandbox; any complaint of the page fails the test."""
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1200, "height": 700})
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        opened.set_default_timeout(5000)
        yield opened
        browser.close()
    assert complaints == []


@pytest.mark.browser
def test_an_evening_by_hand(
    page: Page, sandbox: Sandbox, web: WebClient, ana: Person, robot: Robot, room: str
) -> None:
    @robot.app.command("/incident")
    def command(ack: Ack, command: Json, client: WebClient) -> None:
        ack(f"you typed {command['text']}")
        inputs = [section("*INC-1*"), text_field("Title"), field("Severity", select("value", "P1", "P2"))]
        client.views_open(trigger_id=command["trigger_id"], view=modal(*inputs))

    @robot.app.view("declare")
    def declared(ack: Ack, view: Json) -> None:
        bad = view["state"]["values"]["title"]["value"]["value"] == "bad"
        ack(response_action="errors", errors={"title": "Too bad"}) if bad else ack()

    @robot.app.action("acknowledge")
    def acknowledged(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_update(channel=room, ts=body["message"]["ts"], text=f"*taken* by <@{body['user']['id']}>")

    @robot.app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("*Welcome*"), buttons("Go")))

    for kind in ("message", "app_mention", "reaction_added"):
        robot.app.event(kind)(lambda: None)
    robot.connect()
    row = {"type": "actions", "elements": [button("Acknowledge", style="primary")]}
    web.chat_postMessage(
        channel=room, text="down", blocks=[{"type": "header", "text": words("P1 down")}, row]
    )
    log = page.locator("#messages")
    page.goto(sandbox.url)
    page.get_by_role("button", name="# room").click()
    log.get_by_text("P1 down").wait_for()

    page.locator("#composer textarea").fill("/incident declare")
    page.keyboard.press("Enter")
    page.locator("dialog strong").get_by_text("INC-1").wait_for()
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Severity").select_option("p1")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("Too bad").wait_for()
    page.get_by_label("Title").fill("good")
    page.get_by_role("button", name="Go").click()
    page.locator("dialog").wait_for(state="hidden")
    log.get_by_text("Only you can see this").wait_for()

    log.get_by_role("button", name="Acknowledge").click()
    log.get_by_text("taken").wait_for()
    page.locator("#composer textarea").fill("thanks @meridian")
    page.keyboard.press("Enter")
    ana.waits_for("thanks @meridian", "#room")
    log.locator("article").first.hover()
    log.get_by_label("React").first.select_option("fire")
    assert robot.event("reaction_added")["reaction"] == "fire"
    page.get_by_role("button", name="⌂ meridian").click()
    log.get_by_text("Welcome").wait_for()

    there = f"https://slack.com/app_redirect?channel={room}"
    way = {"type": "button", "text": words("Open room"), "action_id": "open_room", "url": there}
    robot.app.action("open_room")(lambda ack: ack())
    web.chat_postMessage(channel=ana.id, text="x", blocks=[{"type": "actions", "elements": [way]}])
    page.get_by_role("button", name="● meridian").click()
    log.get_by_role("button", name="Open room").click()
    page.get_by_role("heading", name="#room").wait_for()

    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
