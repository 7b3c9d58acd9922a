"""Playing by hand in a browser: an evening with the app, from the first command to the way back into the room."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page
from slack_bolt import Ack
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import button, buttons, field, home, modal, section, select, text_field, words

Json = dict[str, Any]


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
    page.get_by_role("navigation").get_by_role("button", name="room").click()
    log.get_by_text("P1 down").wait_for()

    page.get_by_role("textbox", name="Message", exact=True).fill("/incident declare")
    page.keyboard.press("Enter")
    page.locator("dialog strong").get_by_text("INC-1").wait_for()
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Severity").select_option("p1")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("Too bad").wait_for()
    page.get_by_label("Title").fill("good")
    page.get_by_role("button", name="Go").click()
    page.locator("#modal").wait_for(state="hidden")
    log.get_by_text("Only visible to you").wait_for()

    log.get_by_role("button", name="Acknowledge").click()
    log.get_by_text("taken").wait_for()
    page.get_by_role("textbox", name="Message", exact=True).fill("thanks @meridian")
    page.keyboard.press("Enter")
    ana.waits_for("thanks @meridian", "#room")
    log.locator("article").first.hover()
    log.get_by_role("button", name="React with fire").first.click()
    assert robot.event("reaction_added")["reaction"] == "fire"
    page.get_by_role("navigation").get_by_role("button", name="Meridian").click()
    page.get_by_role("tab", name="Home").click()
    page.locator("#home").get_by_text("Welcome").wait_for()

    there = f"https://slack.com/app_redirect?channel={room}"
    way = {"type": "button", "text": words("Open room"), "action_id": "open_room", "url": there}
    robot.app.action("open_room")(lambda ack: ack())
    web.chat_postMessage(channel=ana.id, text="x", blocks=[{"type": "actions", "elements": [way]}])
    page.get_by_role("tab", name="Messages").click()
    log.get_by_role("button", name="Open room").click()
    page.get_by_role("heading", name="room").wait_for()

    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
