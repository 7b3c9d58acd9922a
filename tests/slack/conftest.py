"""The room between an engine in memory and a real local Slack."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.domain.incident import Incident
from bot.render.card import card
from bot.sandbox import Person, Sandbox, SeenMessage
from bot.slack import SlackDoor, SlackSettings, build
from bot.slack.socket_door import Patience
from tests.slack.engine import Engine
from tests.waiting import until

SCHEMAS = os.environ.get("MERIDIAN_SLACK_SCHEMAS")
SHORTCUTS = {
    "Declare an incident": "declare_incident",
    "Declare from message": "declare_from_message",
    "Add to timeline": "add_to_timeline",
}
PATIENT = Patience(tick=0.05, calm=0.2)
"""Soon connected again. A line is not called deaf because this machine stood still for half a second."""
IMPATIENT = Patience(tick=0.05, ping=0.2, calm=0.2)
"""For a line that goes deaf; nothing else may depend on its staying."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(
        schemas=Path(SCHEMAS) if SCHEMAS else None, shortcuts=SHORTCUTS, retry_after=(0.0, 0.3, 0.6)
    ) as running:
        yield running
        assert running.complaints == []


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.person("ana", id="U0ANA", tz="America/Guayaquil")


@pytest.fixture
def bruno(sandbox: Sandbox) -> Person:
    return sandbox.person("bruno", id="U0BRU", tz="America/Guayaquil")


@pytest.fixture
def diego(sandbox: Sandbox) -> Person:
    return sandbox.person("diego", id="U0DIE", tz="Europe/Madrid")


@pytest.fixture
def room(sandbox: Sandbox, ana: Person, bruno: Person, diego: Person) -> str:
    """The id of #inc-room, with everybody and the bot in it; of no incident yet."""
    return sandbox.channel("inc-room", [ana, bruno, diego]).id


@pytest.fixture
def make_door(sandbox: Sandbox, engine: Engine) -> Iterator[Callable[..., SlackDoor]]:
    """Builds doors that are stopped at the end."""
    made: list[SlackDoor] = []

    def make(
        *, http: bool = False, api_url: str = "", connections: int = 2, patience: Patience = PATIENT
    ) -> SlackDoor:
        settings = SlackSettings(
            bot_token=sandbox.bot_token,
            app_token=None if http else sandbox.app_token,
            signing_secret=sandbox.signing_secret if http else None,
            api_url=api_url or sandbox.api_url,
            connections=connections,
            patience=patience,
        )
        made.append(build(engine, settings))
        return made[-1]

    yield make
    for door in made:
        door.stop()
    until(lambda: not sandbox.socket_mode.links, "the connections to close")


@pytest.fixture
def door(make_door: Callable[..., SlackDoor]) -> SlackDoor:
    """Connected over Socket Mode."""
    door = make_door()
    door.start()
    until(lambda: door.status().connected == 2, "both connections")
    return door


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    """The bot's own line, for messages that delivery would have sent."""
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def show_card(web: WebClient, engine: Engine) -> Callable[[Incident, Person], SeenMessage]:
    """Posts an incident's card in its room and gives it as somebody sees it."""

    def show(incident: Incident, person: Person) -> SeenMessage:
        assert incident.room is not None
        message = card(engine.incidents[incident.id], engine.setup, engine.now())
        channel, thread = incident.room.channel, incident.room.thread_ts
        web.chat_postMessage(channel=channel, thread_ts=thread, **message.arguments())
        return person.waits_for(incident.id, channel)

    return show
