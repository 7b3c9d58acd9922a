"""Killed, told to stop, frozen: what was accepted is told, and told once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.domain.setup import Integration, IntegrationKind
from bot.engine.deliveries import HOOKS
from bot.intake.generic import parse
from bot.sandbox import Fault, FaultKind
from bot.sandbox.journal import Request
from bot.store import inbox
from bot.store.codec import arrivals_to_json
from bot.store.database import Tx
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import POST, World, alert

AGAIN_WITHIN = 30.0
"""Seconds from a restart to the page (I5)."""


def test_killed_after_the_2xx_and_before_the_send_the_page_comes_after_the_restart(here: World) -> None:
    bot = here.bot()
    here.sandbox.faults.add(Fault(FaultKind.HANG))
    assert here.fires(bot).status_code == 200
    here.sandbox.journal.waits_for(POST)
    bot.kill()
    here.sandbox.faults.clear()
    bot.start()
    watch = Stopwatch()
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=AGAIN_WITHIN)
    assert watch.seconds < AGAIN_WITHIN
    here.rests()
    here.is_sound()


@pytest.mark.parametrize("number", [1, 3])
def test_killed_by_slack_between_its_doing_and_its_answer_nothing_is_said_twice(
    here: World, number: int
) -> None:
    """The nth message took effect; the process is dead before it can hear of that."""
    bot = here.bot()
    cut = here.sandbox._wires.reset

    def kill_and_cut(client: object) -> None:
        bot.kill()
        cut(client)

    here.sandbox._wires.reset = kill_and_cut  # type: ignore[method-assign]
    seen: list[Request] = []

    def is_the_nth(args: object) -> bool:
        seen.append(here.sandbox.journal.calls(POST)[-1])
        return len(seen) == number

    here.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, POST, when=is_the_nth))
    here.fires_until_taken(lambda: bot)
    bot.dies()
    bot.start()
    here.rests()
    here.is_sound()


def test_told_to_stop_with_a_hundred_messages_queued_it_ends_in_time_and_keeps_the_rest(here: World) -> None:
    bot = here.bot()
    here.sandbox.latency = 0.2
    for number in range(25):
        assert here.fires(bot, f"Service {number} down", key=str(number)).status_code == 200
    wait_until(lambda: here.pending() >= 100, "a hundred notices wait")
    bot.asks_to_stop()
    watch = Stopwatch()
    assert bot.dies(within=15) == 0
    assert watch.seconds < 12
    kept = here.pending()
    assert kept, "it did not stay until all was told"
    here.sandbox.latency = 0.0
    bot.start()
    here.rests(60)
    here.is_sound()
    assert len(here.incidents()) == 25


@pytest.mark.faults_long
def test_told_to_stop_while_slack_hangs_it_ends_in_time(here: World) -> None:
    bot = here.bot()
    here.sandbox.faults.add(Fault(FaultKind.HANG))
    assert here.fires(bot).status_code == 200
    here.sandbox.journal.waits_for(POST)
    bot.asks_to_stop()
    watch = Stopwatch()
    assert bot.dies(within=25) == 0
    assert watch.seconds < 20
    here.sandbox.faults.clear()
    bot.start()
    here.rests()
    here.is_sound()


@pytest.mark.faults_long
def test_twenty_kills_in_five_minutes_lose_nothing(here: World) -> None:
    bot = here.bot()
    for number in range(20):
        here.fires_until_taken(lambda: bot, f"Service {number} down", key=str(number))
        here.sandbox.journal.waits_for(POST, count=number + 1, timeout=30)
        bot.kill()
        bot.start()
    here.rests(60)
    assert len(here.incidents()) == 20
    here.is_sound(extra=0)


def test_an_alert_that_kills_three_times_is_told_as_such_and_takes_no_other_with_it(here: World) -> None:
    """C10: whoever carries it out dies. From the second time on it is alone; then somebody is paged about it."""
    bot = here.bot()
    bot.kill()
    here.database.write(_three_deliveries)
    for _ in range(3):
        bot.start("bot.engine.receive:Receive.carry_out:before:1:KILL:Bomb")
        bot.dies()
    bot.start()
    wait_until(lambda: len(here.incidents()) == 3, "three incidents")
    here.rests()
    titles = sorted(incident.title for incident in here.incidents())
    assert titles == ["A delivery from shop could not be carried out", "After", "Before"]
    here.is_sound()


def _three_deliveries(tx: Tx) -> None:
    shop = Integration("shop", IntegrationKind.GENERIC, "")
    bodies = {
        f"shop/{number}": arrivals_to_json(parse(json.dumps(alert(title)).encode(), shop))
        for number, title in enumerate(("Before", "Bomb", "After"))
    }
    inbox.keep_all(tx, HOOKS, bodies, datetime.now(UTC))
