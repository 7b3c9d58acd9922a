"""The faces in the header: what time it is for each of the six is read whole, at every width."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from bot.clock import MovableClock
from bot.demo.show import Show
from tests.demo.conftest import watched

pytestmark = pytest.mark.browser

WIDEST = datetime(2026, 11, 24, 4, 52, tzinfo=UTC)
"""11:52 PM in Guayaquil and 12:52 PM in Manila: no time of day takes more room."""

CUT = """wanted => [...document.querySelectorAll(wanted)]
  .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth)
  .map((it) => it.textContent)"""
"""The texts that are wider than their room."""

CLOCKS = "#faces, .who, .clock"
"""Whatever cuts a clock is one of these."""


@pytest.fixture(scope="module")
def by_night() -> Iterator[Show]:
    running = Show(0, MovableClock(WIDEST))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(by_night: Show, browser: Browser) -> Iterator[Page]:
    with watched(browser, ViewportSize(width=1280, height=800)) as opened:
        page = opened()
        page.goto(f"{by_night.url}/?as=U0CAR")
        page.get_by_role("button", name="Break the checkout").wait_for()
        yield page


@pytest.mark.parametrize("width", [1280, 1240, 1000, 800])
def test_no_clock_is_cut_in_the_header(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate(CUT, CLOCKS) == []


def test_on_a_laptop_the_places_are_read_whole_too(page: Page) -> None:
    assert page.evaluate(CUT, ".city") == []


def test_no_clock_is_cut_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#be").click()
    page.get_by_role("dialog", name="Be someone").get_by_text("12:52").first.wait_for()
    assert page.evaluate(CUT, f"{CLOCKS}, .city") == []
