"""What a sender tells of one alert is carried out in its order, however much of it is stored at once.

Through the real intake, queue and engine: PagerDuty's events, of which only a trigger names the service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.config import load_setup
from bot.domain.incident import Incident
from bot.domain.requests import Acknowledge, Actor, Asked, Standing
from bot.domain.setup import Integration, IntegrationKind
from bot.engine.deliveries import Deliveries, Delivery, pack
from bot.engine.figures import NoFigures
from bot.engine.queries import Sees
from bot.intake import alertmanager, pagerduty
from tests.domain.world import AWAKE

PAGERDUTY = Integration("pd", IntegrationKind.PAGERDUTY, "")
PROMETHEUS = Integration(
    "am", IntegrationKind.ALERTMANAGER, "", service_label="service", severity_label="severity"
)


class Sender:
    """Stores and carries out, with a clock that a test moves."""

    def __init__(self, engine: Engine) -> None:
        self.clock = MovableClock()
        self.engine = engine
        engine.corridor.clock = self.clock
        self._deliveries = Deliveries(engine.database, engine.corridor, "here", NoFigures())

    def tells(self, *deliveries: Delivery) -> None:
        """All of these are there before the first is looked at."""
        self._deliveries.store(deliveries)
        self._deliveries.run()

    @property
    def open_ones(self) -> list[Incident]:
        return list(self.engine.handle.open_incidents(Sees.EVERYTHING))

    def paged(self) -> list[str]:
        """Whoever is paged on the one incident that is open."""
        (incident,) = self.open_ones
        return [page.person for page in incident.pages]


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[Sender]:
    opened = open_engine(f"sqlite:///{tmp_path}/m.db", load_setup(AWAKE, {}).setup)
    yield Sender(opened)
    opened.close()


def event(action: str, at: datetime | None = None, component: str | None = "checkout") -> Delivery:
    body: dict[str, object] = {"routing_key": "x", "event_action": action, "dedup_key": "k"}
    if action == "trigger":
        told = {"summary": "Checkout 5xx", "source": "s", "severity": "critical", "component": component}
        body["payload"] = told | ({"timestamp": at.isoformat()} if at else {})
    return pack(PAGERDUTY, pagerduty.parse(json.dumps(body).encode(), PAGERDUTY, "fresh"))


def group(status: str, began: datetime, ended: datetime) -> Delivery:
    labels = {"alertname": "Checkout5xx", "service": "checkout", "severity": "critical"}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": {},
        "startsAt": began.isoformat(),
        "endsAt": ended.isoformat(),
        "fingerprint": "f1",
    }
    body = {"version": "4", "groupKey": "{}:{}", "status": status, "receiver": "m", "alerts": [alert]}
    return pack(PROMETHEUS, alertmanager.parse(json.dumps(body).encode(), PROMETHEUS))


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
def test_what_fires_again_after_its_resolve_pages(sender: Sender, at_once: bool) -> None:
    told = [event("trigger"), event("resolve"), event("trigger")]
    for part in [told] if at_once else [[one] for one in told]:
        sender.tells(*part)
    assert sender.paged() == ["ana"]


def test_a_repeat_a_resolve_and_a_new_trigger_stored_at_once_end_with_a_page(sender: Sender) -> None:
    sender.tells(event("trigger"))
    sender.tells(event("trigger"), event("resolve"), event("trigger"))
    assert sender.paged() == ["ana"]


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
def test_an_acknowledgement_of_what_is_over_does_not_answer_what_fires_anew(
    sender: Sender, at_once: bool
) -> None:
    sender.tells(event("trigger", component=None))
    told = [event("acknowledge"), event("resolve"), event("trigger", component=None)]
    for part in [told] if at_once else [[one] for one in told]:
        sender.tells(*part)
    assert sender.paged() == ["ana"]
    assert not sender.open_ones[0].answered


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
def test_what_was_over_and_fires_again_is_not_answered_by_who_acknowledged_it_hours_ago(
    sender: Sender, at_once: bool
) -> None:
    sender.tells(event("trigger", component=None))
    sender.tells(event("acknowledge"))
    told = [event("resolve"), event("trigger", component=None)]
    for part in [told] if at_once else [[one] for one in told]:
        sender.tells(*part)
    assert sender.paged() == ["ana"]
    assert not sender.open_ones[0].answered


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
def test_what_was_over_and_fires_again_pages_the_owner_of_hours_ago(sender: Sender, at_once: bool) -> None:
    sender.tells(event("trigger", component=None))
    (incident,) = sender.open_ones
    ana = Actor("ana", Standing.MEMBER)
    sender.engine.handle.handle(Asked(Acknowledge(), ana, incident.id))
    sender.clock.move(timedelta(hours=3))
    told = [event("resolve"), event("trigger", component=None)]
    for part in [told] if at_once else [[one] for one in told]:
        sender.tells(*part)
    assert sender.paged() == ["ana"]


def test_a_repeat_after_an_acknowledgement_leaves_it_answered(sender: Sender) -> None:
    sender.tells(event("trigger"))
    sender.tells(event("acknowledge"), event("trigger"))
    assert sender.open_ones[0].answered


def test_a_backlog_of_a_minute_hides_nothing_that_began_meanwhile(sender: Sender) -> None:
    sender.tells(event("trigger", sender.clock.now()))
    sender.clock.move(timedelta(minutes=5))
    began_again = sender.clock.now() - timedelta(seconds=60)
    sender.tells(event("resolve"))
    sender.tells(event("trigger", began_again))
    assert sender.paged() == ["ana"]


def test_the_same_trigger_right_after_its_resolve_is_an_echo(sender: Sender) -> None:
    began = sender.clock.now()
    sender.tells(event("trigger", began))
    sender.tells(event("resolve"))
    sender.tells(event("trigger", began))
    assert sender.open_ones == []


def test_what_an_alertmanager_gave_up_and_finds_burning_again_pages(sender: Sender) -> None:
    """Cut off from Prometheus it resolves; afterwards it fires with the first start."""
    began = sender.clock.now()
    never = began + timedelta(hours=9)
    sender.tells(group("firing", began, never))
    sender.clock.move(timedelta(minutes=6))
    sender.tells(group("resolved", began, sender.clock.now()))
    sender.tells(group("firing", began, never))
    assert sender.open_ones == [], "a slower twin, so soon"
    sender.clock.move(timedelta(minutes=5))
    sender.tells(group("firing", began, never))
    assert sender.paged() == ["ana"]
