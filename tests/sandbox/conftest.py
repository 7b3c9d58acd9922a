"""A fresh sandbox a test, a few people, slack_sdk's client and a Bolt app."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.robot import Robot, client_of

SCHEMAS = os.environ.get("MERIDIAN_SLACK_SCHEMAS")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Retries come within the test; Slack's schemas when they are on this machine."""
    with Sandbox(
        schemas=Path(SCHEMAS) if SCHEMAS else None,
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
