"""Covers when the bot dies around the press that agrees, and when two press at two bots: one cover, everybody told."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.domain.oncall.covers import Board
from bot.sandbox.seen import SeenMessage
from bot.store import arrangements
from tests.faults.process import HERE, Bot
from tests.faults.waiting import wait_until
from tests.faults.world import World

TEAM = {"MERIDIAN_CONFIG": str(HERE / "covers.yml"), "MERIDIAN_PUBLIC_URL": "https://oncall.example"}
AGAIN_WITHIN = 45.0
"""Seconds: what a dead process had in hand is another's after 30, and a sweep looks every 5."""
ASKS = "asks for cover"
SAVE, TELL = "bot.store.arrangements:save", "bot.delivery.memo_sender:SlackMemos.tell"
OFTEN = {
    "before the commit": f"{SAVE}:after:2",
    "after the commit, before the first message": f"{TELL}:before:1:KILL:RefreshAsk",
    "with the asker's message sent and not noted": f"{TELL}:after:1:KILL:TellAsker",
}
"""The first thing that is saved is the wish, the second the agreement."""
SELDOM = {
    "before anything was written": f"{SAVE}:before:2",
    "behind the first message": f"{TELL}:after:1:KILL:RefreshAsk",
    "between the messages": f"{TELL}:before:2:KILL:RefreshAsk",
    "before the asker's message": f"{TELL}:before:1:KILL:TellAsker",
}
CRASHES = [
    *(pytest.param(step, id=name) for name, step in OFTEN.items()),
    *(pytest.param(step, id=name, marks=pytest.mark.faults_long) for name, step in SELDOM.items()),
]


def board(here: World) -> Board:
    return here.database.read(lambda tx: arrangements.board(tx, datetime.now(UTC) - timedelta(days=1)))


def is_asked(here: World) -> dict[str, SeenMessage]:
    """Carla asks for cover; the messages of the two who may."""
    here.hears()
    assert here.person("carla").command("/incident cover-me 4h").ok
    return {name: here.person(name).waits_for(ASKS, where="dm", timeout=20) for name in ("ana", "diego")}


def all_is_told(here: World) -> None:
    wait_until(lambda: not here.pending(), "all is told", AGAIN_WITHIN)


@pytest.mark.parametrize("step", CRASHES)
def test_killed_between_the_agreement_and_its_messages_it_holds_once_and_all_are_told(
    here: World, step: str
) -> None:
    bot = here.bot(step, **TEAM)
    asked = is_asked(here)
    here.person("ana").clicks("Take the shift", asked["ana"], wait=False)
    bot.dies()
    bot.start()
    wait_until(lambda: board(here).covers, "the cover holds", AGAIN_WITHIN)
    everybody_knows(here, asked, "ana")
    (cover,) = board(here).covers
    assert (cover.override.person, cover.override.instead_of) == ("ana", "carla")
    here.hears()
    here.person("diego").command("/incident oncall primary").says("Ana, covering for Carla", timeout=20)
    assert "covering for Carla" in calendar(here, bot)


def everybody_knows(here: World, asked: dict[str, SeenMessage], winner: str) -> None:
    """The winner, the other and the asker have read it, each once."""
    name = winner.capitalize()
    here.person("carla").waits_for(f"{name} takes your shift", where="dm", timeout=AGAIN_WITHIN)
    for person in asked:
        words = "You took Carla's shift" if person == winner else f"{name} took Carla's shift"
        here.person(person).waits_for(words, where="dm", timeout=AGAIN_WITHIN)
    all_is_told(here)
    assert here.extra() == 0
    assert sum("takes your shift" in message.text for message in here.person("carla").dms()) == 1


def calendar(here: World, bot: Bot) -> str:
    """The file behind the address that Ana is told of."""
    said = here.person("ana").command("/incident oncall feed").says("your shifts", timeout=20)
    found = re.search(r"https://oncall\.example(/calendar/person/ana/\w+\.ics)", said.text)
    assert found, said.text
    return httpx.get(f"{bot.url}{found[1]}").text


@pytest.mark.postgres
def test_two_who_press_at_once_at_two_bots_one_has_it_and_the_other_is_told_who(shared: World) -> None:
    for _ in range(2):
        shared.bot(**TEAM)
    shared.hears(4)
    asked = is_asked(shared)
    with ThreadPoolExecutor(2) as both:
        list(
            both.map(
                lambda name: shared.person(name).clicks("Take the shift", asked[name], stale=True), asked
            )
        )
    wait_until(lambda: board(shared).covers, "somebody has it", 20)
    (cover,) = board(shared).covers
    winner = cover.override.person
    loser = next(name for name in asked if name != winner)
    everybody_knows(shared, asked, winner)
    shared.person(loser).waits_for(f"{winner.capitalize()} was faster and has it already", timeout=20)
    (cover,) = board(shared).covers
    assert cover.override.person == winner
