"""Slack in trouble, and two who answer in the same moment: the page comes by telephone, and nothing is said twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bot.domain.events import Acknowledged, Paged
from bot.sandbox import Fault, FaultKind, Sandbox
from tests.scenarios import town as towns
from tests.scenarios.conftest import MakeTown
from tests.scenarios.test_by_phone import FIRST, NUMBERS, SMS_WITHIN, phone, quiet
from tests.scenarios.town import TOKENS, Town

ALERT = {"title": "Checkout 5xx", "status": "firing", "service": "checkout", "severity": "critical"}
SHOP = {"Authorization": f"Bearer {TOKENS['SHOP_TOKEN']}"}

Trouble = Callable[[Sandbox], None]


@pytest.fixture
def here(make_town: MakeTown) -> Iterator[Town]:
    """A town with telephones; in the end no phone got anything that nobody expected."""
    made = make_town(phones=NUMBERS)
    yield made
    made.settles()
    assert made.sandbox.exchange.unexpected() == []


def limited(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(FaultKind.RATELIMITED, "chat.postMessage", retry_after=30, lasts=30))


def failing(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(FaultKind.STATUS, "chat.*", status=503))


def revoked(sandbox: Sandbox) -> None:
    sandbox.revoke_token()


@pytest.mark.parametrize("trouble", [limited, failing, revoked], ids=["429 for 30 s", "5xx", "token revoked"])
def test_whatever_slack_has_the_page_comes_by_sms_within_a_minute_and_all_is_told_afterwards(
    here: Town,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setattr(towns, "PATIENCE", 90.0)  # a retry may be half a minute away
    trouble(here.sandbox)
    began = time.monotonic()
    assert here.http.post("/hooks/shop", json=ALERT, headers=SHOP).is_success
    phone(here).receives("Checkout 5xx", timeout=SMS_WITHIN)
    record_property("seconds", time.monotonic() - began)
    assert here.http.get("/readyz").json()["status"] == "degraded" or trouble is limited
    phone(here).replies("1")
    phone(here).receives(f"You have {FIRST}.")
    here.sandbox.faults.clear()
    here.sandbox.revoke_token(revoked=False)
    here.settles()
    events = [r.event for r in here.timeline()]
    assert [e.person for e in events if isinstance(e, Paged)] == ["carla"]
    assert [e.person for e in events if isinstance(e, Acknowledged)] == ["carla"]
    assert len([m for m in here.sandbox.bot_messages() if "Carla acknowledged by SMS" in m.text]) == 1


def test_of_two_who_answer_in_the_same_moment_one_owns_it_and_both_are_told(here: Town) -> None:
    here.fires(severity="critical")
    here.later(minutes=1)
    phone(here).receives("Checkout 5xx")
    at_once = threading.Barrier(2)

    def replies() -> None:
        at_once.wait(5)
        phone(here).replies("1")

    other = threading.Thread(target=replies)
    other.start()
    at_once.wait(5)
    said = here.answers("diego", f"/incident ack {FIRST}")
    other.join(10)
    told = phone(here).receives(FIRST, timeout=15)
    quiet(here)
    owner = here.incident().owner
    assert len([r for r in here.timeline() if isinstance(r.event, Acknowledged)]) == 1
    if owner == "carla":
        assert told.body.startswith(f"You have {FIRST}.")
        assert "Carla" in said
    else:
        assert owner == "diego"
        assert told.body.startswith("Diego has")


def test_with_slack_gone_and_two_providers_that_hang_on_sms_the_telephone_rings_within_a_minute(
    make_town: MakeTown, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setattr(towns, "PATIENCE", 90.0)
    here = make_town(phones=NUMBERS, providers=("exchange", "second"))
    here.sandbox.faults.add(Fault(FaultKind.DOWN))
    hangs = here.sandbox.exchange.faults.add(Fault(FaultKind.HANG, "Messages.*"))
    began = time.monotonic()
    assert here.http.post("/hooks/shop", json=ALERT, headers=SHOP).is_success
    ringing = phone(here).rings(timeout=SMS_WITHIN)
    took = time.monotonic() - began
    record_property("seconds", took)
    assert hangs.hits == 4, "each of the two was asked once, and looked up once"
    assert took < 45, "the promised minute, with room for a slow machine"
    ringing.presses("1").hears(f"You have {FIRST}.")
    here.sandbox.faults.clear()
    hangs.remove()
    here.settles()
    assert here.incident().owner == "carla"
