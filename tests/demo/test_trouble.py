"""Trouble on demand: a bot that is killed for real, and a Slack that is slow, limits, fails or is gone."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.bot_handle import BotHandle, CannotStartBot, Life
from bot.demo.show import Show
from bot.demo.weather import FAULTS, FORECASTS, Sky
from bot.domain.setup import IntegrationKind
from tests.demo.conftest import TUESDAY, person, soon

LIMITED_FOR = 2
"""Seconds that a limited Slack asks for here: the wait is the same as with the demo's fifteen, only shorter."""

ALERTMANAGER = IntegrationKind.ALERTMANAGER


def test_killed_with_a_page_in_hand_it_comes_back_and_says_nothing_twice(show: Show) -> None:
    show.weather.turn(Sky.SLOW)
    assert show.shop.fire("checkout", ALERTMANAGER).answer.taken
    assert "SIGKILL" in show.running.comeback.kill()
    assert show.running.bot.life is Life.DEAD
    show.weather.turn(Sky.FINE)
    assert show.restart_bot().startswith("Back after ")
    person(show, "diego").waits_for("Checkout answers 5xx", where="dm", timeout=15)
    assert soon(show.running.passage.settled, 15)
    told = show.running.comeback.told()
    assert "none said twice" in told
    assert "catching up" not in told
    assert show.running.comeback.said_twice() == 0


def test_the_dead_bot_takes_no_alert_and_the_monitoring_comes_again(show: Show) -> None:
    show.running.comeback.kill()
    refused = show.shop.fire("search", ALERTMANAGER)
    assert not refused.answer.taken
    assert refused.answer.tries > 1
    show.restart_bot()
    assert show.shop.answers[0].what == "came again"
    person(show, "diego").waits_for("Search results are 40 minutes old", where="dm")


def test_time_goes_on_without_a_bot_and_is_told_to_the_next_one(show: Show) -> None:
    show.shop.fire("checkout", ALERTMANAGER)
    person(show, "diego").waits_for("Checkout answers 5xx", where="dm")
    assert soon(show.running.passage.settled)
    show.running.comeback.kill()
    assert show.running.passage.move(timedelta(minutes=6)).now == TUESDAY + timedelta(minutes=6)
    assert not show.running.passage.settled()
    show.restart_bot()
    person(show, "carla").waits_for("Checkout answers 5xx", where="dm", timeout=10)


def test_dying_by_itself_is_seen_and_mended_by_a_start(show: Show) -> None:
    process = show.running.bot.process_id
    assert process is not None
    os.kill(process, signal.SIGKILL)
    assert soon(lambda: show.running.bot.life is Life.DEAD)
    show.restart_bot()
    assert show.running.bot.life is Life.RUNNING
    assert show.running.bot.process_id != process


def test_a_bot_that_cannot_start_says_so(show: Show) -> None:
    broken = BotHandle(
        show.clock, {"SLACK_BOT_TOKEN": "xoxb-1", "DATABASE_URL": "sqlite:////nowhere/at/all.db"}
    )
    with pytest.raises(CannotStartBot, match="ended at its start"):
        broken.start()
    assert broken.life is Life.DEAD
    broken.kill()  # is no error


@pytest.mark.parametrize("sky", [Sky.SLOW, Sky.LIMITED, Sky.ERRORS, Sky.DOWN])
def test_in_every_weather_alerts_are_taken_and_the_page_comes_when_it_clears(show: Show, sky: Sky) -> None:
    assert show.weather.turn(sky) == FORECASTS[sky].expect
    for at_work in show.sandbox.faults.active():
        at_work.fault = replace(at_work.fault, retry_after=LIMITED_FOR)
    assert show.shop.fire("checkout", ALERTMANAGER).answer.taken
    if sky is not Sky.SLOW:
        assert soon(lambda: bool(show.refusals()), 10)
        assert not [m for m in show.sandbox.bot_messages() if "Checkout" in m.text]
    show.weather.turn(Sky.FINE)
    person(show, "diego").waits_for("Checkout answers 5xx", where="dm", timeout=30)
    assert soon(show.running.passage.settled, 30)
    assert show.running.comeback.said_twice() == 0


def test_every_sky_has_its_words_and_its_faults() -> None:
    assert set(FORECASTS) == set(FAULTS) == set(Sky)
