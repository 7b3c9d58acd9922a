"""Slack limits, fails, lies, hangs, repeats itself or is gone: nothing is lost, and little is said twice."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from bot.sandbox import Fault, FaultKind
from tests.faults.process import command
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import POST, World


@pytest.mark.parametrize(
    "fault,extra",
    [
        pytest.param({"kind": FaultKind.RESET_AFTER, "count": 3}, 0, id="reset after it was taken"),
        pytest.param({"kind": FaultKind.RESET_BEFORE, "count": 3}, 0, id="reset before"),
        pytest.param({"kind": FaultKind.ERROR, "error": "fatal_error", "count": 3}, 0, id="200 and ok false"),
        pytest.param({"kind": FaultKind.HTML, "count": 3}, 0, id="200 and HTML"),
        pytest.param({"kind": FaultKind.STATUS, "status": 502, "count": 3}, 0, id="502"),
        pytest.param({"kind": FaultKind.HANG, "count": 2}, 0, id="hangs", marks=pytest.mark.faults_long),
        pytest.param(
            {"kind": FaultKind.SLOW, "seconds": 11.0, "count": 1},
            1,
            id="taken after we hung up",
            marks=pytest.mark.faults_long,
        ),
    ],
)
def test_whatever_slack_answers_a_page_comes_once(here: World, fault: dict[str, object], extra: int) -> None:
    bot = here.bot()
    here.sandbox.faults.add(Fault(method=POST, **fault))  # type: ignore[arg-type]
    assert here.fires(bot).status_code == 200
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=30)
    here.rests(40)
    here.is_sound(extra)


ONCE = [
    (method, kind)
    for method in (
        "conversations.create",
        "files.completeUploadExternal",
        "chat.update",
        "conversations.invite",
    )
    for kind in (FaultKind.STATUS, FaultKind.RATELIMITED, FaultKind.RESET_AFTER)
]
BRIEF = {("conversations.create", FaultKind.STATUS), ("files.completeUploadExternal", FaultKind.RESET_AFTER)}
"""The ways a peer loses an incident, and says one twice; `make faults` takes all of them."""


@pytest.mark.parametrize(
    "method,kind",
    [
        pytest.param(
            *one, id=f"{one[0]} {one[1].value}", marks=() if one in BRIEF else pytest.mark.faults_long
        )
        for one in ONCE
    ],
)
def test_what_fails_once_beside_a_message_is_there_once(here: World, method: str, kind: FaultKind) -> None:
    """A peer loses the incident when conversations.create fails once. Every method that leaves something visible:
    one room, one file, one of each message, and everybody paged."""
    bot = here.bot()
    here.hears()
    struck = here.sandbox.faults.add(Fault(kind, method, status=500, count=1))
    assert here.fires(bot).status_code == 200
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=10)
    here.rests(40)
    assert here.person("carla").command(f"/incident resolve {here.incident().id} Rolled back").ok
    wait_until(lambda: "Resolved" in here.kinds(), "it is resolved")
    here.rests(40)
    assert struck.hits == 1
    room = here.incident().room
    assert room
    files = [f for m in here.person("carla").reads(room.channel) for f in m.files]
    assert len(files) == 1
    here.is_sound()


def test_a_limit_on_one_channel_leaves_the_others_alone(here: World, long_waits: bool) -> None:
    bot = here.bot()
    mirror = here.sandbox.workspace.named("incidents")
    assert mirror
    limited = Fault(
        FaultKind.RATELIMITED, POST, channel=mirror.id, retry_after=30 if long_waits else 8, count=1
    )
    here.sandbox.faults.add(limited)
    watch = Stopwatch()
    assert here.fires(bot).status_code == 200
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=8)
    wait_until(lambda: here.incident().room, "the room is made", 8)
    assert watch.seconds < limited.retry_after
    here.rests(45)
    assert watch.seconds >= limited.retry_after
    here.is_sound()


def test_after_minutes_of_errors_the_timeline_comes_in_order(here: World, long_waits: bool) -> None:
    bot = here.bot()
    assert here.fires(bot).status_code == 200
    here.rests()
    name, lasts = here.incident().id, 600.0 if long_waits else 3.0
    here.sandbox.faults.add(Fault(FaultKind.STATUS, "chat.*", status=500, lasts=lasts))
    notes = [f"note {number}" for number in range(5)]
    for count, note in enumerate(notes, 1):
        assert here.person("diego").command(f"/incident note {name} {note}").ok
        # Two commands within milliseconds are carried out side by side: each is noted before the next is typed.
        wait_until(lambda count=count: here.kinds().count("NoteAdded") == count, f"{note} is noted")  # type: ignore[misc]
    here.rests(lasts + 45)
    room = here.incident().room
    assert room
    lines = "\n".join(m.text for m in here.person("diego").reads(room.channel))
    assert [lines.index(note) for note in notes] == sorted(lines.index(note) for note in notes)
    here.is_sound()


def test_a_message_that_can_not_be_edited_holds_up_no_page(here: World, long_waits: bool) -> None:
    """chat.update alone is broken: the edits of carla's first page stand in the lane of her second."""
    bot = here.bot()
    lasts = 60.0 if long_waits else 10.0
    here.sandbox.faults.add(Fault(FaultKind.STATUS, "chat.update", status=500, lasts=lasts))
    watch = Stopwatch()
    assert here.fires(bot, "First", key="first").status_code == 200
    wait_until(lambda: here.incident().room, "the room is made: the page is to lead there")
    here.sandbox.journal.waits_for("chat.update")
    for number in range(3):
        assert here.fires(bot, f"Then {number}", key=f"then {number}").status_code == 200
        here.person("carla").waits_for(f"Then {number}", where="dm", timeout=10)
    assert watch.seconds < lasts, "the edits still fail"
    here.rests(lasts + 45)
    assert watch.seconds >= lasts
    here.is_sound()


def test_an_edit_that_comes_late_does_not_leave_older_words_on_the_card(here: World) -> None:
    """It stepped aside, Slack is slow to carry it out, and the newer edit overtakes it."""
    bot = here.bot()
    here.hears()
    assert here.fires(bot).status_code == 200
    here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=10)
    here.rests()
    room = here.incident().room
    assert room
    fails = here.sandbox.faults.add(Fault(FaultKind.STATUS, "chat.update", room.channel, status=500, count=1))
    assert here.person("carla").command(f"/incident ack {here.incident().id}").ok
    wait_until(lambda: fails.hits, "the edit to fail")
    late = here.sandbox.faults.add(Fault(FaultKind.SLOW, "chat.update", room.channel, count=1, seconds=4.0))
    wait_until(lambda: late.hits, "the edit to be tried again")
    assert here.person("carla").command(f"/incident resolve {here.incident().id} Rolled back").ok
    here.person("carla").waits_for("Rolled back", where=room.channel)
    here.rests()
    (card,) = (m for m in here.person("carla").reads(room.channel) if "Checkout 5xx" in m and m.buttons)
    assert "Reopen" in card.buttons
    here.is_sound()


def test_a_page_that_slack_does_not_take_holds_up_no_other(here: World) -> None:
    """Slack chokes on the words of one page for as long as it likes; the next to the same person comes."""
    bot = here.bot()
    chokes = here.sandbox.faults.add(
        Fault(FaultKind.ERROR, POST, error="internal_error", when=lambda args: "Choke" in str(args))
    )
    assert here.fires(bot, "Choke on it", key="choke").status_code == 200
    assert here.fires(bot, "Next", key="next").status_code == 200
    here.person("carla").waits_for("Next", where="dm", timeout=10)
    chokes.remove()
    here.person("carla").waits_for("Choke on it", where="dm", timeout=40)
    here.rests(45)
    here.is_sound()


def test_two_people_acknowledge_within_50_ms_and_one_has_it(here: World) -> None:
    bot = here.bot()
    here.hears()
    assert here.fires(bot, service="till").status_code == 200
    carla, diego = here.person("carla"), here.person("diego")
    pages = {p.name: p.waits_for("Checkout 5xx", where="dm", timeout=10) for p in (carla, diego)}
    clicks = [threading.Thread(target=p.clicks, args=("Acknowledge", pages[p.name])) for p in (carla, diego)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    wait_until(lambda: "Acknowledged" in here.kinds(), "somebody has it")
    here.rests()
    assert here.kinds().count("Acknowledged") == 1
    assert here.incident().owner in {"carla", "diego"}
    for person in (carla, diego):
        assert not any("Acknowledge" in message.buttons for message in person.dms()), "both see who has it"
    here.is_sound()


def test_an_event_that_comes_four_times_has_one_effect(here: World) -> None:
    """The bot is frozen for Slack's patience, so every retry is waiting for it when it comes back."""
    here.sandbox.socket_mode.patience = type(here.sandbox.socket_mode.patience)(0.3, (0.1, 0.1, 0.1))
    bot = here.bot()
    here.hears()
    assert here.fires(bot).status_code == 200
    here.rests()
    carla = here.person("carla")
    room = here.incident().room
    assert room
    said = carla.says("It is the payment provider", room.name)
    bot.freeze()
    carla.reacts("pushpin", said)
    wait_until(lambda: here.sandbox.lost_events, "Slack has tried four times")
    bot.thaw()
    wait_until(lambda: "MessageMarked" in here.kinds(), "the mark is on the timeline")
    here.rests()
    assert here.kinds().count("MessageMarked") == 1
    here.is_sound()


def test_events_out_of_order_end_in_the_right_state(here: World) -> None:
    """S10: the resolve that a sender sends before the firing it belongs to, and late repeats of both."""
    bot = here.bot()
    here.fires(bot, "A", key="a", status="resolved")
    here.fires(bot, "A", key="a")
    here.fires(bot, "A", key="a", status="resolved")
    here.fires(bot, "A", key="a", status="resolved")
    wait_until(lambda: here.incidents() and not here.incident().open, f"it is resolved: {here.kinds()}")
    here.rests()
    here.is_sound()


def test_sockets_that_drop_again_and_again_lose_no_click(here: World, long_waits: bool) -> None:
    bot = here.bot()
    here.hears()
    assert here.fires(bot).status_code == 200
    here.rests()
    name = here.incident().id
    over = threading.Event()

    def drop() -> None:
        while not over.wait(30.0 if long_waits else 1.0):
            here.sandbox.kill_connections()

    dropping = threading.Thread(target=drop)
    dropping.start()
    try:
        for number in range(4):
            wait_until(partial(_is_taken, here, f"/incident note {name} word {number}"), "it is taken", 20)
    finally:
        over.set()
        dropping.join()
    wait_until(lambda: here.kinds().count("NoteAdded") >= 4, "all are noted", 40)
    here.hears()
    here.rests()
    here.is_sound()


def _is_taken(here: World, line: str) -> bool:
    return here.person("diego").command(line).ok


@pytest.mark.faults_long
def test_refused_upgrades_are_forced_by_the_watchdog(here: World) -> None:
    """slack_sdk 3.47 repeats an expired address for ever; after 30 s a fresh one is asked for."""
    here.bot()
    here.hears()
    here.sandbox.reject_upgrades(10)
    here.sandbox.kill_connections()
    wait_until(lambda: len(here.sandbox.socket_mode.links) == 2, "both lines hear again", 150)


def test_with_slack_gone_the_command_line_acknowledges_beside_the_running_bot(here: World) -> None:
    bot = here.bot()
    assert here.fires(bot, service="till").status_code == 200
    here.sandbox.journal.waits_for(POST)
    here.sandbox.faults.add(Fault(FaultKind.DOWN))
    here.sandbox.kill_connections()
    name, watch = here.incident().id, Stopwatch()
    done = command(here.environ, "ack", name, "--as", "diego")
    assert done.returncode == 0, done.stderr
    assert watch.seconds < 20, (
        "it waits for no Slack; starting the program takes a second, five on a busy machine"
    )
    paged = here.kinds().count("Paged")
    wait_until(lambda: bot.health().json()["status"] == "degraded", "the bot says that Slack is gone", 30)
    assert bot.health().status_code == 200, "alerts are taken all the same"
    here.settles_down(2)  # the next level was due within a second
    assert here.kinds().count("Paged") == paged, "nobody is paged after an acknowledgement"
    here.sandbox.faults.clear()
    here.rests(45)
    assert here.incident().owner == "diego"
    room = here.incident().room
    assert room
    assert any("diego" in m.text.lower() for m in here.person("carla").reads(room.channel)), (
        "the room is told"
    )
    here.is_sound()


def test_a_second_serve_on_one_sqlite_file_is_refused(here: World) -> None:
    here.bot()
    second = command(here.environ, "serve")
    assert second.returncode == 1
    assert "PostgreSQL" in second.stderr
