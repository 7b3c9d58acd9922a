"""A night by telephone: an exchange that speaks as Twilio does, and the phones of the team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain.events import Acknowledged, NotificationFailed
from bot.domain.setup import Method
from bot.sandbox import Fault, FaultKind
from bot.sandbox.phone import Handset
from tests.scenarios import town as towns
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import OWNED, PAGED_CARLA
from tests.scenarios.town import TOKENS, Town

NUMBERS = {"carla": "+34600555103", "diego": "+34600555104"}
SMS_WITHIN = 60.0
"""Seconds from an alert to the telephone, with Slack gone."""
FIRST, SECOND = "INC-2026-0001", "INC-2026-0002"


@pytest.fixture
def here(database_url: str, make_town: MakeTown) -> Iterator[Town]:
    """A town where Carla, who is on call, and Diego, who is next, have telephones; in the end no phone got anything
    that nobody expected, and Twilio's debugger is empty."""
    made = make_town(database_url, phones=NUMBERS)
    yield made
    made.settles()
    assert made.sandbox.exchange.unexpected() == []
    assert made.sandbox.exchange.complaints == []


def phone(town: Town, name: str = "carla") -> Handset:
    found = town.people[name].phone
    assert found is not None
    return found


def after_a_minute(town: Town) -> None:
    """The page in Slack was not answered, so it goes on by SMS."""
    town.later(minutes=1)
    phone(town).receives("Reply 1 acknowledge")


def quiet(town: Town) -> None:
    """Nothing is on its way any more, in the exchange or in the bot."""
    town._waits_until(lambda: town.sandbox.exchange.at_rest)
    town.settles()


def test_with_slack_gone_a_reply_to_the_sms_takes_it_and_the_room_tells_it_in_order(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        towns, "PATIENCE", 60.0
    )  # what waits for Slack is tried each half minute at the latest
    here.sandbox.faults.add(Fault(FaultKind.DOWN))
    alert = {"title": "Checkout 5xx", "status": "firing", "service": "checkout", "severity": "critical"}
    shop = {"Authorization": f"Bearer {TOKENS['SHOP_TOKEN']}"}
    assert here.http.post("/hooks/shop", json=alert, headers=shop).is_success
    page = phone(here).receives("Checkout 5xx", timeout=SMS_WITHIN)
    assert page.body.startswith("Slack is down. P1 checkout:")
    phone(here).replies("1")
    phone(here).receives(f"You have {FIRST}. No one else is paged. Slack is down; its room opens when")
    here.sandbox.faults.clear()
    here.settles()
    kinds = [kind for kind in here.kinds() if kind not in ("EscalationBegan", "StepTaken")]
    assert kinds[:6] == ["Declared", "AlertsReceived", "Paged", "PageDelayed", "Notified", "Acknowledged"]
    assert "RoomOpened" in kinds[6:]
    (taken,) = [r.event for r in here.timeline() if isinstance(r.event, Acknowledged)]
    assert (taken.person, taken.via) == ("carla", Method.SMS)
    here.room_reads([
        OWNED,
        PAGED_CARLA,
        "⚠ The connection to Slack broke while the page to Carla was sent. They are reached another way.",
        "✓ Carla acknowledged by SMS and owns it.",
    ])  # fmt: skip
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_voicemail_is_no_acknowledgement(here: Town) -> None:
    here.fires()
    here.gets_page("carla", "Checkout 5xx")
    after_a_minute(here)
    here.later(minutes=1)
    phone(here).rings().lets_it_ring()
    phone(here).finds_on_voicemail("An incident page was not answered", timeout=15)
    quiet(here)
    assert here.incident().acknowledged_at is None
    (failed,) = [r.event for r in here.timeline() if isinstance(r.event, NotificationFailed)]
    assert (failed.method, failed.reason) == (Method.VOICE, "voicemail")
    here.later(minutes=3)
    here.gets_page("diego", "Checkout 5xx")


def test_a_wrong_number_is_told_nothing(here: Town) -> None:
    here.fires()
    stranger = here.sandbox.exchange.phone("nobody", "+15550009999")
    stranger.replies("1")
    quiet(here)
    assert [sms.body for sms in stranger.texts] == ["1"]
    assert here.incident().owner is None


def test_a_reply_after_somebody_else_took_it_says_who_has_it(here: Town) -> None:
    here.fires()
    after_a_minute(here)
    here.answers("diego", f"/incident ack {FIRST}")
    phone(here).replies("1")
    phone(here).receives(f"Diego has {FIRST} already.")
    quiet(here)
    assert here.incident().owner == "diego"


def test_of_two_at_once_the_number_says_which(here: Town) -> None:
    here.fires()
    here.fires("Search is slow", key="search")
    here.later(minutes=1)
    for title in ("Checkout 5xx", "Search is slow"):
        phone(here).receives(title)
    phone(here).replies("1 1")
    phone(here).receives(f"You have {FIRST}.")
    quiet(here)
    assert here.incident(SECOND).owner is None
    phone(here).replies("1")
    phone(here).receives(f"You have {SECOND}.")
    quiet(here)
    assert {i.owner for i in here.incidents()} == {"carla"}
    here.later(minutes=2)
    assert phone(here).call is None


def test_the_card_says_that_sms_is_down_and_what_is_done_instead_until_somebody_answers(here: Town) -> None:
    here.sandbox.exchange.faults.add(Fault(FaultKind.STATUS, "Messages.create", status=503))
    here.fires()
    here.gets_page("carla", "Checkout 5xx")
    here.clock.move(timedelta(minutes=1))
    here.bot.wake()
    ringing = phone(here).rings(timeout=30)
    for place in (here.room, "incidents"):
        here.carla.waits_for("⚠ SMS is down; calling instead.", place)
    assert "NotificationFailed" in here.kinds()
    ringing.presses("1").hears(f"You have {FIRST}.")
    quiet(here)
    assert "SMS is down" not in here.card()
    assert here.incident().owner == "carla"
