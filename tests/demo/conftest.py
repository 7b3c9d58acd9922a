"""A demo on a free port, on a clock that stands still until somebody moves it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from bot.clock import MovableClock
from bot.demo.show import Show
from bot.sandbox import Person

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""Late morning in Madrid, where alone somebody is on call: diego, with carla behind him."""

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync".split()
)
PATIENCE = 10_000  # milliseconds; a machine that does much else is slow


@pytest.fixture
def show() -> Iterator[Show]:
    running = Show(0, MovableClock(TUESDAY))
    running.start()
    yield running
    running.stop()


def soon(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it becomes true in this time."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def person(show: Show, name: str) -> Person:
    """One of the six, by the name in meridian.yml."""
    return next(who for who in show.sandbox.people if who.name == name)


# In a browser.


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for a module's tests."""
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@contextmanager
def watched(
    browser: Browser, viewport: ViewportSize, color_scheme: Literal["light", "dark"] = "light"
) -> Iterator[Callable[[], Page]]:
    """Opens windows, each with a memory of its own; whatever the browser complains about in one fails the test."""
    complaints: list[str] = []

    def opened() -> Page:
        page = browser.new_context(viewport=viewport, color_scheme=color_scheme, locale="en-GB").new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.set_default_timeout(PATIENCE)
        windows.append(page)
        return page

    windows: list[Page] = []
    expect.set_options(timeout=PATIENCE)
    try:
        yield opened
    finally:
        for page in windows:
            page.context.close()
    assert complaints == []
