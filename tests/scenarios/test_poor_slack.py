"""A Slack that can do little: what it lacks is left out, and the incident goes on."""

from __future__ import annotations

import pytest

from bot.domain.events import Status
from bot.sandbox import Fault, FaultKind
from tests.scenarios.town import Town

NICE_TO_HAVE = (
    "users.info",
    "users.list",
    "team.info",
    "auth.test",
    "bookmarks.*",
    "pins.*",
    "conversations.setTopic",
    "conversations.invite",
    "conversations.history",
    "conversations.replies",
    "conversations.list",
    "conversations.members",
    "conversations.join",
    "views.publish",
    "files.*",
    "reactions.get",
    "chat.getPermalink",
)


@pytest.mark.parametrize("lacking", ["unknown_method", "missing_scope"])
def test_an_incident_is_worked_off_with_messages_and_channels_alone(here: Town, lacking: str) -> None:
    for method in NICE_TO_HAVE:
        here.sandbox.faults.add(Fault(FaultKind.ERROR, method, error=lacking))
    here.ana.command("/incident declare P1 checkout: it burns").says("INC-2026-0001")
    here.carla.clicks("Acknowledge", here.gets_page("carla"))
    here.settles()
    room = here.incident().room
    assert room
    card = here.ana.waits_for("it burns", where=f"#{room.name}")
    assert "Resolve" in card.buttons
    assert "it burns" in here.bruno.waits_for("it burns", where="#incidents")
    here.carla.command(f"/incident resolve {here.incident().id} it was the cache").says("resolved")
    assert (here.incident().owner, here.incident().status) == ("carla", Status.RESOLVED)
