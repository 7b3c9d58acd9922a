"""`make pictures`: plays an afternoon on the demo's own page and photographs it, so that no picture is made by hand."""

from __future__ import annotations

import logging
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import structlog
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.clock import MovableClock
from bot.demo.show import Show
from bot.demo.team import EXCHANGE, FILE
from bot.domain.setup import IntegrationKind
from bot.sandbox import Person

PICTURES = Path(__file__).parent.parent / "pictures"
TUESDAY = datetime(2026, 11, 24, 13, 26, tzinfo=UTC)
"""Early afternoon in Madrid, late evening in Manila, half past eight in the morning in Guayaquil."""

WIDTH, HEIGHT, HEIGHT_WITH_PANELS = 1280, 1240, 900
PATIENCE = 10.0
"""Seconds for anything to appear; it takes some hundred milliseconds."""

SETTLED = 1.0
"""Seconds without a new message after which the room is photographed."""

Colours = Literal["light", "dark"]


PROVED_FROM, PROVED_DAYS = "2026-12-01", "90"


def main() -> None:
    """Play it once, photograph it three times; and the proof of the demo's team."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not on this machine; install it with `apt-get install chromium`")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    show = Show(0, MovableClock(TUESDAY))
    show.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            played(show, browser)
            proved(browser)
            browser.close()
    finally:
        show.stop()


def played(show: Show, browser: Browser) -> None:
    """An alert at checkout, a page, a second page, an acknowledgement, the work."""
    show.shop.fire("checkout", IntegrationKind.ALERTMANAGER)
    diego, carla = person(show, "diego"), person(show, "carla")
    diego.waits_for("Checkout answers 5xx", where="dm")
    passes(show, timedelta(minutes=5))
    page = carla.waits_for("Checkout answers 5xx", where="dm")
    photographed(show, browser, "page", carla, "Meridian", panels=True)
    passes(show, timedelta(minutes=1))
    carla.clicks("Acknowledge", page)
    carla.waits_for("Carla", where="#inc-*")
    works(show, carla)
    rests(show)
    declined(show)
    photographed(show, browser, "room-light", diego, "inc-")
    photographed(show, browser, "room-dark", diego, "inc-", "dark")


def declined(show: Show) -> None:
    """A telephone that rings would stand in front of the room: time here is faster than its ringing."""
    for who in show.sandbox.people:
        if who.phone.call:
            who.phone.declines()


def proved(browser: Browser) -> None:
    """What `meridian simulate` says of the demo's team, as a page and as a picture of it."""
    made = PICTURES / "proof-of-the-demo.html"
    period = ["--from", PROVED_FROM, "--days", PROVED_DAYS]
    asked = ["simulate", "--config", str(FILE), *period, "--html", str(made)]
    told = CliRunner().invoke(app, asked, env={EXCHANGE: "http://127.0.0.1"})
    if told.exit_code:
        sys.exit(told.output)
    context = browser.new_context(viewport=ViewportSize(width=WIDTH, height=HEIGHT), color_scheme="light")
    page = context.new_page()
    page.goto(made.as_uri())
    page.screenshot(path=PICTURES / "proof.png", full_page=True)
    context.close()


def works(show: Show, carla: Person) -> None:
    """What the owner of a broken checkout says; Diego, who looks on, sees no private answers."""
    room = next(c.name for c in show.sandbox.workspace.channels.values() if c.name.startswith("inc-"))
    passes(show, timedelta(minutes=2))
    carla.command("/incident note Errors began with the 14:20 deploy of checkout", room)
    passes(show, timedelta(minutes=3))
    carla.command("/incident update identified: The new retry loop exhausts the card provider's limit", room)
    passes(show, timedelta(minutes=2))
    carla.command("/incident update Rolling back; customers can pay again within five minutes", room)


def person(show: Show, name: str) -> Person:
    """One of the six."""
    return next(who for who in show.sandbox.people if who.name == name)


def passes(show: Show, wait: timedelta) -> None:
    """Let everything that was caused be told, then let time go on."""
    rests(show)
    show.running.passage.move(wait)


def rests(show: Show) -> None:
    """Return when nobody has said anything for a while."""
    said, since, until = -1, time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() < until and time.monotonic() - since < SETTLED:
        now = show.sandbox.workspace.changes
        if now != said:
            said, since = now, time.monotonic()
        time.sleep(0.05)


def photographed(
    show: Show,
    browser: Browser,
    name: str,
    who: Person,
    place: str,
    colours: Colours = "light",
    *,
    panels: bool = False,
) -> None:
    """One picture of what `who` sees in the conversation whose button has `place` in it."""
    size = ViewportSize(width=WIDTH, height=HEIGHT_WITH_PANELS if panels else HEIGHT)
    context = browser.new_context(viewport=size, color_scheme=colours, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{show.url}/?as={who.id}")
    page.locator("nav button", has_text=place).first.click()
    if not panels:
        page.get_by_role("button", name="Demo", exact=True).click()
    waits(page, lambda: page.locator("#messages article").count() > 0)
    page.locator("#messages").evaluate("box => { box.scrollTop = 0 }")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def waits(page: Page, shown: Callable[[], bool]) -> None:
    """Wait for something on the page."""
    until = time.monotonic() + PATIENCE
    while not shown() and time.monotonic() < until:
        page.wait_for_timeout(100)


if __name__ == "__main__":
    main()
