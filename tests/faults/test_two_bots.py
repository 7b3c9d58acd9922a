"""Two bots on one PostgreSQL share the work; either may die, and nothing is said twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from itertools import cycle

import pytest
from sqlalchemy import update

from bot.domain.notices import Notice, SayLine, Urgency
from bot.sandbox import Fault, FaultKind
from bot.store import notices, tables
from bot.store.database import Tx
from bot.store.notices import Planned
from tests.faults.keeper import Keeper
from tests.faults.process import Bot
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import POST, World

TAKEN_OVER_WITHIN = 30.0
"""Seconds from a death to the last page (R1)."""

KILLED_EVERY = 20.0
"""Seconds. What the dead one had in hand is the other's after fifteen, which so is killed in the middle of it."""

KILLS_LEAST = 3
"""So many at least in the minutes that the thousand rounds take."""

FROZEN_FOR = 120.0
"""Seconds beyond the lease (C9)."""

pytestmark = pytest.mark.postgres


def fire(here: World, bots: list[Bot], count: int, service: str = "till") -> None:
    """So many incidents, by turns at both doors, from four senders at once."""

    def send(first: int) -> None:
        for number in range(first, count, 4):
            bot = bots[number % len(bots)]
            assert here.fires(bot, f"Shop {number} down", key=str(number), service=service).is_success

    senders = [threading.Thread(target=send, args=(first,)) for first in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def test_two_share_the_work_and_say_nothing_twice(shared: World, long_waits: bool) -> None:
    """R1, a thousand rounds: two timers an incident (the page, and the next step a second later)."""
    count = 500 if long_waits else 24
    bots = [shared.bot(), shared.bot()]
    fire(shared, bots, count)
    wait_until(lambda: len(shared.incidents()) == count, "all incidents are there", 120)
    wait_until(lambda: _steps(shared) == 2 * count, "each has had its second step", 120)
    shared.rests(240)
    assert [shared.kinds(i.id).count("Paged") for i in shared.incidents()] == [2] * count
    shared.is_sound()


@pytest.mark.faults_long
def test_two_that_die_by_turns_share_the_work_and_say_nothing_twice(shared: World) -> None:
    """R1 with kills: the same thousand rounds, and every few seconds one of the two is killed and started again."""
    count, bots, over = 500, [shared.bot(), shared.bot()], threading.Event()

    def kill_by_turns(*keepers: Keeper) -> None:
        for keeper in cycle(keepers):
            if over.wait(KILLED_EVERY):
                return
            keeper.kill()

    def send(first: int) -> None:
        for number in range(first, count, 4):
            door = partial(bots.__getitem__, number % 2)
            shared.fires_until_taken(door, f"Shop {number} down", key=str(number), service="till")

    senders = [threading.Thread(target=send, args=(first,)) for first in range(4)]
    with Keeper(bots[0]) as first, Keeper(bots[1]) as second:
        killing = threading.Thread(target=kill_by_turns, args=(first, second))
        try:
            for thread in (killing, *senders):
                thread.start()
            for sender in senders:
                sender.join()
            wait_until(lambda: _steps(shared) == 2 * count, "each has had its second step", 900)
        finally:
            over.set()
            killing.join()
        shared.rests(400)
    assert first.deaths + second.deaths >= KILLS_LEAST
    assert len(shared.incidents()) == count
    assert [shared.kinds(i.id).count("Paged") for i in shared.incidents()] == [2] * count
    shared.is_sound()


def _steps(here: World) -> int:
    return sum(incident.escalation.steps_done for incident in here.incidents() if incident.escalation)


@pytest.mark.faults_long
def test_one_is_killed_with_its_hands_full_and_the_other_takes_over_in_time(shared: World) -> None:
    """Every send hangs at the moment of the kill, so that every lane is in hand."""
    first, second = shared.bot(), shared.bot()
    second.freeze()
    shared.sandbox.faults.add(Fault(FaultKind.HANG, "chat.*"))
    fire(shared, [first], 10, "checkout")
    shared.sandbox.journal.waits_for(POST, count=2)
    first.kill()
    watch = Stopwatch()
    shared.sandbox.faults.clear()
    second.thaw()
    wait_until(lambda: len(shared.incidents()) == 10, "all incidents are there", TAKEN_OVER_WITHIN)
    shared.rests(TAKEN_OVER_WITHIN)
    assert watch.seconds < TAKEN_OVER_WITHIN
    shared.is_sound()


@pytest.mark.faults_long
def test_commands_that_wait_at_a_sigterm_are_carried_out_by_the_next_at_once(shared: World) -> None:
    """They were acknowledged and are ours for 30 s; who stops in order gives them back."""
    hang = shared.sandbox.faults.add(Fault(FaultKind.HANG, "users.info"))
    first = shared.bot()
    shared.hears()
    fire(shared, [first], 1, "checkout")
    shared.rests()
    name, count = shared.incident().id, 40  # sixteen are under way, the others wait for them
    for number in range(count):
        assert shared.person("carla").command(f"/incident note {name} word {number}").ok
    first.asks_to_stop()
    first.dies()
    assert shared.kinds().count("NoteAdded") < count, "some are left"
    hang.remove()
    shared.bot()
    wait_until(lambda: shared.kinds().count("NoteAdded") >= count, "all are carried out", 20)
    shared.rests()
    assert shared.kinds().count("NoteAdded") == count
    shared.is_sound()


@pytest.mark.faults_long
def test_a_slow_slack_and_a_sigterm_are_no_reason_to_say_it_twice(shared: World) -> None:
    """The leases of what is on its way are kept until it has arrived."""
    first, second = shared.bot(), shared.bot()
    second.freeze()
    shared.sandbox.latency = 8.0
    fire(shared, [first], 4, "checkout")
    shared.sandbox.journal.waits_for(POST)
    first.asks_to_stop()
    second.thaw()
    assert first.dies(within=30) == 0
    wait_until(lambda: len(shared.incidents()) == 4, "all incidents are there", TAKEN_OVER_WITHIN)
    shared.sandbox.latency = 0.0
    shared.rests(TAKEN_OVER_WITHIN)
    shared.is_sound()


ACTS = {
    "about to send": "bot.delivery.posting:post:before:1:STOP:/page",
    "sending": "slack_sdk.web.base_client:BaseClient._perform_urllib_http_request:before:1:STOP:/page",
    "sent and not marked": "bot.delivery.posting:post:after:1:STOP:/page",
    "making a room": "bot.delivery.rooms:Rooms._made:before:1:STOP",
}
"""Where a process stands still; what else it has in hand (the mirror, the room) stands still with it."""


@pytest.mark.faults_long
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_one_that_was_frozen_past_its_lease_is_fenced_off(shared: World, act: str) -> None:
    """C9: what it had in hand is told by the other. When it wakes it asks for nothing more in Slack, so that
    only a request that had passed the last look at the lease can come a second time."""
    first = shared.bot(act)
    second = shared.bot()
    second.freeze()
    fire(shared, [first], 1, "checkout")
    wait_until(shared.incidents, "the incident is there")
    wait_until(lambda: first.frozen, "it stands still")
    second.thaw()
    watch = Stopwatch()
    shared.person("carla").waits_for("Shop 0 down", where="dm", timeout=TAKEN_OVER_WITHIN)
    shared.rests(TAKEN_OVER_WITHIN)
    wait_until(lambda: watch.seconds > FROZEN_FOR, "two minutes are over", FROZEN_FOR + 1)
    first.thaw()
    shared.settles_down(3)
    shared.rests()
    assert first.alive
    shared.is_sound(extra=1)


def test_what_a_newer_version_planned_is_left_to_it_and_holds_up_nobody(
    shared: World, long_waits: bool
) -> None:
    bot = shared.bot()
    fire(shared, [bot], 1, "checkout")
    shared.rests()
    incident = shared.incident().id
    shared.database.write(lambda tx: _plan_for_a_newer_version(tx, incident))
    assert shared.fires(bot, "Next", key="next").is_success
    shared.person("carla").waits_for("Next", where="dm")
    other = f"{incident}/other"
    wait_until(lambda: _notice(shared, other).reason, "it was looked at")
    assert _notice(shared, other).state.value == "pending"
    if long_waits:
        wait_until(lambda: _notice(shared, other).state.value == "failed", "it is given up", 100)
    assert bot.alive


def _plan_for_a_newer_version(tx: Tx, incident: str) -> None:
    """In carla's lane, before her next page."""
    now = datetime.now(UTC)
    notice = Notice(f"{incident}/other", incident, "person/carla", SayLine(1), Urgency.PAGE)
    notices.add(tx, [Planned(notice, now)], now)
    body = '{"id": "x", "what": {"is": "send_a_pigeon"}}'
    mine = tables.notices.c.id == notice.id
    tx.execute(update(tables.notices).where(mine).values(kind="send_a_pigeon", body=body))


def _notice(here: World, name: str) -> notices.Queued:
    found = here.database.read(lambda tx: notices.find(tx, name))
    assert found
    return found


def test_an_incident_of_a_newer_version_is_left_alone_and_its_notices_are_kept(shared: World) -> None:
    bot = shared.bot()
    shared.sandbox.faults.add(Fault(FaultKind.DOWN))
    fire(shared, [bot], 1, "checkout")
    incident = shared.incident().id
    row = tables.incidents.c
    state = shared.database.read(lambda tx: tx.scalar(tables.incidents.select().with_only_columns(row.state)))
    newer = update(tables.incidents).where(row.id == incident)
    shared.database.write(lambda tx: tx.execute(newer.values(state='{"status": "dreaming"}')))
    page = f"{incident}/4/page"
    # Slack stays away until then: a page that was briefed before the change would still go out.
    wait_until(lambda: "newer version" in (_notice(shared, page).reason or ""), "it was looked at")
    shared.sandbox.faults.clear()
    assert _notice(shared, page).state.value == "pending"
    shared.database.write(lambda tx: tx.execute(newer.values(state=state)))
    shared.rests(40)
    shared.is_sound()
