"""Everything by keyboard: the skip link, lists that are walked with arrows, completion, forms, and Escape out of each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox import stage
from tests.sandbox.robot import Robot

pytestmark = pytest.mark.browser


@pytest.fixture
def words(
    page: Page, sandbox: Sandbox, robot: Robot, web: WebClient, ana: Person, bruno: Person, room: str
) -> Locator:
    """Where ana writes in #room of the stage."""
    stage.set_up(sandbox, robot, web, ana, bruno, room)
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.locator("body.ready").wait_for()
    row = page.get_by_role("navigation").get_by_role("button", name="general")
    row.focus()
    row.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="room").wait_for()
    found = page.get_by_role("textbox", name="Message", exact=True)
    expect(found).to_be_focused()
    return found


def test_the_first_tab_offers_to_skip_the_channels(page: Page, words: Locator) -> None:
    page.reload()
    page.locator("body.ready").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_be_focused()


def test_tab_stops_once_at_the_channels_and_once_at_the_messages(page: Page, words: Locator) -> None:
    for place in ("#channels button", "#messages article"):
        expect(page.locator(f"{place}[tabindex='0']")).to_have_count(1)


def test_messages_are_walked_with_arrows_and_their_actions_with_tab(page: Page, words: Locator) -> None:
    last = page.locator("#messages article").last
    last.focus()
    page.keyboard.press("ArrowUp")
    above = page.locator("#messages article").nth(-2)
    expect(above).to_be_focused()
    above.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Add reaction")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Reply in thread")).to_be_focused()
    page.keyboard.press("Escape")
    expect(above.get_by_role("button", name="More actions")).to_be_focused()


def test_commands_complete_word_by_word(page: Page, words: Locator, robot: Robot) -> None:
    page.keyboard.type("/inc")
    expect(page.get_by_role("option", name="/incident")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.type("pa")
    page.keyboard.press("Tab")
    page.keyboard.type("@br")
    page.keyboard.press("Enter")
    expect(words).to_have_value("/incident page @bruno ")
    page.keyboard.press("Control+a")
    page.keyboard.type("/incident declare ")
    page.get_by_text("/incident declare [P1-P4] title").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(words).to_have_value("/incident declare P2 ")
    page.keyboard.type("the tills stand")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert robot.body("command")["text"] == "declare P2 the tills stand"


def test_control_k_goes_anywhere_by_a_part_of_the_name(page: Page, words: Locator) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Go to").fill("ener")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="general").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("bru")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bruno").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(words).to_be_focused()


def test_people_channels_and_emoji_complete_anywhere(page: Page, words: Locator, bruno: Person) -> None:
    for typed, wanted in (
        ("hi @br", "hi @bruno "),
        ("see #gen", "see #general "),
        ("go :rock", "go :rocket: "),
    ):
        words.fill("")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(words).to_have_value(wanted)
    page.keyboard.press("Enter")
    bruno.waits_for("go :rocket:", "#room")


def test_a_form_opens_with_the_focus_in_it_refuses_at_the_field_and_escape_closes_it(
    page: Page, words: Locator, robot: Robot
) -> None:
    words.fill("/incident ")
    page.keyboard.press("Enter")
    title = page.get_by_label("Title")
    expect(title).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("Please complete this required field.").first.wait_for()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_be_focused()
    page.keyboard.type("bad")
    page.get_by_label("Severity").select_option("p1")
    page.get_by_label("Since").fill("2026-11-24T09:30")
    page.get_by_label("Title").press("Enter")
    page.get_by_text("Say what is broken").wait_for()
    values = robot.body("view_submission")["view"]["state"]["values"]
    assert values["since"]["value"]["selected_date_time"] == 1795530600, "09:30 in Guayaquil"
    page.keyboard.press("Escape")
    expect(page.locator("#modal")).to_be_hidden()
    expect(words).to_be_focused()


def test_a_line_that_was_not_taken_is_not_lost(page: Page, words: Locator, sandbox: Sandbox) -> None:
    sandbox.archive("room")
    expect(words).to_be_hidden()


def test_a_command_that_nobody_answers_stays_in_the_box(page: Page, words: Locator) -> None:
    words.fill("/nothing here")
    page.keyboard.press("Enter")
    page.get_by_text("The app did not").wait_for()
    expect(words).to_have_value("/nothing here")
