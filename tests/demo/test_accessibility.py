"""Axe finds nothing in the demo's panels, in light and in dark, on a laptop and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.demo.show import Show
from bot.demo.tour import STEPS
from tests.axe import complaints, still
from tests.demo.conftest import watched


def panel(page: Page, name: str) -> Locator:
    found = page.get_by_role("region", name=name)
    found.scroll_into_view_if_needed()
    return found


def tour(page: Page, show: Show) -> None:
    panel(page, "Tour").get_by_role("button", name="Break the checkout").wait_for()


def left(page: Page, show: Show) -> None:
    page.get_by_role("button", name="Leave the tour").click()


def resumed(page: Page, show: Show) -> None:
    page.get_by_role("button", name="Start the tour").click()
    page.get_by_role("button", name="Break the checkout").click()
    panel(page, "Tour").get_by_role("button", name="Be Diego").click()
    page.locator("#messages").get_by_role("button", name="Acknowledge").wait_for()


def monitoring(page: Page, show: Show) -> None:
    """Something fires, the door's answer, the command for a terminal."""
    shop = panel(page, "Shop monitoring")
    shop.get_by_role("button", name="Fire search").click()
    shop.get_by_text("Alertmanager fired for search: 200").wait_for()
    shop.get_by_text("Send an alert of your own").click()
    shop.get_by_text("Send an alert of your own").scroll_into_view_if_needed()


def hours(page: Page, show: Show) -> None:
    """Everybody's day and night, and all that is due."""
    panel(page, "Time").get_by_text("All that is due").click()
    panel(page, "Time").get_by_role("button", name="+1 min").click()
    panel(page, "Time").get_by_role("status").get_by_text("gets a text message").wait_for()


def storm(page: Page, show: Show) -> None:
    weather = panel(page, "Slack's weather")
    weather.get_by_role("button", name="Down").click()
    weather.get_by_role("button", name="Kill the bot").click()
    weather.get_by_text("Killed with SIGKILL").wait_for()
    shop = panel(page, "Shop monitoring")
    shop.get_by_role("button", name="Fire catalogue").click()
    shop.locator(".demo-refused").first.wait_for()
    panel(page, "Slack's weather")


def finished(page: Page, show: Show) -> None:
    """As after the eighth step."""
    show.tour.ticked |= {step.name for step in STEPS}
    expect(panel(page, "Tour").get_by_text("Connect it to your Slack")).to_be_visible()


VIEWS: tuple[Callable[[Page, Show], None], ...] = (tour, left, resumed, hours, monitoring, storm, finished)


LAPTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


@pytest.mark.browser
def test_axe_has_nothing_to_say(show: Show, browser: Browser) -> None:
    """One walk; each view is looked at wide in both colours, and narrow."""
    found = []
    with watched(browser, LAPTOP) as opened:
        page = opened()
        still(page)
        page.goto(show.url)
        for view in VIEWS:
            view(page, show)
            found += complaints(page, view.__name__)
            page.set_viewport_size(PHONE)
            found += complaints(page, f"{view.__name__} on a phone", colours=("light",))
            page.set_viewport_size(LAPTOP)
    assert not found, "\n".join(found)
