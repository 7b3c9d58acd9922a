"""What goes where: cards, lines, pages, files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import notices as n
from bot.domain.events import HandoffText
from bot.domain.incident import Asking
from bot.domain.notices import Place, Telling
from bot.sandbox import Person, Sandbox
from tests.delivery.desk import Desk

PAGE = n.PagePerson("ana", 1, "on call on primary")


def test_a_page_reaches_its_person(desk: Desk, ana: Person, carla: Person) -> None:
    receipt = desk.sends(PAGE)
    assert "Acknowledge" in ana.sees("Checkout is down").buttons
    assert carla.dms() == []
    assert receipt.channel is not None
    assert receipt.channel.startswith("D")
    assert receipt.ts


def test_everything_said_carries_its_notice(desk: Desk) -> None:
    briefing = desk.briefing(PAGE)
    desk.sender.send(briefing)
    assert [m.metadata for m in desk.said()] == [
        {"event_type": "meridian_notice", "event_payload": {"notice": briefing.notice.id}}
    ]


def test_a_person_without_a_slack_id_is_never_told(desk: Desk) -> None:
    assert desk.refuses(n.PagePerson("diego", 1, "x")).reason == "no_slack_id"
    assert desk.refuses(n.PagePerson("nobody", 1, "x")).reason == "no_slack_id"


def test_a_person_may_go_by_their_slack_id(desk: Desk, carla: Person) -> None:
    desk.sends(n.PagePerson("U0CARLA", 1, "x"))
    carla.sees("Checkout is down")


def test_somebody_who_left_the_company_is_never_told(desk: Desk, sandbox: Sandbox, ana: Person) -> None:
    sandbox.changes_user(ana, deleted=True)
    assert desk.refuses(PAGE).reason == "channel_not_found"


def test_a_settled_page_is_edited_where_it_stands(desk: Desk, ana: Person) -> None:
    page = desk.sends(PAGE)
    assert page.channel
    assert page.ts
    acknowledged = replace(desk.incident, owner="carla", acknowledged_at_source=True)
    receipt = desk.sends(n.SettlePage("ana", 1), place=Place(page.channel, page.ts), incident=acknowledged)
    assert (receipt.channel, receipt.ts) == (page.channel, page.ts)
    assert len(desk.said()) == 1
    assert "Acknowledge" not in ana.dms()[0].buttons


def test_a_page_that_stands_nowhere_needs_no_settling(desk: Desk) -> None:
    assert desk.sends(n.SettlePage("ana", 1)) == n.Sent()
    assert len(desk.sandbox.journal) == 0


def test_a_settled_page_that_was_deleted_is_left_alone(desk: Desk) -> None:
    page = desk.sends(PAGE)
    assert (
        desk.refuses(n.SettlePage("ana", 1), place=Place(page.channel or "", "1.000001")).reason
        == "message_not_found"
    )
    assert len(desk.said()) == 1


def test_a_channel_named_in_a_policy_is_joined_and_paged(desk: Desk, sandbox: Sandbox, ana: Person) -> None:
    channel = sandbox.channel("team-payments", [ana], bot=False)
    receipt = desk.sends(n.PageChannel("team-payments", 1, "x"))
    assert receipt.channel == channel.id
    ana.sees("Checkout is down", "team-payments")


def test_a_channel_that_is_not_there(desk: Desk) -> None:
    assert desk.refuses(n.PageChannel("no-such", 1, "x")).reason == "channel_not_found"


def test_the_mirror_makes_the_incidents_channel_once(desk: Desk, sandbox: Sandbox) -> None:
    first, again = desk.sends(n.ShowMirror()), desk.sends(n.ShowMirror())
    assert first.channel == again.channel
    assert desk.calls("conversations.create") == 1
    assert desk.calls("conversations.list") == 1


def test_the_incidents_channel_is_joined_when_it_is_there(desk: Desk, sandbox: Sandbox, ana: Person) -> None:
    channel = sandbox.channel("incidents", [ana], bot=False)
    assert desk.sends(n.ShowMirror()).channel == channel.id
    assert desk.calls("conversations.create") == 0
    ana.sees("Checkout is down", "incidents")


def test_the_incidents_channel_may_be_given_by_id(sandbox: Sandbox) -> None:
    channel = sandbox.channel("elsewhere")
    assert Desk(sandbox, channel.id).sends(n.ShowMirror()).channel == channel.id


def test_the_card_is_posted_once_and_then_edited(desk: Desk, ana: Person) -> None:
    desk.in_channel()
    card = desk.sends(n.ShowCard())
    place = Place(card.channel or "", card.ts or "")
    again = desk.sends(n.ShowCard(), place=place)
    assert (again.channel, again.ts) == (card.channel, card.ts)
    assert len(desk.said()) == 1


@pytest.mark.parametrize("telling", [n.ShowCard(), n.ShowMirror()])
def test_a_card_that_cannot_be_edited_is_posted_anew(desk: Desk, telling: Telling) -> None:
    desk.in_channel()
    card = desk.sends(telling)
    anew = desk.sends(telling, place=Place(card.channel or "", "1.000001"))
    assert anew.ts != card.ts
    assert len(desk.said()) == 2


def test_a_private_incident_has_no_mirror(desk: Desk) -> None:
    desk.private()
    assert desk.refuses(n.ShowMirror()).reason == "private"
    assert len(desk.sandbox.journal) == 0


def test_lines_go_into_the_room(desk: Desk, ana: Person) -> None:
    incident = desk.in_channel()
    assert incident.room
    line = desk.sends(n.SayLine(2), records=desk.records[1:])
    assert line.channel == incident.room.channel
    assert [m.text for m in desk.said() if "rolled back to v41" in m.text]


def test_lines_of_a_thread_go_into_the_thread(desk: Desk) -> None:
    mirror = desk.sends(n.ShowMirror())
    desk.in_thread(mirror)
    desk.sends(n.SayLine(2), records=desk.records[1:])
    desk.sends(n.PostSummary(n.Occasion.RESOLVED))
    assert [m.thread_ts for m in desk.said()][1:] == [mirror.ts, mirror.ts]


def test_the_old_thread_is_pointed_to_the_channel(desk: Desk) -> None:
    mirror = desk.sends(n.ShowMirror())
    desk.in_channel()
    desk.sends(n.PointToRoom(), place=Place(mirror.channel or "", mirror.ts or ""))
    assert desk.said()[-1].channel == mirror.channel
    assert desk.said()[-1].thread_ts == mirror.ts


@pytest.mark.parametrize(
    "telling",
    [n.ShowCard(), n.SayLine(2), n.UploadTimeline(), n.SetTopic(), n.AddBookmarks(), n.Invite(("ana",))],
)
def test_without_a_room_nothing_is_said_in_it(desk: Desk, telling: Telling) -> None:
    assert desk.refuses(telling).reason == "no_room"


def test_the_timeline_is_a_file_in_the_room(desk: Desk, sandbox: Sandbox, ana: Person) -> None:
    desk.in_channel()
    sandbox.workspace.channels[desk.incident.room.channel].members.append(ana.id)  # type: ignore[union-attr]
    desk.sends(n.UploadTimeline())
    (message,) = desk.said()
    (shared,) = [sandbox.workspace.files[file] for file in message.files]
    assert shared.name == "INC-2026-0001-1-x.md"  # the notice's own
    assert b"rolled back to v41" in shared.content


def test_the_timeline_of_a_thread_is_a_file_in_the_thread(desk: Desk) -> None:
    mirror = desk.sends(n.ShowMirror())
    desk.in_thread(mirror)
    desk.sends(n.UploadTimeline())
    assert desk.said()[-1].thread_ts == mirror.ts
    assert desk.said()[-1].files


PERSONAL: tuple[Telling, ...] = (
    PAGE,
    n.RemindUpdate("ana", 1),
    n.SuggestHelp("ana"),
    n.AskIfResolved("ana"),
    n.AskToReopen("ana"),
    n.ShowDraft("ana", 1),
    n.OfferToTake("ana", 1, HandoffText(status="bad")),
)


@pytest.mark.parametrize("telling", PERSONAL, ids=lambda t: type(t).__name__)
def test_what_is_for_a_person_goes_to_that_person(desk: Desk, ana: Person, telling: Telling) -> None:
    desk.sends(telling)
    assert len(ana.dms()) == 1


@pytest.mark.parametrize(
    "telling",
    [
        n.RefreshPage("ana", 1, "on call"),
        n.SettlePage("ana", 1),
        n.SettleQuestion("ana", Asking.UPDATE, 1),
        n.SettleDraft("ana", 1),
        n.SettleOffer("ana", 1),
    ],
    ids=lambda t: type(t).__name__,
)
def test_what_follows_a_message_edits_it_and_says_nothing_new(
    desk: Desk, ana: Person, telling: Telling
) -> None:
    first = desk.sends(PAGE)
    again = desk.sends(telling, place=Place(first.channel or "", first.ts or ""))
    assert again.ts == first.ts
    assert len(ana.dms()) == 1
    assert desk.sends(telling) == n.Sent()
    assert desk.calls("chat.postMessage") == 1
