"""What broke other tools: here nothing is lost, nothing is doubled, and people are told."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest

from bot.sandbox import Fault, FaultKind
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED, PAGED_CARLA
from tests.scenarios.town import TEAM, Town, connected

TODAY = """
incidents_channel: incidents
reachability: {canary: off, evening_report: off}
people:
  ana:   {slack: U0ANA, zone: ZONE, quiet: "off"}
  carla: {slack: U0CAR, zone: ZONE, quiet: "off"}
"""
"""A team without shifts: only the end of a working day, 18:00, comes at an hour of the day."""


def test_the_same_command_delivered_twice_declares_once(here: Town) -> None:
    answer = here.ana.command("/incident declare P2 Search is slow")
    here.settles()
    assert answer.delivery
    again = type(answer.delivery)(answer.delivery.kind, answer.delivery.payload)
    here.sandbox.slack.carrier.send(again)
    here.settles()
    assert again.settled.result(20).value == "acknowledged"
    assert [incident.id for incident in here.incidents()] == ["INC-2026-0001"]
    assert len(answer.ephemerals) == 1
    here.ana.claims(answer.ephemerals)
    here.ends(room=["🟠 *INC-2026-0001 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off]"])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, "conversations.create", status=500, count=1),
        Fault(FaultKind.RATELIMITED, "conversations.create", retry_after=1, count=1),
    ],
    ids=lambda fault: fault.kind.value,
)
def test_a_channel_that_slack_does_not_make_at_once_comes_later(here: Town, fault: Fault) -> None:
    struck = here.sandbox.faults.add(fault)
    answer = here.answers("ana", "/incident declare P1 checkout: No cards")
    assert struck.hits == 1
    assert "P1 INC-2026-0001 is open: No cards. A channel is being made" in answer
    here.gets_page("carla", "No cards")
    here.room_reads([
        "🔴 *INC-2026-0001 · No cards* [Acknowledge] [Escalate] [Resolve] [Update]",
        "📟 Paged Carla (on call on primary).",
    ])  # fmt: skip
    assert [name for name in here.sandbox.workspace.channels.values() if name.name.startswith("inc-")] == [
        here.sandbox.workspace.named(here.room.removeprefix("#"))
    ]
    here.carla.sees("No cards", "incidents")
    here.rests()


def test_a_channel_that_was_made_though_nobody_said_so_is_adopted(make_town: MakeTown) -> None:
    # The bot asks Slack what was made since the database's time of its first try, so this story is of today. It is
    # told at any hour, so it is told where 18:00 is at least six hours away.
    now = datetime.now(UTC)
    here = make_town(start=now, team=TODAY.replace("ZONE", "UTC" if now.hour < 12 else "Asia/Manila"))
    struck = here.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, "conversations.create", count=1))
    here.answers("ana", "/incident declare P1 No cards")
    assert struck.hits == 1
    assert here.room == "#inc-2026-0001-no-cards"
    assert here.ana.channels() == ["general", "incidents", "inc-2026-0001-no-cards"]
    here.room_reads(["🔴 *INC-2026-0001 · No cards* [Acknowledge] [Resolve] [Update] [Hand off]"])
    here.carla.sees("No cards", "incidents")
    here.rests()


def test_a_channel_that_slack_never_makes_is_said_and_the_thread_stands_in(here: Town) -> None:
    here.sandbox.faults.add(Fault(FaultKind.ERROR, "conversations.create", error="restricted_action"))
    here.answers("ana", "/incident declare P1 checkout: No cards")
    here.gets_page("carla", "No cards")
    here.thread_reads([
        "🔴 *INC-2026-0001 · No cards* [Acknowledge] [Escalate] [Resolve] [Update]",
        "📟 Paged Carla (on call on primary).",
        ("⚠ Slack would not open a channel (restricted_action); the work goes on without one. "
        "To try again: Give it a channel."),
    ])  # fmt: skip
    here.sandbox.faults.clear()
    here.picks("ana", "Give it a channel", here.card("ana"))
    assert here.room == "#inc-2026-0001-no-cards"
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · No cards* [Acknowledge] [Escalate] [Resolve] [Update]",
            "Ana asked for a channel of its own.",
        ],
        carla=["🔴 *P1 checkout: No cards* [Acknowledge] [Escalate] [I can't] [Open room]"],
        incidents=[
            "🔴 *INC-2026-0001 · No cards* [Acknowledge] [Escalate] [Resolve] [Update] [Open room]",
            PAGED_CARLA,
            (
                "⚠ Slack would not open a channel (restricted_action); the work goes on without one. "
                "To try again: Give it a channel."
            ),
            "🔴 *INC-2026-0001 · No cards* [Open room]",
        ],
    )


def test_a_name_that_is_taken_gets_another_tail(here: Town) -> None:
    here.sandbox.channel("inc-2026-0001-no-cards", [here.eva], bot=False)
    here.answers("ana", "/incident declare P1 No cards")
    assert here.room == "#inc-2026-0001-no-cards-2"
    here.ends(room=["🔴 *INC-2026-0001 · No cards* [Acknowledge] [Resolve] [Update] [Hand off]"])


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_a_busy_slack_gets_every_message_in_the_end(here: Town, method: str) -> None:
    here.sandbox.faults.add(Fault(FaultKind.RATELIMITED, method, retry_after=1, count=2))
    here.fires()
    here.takes("carla")
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
    ])  # fmt: skip
    assert len(here.carla.dms()) == 1
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_the_topic_is_nobodys_database(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.carla.sets_topic(here.room, "sev3 · resolved · owner: nobody")
    here.carla.renames(here.room, "inc-lunch")
    here.settles()
    incident = here.incident()
    assert (incident.severity.value, incident.owner, incident.open) == ("P1", "carla", True)
    assert "*Severity*\nP1" in here.card(where="#inc-lunch")
    assert "Noted on the timeline" in here.answers("carla", "/incident note still here", "#inc-lunch")
    here.answers("carla", "/incident status identified", "#inc-lunch")
    assert here.carla.topic("#inc-lunch").startswith("P1 · identified · owner: Carla")
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla noted: still here",
            "Carla changed the status: ~investigating~ *identified*.",
        ],
        carla=[ANSWERED],
    )


def test_a_card_that_somebody_deletes_comes_back(here: Town) -> None:
    here.fires()
    here.takes("carla")
    channel = here.sandbox.workspace.named(here.room.removeprefix("#"))
    assert channel
    card = here.card()
    with here.sandbox.workspace.lock:
        del channel.messages[card.ts]
    here.answers("carla", "/incident status identified", here.room)
    assert here.card().ts > card.ts
    assert "*Status*\nidentified" in here.card()
    here.ends(
        room=[
            *CARLA_TOOK_IT,
            OWNED,
            "Carla changed the status: ~investigating~ *identified*.",
        ],
        carla=[ANSWERED],
    )


def test_twenty_declare_at_once(here: Town) -> None:
    declared = [
        Thread(target=here.ana.command, args=(f"/incident declare P3 number {number}",))
        for number in range(20)
    ]
    for one in declared:
        one.start()
    for one in declared:
        one.join()
    here.settles()
    assert sorted(incident.id for incident in here.incidents()) == [f"INC-2026-{n:04d}" for n in range(1, 21)]
    assert (
        len([m for m in here.sees_in("incidents", by="ana") if "number" in m.text and not m.ephemeral]) == 20
    )
    answers = [m for m in here.ana.reads("general") if m.ephemeral]
    assert len(answers) == 20
    here.ana.claims(answers)
    here.ends(
        rooms={
            incident.id: [
                f"🟡 *{incident.id} · {incident.title}* [Acknowledge] [Resolve] [Update] [Hand off]"
            ]
            for incident in here.incidents()
        }
    )


def test_the_line_drops_and_what_people_did_meanwhile_counts(here: Town) -> None:
    here.fires()
    page = here.gets_page("carla")
    here.sandbox.refresh_connections()
    connected(here.sandbox)
    assert here.presses("carla", "Acknowledge", page) == ""
    assert here.incident().owner == "carla"
    assert here.kinds().count("Acknowledged") == 1
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
        ],
        carla=[ANSWERED],
    )


def test_slack_does_not_know_a_person_and_they_can_still_acknowledge(here: Town) -> None:
    """Greta is in no file and her profile can't be read: she may take it, and not end it, until Slack answers."""
    here.people = {**here.people, "greta": here.sandbox.person("greta", tz="Europe/Berlin")}
    here.fires()
    here.gets_page("carla")
    here.sandbox.faults.add(Fault(FaultKind.STATUS, "users.info", status=500))
    assert here.presses("greta", "Acknowledge", here.card("greta")) == ""
    assert here.incident().owner == here.greta.id
    assert "this needs to be sure who you are" in here.answers("greta", "/incident resolve INC-2026-0001")
    here.sandbox.faults.clear()
    assert "is resolved" in here.answers("greta", "/incident resolve INC-2026-0001")
    here.ends(
        room=[
            OVER,
            PAGED_CARLA,
            "✓ @greta acknowledged and owns it.",
            "✅ @greta resolved it.",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[ANSWERED],
    )


def test_schedules_with_other_names_do_not_end_a_search_that_asked_them(here: Town) -> None:
    """Else whoever is left of the policy that runs is asked alone: here Ana, who sleeps."""
    here.fires()
    here.gets_page("carla")
    text = (
        TEAM.read_text("utf-8").replace("schedule:", "schedule:eu-").replace("second_of: ", "second_of: eu-")
    )
    text = text.replace("  primary:", "  eu-primary:").replace("  backup:", "  eu-backup:")
    here.restarts(text)
    here.later(minutes=5)
    here.carla.sees("Checkout 5xx", "dm")
    assert here.kinds().count("EscalationBegan") == 2
    here.room_reads(
        [
            "🔴 *INC-2026-0001 · Checkout 5xx* [Acknowledge] [Escalate] [Resolve] [Update]",
            "📟 Paged Carla (on call on primary).",
            "📟 Paged Carla (on call on eu-primary).",
        ]
    )
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_a_restart_forgets_nothing(here: Town) -> None:
    """Stopped in the middle of an escalation, and again with an update due: everything comes at its time, once."""
    here.fires()
    page = here.gets_page("carla")
    here.later(minutes=3)
    here.restarts()
    here.later(minutes=2)
    here.gets_page("diego")
    assert len(here.carla.dms()) == 1
    assert here.presses("carla", "Acknowledge", page) == ""
    here.restarts()
    here.later(minutes=5)
    here.carla.sees("What is new on", "dm")
    here.room_reads(
        [
            "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
            "📟 Paged Carla (on call on primary).",
            "📟 Paged Diego (on call on backup).",
            "✓ Carla acknowledged and owns it.",
        ]
    )
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()
