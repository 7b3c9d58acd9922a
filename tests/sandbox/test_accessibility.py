"""Axe finds nothing in any view of the page, in light and in dark, on a laptop and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.axe import complaints, still
from tests.sandbox import stage
from tests.sandbox.robot import Robot


def room(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("button", name="room").click()
    page.get_by_text("P1 checkout is down").wait_for()


def thread(page: Page) -> None:
    page.get_by_role("button", name="1 reply").click()
    page.locator("#thread").get_by_text("I am on it").wait_for()


def leave_thread(page: Page) -> None:
    page.locator("#thread").press("Escape")


def menu(page: Page) -> None:
    page.get_by_role("button", name="Pick").click()


def away(page: Page) -> None:
    page.keyboard.press("Escape")


def question(page: Page) -> None:
    page.get_by_role("button", name="Cancel it").click()


def viewer(page: Page) -> None:
    page.locator(".file").click()
    page.get_by_role("cell", name="fired").wait_for()


def completion(page: Page) -> None:
    page.get_by_role("textbox", name="Message", exact=True).fill("/incident declare ")


def form(page: Page) -> None:
    page.get_by_role("textbox", name="Message", exact=True).press("Enter")
    page.get_by_label("Title").wait_for()


def refused(page: Page) -> None:
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Severity").select_option("p1")
    page.get_by_role("button", name="Send", exact=True).last.click()
    page.get_by_text("Say what is broken").wait_for()


def direct(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("button", name="Meridian").click()


def home(page: Page) -> None:
    page.get_by_role("tab", name="Home").click()
    page.get_by_text("Welcome").wait_for()


def drawer(page: Page) -> None:
    page.get_by_role("button", name="Channels").click()


def people(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#be").click()


def jump(page: Page) -> None:
    page.keyboard.press("Control+k")


LAPTOP_TOUR: list[Callable[[Page], None]] = [
    room, thread, leave_thread, menu, away, question, away, viewer, away, jump, away, completion, form, refused, away, direct, home,
]  # fmt: skip
PHONE_TOUR: list[Callable[[Page], None]] = [drawer, room, menu, away, completion, form, away, drawer, people]
BACK = (away, leave_thread)  # to what was looked at already


@pytest.mark.browser
@pytest.mark.parametrize("tour", [LAPTOP_TOUR, PHONE_TOUR], ids=["laptop", "phone"])
def test_axe_has_nothing_to_say(
    page: Page,
    sandbox: Sandbox,
    robot: Robot,
    web: WebClient,
    ana: Person,
    bruno: Person,
    room: str,
    tour: list[Callable[[Page], None]],
) -> None:
    stage.set_up(sandbox, robot, web, ana, bruno, room)
    still(page)
    if tour is PHONE_TOUR:
        page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{sandbox.url}/?as=U0ANA")
    page.locator("body.ready").wait_for()
    found = []
    for step in tour:
        step(page)
        if step not in BACK:
            found += complaints(page, step.__name__)
    assert not found, "\n".join(found)
