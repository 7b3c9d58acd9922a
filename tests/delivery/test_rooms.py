"""Channels made, adopted and furnished."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import notices as n
from bot.domain.notices import Place, Telling
from bot.domain.setup import Service
from bot.render import places
from bot.sandbox import FaultKind, Person, Sandbox
from tests.delivery.desk import SETUP, Desk

NAME = "inc-2026-0001-checkout-is-down"


def names(sandbox: Sandbox) -> list[str]:
    return [c.name for c in sandbox.workspace.channels.values() if c.name.startswith("inc-")]


def test_a_room_is_made(desk: Desk, sandbox: Sandbox) -> None:
    room = desk.sends(n.OpenRoom())
    assert room.name == NAME
    assert sandbox.workspace.channels[room.channel or ""].name == NAME


def test_a_private_incident_gets_a_private_room(desk: Desk, sandbox: Sandbox) -> None:
    desk.private()
    room = desk.sends(n.OpenRoom())
    assert sandbox.workspace.channels[room.channel or ""].private


def test_a_taken_name_gets_another_tail(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.channel(NAME, bot=False)
    sandbox.archive(NAME)
    assert desk.sends(n.OpenRoom()).name == f"{NAME}-2"


def test_twenty_names_are_tried(desk: Desk, sandbox: Sandbox) -> None:
    for attempt in range(20):
        sandbox.channel(places.channel_name(desk.incident, attempt), bot=False)
    assert desk.refuses(n.OpenRoom()).reason == "name_taken"
    assert desk.sends(n.OpenRoom(20)).name == f"{NAME}-21"


def test_a_room_that_an_earlier_try_made_is_adopted(desk: Desk, sandbox: Sandbox) -> None:
    desk.fault(FaultKind.RESET_AFTER, "conversations.create")
    briefing = desk.briefing(n.OpenRoom())
    receipt = desk.sender.send(briefing)
    assert isinstance(receipt, n.Later)
    assert receipt.doubtful
    adopted = desk.tries_again(briefing)
    assert isinstance(adopted, n.Sent)
    assert adopted.name == NAME
    assert names(sandbox) == [NAME]


def test_a_room_with_a_tail_is_adopted_too(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.channel(NAME, bot=False)
    desk.fault(FaultKind.RESET_AFTER, "conversations.create", when=lambda args: args["name"] == f"{NAME}-2")
    briefing = desk.briefing(n.OpenRoom())
    desk.sender.send(briefing)
    adopted = desk.tries_again(briefing)
    assert isinstance(adopted, n.Sent)
    assert adopted.name == f"{NAME}-2"
    assert names(sandbox) == [NAME, f"{NAME}-2"]


def test_a_private_room_is_adopted_too(desk: Desk, sandbox: Sandbox) -> None:
    desk.private()
    desk.fault(FaultKind.RESET_AFTER, "conversations.create")
    briefing = desk.briefing(n.OpenRoom())
    desk.sender.send(briefing)
    assert isinstance(desk.tries_again(briefing), n.Sent)
    assert len(names(sandbox)) == 1


def test_another_s_room_is_never_adopted(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.channel(NAME)
    adopted = desk.tries_again(desk.briefing(n.OpenRoom()))
    assert isinstance(adopted, n.Sent)
    assert adopted.name == f"{NAME}-2"


def test_whether_it_is_ours_must_be_known(desk: Desk, sandbox: Sandbox) -> None:
    desk.fault(FaultKind.RESET_AFTER, "conversations.create")
    desk.fault(FaultKind.STATUS, "conversations.list")
    briefing = desk.briefing(n.OpenRoom())
    desk.sender.send(briefing)
    assert isinstance(desk.tries_again(briefing), n.Later)
    assert isinstance(desk.tries_again(briefing), n.Sent)
    assert names(sandbox) == [NAME]


@pytest.mark.parametrize("code", ["restricted_action", "cannot_create_channel", "invalid_name_specials"])
def test_what_slack_forbids_is_never(desk: Desk, code: str) -> None:
    desk.fault(FaultKind.ERROR, "conversations.create", error=code)
    assert desk.refuses(n.OpenRoom()).reason == code


def test_people_are_invited(desk: Desk, sandbox: Sandbox, ana: Person, carla: Person) -> None:
    desk.in_channel()
    desk.sends(n.Invite(("ana", "carla", "diego")))
    assert {"U0ANA", "U0CARLA"} <= set(_members(desk, sandbox))
    desk.sends(n.Invite(("ana",)))


def test_one_who_cannot_come_keeps_nobody_else_out(
    desk: Desk, sandbox: Sandbox, ana: Person, carla: Person
) -> None:
    desk.in_channel()
    sandbox.changes_user(carla, deleted=True)
    desk.sends(n.Invite(("ana", "carla", "U0NOBODY")))
    assert "U0ANA" in _members(desk, sandbox)


def test_when_nobody_can_come_the_reason_is_slack_s(desk: Desk) -> None:
    desk.in_channel()
    assert desk.refuses(n.Invite(("U0NOBODY",))).reason == "user_not_found"
    assert desk.refuses(n.Invite(("diego",))).reason == "no_slack_id"


def test_more_than_a_hundred_are_invited_in_parts(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel()
    people = [sandbox.person(f"p{n}", id=f"U0P{n:04d}").id for n in range(150)]
    desk.sends(n.Invite(tuple(people)))
    assert set(people) <= set(_members(desk, sandbox))
    assert desk.calls("conversations.invite") == 2


def _members(desk: Desk, sandbox: Sandbox) -> list[str]:
    assert desk.incident.room
    return sandbox.workspace.channels[desk.incident.room.channel].members


def test_the_topic_says_severity_status_and_owner(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel()
    assert desk.incident.room
    desk.sends(n.SetTopic())
    topic = sandbox.workspace.channels[desk.incident.room.channel].topic.value
    assert topic.startswith("P1 · investigating · owner: ")


def test_the_card_is_pinned_once(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel()
    card = desk.sends(n.ShowCard())
    place = Place(card.channel or "", card.ts or "")
    desk.sends(n.PinCard(), card=place)
    desk.sends(n.PinCard(), card=place)
    assert len(sandbox.workspace.channels[place.channel].pins) == 1
    assert desk.refuses(n.PinCard()).reason == "no_card"


def test_links_are_bookmarked_and_not_twice(desk: Desk, sandbox: Sandbox) -> None:
    desk.in_channel()
    assert desk.incident.room
    briefing = desk.briefing(n.AddBookmarks())
    desk.sender.send(briefing)
    desk.tries_again(briefing)
    bookmarks = sandbox.workspace.channels[desk.incident.room.channel].bookmarks
    assert [b.link for b in bookmarks] == ["https://runbooks.example/checkout", "https://grafana.example/d/1"]


@pytest.mark.parametrize(
    "method,telling",
    [
        ("conversations.invite", n.Invite(("ana",))),
        ("conversations.setTopic", n.SetTopic()),
        ("pins.add", n.PinCard()),
        ("bookmarks.add", n.AddBookmarks()),
    ],
)
@pytest.mark.parametrize("code", ["unknown_method", "missing_scope"])
def test_a_server_that_cannot_decorate_does_no_harm(
    desk: Desk, method: str, telling: Telling, code: str
) -> None:
    desk.in_channel()
    card = desk.sends(n.ShowCard())
    desk.fault(FaultKind.ERROR, method, error=code)
    assert desk.refuses(telling, card=Place(card.channel or "", card.ts or "")).reason == code
    assert desk.sender.health.ok


def test_a_service_without_links_needs_no_bookmarks(desk: Desk) -> None:
    desk.in_channel()
    desk.sends(n.AddBookmarks(), setup=replace(SETUP, services={"checkout": Service("checkout")}))
    assert desk.calls("bookmarks.add") == 0
