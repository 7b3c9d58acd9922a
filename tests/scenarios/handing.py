"""A P1 that Carla owns as her shift nears its end, and the gestures of handing it over."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.seen import SeenMessage
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import told
from tests.scenarios.town import Town

HALF_PAST_TWO = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
SHIFT_END = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""17:00 in Madrid. Ana's shift in Guayaquil has begun at 10:00 there, 15:00 UTC."""


def carla_owns_it(make_town: MakeTown) -> Town:
    """Carla owns a P1, identified and told of until tomorrow."""
    here = make_town(start=HALF_PAST_TWO)
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident update identified: Deploy 1.42 leaks connections", here.room)
    here.presses("carla", "Update", here.card())
    here.fills_in("carla", {"How does it stand?": "We roll back", "Next update in": "1d"})
    return here


def accepts(here: Town, name: str, offer: SeenMessage, read_back: str = "I watch the errors") -> None:
    """They press the button and say what they understood."""
    here.presses(name, "Accept handoff", offer)
    assert here.fills_in(name, {"What you understood": read_back}) is None


def offered_to(here: Town, name: str, giver: str = "Carla") -> SeenMessage:
    """The offer as it lies in their messages."""
    offer = here.people[name].sees(f"{giver} hands INC-2026-0001 to you.", "dm")
    assert offer.buttons == ("Accept handoff", "I can't", "Open room")
    return offer


def lines_of_the_room(here: Town) -> list[str]:
    """What is said there, but for whispers."""
    here.settles()
    return [told(m) for m in here.sees_in(here.room) if not m.ephemeral]
