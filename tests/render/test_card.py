"""The card: what it shows in each state, and no button that would do nothing."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import RoomKind, Status
from bot.domain.incident import Cadence, Escalation, Incident, Room
from bot.domain.setup import Setup, Severity
from bot.render.card import card, mirror
from bot.render.message import Message
from tests.render.samples import NOW, POLICY, incident_of, setup_of

SETUP = setup_of()
FRESH: dict[str, Any] = {"owner": None, "acknowledged_at": None, "handoff": None, "roles": ()}


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [e["text"]["text"] for row in rows for e in row if e["type"] == "button"]


def more(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    menus = [e for row in rows for e in row if e["type"] == "static_select"]
    return [option["text"]["text"] for menu in menus for option in menu["options"]]


def words(message: Message) -> str:
    return str([*message.blocks, *message.footer])


def test_an_incident_that_nobody_has_asks_for_an_acknowledgement_first() -> None:
    shown = card(incident_of(**FRESH), SETUP, NOW)
    assert buttons(shown) == ["Acknowledge", "Escalate", "Resolve", "Update"]
    assert shown.blocks[-1]["elements"][0]["style"] == "primary"
    assert shown.colour == "#a30200"
    assert shown.text == (
        "P1 INC-2026-0847 on checkout: Checkout fails for 12%. It is investigating; nobody has it yet."
    )


def test_once_acknowledged_it_can_be_handed_off_and_not_acknowledged_again() -> None:
    shown = card(incident_of(), SETUP, NOW)
    assert buttons(shown) == ["Escalate", "Resolve", "Update", "Hand off"]
    assert shown.colour == "#daa038"


def test_without_anybody_to_page_there_is_no_escalate() -> None:
    shown = card(incident_of(escalation=None, service=None), SETUP, NOW)
    assert "Escalate" not in buttons(shown)
    assert "Page a team" not in more(card(incident_of(), Setup(), NOW))


@pytest.mark.parametrize(
    "status,colour,last",
    [
        (Status.RESOLVED, "#2eb886", "Close (write-up done or waived)"),
        (Status.CLOSED, "#2eb886", "Export timeline"),
        (Status.CANCELLED, "#dddddd", "Export timeline"),
        (Status.MERGED, "#dddddd", "Export timeline"),
    ],
)
def test_what_is_over_can_only_be_reopened_and_read(status: Status, colour: str, last: str) -> None:
    over = incident_of(status=status, ended_at=NOW, handoff=None, merged_into="INC-2026-0001")
    shown = card(over, SETUP, NOW)
    assert buttons(shown) == ["Reopen"]
    assert more(shown)[:4] == ["Add a note", "Catch me up", "Show timeline", "Export timeline"]
    assert more(shown)[-1] == last
    assert shown.colour == colour


def test_only_a_thread_can_be_given_a_channel() -> None:
    thread = Room(RoomKind.THREAD, "C0ALL", "1795000000.000100")
    assert "Give it a channel" in more(card(incident_of(room=thread, wants_channel=False), SETUP, NOW))
    assert "Give it a channel" not in more(card(incident_of(room=thread, wants_channel=True), SETUP, NOW))
    assert "Give it a channel" not in more(card(incident_of(), SETUP, NOW))


def test_the_choices_of_more_carry_the_incident() -> None:
    menu = card(incident_of(), SETUP, NOW).blocks[-1]["elements"][-1]
    assert menu["options"][0]["value"] == "status INC-2026-0847"


def test_the_card_says_how_the_bot_looks_for_an_owner() -> None:
    search = Escalation(POLICY, NOW, next_at=NOW + timedelta(minutes=5))
    given_up = dataclasses.replace(search, exhausted=True)
    assert "nobody yet: paging until" in words(card(incident_of(**FRESH, escalation=search), SETUP, NOW))
    assert "asking again" in words(card(incident_of(**FRESH, escalation=given_up), SETUP, NOW))
    assert "nobody yet: press Acknowledge" in words(card(incident_of(**FRESH), SETUP, NOW))


def test_an_overdue_update_is_seen() -> None:
    late = incident_of(cadence=Cadence(due_at=NOW - timedelta(minutes=1)))
    assert "⚠ was due <!date^1795011900" in words(card(late, SETUP, NOW))
    assert "⚠" not in words(card(incident_of(), SETUP, NOW))


def test_runbook_and_dashboards_are_one_click_away() -> None:
    shown = words(card(incident_of(), setup_of(runbooks=5), NOW))
    assert "Runbook: <https://runbooks.example/0?a=1&amp;b=2|runbooks.example/0?a=1&amp;b=2>" in shown
    assert "and 2 more" in shown


def test_the_footer_says_how_it_came_here() -> None:
    assert "Declared by Ana <!date^" in str(card(incident_of(), SETUP, NOW).footer)
    assert "Opened by an alert from prometheus <!date^" in str(
        card(incident_of(integration="prometheus"), SETUP, NOW).footer
    )


def test_the_mirror_of_a_channel_points_to_it_and_mentions_nobody() -> None:
    shown = mirror(incident_of(roles=()), SETUP, NOW)
    assert buttons(shown) == [*buttons(card(incident_of(roles=()), SETUP, NOW)), "Open room"]
    assert "<#C0ROOM>" in words(shown)
    assert "<@" not in words(shown)


def test_in_a_thread_the_mirror_is_the_card() -> None:
    thread = Room(RoomKind.THREAD, "C0ALL", "1795000000.000100")
    in_thread = incident_of(room=thread)
    assert mirror(in_thread, SETUP, NOW) == card(in_thread, SETUP, NOW)


def test_a_private_incident_has_no_mirror() -> None:
    with pytest.raises(AssertionError, match="private"):
        mirror(incident_of(private=True), SETUP, NOW)


def test_the_emoji_is_the_severity() -> None:
    def dot(incident: Incident) -> str:
        return str(card(incident, SETUP, NOW).blocks[0]["text"]["text"])[0]

    assert [dot(incident_of(severity=s)) for s in Severity] == ["🔴", "🟠", "🟡", "🔵"]
