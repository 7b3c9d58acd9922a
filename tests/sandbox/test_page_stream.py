"""How windows hear of changes: however many there were or are, none waits for a connection that another holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.sandbox import Person, Sandbox
from tests.sandbox.conftest import QUIET

pytestmark = pytest.mark.browser

MANY = 10
"""More than the six connections that a browser keeps to one server."""

KEEPS_LEFT_PAGES = ["--disable-back-forward-cache"]
"""Without this word of Playwright's the browser keeps pages that were left, as everybody's does."""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=chromium, args=[*QUIET], ignore_default_args=KEEPS_LEFT_PAGES
        )
        yield running
        running.close()


def opened(page: Page, sandbox: Sandbox, who: Person) -> Page:
    page.goto(f"{sandbox.url}/?as={who.id}")
    page.locator("body.ready").wait_for()
    return page


def hears(page: Page, who: Person, words: str) -> None:
    who.says(words, "general")
    page.locator("#messages").get_by_text(words).wait_for()


def test_a_window_is_loaded_again_and_again(page: Page, sandbox: Sandbox, ana: Person, bruno: Person) -> None:
    for _ in range(MANY // 2):
        opened(page, sandbox, ana)
        opened(page, sandbox, bruno)
    hears(page, ana, "still there?")


def test_a_page_that_somebody_comes_back_to_hears_again(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    opened(page, sandbox, ana)
    opened(page, sandbox, bruno)
    bruno.says("while you were away", "general")
    page.go_back()
    page.locator("#messages").get_by_text("while you were away").wait_for()
    hears(page, bruno, "and now")


def test_many_windows_hear_at_once(page: Page, sandbox: Sandbox, ana: Person, bruno: Person) -> None:
    windows = [opened(page.context.new_page(), sandbox, ana) for _ in range(MANY)]
    hears(windows[-1], bruno, "is everybody there?")
    for window in windows:
        window.locator("#messages").get_by_text("is everybody there?").wait_for()
