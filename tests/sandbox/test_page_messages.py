"""Messages on the page: reactions, menus, threads, editing, files, dates, and what is for one person only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox import stage
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import section

pytestmark = pytest.mark.browser


@pytest.fixture
def log(
    page: Page, sandbox: Sandbox, robot: Robot, web: WebClient, ana: Person, bruno: Person, room: str
) -> Locator:
    """#room of the stage, as ana sees it."""
    stage.set_up(sandbox, robot, web, ana, bruno, room)
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.get_by_role("navigation").get_by_role("button", name="room").click()
    found = page.locator("#messages")
    found.get_by_text("P1 checkout is down").wait_for()
    return found


def message(log: Locator, words: str) -> Locator:
    return log.locator("article", has_text=words).last


def more(log: Locator, words: str, choice: str) -> None:
    """Choose in the menu behind a message's dots."""
    message(log, words).hover()
    message(log, words).get_by_role("button", name="More actions").click()
    log.page.get_by_role("menuitem", name=choice).click()


def test_reactions_are_put_and_taken_back_and_say_by_whom(log: Locator, bruno: Person) -> None:
    bruno.reacts("fire", bruno.sees("Hello", "#room"))
    fire = message(log, "Hello").get_by_role("button", name=re.compile("^fire, 1: Bruno"))
    expect(fire).to_have_attribute("title", "Bruno reacted with :fire:")
    fire.click()
    mine = message(log, "Hello").get_by_role("button", name=re.compile("^fire, 2: Bruno, you"))
    expect(mine).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(fire).to_have_attribute("aria-pressed", "false")


def test_any_emoji_can_be_found_in_the_picker(log: Locator, ana: Person) -> None:
    message(log, "Hello").hover()
    message(log, "Hello").get_by_role("button", name="Add reaction").click()
    log.page.get_by_role("menuitem", name="rocket").click()
    expect(message(log, "Hello").get_by_role("button", name=re.compile("^rocket, 1: you"))).to_be_visible()


def test_a_message_shortcut_reaches_the_app(log: Locator, robot: Robot) -> None:
    more(log, "Hello", "Declare from this message")
    assert robot.body("message_action")["callback_id"] == "declare_from_message"


def test_pinned_messages_say_so_and_are_found_at_the_top(log: Locator) -> None:
    more(log, "Hello", "Pin to channel")
    message(log, "Hello").get_by_text("Pinned by Ana").wait_for()
    log.page.get_by_role("button", name="1 pinned").click()
    log.page.get_by_role("menuitem", name="Bruno: Hello").click()
    expect(message(log, "Hello")).to_be_focused()
    more(log, "Hello", "Unpin from channel")
    expect(message(log, "Hello").get_by_text("Pinned by")).to_have_count(0)


def test_ones_own_words_can_be_changed_and_taken_back(log: Locator, ana: Person, bruno: Person) -> None:
    ana.says("Frist, @bruno", "room")
    log.get_by_text("Frist").wait_for()
    words = log.page.get_by_role("textbox", name="Message", exact=True)
    words.press("ArrowUp")
    box = log.page.get_by_role("textbox", name="Edit message")
    expect(box).to_have_value("Frist, @bruno")
    box.fill("First, @bruno")
    box.press("Enter")
    message(log, "First").get_by_text("(edited)").wait_for()
    assert bruno.sees("First, @bruno", "#room").edited
    more(log, "First", "Delete message")
    log.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(log.get_by_text("First")).to_have_count(0)


def test_a_thread_opens_beside_the_channel_and_closes_again(log: Locator, bruno: Person) -> None:
    page = log.page
    log.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_text("I am on it").wait_for()
    reply = thread.get_by_role("textbox", name="Reply")
    expect(reply).to_be_focused()
    reply.fill("Found it")
    reply.press("Enter")
    thread.get_by_text("2 replies").wait_for()
    log.get_by_role("button", name="2 replies").wait_for()
    bruno.waits_for("Found it", "#room", thread=bruno.sees("Hello", "#room"))
    reply.press("Escape")
    expect(thread).to_be_hidden()
    expect(message(log, "Hello")).to_be_focused()


def test_a_file_is_read_in_place_and_can_be_kept(log: Locator) -> None:
    page = log.page
    log.get_by_role("button", name="INC-1 timeline").click()
    viewer = page.get_by_role("dialog", name="INC-1 timeline")
    viewer.get_by_role("cell", name="fired").wait_for()
    expect(viewer.get_by_role("link", name="runbook")).to_have_attribute("href", "https://runbooks.example/1")
    expect(viewer.get_by_role("columnheader")).to_have_count(2)
    viewer.get_by_text("☑ told <all>").wait_for()
    with page.expect_download() as download:
        viewer.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "inc-1.md"
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()


def test_a_time_is_the_readers_own_and_says_utc_at_a_glance(log: Locator) -> None:
    shown = message(log, "P1 checkout").get_by_text("6:06 AM")
    expect(shown).to_have_attribute("title", "2026-11-18 11:06 UTC")


def test_a_question_is_asked_before_what_cannot_be_undone(log: Locator, robot: Robot) -> None:
    ask = log.page.get_by_role("dialog", name="Cancel?")
    log.get_by_role("button", name="Cancel it").click()
    ask.get_by_role("button", name="Keep").click()
    assert not [body for body in robot.bodies if body.get("type") == "block_actions"]
    log.get_by_role("button", name="Cancel it").click()
    ask.get_by_role("button", name="Do it").click()
    assert robot.body("block_actions")["actions"][0]["action_id"] == "cancel"


def test_menus_and_dates_on_a_message_reach_the_app(log: Locator, robot: Robot) -> None:
    page = log.page
    log.get_by_role("button", name="Pick").click()
    page.get_by_role("menuitem", name="Two").click()
    assert robot.body("block_actions")["actions"][0]["selected_option"]["value"] == "two"
    log.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Export").click()
    # The next choice waits until this one has come: the app works on two at once, in no order.
    chosen = robot.waits_for(lambda body: body.get("type") == "block_actions", 2)
    assert chosen[1]["actions"][0]["selected_option"]["value"] == "export"
    log.get_by_label("Date").fill("2026-12-24")
    chosen = robot.waits_for(lambda body: body.get("type") == "block_actions", 3)
    assert chosen[2]["actions"][0]["selected_date"] == "2026-12-24"


def test_what_only_one_person_sees_can_be_dismissed(log: Locator) -> None:
    message(log, "Only visible to you").get_by_text("Only you").wait_for()
    more(log, "Only visible to you", "Dismiss message")
    expect(log.get_by_text("Only visible to you")).to_have_count(0)


def test_the_colour_of_a_card_changes_with_its_state(log: Locator, web: WebClient, room: str) -> None:
    def bar(colour: str) -> list[stage.Json]:
        return [{"color": colour, "blocks": [section("all is told")]}]

    ts = web.chat_postMessage(channel=room, text="x", attachments=bar("#a30200"))["ts"]
    shown = message(log, "all is told").locator(".attachment")
    expect(shown).to_have_css("--bar", "#a30200")
    web.chat_update(channel=room, ts=ts, text="x", attachments=bar("#2eb886"))
    expect(shown).to_have_css("--bar", "#2eb886")


def test_a_button_answers_at_once_and_the_card_is_edited(log: Locator) -> None:
    log.get_by_role("button", name="Acknowledge").click()
    message(log, "taken").get_by_text("@ana").first.wait_for()
    expect(message(log, "taken").get_by_text("(edited)")).to_be_visible()
