"""A fresh sandbox a test, a few people, slack_sdk's client and a Bolt app."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from slack_sdk import WebClient

from bot.sandbox import App, Person, Sandbox
from tests.sandbox import stage
from tests.sandbox.robot import Robot, client_of

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
LAPTOP = ViewportSize(width=1366, height=900)
PATIENCE = 10_000  # milliseconds; a machine that does much else is slow
SCHEMAS = os.environ.get("MERIDIAN_SLACK_SCHEMAS")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Retries come within the test; Slack's schemas when they are on this machine."""
    with Sandbox(
        schemas=Path(SCHEMAS) if SCHEMAS else None,
        app=App(commands=(stage.COMMAND,)),
        retry_after=(0.0, 0.15, 0.3),
        shortcuts={"Declare from this message": "declare_from_message"},
    ) as running:
        yield running


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    return client_of(sandbox)


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.person("ana", id="U0ANA", tz="America/Guayaquil")


@pytest.fixture
def bruno(sandbox: Sandbox) -> Person:
    return sandbox.person("bruno", id="U0BRU", tz="Europe/Madrid", hours24=True)


@pytest.fixture
def room(sandbox: Sandbox, ana: Person, bruno: Person) -> str:
    """The id of #room, with ana, bruno and the app in it."""
    return sandbox.channel("room", [ana, bruno]).id


@pytest.fixture
def robot(sandbox: Sandbox) -> Iterator[Robot]:
    """A Bolt app, not yet connected."""
    made = Robot(sandbox)
    yield made
    made.close()


# In a browser.


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for a module's tests."""
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=[*QUIET])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox) -> Iterator[Page]:
    """A window, not yet at the sandbox; any complaint of the page, and any request beyond it, fails the test."""
    complaints: list[str] = []
    context = browser.new_context(viewport=LAPTOP, locale="en-GB")
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    opened.on(
        "request",
        lambda asked: complaints.append(asked.url) if not asked.url.startswith(sandbox.url) else None,
    )
    opened.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield opened
    context.close()
    assert complaints == []
