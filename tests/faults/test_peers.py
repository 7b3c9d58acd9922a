"""What others were seen to lose or to say twice; each was tried on them with real processes, as it is here."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.requests import TimerName
from bot.sandbox.socket_mode import Link
from bot.store import timers
from tests.faults import story
from tests.faults.alertmanager import alert_of, free_port, pair
from tests.faults.outages import Server
from tests.faults.process import HERE, Bot
from tests.faults.waiting import wait_until
from tests.faults.world import TOKENS, World, world

pytestmark = pytest.mark.faults_long

SECONDS = 6
"""Between two updates of a P1, in the tests of reminders."""


@pytest.mark.parametrize(
    "anywhere", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_two_hundred_alerts_and_a_kill_at_the_last_answer_lose_nothing(anywhere: World) -> None:
    """A peer answered 200 to a hundred, was killed, and had lost 89 of them."""
    bot = anywhere.bot()

    def send(first: int) -> None:
        for number in range(first, 200, 4):
            assert anywhere.fires(bot, f"Service {number} down", key=str(number)).is_success

    senders = [threading.Thread(target=send, args=(first,)) for first in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    bot.kill()
    assert anywhere.pending(), "it was killed in the middle of telling"
    bot.start()
    wait_until(lambda: len(anywhere.incidents()) == 200, "every one is an incident", 120)
    anywhere.rests(300)
    assert sum("/page" in name for name in anywhere.said()) == 200
    anywhere.is_sound()


@pytest.mark.alertmanager
def test_a_real_pair_of_alertmanagers_with_a_slow_and_a_dead_receiver_pages_once(
    here: World, tmp_path: Path
) -> None:
    """A pair that could not agree in time sent a peer 271 of 1,271 twice; and each repeats a group for ever."""
    bot = here.bot(MERIDIAN_PORT=str(free_port()))
    names = [f"Disk{number}Full" for number in range(10)]
    with pair(tmp_path, f"{bot.url}/hooks/prometheus", TOKENS["PROMETHEUS_TOKEN"], repeat="2s") as both:
        bot.freeze()
        for one in both:
            one.takes(*map(alert_of, names))
        here.settles_down(5)  # neither has an answer, so the second sends as well
        bot.thaw()
        wait_until(lambda: len(here.incidents()) == len(names), "each is an incident", 30)
        here.rests(60)
        bot.kill()
        here.settles_down(4)
        bot.start()
        here.settles_down(6)  # groups are repeated every two seconds
        ended = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        for one in both:
            one.takes(*(alert_of(name, endsAt=ended) for name in names))
        wait_until(lambda: not any(i.open for i in here.incidents()), "all are resolved", 60)
        here.settles_down(4)
    taken = bot.log.read_text().count('"alerts carried out"')
    assert taken > 2 * len(names), "they came again and again"
    here.rests(60)
    assert len(here.incidents()) == len(names)
    assert [here.kinds(incident.id).count("Paged") for incident in here.incidents()] == [1] * len(names)
    here.is_sound()


def restless(folder: Path) -> str:
    """A team's file in which a P1 wants an update every few seconds."""
    text = (HERE / "meridian.yml").read_text()
    made = folder / "restless.yml"
    made.write_text(text.replace("updates_every: 1h", f"updates_every: {SECONDS}s", 1))
    return str(made)


def taken_by_carla(here: World, bot: Bot) -> str:
    """An incident that she has; its id."""
    here.hears()
    assert here.fires(bot).is_success
    page = here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=15)
    here.person("carla").clicks("Acknowledge", page, stale=True)
    wait_until(lambda: "Acknowledged" in here.kinds(), "she has it")
    return here.incident().id


def reminder_due(here: World, incident: str) -> datetime | None:
    armed = here.database.read(lambda tx: timers.armed_for(tx, incident))
    return next((timer.due_at for timer in armed if timer.name is TimerName.UPDATE), None)


@pytest.mark.postgres
def test_a_resolve_on_one_replica_ends_the_reminders_of_the_other(shared: World, tmp_path: Path) -> None:
    """A peer's replica that had begun to remind went on for ever."""
    first = shared.bot(MERIDIAN_CONFIG=restless(tmp_path))
    name = taken_by_carla(shared, first)
    wait_until(lambda: "UpdateReminded" in shared.kinds(), "the first reminds", 3 * SECONDS)
    second = shared.bot(MERIDIAN_CONFIG=restless(tmp_path))
    shared.hears(4)
    first.freeze()
    # What goes to the one that stands still is not answered in time: she tries again, as people do.
    wait_until(
        lambda: shared.person("carla").command(f"/incident resolve {name} Rolled back").ok, "it is taken", 40
    )
    wait_until(lambda: "Resolved" in shared.kinds(), "the second resolves it", 40)
    first.thaw()
    reminded = shared.kinds().count("UpdateReminded")
    shared.settles_down(2 * SECONDS + 2)
    assert shared.kinds().count("UpdateReminded") == reminded
    assert reminder_due(shared, name) is None
    assert first.alive
    assert second.alive
    shared.rests(60)
    shared.is_sound()


@pytest.mark.parametrize(
    "anywhere", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_restart_keeps_the_reminders_and_their_times(anywhere: World, tmp_path: Path) -> None:
    """Peers keep timers in memory: after a restart nobody was reminded of anything."""
    bot = anywhere.bot(MERIDIAN_CONFIG=restless(tmp_path))
    name = taken_by_carla(anywhere, bot)
    due_at = reminder_due(anywhere, name)
    assert due_at
    bot.kill()
    bot.start()
    assert reminder_due(anywhere, name) == due_at
    wait_until(lambda: "UpdateReminded" in anywhere.kinds(), "she is reminded", 4 * SECONDS)
    at = next(r.at for r in anywhere.timeline() if type(r.event).__name__ == "UpdateReminded")
    assert at >= due_at
    anywhere.rests(60)
    anywhere.is_sound()


@pytest.mark.postgres
def test_every_envelope_on_every_connection_of_both_replicas_acts_once(shared: World) -> None:
    """A peer made two incidents of an envelope that came twice."""
    bots = [shared.bot(), shared.bot()]
    shared.hears(4)
    socket_mode = shared.sandbox.socket_mode
    send, copies = socket_mode._spawn, []

    def everywhere(link: Link, text: str) -> None:
        for one in list(socket_mode.links):
            copies.append(text)
            send(one, text)

    socket_mode._spawn = everywhere  # type: ignore[method-assign]
    again = story.told(shared, lambda: bots[0])
    assert story.is_whole(shared.kinds(), again), shared.kinds()
    assert len(copies) == 4 * len(set(copies))
    shared.is_sound()


@pytest.fixture
def crashing() -> Iterator[Server]:
    # Not pytest's own tmp_path: a Unix socket's path may have 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="meridian-pg-"))
    server = Server(home)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.postgres
def test_postgresql_crashes_after_each_step_and_the_story_ends_the_same(
    crashing: Server, tmp_path: Path
) -> None:
    """`pg_ctl restart -m immediate`, while what follows from the step is on its way."""
    with world(tmp_path, crashing.url) as here:
        bot = here.bot()
        here.hears()
        again = story.told(here, lambda: bot, between=crashing.crashes)
        assert bot.alive
        assert story.is_whole(here.kinds(), again), here.kinds()
        here.is_sound()
