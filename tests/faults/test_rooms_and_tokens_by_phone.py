"""A room archived, a token revoked, sockets that drop: a running bot goes on, and its readiness says what is wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain import events as e
from tests.faults.phones import SMS_WITHIN, Phones, phones
from tests.faults.waiting import Stopwatch, wait_until

pytestmark = pytest.mark.faults_long  # real processes and real waits: some three minutes of them


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Phones]:
    """One exchange, on SQLite."""
    with phones(tmp_path, f"sqlite:///{tmp_path / 'meridian.db'}") as made:
        yield made


def test_an_archived_room_goes_on_elsewhere_and_its_owner_is_told(ring: Phones) -> None:
    """S7."""
    bot, here = ring.bot(), ring.here
    here.hears()
    assert here.fires(bot).status_code == 200
    page = here.person("carla").waits_for("Checkout 5xx", where="dm", timeout=10)
    here.person("carla").clicks("Acknowledge", page)
    wait_until(lambda: "Acknowledged" in here.kinds(), "carla has it")
    here.rests()
    room = here.incident().room
    assert room
    here.sandbox.archive(room.name)
    assert here.person("diego").command(f"/incident note {here.incident().id} it goes on").ok
    here.person("carla").waits_for("archived", where="dm", timeout=20)
    here.rests()
    assert any("it goes on" in m.text for m in here.person("diego").reads("#incidents"))
    ready = bot.health().json()
    assert ready["status"] == "degraded", ready
    assert here.said()
    assert max(here.said().values()) == 1
    assert here.lost() == []


def test_with_the_token_revoked_the_page_comes_by_sms_and_readiness_names_it(
    ring: Phones, long_waits: bool, record_property: Callable[[str, object], None]
) -> None:
    """S8. That the rest is told once the token works takes half a minute: with `make faults`."""
    bot, here = ring.bot(), ring.here
    here.sandbox.revoke_token()
    watch = Stopwatch()
    assert here.fires(bot).status_code == 200
    ring.of("carla").receives("Checkout 5xx", timeout=SMS_WITHIN)
    record_property("seconds", watch.seconds)
    ready = bot.health().json()
    assert ready["status"] == "degraded"
    assert "token_revoked" in str(ready) or "invalid_auth" in str(ready), ready
    ring.of("carla").replies("1")
    ring.of("carla").receives("You have INC-")
    assert here.incident().owner == "carla"
    assert "PageDelayed" in here.kinds(), "it came for Slack's sake, and not as the next step"
    assert len(ring.texts("Checkout 5xx")) == 1
    assert ring.unexpected() == []
    if long_waits:
        here.sandbox.revoke_token(revoked=False)
        here.rests(90)
        here.is_sound()


def test_sockets_that_drop_while_a_page_goes_out_lose_and_double_nothing(
    ring: Phones, long_waits: bool
) -> None:
    """S11."""
    bot, here = ring.bot("slack 0m, sms 1m"), ring.here
    here.hears()
    over = threading.Event()

    def drop() -> None:
        while not over.wait(30.0 if long_waits else 1.0):
            here.sandbox.kill_connections()

    dropping = threading.Thread(target=drop)
    dropping.start()
    try:
        for number in range(4):
            assert here.fires(bot, f"Drops {number}", key=f"drops {number}").status_code == 200
            here.person("carla").waits_for(f"Drops {number}", where="dm", timeout=10)
            here.settles_down(30.0 if long_waits else 1.0)
    finally:
        over.set()
        dropping.join()
    here.hears()
    for incident in here.incidents():
        wait_until(
            lambda name=incident.id: here.person("carla").command(f"/incident ack {name}").ok,  # type: ignore[misc]
            "it is taken",
        )
        wait_until(
            lambda name=incident.id: any(isinstance(r.event, e.Acknowledged) for r in here.timeline(name)),  # type: ignore[misc]
            "carla has it",
        )
    here.rests()
    assert len(here.incidents()) == 4
    here.is_sound()
