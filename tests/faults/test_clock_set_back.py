"""The machine's clock is set back by an hour under running bots (libfaketime): nobody waits that hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox import Fault, FaultKind
from tests.conftest import program
from tests.faults.process import command
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import POST, World

pytestmark = [pytest.mark.faults_long, pytest.mark.faketime]

HOUR = timedelta(hours=1)

WITHIN = 45.0
"""Seconds: half a minute, which the longest wait may last, and a sweep."""


class Wall:
    """The clock that bots go by: the machine's, or one that is behind it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._file.write_text("-0")

    def is_set_back(self, here: World) -> None:
        """By an hour."""
        here.behind = HOUR
        self._file.write_text(f"-{HOUR.total_seconds():.0f}")

    @property
    def environ(self) -> dict[str, str]:
        """What a process is started with, so that it goes by this clock; its monotonic one stays real."""
        assert program("faketime")
        library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path)


def test_what_waits_for_a_second_try_does_not_wait_an_hour(here: World, wall: Wall) -> None:
    bot = here.bot(**wall.environ)
    assert here.fires(bot, "Before", key="before").is_success
    here.person("carla").waits_for("Before", where="dm", timeout=15)
    here.rests()
    away = here.sandbox.faults.add(Fault(FaultKind.DOWN))
    assert here.fires(bot, "While Slack is away", key="away").is_success
    wait_until(lambda: "connection_lost" in str(here.waiting()), "it is to be tried again")
    wall.is_set_back(here)
    away.remove()
    watch = Stopwatch()
    assert here.fires(bot, "After", key="after").is_success
    for title in ("After", "While Slack is away"):
        here.person("carla").waits_for(title, where="dm", timeout=WITHIN)
    assert watch.seconds < WITHIN
    here.rests(WITHIN)
    here.is_sound()


def test_it_is_set_back_while_the_bot_is_dead(here: World, wall: Wall) -> None:
    bot = here.bot(**wall.environ)
    here.sandbox.faults.add(Fault(FaultKind.DOWN))
    assert here.fires(bot).is_success
    wait_until(lambda: "connection_lost" in str(here.waiting()), "it is to be tried again")
    bot.kill()
    wall.is_set_back(here)
    here.sandbox.faults.clear()
    bot.start()
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=WITHIN)
    here.rests(WITHIN)
    here.is_sound()


def test_steps_that_fall_due_after_it_are_taken_once(here: World, wall: Wall) -> None:
    """The next one counts from when the clock says that the last one was."""
    bot = here.bot(**wall.environ)
    wall.is_set_back(here)
    assert here.fires(bot, service="till").is_success
    here.person("diego").waits_for("Checkout 5xx", where="dm", timeout=15)
    done = command({**here.environ, **wall.environ}, "ack", here.incident().id, "--as", "diego")
    assert done.returncode == 0, done.stderr
    here.rests(WITHIN)
    assert here.kinds().count("Paged") == 2
    assert here.kinds()[-1] == "Acknowledged"
    here.is_sound()


@pytest.mark.postgres
def test_what_a_replica_had_when_it_died_is_told_by_the_other(shared: World, wall: Wall) -> None:
    """Its leases end an hour from now, by the clock as it is then: a page that it had in hand, and a click."""
    first = shared.bot("bot.slack.work:Work.carry_out:before:1:KILL:block_actions", **wall.environ)
    shared.hears()
    assert shared.fires(first, "First", key="first").is_success
    page = shared.person("carla").waits_for("First", where="dm", timeout=15)
    shared.rests()
    shared.sandbox.faults.add(Fault(FaultKind.HANG, "chat.*"))
    assert shared.fires(first, "Second", key="second").is_success
    shared.sandbox.journal.waits_for(POST, when=lambda call: "Second" in str(call.args))
    shared.person("carla").clicks("Acknowledge", page, stale=True)
    first.dies()
    wall.is_set_back(shared)
    shared.sandbox.faults.clear()
    second = shared.bot(**wall.environ)
    shared.person("carla").waits_for("Second", where="dm", timeout=WITHIN)
    older = next(incident.id for incident in shared.incidents() if incident.title == "First")
    wait_until(lambda: "Acknowledged" in shared.kinds(older), "the click is carried out", WITHIN)
    assert second.alive
    shared.rests(WITHIN)
    shared.is_sound()


@pytest.mark.postgres
def test_it_is_set_back_under_the_replica_that_goes_on(shared: World, wall: Wall) -> None:
    """Its sweeps go on, which find what the dead one had acknowledged."""
    first = shared.bot("bot.slack.work:Work.carry_out:before:1:KILL:block_actions", **wall.environ)
    shared.hears()
    assert shared.fires(first).is_success
    page = shared.person("carla").waits_for("Checkout 5xx", where="dm", timeout=15)
    shared.rests()
    second = shared.bot(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="hears-nothing", **wall.environ)
    shared.person("carla").clicks("Acknowledge", page, stale=True)
    first.dies()
    wall.is_set_back(shared)
    wait_until(lambda: "Acknowledged" in shared.kinds(), "the click is carried out", WITHIN)
    assert second.alive
    shared.rests(WITHIN)
    shared.is_sound()
