"""A running bot and a telephone exchange: what people get on their phones when something on the way breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urlencode

import pytest

from bot.domain import events as e
from bot.domain.setup import Method
from bot.sandbox import Fault, FaultKind
from tests.faults.phones import NUMBERS, SMS_WITHIN, Phones, phones
from tests.faults.process import SENDER, command
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import World

pytestmark = pytest.mark.faults_long  # real processes and real waits: some three minutes of them

Record = Callable[[str, object], None]
TAKES_SMS = "Messages.create"
STARTS = 0.8
"""Seconds that a command needs to start: what is typed and what is written then meet."""


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Phones]:
    """One exchange, on SQLite."""
    with phones(tmp_path, f"sqlite:///{tmp_path / 'meridian.db'}") as made:
        yield made


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Phones]:
    """Two exchanges, on SQLite."""
    with phones(tmp_path, f"sqlite:///{tmp_path / 'meridian.db'}", exchanges=2) as made:
        yield made


@pytest.fixture
def shared(tmp_path: Path, postgres_url: str) -> Iterator[Phones]:
    """One exchange, on PostgreSQL."""
    with phones(tmp_path, postgres_url) as made:
        yield made


def acknowledged(here: World, incident: str | None = None) -> list[e.Acknowledged]:
    return [r.event for r in here.timeline(incident) if isinstance(r.event, e.Acknowledged)]


def taken(here: World, incident: str | None = None) -> None:
    wait_until(lambda: acknowledged(here, incident), "it is acknowledged")


def test_a_second_provider_carries_the_sms_that_the_first_fails(two: Phones, record_property: Record) -> None:
    """P1."""
    bot = two.bot("sms 0m")
    fails = two.exchanges[0].exchange.faults.add(Fault(FaultKind.STATUS, TAKES_SMS, status=500))
    watch = Stopwatch()
    assert two.here.fires(bot).status_code == 200
    two.of("carla", 1).receives("Checkout 5xx", timeout=SMS_WITHIN)
    record_property("seconds", watch.seconds)
    assert fails.hits >= 1
    two.of("carla", 1).replies("1")
    two.of("carla", 1).receives("You have INC-")
    taken(two.here)
    two.here.rests()
    assert len(two.texts("Checkout 5xx")) == 1
    assert two.unexpected() == []
    two.here.is_sound()


@pytest.mark.parametrize("signature", ["", "forged"])
def test_a_forged_callback_is_refused_and_changes_nothing(ring: Phones, signature: str) -> None:
    """P3."""
    bot = ring.bot("sms 0m")
    assert ring.here.fires(bot).status_code == 200
    ring.of("carla").receives("Checkout 5xx", timeout=SMS_WITHIN)
    ring.here.rests()
    before = ring.here.kinds()
    form = {"From": NUMBERS["carla"], "To": "+15005550006", "Body": "1", "MessageSid": "SM" + "0" * 32}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    answer = SENDER.post(f"{bot.url}/phone/exchange1/sms", content=urlencode(form), headers=headers)
    assert answer.status_code == 403
    assert ring.here.kinds() == before
    assert ring.here.incident().acknowledged_at is None
    ring.of("carla").replies("1")  # the same words, signed, do it
    ring.of("carla").receives("You have INC-")
    assert [one.via for one in acknowledged(ring.here)] == [Method.SMS]


def test_voicemail_takes_nothing_and_the_next_level_is_paged_in_time(ring: Phones) -> None:
    """P4."""
    bot = ring.bot("voice 0m")
    watch = Stopwatch()
    assert ring.here.fires(bot, service="till").status_code == 200
    ring.of("diego").rings(10)
    assert watch.seconds < 10, "a second after carla, and the time that a busy machine needs"
    ring.of("carla").finds_on_voicemail("An incident page was not answered", timeout=15)
    ring.of("diego").presses("1").hears("You have INC-", timeout=10)
    taken(ring.here)
    assert [one.person for one in acknowledged(ring.here)] == ["diego"]
    wait_until(lambda: "NotificationFailed" in ring.here.kinds(), "the timeline names the voicemail")
    (failed,) = [r.event for r in ring.here.timeline() if isinstance(r.event, e.NotificationFailed)]
    assert (failed.person, failed.reason) == ("carla", "voicemail")


def test_killed_when_the_exchange_has_the_sms_it_is_found_there_and_not_sent_again(
    ring: Phones, record_property: Record
) -> None:
    """C4: the exchange took it, and the process is dead before it can hear of that."""
    bot = ring.bot("sms 0m")
    cut = ring.here.sandbox._wires.reset

    def kill_and_cut(client: object) -> None:
        bot.kill()
        cut(client)

    ring.here.sandbox._wires.reset = kill_and_cut  # type: ignore[method-assign]
    ring.here.sandbox.exchange.faults.add(Fault(FaultKind.RESET_AFTER, TAKES_SMS, count=1))
    ring.here.fires_until_taken(lambda: bot)
    bot.dies()
    bot.start()
    ring.here.rests(40)
    sent = len(ring.texts("Checkout 5xx"))
    record_property("sms", sent)
    assert sent == 1
    ring.of("carla").receives("Checkout 5xx")
    ring.of("carla").replies("1")
    taken(ring.here)
    ring.here.rests()
    ring.here.is_sound()


LIMITED = Fault(FaultKind.RATELIMITED, "chat.postMessage", retry_after=20)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(LIMITED, id="429"),
        pytest.param(replace(LIMITED, retry_after=30), id="429 for 30 s", marks=pytest.mark.faults_long),
        pytest.param(Fault(FaultKind.STATUS, "chat.*", status=500), id="500", marks=pytest.mark.faults_long),
        pytest.param(Fault(FaultKind.STATUS, "chat.*", status=503), id="503", marks=pytest.mark.faults_long),
    ],
)
def test_a_page_that_slack_does_not_take_comes_by_sms_and_the_room_is_told_later(
    shared: Phones, fault: Fault, record_property: Record
) -> None:
    """S1, S2."""
    bot, here = shared.bot(), shared.here
    here.sandbox.faults.add(fault)
    watch = Stopwatch()
    assert here.fires(bot).status_code == 200
    shared.of("carla").receives("Checkout 5xx", timeout=SMS_WITHIN)
    record_property("seconds", watch.seconds)
    assert "PageDelayed" in here.kinds(), "it came for Slack's sake, and not as the next step"
    shared.of("carla").replies("1")
    shared.of("carla").receives("You have INC-")
    here.sandbox.faults.clear()
    here.rests(90)
    assert here.incident().owner == "carla"
    room = here.incident().room
    assert room
    read = "\n".join(m.text for m in here.person("carla").reads(room.channel))
    assert 0 <= read.index("Paged") < read.index("acknowledged by SMS")
    assert len(shared.texts("Checkout 5xx")) == 1
    assert shared.unexpected() == []
    here.is_sound()


def test_with_slack_gone_an_sms_a_link_and_the_command_line_each_take_one(
    ring: Phones, long_waits: bool, record_property: Record
) -> None:
    """S12."""
    bot, here = ring.bot(), ring.here
    here.sandbox.faults.add(Fault(FaultKind.DOWN))
    here.sandbox.kill_connections()
    watch = Stopwatch()
    names = {}
    for title in ("By text", "By link", "By command"):
        assert here.fires(bot, title, key=title).status_code == 200
    for title in ("By text", "By link", "By command"):
        ring.of("carla").receives(title, timeout=SMS_WITHIN)
        names[title] = next(i.id for i in here.incidents() if i.title == title)
    record_property("seconds", watch.seconds)
    assert SENDER.post(ring.link(names["By link"]), data={"key": "1"}).status_code == 200
    assert command(bot.environ, "ack", names["By command"], "--as", "diego").returncode == 0
    ring.of("carla").replies(f"1 {names['By text'].rpartition('-')[2].lstrip('0')}")
    for name in names.values():
        taken(here, name)
    here.settles_down(max(0.0, 600.0 - watch.seconds) if long_waits else 0.0)
    here.sandbox.faults.clear()
    here.rests(90)
    owners = {title: next(i.owner for i in here.incidents() if i.id == name) for title, name in names.items()}
    assert owners == {"By text": "carla", "By link": "carla", "By command": "diego"}
    here.is_sound()


def test_a_reply_and_the_command_line_at_the_same_moment_give_it_to_one_and_tell_both(ring: Phones) -> None:
    """S13."""
    bot, here = ring.bot("sms 0m"), ring.here
    assert here.fires(bot).status_code == 200
    ring.of("carla").receives("Checkout 5xx", timeout=SMS_WITHIN)
    name = here.incident().id
    said: list[CompletedProcess[str]] = []
    other = threading.Thread(target=lambda: said.append(command(bot.environ, "ack", name, "--as", "diego")))
    other.start()
    here.settles_down(STARTS)
    ring.of("carla").replies("1")
    told = ring.of("carla").receives(name, timeout=15).body
    other.join(30)
    (one,) = acknowledged(here)
    assert here.incident().owner == one.person
    assert told.startswith("You have" if one.person == "carla" else "Diego has"), told
    assert one.person.lower() in (said[0].stdout + said[0].stderr).lower(), said[0]
    here.rests()
    here.is_sound()
