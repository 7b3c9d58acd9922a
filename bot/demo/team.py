"""The six people of the demo: in the workspace as Slack knows them, in meridian.yml as the bot does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.config import Loaded, load_setup
from bot.domain.oncall.schedule import names, on_call
from bot.domain.setup import Setup
from bot.sandbox import Person, Sandbox

FILE = Path(__file__).with_name("meridian.yml")

EXCHANGE = "DEMO_EXCHANGE"
"""The name under which meridian.yml is told the address of the telephone exchange."""

NOWHERE = "http://127.0.0.1:9"

CHANNELS = ("incidents", "team-payments")
"""#general is there already."""

SHORTCUTS = {
    "Declare an incident": "declare_incident",
    "Declare from message": "declare_from_message",
    "Add to timeline": "add_to_timeline",
}
"""As in the app's manifest."""

GLOBAL_SHORTCUTS = frozenset({"declare_incident"})
"""Those of them that need no message."""

SUBSCRIPTIONS = frozenset(
    "app_home_opened app_mention member_joined_channel message.channels message.groups message.im pin_added "
    "reaction_added reaction_removed user_change".split()
)
"""As in the app's manifest."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the six. `name`, `id` and `phone` (E.164) are those in meridian.yml."""

    name: str
    id: str
    real_name: str
    zone: str
    phone: str
    hours24: bool = False


COLLEAGUES = (  # in the order in which the sun comes to them
    Colleague("eva", "U0EVA", "Eva Santos", "Asia/Manila", "+639175550101"),
    Colleague("felix", "U0FEL", "Felix Reyes", "Asia/Manila", "+639175550102"),
    Colleague("carla", "U0CAR", "Carla Ruiz", "Europe/Madrid", "+34600555103", hours24=True),
    Colleague("diego", "U0DIE", "Diego Martín", "Europe/Madrid", "+34600555104", hours24=True),
    Colleague("ana", "U0ANA", "Ana Espinoza", "America/Guayaquil", "+593985550105"),
    Colleague("bruno", "U0BRU", "Bruno Cedeño", "America/Guayaquil", "+593985550106"),
)


def load_team(exchange: str = NOWHERE) -> Loaded:
    """What the demo's meridian.yml says. `exchange` is where its telephones are reached; all else is in the file."""
    return load_setup(FILE, {EXCHANGE: exchange})


def team_setup() -> Setup:
    """The people, their shifts and who pages whom."""
    return load_team().setup


def move_in(sandbox: Sandbox, setup: Setup, now: datetime) -> None:
    """The people and channels, and a message to declare from, by somebody who is awake."""
    people = [_person(sandbox, colleague) for colleague in COLLEAGUES]
    for channel in CHANNELS:
        sandbox.channel(channel, people)
    awake = names(on_call(setup.schedules["backup"], setup.schedules, now))
    writer = next(person for person in people if person.name in awake)
    writer.says("A customer writes that paying takes minutes since this morning. Is somebody on it?")


def real_name(name: str) -> str:
    """How people see somebody of meridian.yml."""
    return next((c.real_name for c in COLLEAGUES if c.name == name), name)


def given_name(name: str) -> str:
    """The first of it: what a sentence needs."""
    return real_name(name).partition(" ")[0]


def name_of(slack_id: str) -> str:
    """The name in meridian.yml of somebody of the workspace; "" for others."""
    return next((c.name for c in COLLEAGUES if c.id == slack_id), "")


def _person(sandbox: Sandbox, who: Colleague) -> Person:
    return sandbox.person(who.name, who.id, who.zone, who.real_name, hours24=who.hours24, phone=who.phone)
