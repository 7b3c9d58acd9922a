"""What monitors say: one incident per episode, repeats and echoes ignored, recoveries noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from time import process_time

import pytest

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertBatch, AlertStatus, Arrival, EpisodeKey, Known, absorb, merged
from bot.domain.decision import Refused, Why
from bot.domain.events import Link, Status
from bot.domain.notices import AskIfResolved, AskToReopen, OpenRoom
from bot.domain.requests import Absorb, Acknowledge, Actor, ReceiveAlerts, Reopen, Resolve, Standing
from bot.domain.setup import Severity
from tests.domain.world import SYSTEM, World, at, declared, team

EPISODE = EpisodeKey("prometheus", "checkout", "group-1")
FIRING, RESOLVED, ACKED = AlertStatus.FIRING, AlertStatus.RESOLVED, AlertStatus.ACKNOWLEDGED


def alert(
    name: str = "a", status: AlertStatus = FIRING, began: str | None = "09:59", ended: str | None = None
) -> Alert:
    return Alert(
        name,
        f"Alert {name}",
        status,
        at(began) if began else None,
        at(ended) if ended else None,
        Severity.P2,
    )


def delivery(*alerts: Alert, episode: EpisodeKey = EPISODE) -> Arrival:
    return Arrival(episode, alerts)


def fired(*alerts: Alert) -> World:
    world = World(team())
    world.hears(delivery(*(alerts or (alert(),))))
    return world


# --- held against what is known ---------------------------------------------


def known(
    status: AlertStatus, began: str = "09:00", ended: str | None = None, heard: str = "09:59"
) -> dict[str, Known]:
    return {"a": Known("a", status, "Alert a", at(began), at(heard), at(ended) if ended else None)}


@pytest.mark.parametrize(
    "what, before, now_is, expected",
    [
        ("new", {}, alert(), "fresh"),
        ("new, without a start", {}, alert(began=None), "fresh"),
        ("told again", known(FIRING), alert(began="09:00"), "repeat"),
        ("told again, without a start", known(FIRING), alert(began=None), "repeat"),
        (
            "the other of two Alertmanagers is late",
            known(RESOLVED, ended="09:30"),
            alert(began="09:00"),
            "echo",
        ),
        (
            "a monitor lost sight of it for minutes, and tells its first start",
            known(RESOLVED, ended="09:30", heard="09:57"),
            alert(began="09:00"),
            "fresh",
        ),
        ("the end has no time: the same once more", known(RESOLVED), alert(began="09:00"), "echo"),
        ("the end has no time: what began later fires", known(RESOLVED), alert(began="09:01"), "fresh"),
        ("began at the very end", known(RESOLVED, ended="09:30"), alert(began="09:30"), "echo"),
        ("flaps", known(RESOLVED, ended="09:30"), alert(began="09:31"), "fresh"),
        ("fires again, without a start", known(RESOLVED, ended="09:30"), alert(began=None), "fresh"),
        ("is over", known(FIRING), alert(status=RESOLVED, ended="09:40"), "recovered"),
        ("is over, without an end", known(FIRING), alert(status=RESOLVED), "recovered"),
        ("over twice", known(RESOLVED, ended="09:30"), alert(status=RESOLVED, ended="09:30"), ""),
        ("over before it was ever heard of", {}, alert(status=RESOLVED, ended="09:30"), ""),
        (
            "the last end is told after it fires again",
            known(FIRING, began="09:35"),
            alert(status=RESOLVED, began="09:00", ended="09:30"),
            "echo",
        ),
    ],
)
def test_each_alert_is_decided_on_by_itself(
    what: str, before: dict[str, Known], now_is: Alert, expected: str
) -> None:
    batch, _ = absorb(delivery(now_is), before, at("10:00"))
    counted = {
        "fresh": len(batch.fresh),
        "repeat": batch.repeats,
        "echo": batch.echoes,
        "recovered": batch.recovered,
    }
    assert {name for name, count in counted.items() if count} == ({expected} if expected else set()), what


def test_one_delivery_holds_firing_and_resolved_ones() -> None:
    batch, changed = absorb(
        delivery(alert("a", RESOLVED, ended="09:59"), alert("b"), alert("c", RESOLVED), alert("b")),
        known(FIRING),
        at("10:00"),
    )
    assert (len(batch.fresh), batch.recovered, batch.repeats, batch.still_firing) == (1, 1, 1, 1)
    assert {name: k.status for name, k in changed.items()} == {"a": RESOLVED, "b": FIRING, "c": RESOLVED}


def test_what_began_before_people_ended_it_is_unfinished_and_what_began_later_is_new() -> None:
    ended_at = at("09:50")
    old, _ = absorb(delivery(alert(began="09:00")), known(FIRING), at("10:00"), ended_at)
    new, _ = absorb(delivery(alert(began="09:51")), known(FIRING), at("10:00"), ended_at)
    assert (old.unfinished, len(old.fresh)) == (("Alert a",), 0)
    assert (new.unfinished, len(new.fresh)) == ((), 1)


def test_deliveries_of_one_episode_are_one_except_what_fires_after_an_end() -> None:
    fires, ends, taken = delivery(alert()), delivery(alert(status=RESOLVED)), delivery(alert(status=ACKED))
    counts = [len(one.alerts) for one in merged([fires, fires, taken, ends, taken, fires, ends, ends])]
    assert counts == [5, 3]


def test_ten_thousand_alerts_are_one_incident_and_fast() -> None:
    alerts = tuple(alert(f"alert-{i}") for i in range(10_000))
    began = process_time()
    world = fired(*alerts)
    world.hears(delivery(*alerts))
    world.hears(delivery(*(replace(a, status=RESOLVED) for a in alerts)))
    assert process_time() - began < 2
    assert world.pages == ["10:00 ana"]
    assert world.incident.status is Status.RESOLVED
    assert len(world.records) < 20


# --- what follows ------------------------------------------------------------


def test_an_alert_opens_an_incident_and_pages_for_its_service() -> None:
    world = fired()
    incident = world.incident
    assert (incident.title, incident.severity, incident.declared_by) == ("Alert a", Severity.P2, "prometheus")
    assert (incident.owner, incident.firing, incident.members) == (None, 1, ("ana",))
    assert world.pages == ["10:00 ana"]


def test_an_alert_without_severity_is_a_p2_and_without_a_title_is_called_so() -> None:
    world = fired(Alert("a", "  "))
    assert (world.incident.title, world.incident.severity) == ("An alert without a title", Severity.P2)


def test_an_alert_that_nobody_is_paged_for_says_why() -> None:
    world = World(team(NO_POLICY))
    world.hears(delivery(alert()))
    assert world.pages == []
    assert world.last(e.Held) == e.Held("service:checkout", 0, e.HeldBecause.NO_POLICY)
    world = World(team(NO_POLICY))
    world.hears(delivery(alert(), episode=EpisodeKey("prometheus", None, "g")))
    assert world.last(e.Held) == e.Held("service:unknown", 0, e.HeldBecause.NO_POLICY)


NO_POLICY = """
people: {ana: {slack: U0ANA, zone: UTC}}
teams: {payments: {members: [ana]}}
services: {checkout: {team: payments}}
"""


def test_repeats_join_it_and_tell_nobody() -> None:
    world = fired()
    before = len(world.told)
    batch = world.hears(delivery(alert()))
    assert (batch.repeats, len(world.told)) == (1, before)


def test_another_alert_of_the_episode_joins_it_and_pages_nobody_more() -> None:
    world = fired()
    world.hears(delivery(alert("b")))
    assert (world.incident.firing, world.incident.alerts_seen) == (2, 2)
    assert world.pages == ["10:00 ana"]


def test_a_worse_alert_raises_the_severity_and_a_milder_one_does_not_lower_it() -> None:
    world = fired(replace(alert(), severity=Severity.P3))
    assert world.asked(OpenRoom) == []
    world.hears(delivery(replace(alert("b"), severity=Severity.P1)))
    assert world.incident.severity is Severity.P1
    assert len(world.asked(OpenRoom)) == 1
    world.hears(delivery(replace(alert("c"), severity=Severity.P4)))
    assert world.incident.severity is Severity.P1


def test_of_several_alerts_one_without_a_severity_counts_as_usual() -> None:
    world = fired(replace(alert("a"), severity=Severity.P4), replace(alert("b"), severity=None))
    assert world.incident.severity is Severity.P2


def test_all_resolved_after_a_reopening_that_nobody_took_ends_the_paging() -> None:
    world = fired()
    world.does(Acknowledge(), by="ana")
    world.does(Resolve(), by="ana")
    world.does(Reopen(), by="bruno")
    assert (world.incident.owner, world.incident.answered) == ("ana", False)
    world.hears(delivery(alert(status=RESOLVED, ended="10:01")))
    assert world.incident.status is Status.RESOLVED
    assert (world.asked(AskIfResolved), world.timers) == ([], {})


def test_all_resolved_before_anybody_took_it_the_incident_resolves_and_says_so() -> None:
    world = fired(alert("a"), alert("b"))
    world.hears(delivery(alert("a", RESOLVED)))
    assert world.incident.open
    world.hears(delivery(alert("b", RESOLVED)))
    assert world.incident.status is Status.RESOLVED
    assert world.last(e.Resolved) == e.Resolved(e.ResolvedBecause.RECOVERED)
    world.wait(60)
    assert world.pages == ["10:00 ana"]


def test_all_resolved_while_somebody_owns_it_the_owner_is_asked() -> None:
    world = fired()
    world.does(Acknowledge(), by="ana")
    world.wait(1)
    world.hears(delivery(alert(status=RESOLVED)))
    assert world.incident.open
    recovered_at: datetime | None = world.incident.recovered_at
    assert recovered_at == at("10:01")
    assert world.asked(AskIfResolved) == ["10:01 ana"]
    world.hears(delivery(alert(began="10:02")))
    recovered_at = world.incident.recovered_at
    assert recovered_at is None, "it fires again"
    assert world.pages == ["10:00 ana"]


def test_all_resolved_and_only_the_sender_knows_who_had_it_the_incident_resolves() -> None:
    world = fired()
    world.hears(delivery(alert(status=ACKED)))
    assert world.incident.acknowledged_at_source
    assert world.incident.owner is None
    world.hears(delivery(alert(status=RESOLVED)))
    assert world.incident.status is Status.RESOLVED, "there is nobody here to be asked"


def test_an_alert_that_was_merged_into_what_a_person_declared_ends_no_search_when_it_is_over() -> None:
    world = declared("P1")
    world.does(Absorb("INC-2026-0002", "Disk 80 %", 1, severity=Severity.P3), by=SYSTEM)
    over = AlertBatch(EPISODE, recovered=1)
    world.does(ReceiveAlerts(over), by=Actor("prometheus", Standing.SYSTEM))
    assert world.incident.open
    assert world.said(e.AlertsReceived) == ["10:00"]
    world.goes_to("10:06")
    assert world.pages == ["10:00 ana", "10:05 bruno"]


def test_nor_does_it_take_back_the_pages_of_what_was_reopened() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(Resolve(), by="ana")
    world.does(Reopen(), by="bruno")
    world.does(Absorb("INC-2026-0002", "Disk 80 %", 1, severity=Severity.P3), by=SYSTEM)
    waiting = world.incident.pages
    world.does(ReceiveAlerts(AlertBatch(EPISODE, recovered=1)), by=Actor("prometheus", Standing.SYSTEM))
    assert waiting
    assert world.incident.pages == waiting


def test_one_delivery_that_fires_and_resolves_leaves_a_record_and_wakes_nobody() -> None:
    world = fired(alert(), alert(status=RESOLVED))
    assert world.incident.status is Status.RESOLVED
    assert world.pages == []


def test_a_flapping_alert_stays_one_incident_while_it_is_owned() -> None:
    world = fired()
    world.does(Acknowledge(), by="ana")
    moment: datetime = at("10:00")
    for _ in range(5):
        moment += timedelta(minutes=1)
        world.now = moment
        world.hears(delivery(replace(alert(status=RESOLVED), ended_at=moment)))
        world.hears(delivery(replace(alert(), started_at=moment + timedelta(seconds=30))))
    assert world.incident.firing == 1
    assert world.incident.open
    assert world.pages == ["10:00 ana"]


def test_what_fires_on_after_people_resolved_it_is_told_once_and_once_more_after_a_reopening() -> None:
    world = fired()
    world.does(Acknowledge(), by="ana")
    world.does(Resolve(), by="ana")
    for _ in range(3):
        world.wait(5)
        world.hears(delivery(alert()))
    assert world.asked(AskToReopen) == ["10:05 ana"]
    world.does(Reopen(), by="ana")
    world.does(Resolve(), by="ana")
    world.wait(5)
    world.hears(delivery(alert()))
    assert world.asked(AskToReopen) == ["10:05 ana", "10:20 ana"]


def test_with_no_owner_only_the_room_hears_that_it_fires_on_for_an_integration_reads_no_messages() -> None:
    world = fired()
    world.does(Resolve(), by="ana")
    world.wait(5)
    world.hears(delivery(alert()))
    assert world.said(e.StillFiring) == ["10:05"]
    assert world.asked(AskToReopen) == []


def test_a_delivery_that_changes_nothing_opens_nothing() -> None:
    world = World(team())
    batch, _ = absorb(delivery(alert(status=RESOLVED)), {}, world.now)
    outcome = world.ask(ReceiveAlerts(batch), SYSTEM)
    assert isinstance(outcome, Refused)
    assert outcome.why is Why.STALE


def test_links_are_kept_once_runbooks_first_and_not_without_end() -> None:
    links = tuple(Link(f"l{i}", f"https://l.example/{i}") for i in range(20))
    world = fired(
        replace(alert(), links=links, runbook="https://runbook.example"), replace(alert("b"), links=links)
    )
    assert len(world.incident.links) == 10
    assert world.incident.links[0] == Link("Runbook", "https://runbook.example")


def test_a_repeat_that_is_worse_than_before_raises_the_severity_and_one_that_is_better_does_not() -> None:
    known = {"a": Known("a", AlertStatus.FIRING, "Alert a", at("10:00"), at("10:00"), severity=Severity.P3)}
    worse = Arrival(EPISODE, (Alert("a", "Alert a", severity=Severity.P1),))
    batch, changed = absorb(worse, known, at("10:05"))
    assert (batch.worst, batch.fresh, batch.repeats) == (Severity.P1, (), 1)
    again, unchanged = absorb(worse, changed, at("10:06"))
    assert (again.worst, unchanged) == (None, {})
    better = Arrival(EPISODE, (Alert("a", "Alert a", severity=Severity.P4),))
    assert absorb(better, changed, at("10:07"))[0].worst is None
