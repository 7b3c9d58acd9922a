"""Two incidents that turned out to be one: what ends with the alerts, and what does not."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import Status
from bot.domain.incident import Incident
from bot.domain.notices import AskIfResolved
from bot.domain.requests import Absorb, Acknowledge, Merge
from tests.domain.world import SYSTEM, World, at, declared, team

EPISODE = EpisodeKey("prometheus", "checkout", "group-1")
FIRING, RESOLVED, ACKED = AlertStatus.FIRING, AlertStatus.RESOLVED, AlertStatus.ACKNOWLEDGED


def tells(world: World, status: AlertStatus) -> None:
    world.hears(Arrival(EPISODE, (Alert("a", "Checkout slow", status),)))


def of_an_alert() -> World:
    world = World(team(), at("10:00"))
    tells(world, FIRING)
    return world


def absorbing(incident: Incident) -> Absorb:
    """What the merge of this incident asks of the other."""
    merging = World(team(), at("10:00"), incident)
    merging.records = []
    other = of_an_alert().incident
    decision = merging.look(Merge("INC-2026-0009"), merging.actor("zoe"), other)
    (asked,) = decision.then  # type: ignore[union-attr]
    assert isinstance(asked.request, Absorb)
    return asked.request


PERSONS = Absorb("INC-2026-0002", "Nobody can pay", 0, declarations=("INC-2026-0002",))


def test_what_a_person_declared_does_not_end_with_the_alert_that_it_was_merged_into() -> None:
    world = of_an_alert()
    world.does(PERSONS, by="zoe")
    tells(world, RESOLVED)
    assert world.incident.open
    assert world.said(e.AlertsReceived)[-1:] == ["10:00"], "the room hears that the alerts are over"
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_its_owner_is_asked_when_the_alerts_are_over() -> None:
    world = of_an_alert()
    world.does(PERSONS, by="zoe")
    world.does(Acknowledge(), by="ana")
    tells(world, RESOLVED)
    assert world.asked(AskIfResolved) == ["10:00 ana"]


def test_a_merge_carries_what_people_declared_along() -> None:
    persons = declared("P2").incident
    assert absorbing(persons).declarations == (persons.id,)
    alerts = of_an_alert()
    assert absorbing(alerts.incident).declarations == ()
    alerts.does(PERSONS, by="zoe")
    assert absorbing(alerts.incident).declarations == ("INC-2026-0002",)


def test_an_alert_of_another_incident_leaves_it_one_of_alerts() -> None:
    world = of_an_alert()
    world.does(Absorb("INC-2026-0002", "Disk 80 %", 0), by=SYSTEM)
    tells(world, RESOLVED)
    assert world.incident.status is Status.RESOLVED


def test_somebody_is_looked_for_when_only_the_monitors_people_had_it_and_the_alerts_are_over() -> None:
    world = of_an_alert()
    tells(world, ACKED)
    world.does(PERSONS, by="zoe")
    world.wait(10)
    assert world.pages == ["10:00 ana"]
    tells(world, RESOLVED)
    assert world.incident.open
    assert world.pages == ["10:00 ana", "10:10 ana"]
