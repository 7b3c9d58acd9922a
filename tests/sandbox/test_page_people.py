"""Being somebody: one click, whose phone buzzes, what is unread for whom, and two windows as two people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox

pytestmark = pytest.mark.browser


def face(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Be someone").get_by_role("button", name=name)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation").get_by_role("button", name=name)


def test_faces_say_where_somebody_is_and_what_time_it_is_there(
    page: Page, sandbox: Sandbox, ana: Person
) -> None:
    sandbox.person("eva", id="U0EVA", tz="Asia/Manila", hours24=True)
    page.goto(sandbox.url)
    expect(face(page, "Ana")).to_have_text(re.compile(r"Guayaquil \d{1,2}:\d\d [AP]M"))
    expect(face(page, "Eva")).to_have_text(re.compile(r"Manila \d\d:\d\d"))
    expect(face(page, "Eva")).to_have_text(re.compile("night|day"))


def test_one_click_makes_the_window_another_persons(
    page: Page, sandbox: Sandbox, web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    web.chat_postEphemeral(channel=room, user=ana.id, text="Only for Ana")
    page.goto(f"{sandbox.url}/?as=U0ANA")
    row(page, "room").click()
    page.get_by_text("Only for Ana").wait_for()
    face(page, "Bruno").click()
    expect(face(page, "Bruno")).to_have_attribute("aria-pressed", "true")
    row(page, "room").click()
    expect(page.get_by_text("Only for Ana")).to_have_count(0)
    expect(page).to_have_url(f"{sandbox.url}/?as=U0BRU")


def test_one_sees_whose_phone_buzzes_and_a_click_opens_what_it_says(
    page: Page, sandbox: Sandbox, web: WebClient, ana: Person, bruno: Person
) -> None:
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.locator("body.ready").wait_for()
    web.chat_postMessage(channel=bruno.id, text="P1: checkout is down")
    expect(face(page, "Bruno").locator(".badge")).to_have_text(re.compile("^1"))
    expect(face(page, "Bruno")).to_have_attribute("title", "On Bruno’s phone: P1: checkout is down")
    face(page, "Bruno").click()
    page.locator("#messages").get_by_text("P1: checkout is down").wait_for()
    face(page, "Ana").click()
    expect(face(page, "Bruno").locator(".badge")).to_have_count(0)


def test_unread_marks_are_each_persons_and_survive_being_another(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.locator("body.ready").wait_for()
    bruno.says("hello", "room")
    expect(row(page, "room unread")).to_be_visible()
    bruno.says("@ana, are you there?", "room")
    expect(row(page, "room 1 for you")).to_be_visible()
    face(page, "Bruno").click()
    expect(row(page, "room")).not_to_have_class(re.compile("unread"))
    face(page, "Ana").click()
    row(page, "room 1 for you").click()
    page.locator("#messages").get_by_text("New", exact=True).wait_for()
    row(page, "general").click()
    expect(row(page, "room")).not_to_have_class(re.compile("unread"))


def test_two_windows_are_two_people(page: Page, sandbox: Sandbox, ana: Person, bruno: Person) -> None:
    other = page.context.new_page()
    for window, who in ((page, ana), (other, bruno)):
        window.goto(f"{sandbox.url}/?as={who.id}")
        window.locator("body.ready").wait_for()
    row(page, "Bruno").click()
    page.get_by_role("heading", name="Bruno").wait_for()
    page.get_by_role("textbox", name="Message", exact=True).fill("are you up?")
    page.keyboard.press("Enter")
    # By night in Guayaquil the row says so between the name and the number.
    theirs = other.get_by_role("navigation").get_by_role("button", name=re.compile("^Ana.* 1 for you$"))
    expect(theirs).to_be_visible()
    row(other, "Ana").click()
    other.locator("#messages").get_by_text("are you up?").wait_for()
    other.close()


def test_on_a_phone_there_is_a_sheet_of_people_and_a_drawer_of_channels(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.locator("#be").click()
    page.get_by_role("dialog", name="Be someone").get_by_role("button", name="Bruno").click()
    expect(page.locator("#be")).to_contain_text("Bruno")
    menu = page.get_by_role("button", name="Channels")
    menu.click()
    expect(row(page, "general")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(row(page, "general")).not_to_be_in_viewport()
    expect(menu).to_be_focused()
    menu.click()
    row(page, "room").click()
    expect(page.get_by_role("heading", name="room")).to_be_visible()
    expect(row(page, "room")).not_to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
