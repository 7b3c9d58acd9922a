"""What the page must not take away while the workspace changes: words, focus, open menus, the place in a log."""

from __future__ import annotations

import time
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Route, expect
from slack_bolt import Ack
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox import stage
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import modal, section, text_field

Json = dict[str, Any]
pytestmark = pytest.mark.browser


@pytest.fixture
def log(page: Page, sandbox: Sandbox, ana: Person, room: str) -> Locator:
    """#room as ana sees it."""
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.get_by_role("navigation").get_by_role("button", name="room").click()
    page.get_by_role("heading", name="room").wait_for()
    return page.locator("#messages")


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def stays_at_its_bottom(log: Locator) -> None:
    below = "box => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight)"
    until = time.monotonic() + 10
    while log.evaluate(below) and time.monotonic() < until:
        log.page.wait_for_timeout(20)
    assert log.evaluate(below) == 0


def fills_the_room(log: Locator, bruno: Person) -> None:
    """More lines than fit, with the last one in view."""
    for number in range(60):
        bruno.says(f"line {number}", "room")
    log.get_by_text("line 59").wait_for()
    stays_at_its_bottom(log)


def test_half_typed_words_stay_with_their_person_and_place(
    page: Page, log: Locator, ana: Person, bruno: Person
) -> None:
    composer(page).fill("half a sen")
    bruno.says("something else", "room")
    log.get_by_text("something else").wait_for()
    expect(composer(page)).to_be_focused()
    page.get_by_role("navigation").get_by_role("button", name="general").click()
    expect(composer(page)).to_have_value("")
    page.get_by_role("button", name="Bruno").first.click()
    page.get_by_role("button", name="Bruno", pressed=True).wait_for()
    expect(composer(page)).to_have_value("")
    page.get_by_role("button", name="Ana").first.click()
    page.get_by_role("navigation").get_by_role("button", name="room").click()
    expect(composer(page)).to_have_value("half a sen")


def test_an_open_menu_stays_open_and_keeps_the_focus_while_its_message_changes(
    page: Page, log: Locator, web: WebClient, ana: Person, room: str
) -> None:
    ts = web.chat_postMessage(channel=room, text="x", blocks=stage.CARD)["ts"]
    log.get_by_role("button", name="Pick").click()
    page.get_by_role("menuitem", name="Two").focus()
    web.chat_update(channel=room, ts=ts, text="x", blocks=[section("changed"), *stage.CARD[2:]])
    log.get_by_text("changed").wait_for()
    expect(page.get_by_role("menuitem", name="Two")).to_be_focused()


def test_an_open_menu_goes_with_its_button_when_new_messages_move_the_log(
    page: Page, log: Locator, web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    for number in range(20):
        bruno.says(f"line {number}", "room")
    web.chat_postMessage(channel=room, text="x", blocks=stage.CARD)
    log.get_by_role("button", name="Pick").click()
    menu = page.get_by_role("menu")
    before = menu.bounding_box()
    bruno.says("a line more", "room")
    log.get_by_text("a line more").wait_for()
    assert before
    page.wait_for_function(
        "top => document.querySelector('[role=menu]').getBoundingClientRect().y < top", arg=before["y"]
    )


def test_focus_stays_on_a_button_while_its_message_changes(
    page: Page, log: Locator, web: WebClient, ana: Person, room: str
) -> None:
    ts = web.chat_postMessage(channel=room, text="x", blocks=stage.CARD)["ts"]
    log.get_by_role("button", name="Acknowledge").focus()
    changed = [section("changed"), *stage.CARD[1:]]
    web.chat_update(channel=room, ts=ts, text="x", blocks=changed)
    log.get_by_text("changed").wait_for()
    expect(log.get_by_role("button", name="Acknowledge")).to_be_focused()


def test_what_was_typed_in_a_form_stays_when_the_app_updates_it(
    page: Page, log: Locator, robot: Robot, ana: Person
) -> None:
    opened: Queue[Json] = Queue()

    @robot.app.command("/incident")
    def typed(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        view = modal(text_field("Title"), section("before"))
        opened.put(dict(client.views_open(trigger_id=command["trigger_id"], view=view)["view"]))

    robot.app.event("message")(lambda: None)
    robot.connect()
    composer(page).fill("/incident ")
    composer(page).press("Enter")
    page.get_by_label("Title").fill("half a ti")
    form = opened.get(timeout=10)
    robot.client.views_update(view_id=form["id"], view=modal(text_field("Title"), section("after")))
    page.get_by_text("after").wait_for()
    expect(page.get_by_label("Title")).to_have_value("half a ti")
    expect(page.get_by_label("Title")).to_be_focused()


def test_a_form_under_another_keeps_what_was_typed(
    page: Page, log: Locator, robot: Robot, ana: Person
) -> None:
    @robot.app.command("/incident")
    def typed(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        view = modal(text_field("Title"), stage.CARD[4], title="First")
        client.views_open(trigger_id=command["trigger_id"], view=view)

    @robot.app.action("acknowledge")
    def pushed(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=modal(text_field("Why"), title="Second"))

    robot.app.event("message")(lambda: None)
    robot.connect()
    composer(page).fill("/incident ")
    composer(page).press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_label("Title").fill("half a ti")
    form.get_by_role("button", name="Acknowledge").click()
    expect(form.get_by_label("Why")).to_be_focused()
    form.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Title")).to_have_value("half a ti")


def test_new_messages_are_announced_to_those_who_listen(page: Page, log: Locator, bruno: Person) -> None:
    bruno.says("first", "room")
    log.get_by_text("first").wait_for()
    bruno.says("the *tills* stand", "room")
    expect(page.locator("[aria-live=polite]")).to_have_text("Bruno: the *tills* stand")


def test_the_log_stays_at_its_bottom_and_elsewhere_where_it_is(
    page: Page, log: Locator, ana: Person, bruno: Person
) -> None:
    fills_the_room(log, bruno)
    top = log.evaluate("box => { box.scrollBy(0, -200); return box.scrollTop }")
    bruno.says("line 60", "room")
    pill = page.get_by_role("button", name="1 new message")
    pill.wait_for()
    assert log.evaluate("box => box.scrollTop") == top
    pill.click()
    log.get_by_text("line 60").wait_for()
    pill.wait_for(state="hidden")
    stays_at_its_bottom(log)


def test_earlier_messages_come_as_one_scrolls_back_and_nothing_jumps(
    page: Page, log: Locator, ana: Person, bruno: Person
) -> None:
    for number in range(100):
        bruno.says(f"line {number} end", "general")
    page.get_by_role("navigation").get_by_role("button", name="general").click()
    log.get_by_text("line 99 end").wait_for()
    assert log.get_by_text("line 10 end").count() == 0
    first = log.locator("article").first
    words = first.inner_text()
    log.evaluate("box => { box.scrollTop = 100 }")
    expect(log.locator("article")).to_have_count(80)
    again = log.locator("article", has_text=words.splitlines()[-1])
    box, frame = again.bounding_box(), log.bounding_box()
    assert box
    assert frame
    assert frame["y"] - 120 <= box["y"] <= frame["y"] + frame["height"]
    log.evaluate("box => { box.scrollTop = 0 }")
    log.get_by_text("line 10 end").wait_for()
    log.get_by_text("This is the beginning of the channel").wait_for()


LATE = """box => box.parentNode.addEventListener("scroll", (event) => event.stopImmediatePropagation(), { capture: true })"""
"""So late that the page never hears of it."""


def test_a_browser_that_tells_late_of_scrolling_is_not_pulled_back(
    page: Page, log: Locator, ana: Person, bruno: Person
) -> None:
    fills_the_room(log, bruno)
    log.evaluate(LATE)
    top = log.evaluate("box => { box.scrollBy(0, -200); return box.scrollTop }")
    bruno.says("line 60", "room")
    page.get_by_role("button", name="1 new message").wait_for()
    assert log.evaluate("box => box.scrollTop") == top


def test_a_message_that_comes_with_earlier_ones_is_counted_and_moves_nothing(
    page: Page, log: Locator, ana: Person, bruno: Person
) -> None:
    for number in range(100):
        bruno.says(f"line {number} end", "general")
    page.get_by_role("navigation").get_by_role("button", name="general").click()
    log.get_by_text("line 99 end").wait_for()
    stays_at_its_bottom(log)
    seen = log.get_by_text("line 70 end")

    def meanwhile(route: Route) -> None:
        before.append(seen.bounding_box())
        bruno.says("line 100 end", "general")
        route.continue_()

    before: list[FloatRect | None] = []
    page.route("**/sandbox/look?*older=1*", meanwhile)
    log.evaluate("box => { box.scrollTop = 100 }")
    expect(log.locator("article")).to_have_count(81)
    page.get_by_role("button", name="1 new message").wait_for()
    after = seen.bounding_box()
    assert before[0]
    assert after
    moved = abs(after["y"] - before[0]["y"])
    assert moved < 8  # pixels, a third of a line: rows out of sight have a guessed height


def test_a_look_that_never_ends_is_given_up_and_said_and_the_next_one_comes(
    page: Page, log: Locator, bruno: Person
) -> None:
    never = "**/sandbox/look?*"
    page.route(never, lambda _route: None)
    bruno.says("one", "room")
    page.locator("#lost").wait_for(timeout=30_000)
    page.unroute(never)
    bruno.says("two", "room")
    log.get_by_text("two").wait_for()
    expect(page.locator("#lost")).to_be_hidden()
