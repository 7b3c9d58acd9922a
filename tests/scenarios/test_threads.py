"""Small incidents live in a thread of #incidents: everything can be done there, though not by slash commands."""

from __future__ import annotations

import pytest

from bot.sandbox.seen import SeenMessage
from tests.scenarios.reading import CARLA_TOOK_IT, told
from tests.scenarios.town import Town


@pytest.fixture
def card(here: Town) -> SeenMessage:
    """A P3 of a service, acknowledged by Carla."""
    here.prometheus(("Disk at 80%", "firing", "warning"))
    here.takes("carla")
    return here.card()


def test_the_card_in_incidents_is_its_room(here: Town, card: SeenMessage) -> None:
    assert card.channel == "#incidents"
    assert card.buttons == ("Escalate", "Resolve", "Update", "Hand off")
    here.thread_reads([
        "🟡 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
    ])  # fmt: skip
    assert here.carla.channels() == ["general", "incidents"]
    here.rests()


def test_slack_refuses_commands_there_and_meridian_is_asked_instead(here: Town, card: SeenMessage) -> None:
    """One word after another, each answered to Carla alone, in the thread where she is."""
    assert here.carla.command("/incident note tried it", "incidents", card).error == (
        "Slash commands can't be used in threads"
    )
    asked = {
        "note df says 81%": "Noted on the timeline of INC-2026-0001.",
        "update we grow the disk": "Your update of INC-2026-0001 is out. The next update is due Today 11:00 AM.",
        "status identified": "INC-2026-0001 is identified now.",
        "severity P4": "INC-2026-0001 is P4 now: an update every 1 d.",
        "role scribe me": "Carla is scribe of INC-2026-0001 now.",
        "no change": "No change on INC-2026-0001, noted.",
        "snooze 2h": "I ask again about INC-2026-0001 in 2 h.",
        "page payments look at the disk": "payments was asked on INC-2026-0001. Paged now: Diego.",
        "escalate": "Escalated INC-2026-0001. Paged now: Diego.",
        "who is on call for primary": "*primary*: Carla until Today 4:00 PM, then Carla and Ana",
        "catchup": "INC-2026-0001 so far",
        "timeline": "Carla noted: df says 81%",
        "list": "Disk at 80%",
        "handoff @diego": "Your handoff of INC-2026-0001 is drafted, in your messages from me",
        "keep it": "You keep INC-2026-0001; the handoff is off.",
        "frobnicate": "I don't know `frobnicate`.",
        "esclate": "Did you mean `/incident escalate`?",
        "help": "Three things are enough to begin",
        "resolve the disk is larger": "INC-2026-0001 is resolved after 0 s.",
        "reopen it is not": "INC-2026-0001 is open again.",
    }
    for words, answer in asked.items():
        assert answer in here.hears("carla", words, "incidents", card), words
    here.ends(
        room=[
            "🔵 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "carla: @meridian note df says 81%",
            "Carla noted: df says 81%",
            "carla: @meridian update we grow the disk",
            "📝 Update from Carla: we grow the disk. Next update Today 11:00 AM.",
            "carla: @meridian status identified",
            "Carla changed the status: ~investigating~ *identified*.",
            "carla: @meridian severity P4",
            "Carla changed the severity: ~P3~ *P4*.",
            "carla: @meridian role scribe me",
            "Carla is scribe now.",
            "carla: @meridian no change",
            "Carla: no change. Next update Nov 23 9:00 AM.",
            "carla: @meridian snooze 2h",
            "Carla moved the next update to Today 12:00 PM.",
            "carla: @meridian page payments look at the disk",
            "📟 Paged Diego (Carla asked for payments: look at the disk).",
            "carla: @meridian escalate",
            "⬆ Carla escalated; the next level is paged now.",
            "📟 Paged Diego (on call on backup).",
            "carla: @meridian who is on call for primary",
            "carla: @meridian catchup",
            "carla: @meridian timeline",
            "carla: @meridian list",
            "carla: @meridian handoff @diego",
            "carla: @meridian keep it",
            "carla: @meridian frobnicate",
            "carla: @meridian esclate",
            "carla: @meridian help",
            "carla: @meridian resolve the disk is larger",
            "✅ Carla resolved it: the disk is larger",
            "*INC-2026-0001 is resolved after 0 s*",
            "carla: @meridian reopen it is not",
            "Carla reopened it: it is not",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[
            "🟡 INC-2026-0001 Disk at 80% [Open room]",
            (
                "✓ You keep INC-2026-0001; the handoff is off. The next update is due Today 12:00 "
                "PM. [Open room]"
            ),
        ],
        diego=[
            "🔵 INC-2026-0001 Disk at 80% [Open room]",
            "🔵 INC-2026-0001 Disk at 80% [Open room]",
        ],
    )


def test_its_buttons_shortcuts_and_marks_work_there_too(here: Town, card: SeenMessage) -> None:
    here.presses("carla", "Update", card)
    assert here.fills_in("carla", {"How does it stand?": "We grow the disk", "Status": "identified"}) is None
    said = here.diego.says("It fills 1% an hour", "incidents", card)
    here.diego.reacts("pushpin", said)
    here.settles()
    other = here.eva.says("The logs are on it", "incidents", card)
    here.eva.shortcut("Add to timeline", other)
    here.settles()
    assert "on the timeline of INC-2026-0001" in here.eva.sees("That message is on the timeline", "incidents")
    here.thread_reads([
        "🟡 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
        "Carla changed the status: ~investigating~ *identified*.",
        "📝 Update from Carla: We grow the disk. Next update Today 11:00 AM.",
        "diego: It fills 1% an hour",
        "Diego wrote Today 10:00 AM: It fills 1% an hour (message) [kept by Diego]",
        "eva: The logs are on it",
        "Eva wrote Today 10:00 AM: The logs are on it (message) [kept by Eva]",
    ])  # fmt: skip
    here.presses("carla", "Resolve", card)
    assert here.fills_in("carla", {}) is None
    assert here.card().buttons == ("Reopen",)
    assert [told(m) for m in here.sees_in("incidents", thread=card) if not m.ephemeral][-3:] == [
        "✅ Carla resolved it.",
        "*INC-2026-0001 is resolved after 0 s*",
        "📎 Timeline of INC-2026-0001",
    ]
    here.carla.claims(here.sees_in("incidents", thread=card))
    here.rests()


def test_give_it_a_channel_moves_the_work_and_says_so_in_the_thread(here: Town, card: SeenMessage) -> None:
    assert here.picks("carla", "Give it a channel", card).startswith(
        "INC-2026-0001 gets a channel of its own"
    )
    assert here.room == "#inc-2026-0001-disk-at-80"
    here.reads("incidents", [
        "🟡 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off] [Open room]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
        "🟡 *INC-2026-0001 · Disk at 80%* [Open room]",
    ])  # fmt: skip
    here.carla.sees("this thread stays as it is", "incidents")
    here.room_reads([
        "🟡 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]",
        "Carla asked for a channel of its own.",
    ])  # fmt: skip
    assert "carla" in here.carla.members(here.room)
    assert "Give it a channel" not in _choices(here.card())
    assert "has a channel of its own already" in here.answers("diego", "/incident promote INC-2026-0001")
    here.rests()


@pytest.mark.parametrize("how", ["by Carla", "by the monitor"])
def test_raising_it_to_p1_gives_it_a_channel(here: Town, card: SeenMessage, how: str) -> None:
    if how == "by Carla":
        here.picks("carla", "Change severity", card)
        assert here.fills_in("carla", {"How bad is it?": "P1 · its own channel · update every 5 min"}) is None
    else:
        here.prometheus(("Disk at 80%", "firing", "warning"), ("Disk full", "firing", "critical"))
    here.settles()
    assert here.incident().severity.value == "P1"
    assert here.room.startswith("#inc-2026-0001")
    assert "P1" in here.carla.topic(here.room)
    raised_by = {
        "by Carla": ["Carla changed the severity: ~P3~ *P1*."],
        "by the monitor": [
            "prometheus: 1 new alert (Disk full); 2 firing now.",
            "prometheus changed the severity: ~P3~ *P1*.",
        ],
    }
    card_now = "🔴 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]"
    here.ends(
        room=[card_now, *raised_by[how]],
        carla=["🟡 INC-2026-0001 Disk at 80% [Open room]"],
        incidents=[f"{card_now} [Open room]", *CARLA_TOOK_IT, "🔴 *INC-2026-0001 · Disk at 80%* [Open room]"],
    )


def _choices(card: SeenMessage) -> list[str]:
    menus = [e for b in card.blocks for e in b.get("elements", ()) if "options" in e]
    return [option["text"]["text"] for menu in menus for option in menu["options"]]
