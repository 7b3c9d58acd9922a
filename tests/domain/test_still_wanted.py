"""Whether a notice is still worth telling when its turn comes, perhaps hours later."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain import notices as n
from bot.domain.events import HandoffText, RoomKind, Status
from bot.domain.outcomes import NoteRoom, NoteRoomLost
from bot.domain.requests import (
    AcceptHandoff,
    Acknowledge,
    CannotTake,
    ChangeStatus,
    DraftHandoff,
    OfferHandoff,
    PostUpdate,
    Promote,
    Reopen,
    Resolve,
    WithdrawHandoff,
)
from bot.domain.wanted import wanted
from tests.domain.world import SYSTEM, World, declared

Story = Callable[[World], object]

TEXT = HandoffText()
TAKEN = Acknowledge()


def owned(world: World) -> None:
    world.does(TAKEN, by="ana")


def owned_until(minutes: int) -> Story:
    def story(world: World) -> None:
        owned(world)
        world.wait(minutes)

    return story


def over(world: World) -> None:
    world.does(Resolve(), by="ana")


def drafted(world: World) -> None:
    owned(world)
    world.does(DraftHandoff("carla"), by="ana")


def offered(world: World) -> None:
    drafted(world)
    world.does(OfferHandoff(TEXT), by="ana")


CASES: list[tuple[str, n.Telling, Story, Story]] = [
    ("a page", n.PagePerson("ana", 0, ""), lambda w: None, owned),
    ("a page", n.PagePerson("ana", 0, ""), lambda w: None, over),
    (
        "a page given back",
        n.PagePerson("ana", 0, ""),
        lambda w: None,
        lambda w: w.does(CannotTake(), by="ana"),
    ),
    (
        "an older page to the same person",
        n.PagePerson("ana", 0, ""),
        lambda w: w.wait(14),
        lambda w: w.wait(2),
    ),
    ("a page to a channel", n.PageChannel("ops", 0, ""), lambda w: None, owned),
    ("the first reminder", n.RemindUpdate("ana", 1), owned_until(5), lambda w: w.wait(5)),
    ("a reminder", n.RemindUpdate("ana", 1), owned_until(5), lambda w: w.does(PostUpdate("x"), by="ana")),
    (
        "pull in help?",
        n.SuggestHelp("ana"),
        owned_until(10),
        lambda w: w.does(ChangeStatus(Status.IDENTIFIED)),
    ),
    ("pull in help?", n.SuggestHelp("ana"), owned_until(10), over),
    (
        "a draft",
        n.ShowDraft("ana", 1),
        drafted,
        lambda w: w.does(WithdrawHandoff()),
    ),
    ("an offer", n.OfferToTake("carla", 1, TEXT), offered, lambda w: w.does(AcceptHandoff("x"), by="carla")),
    ("an offer", n.OfferToTake("carla", 1, TEXT), offered, lambda w: w.does(DraftHandoff("carla"))),
    ("an offer", n.OfferToTake("carla", 1, TEXT), offered, lambda w: w.wait(11)),
    ("reopen?", n.AskToReopen("ana"), over, lambda w: w.does(Reopen(), by="ana")),
    ("a morning's summary", n.PostSummary(n.Occasion.MORNING), lambda w: None, over),
    (
        "a channel",
        n.OpenRoom(),
        lambda w: None,
        lambda w: w.does(NoteRoom(RoomKind.CHANNEL, "C1"), by=SYSTEM),
    ),
]


@pytest.mark.parametrize("name, what, before, after", CASES, ids=[case[0] for case in CASES])
def test_it_is_told_only_while_it_is_of_use(name: str, what: n.Telling, before: Story, after: Story) -> None:
    world = declared("P1") if not isinstance(what, n.PageChannel) else declared("P1", text=CHANNEL)
    before(world)
    assert wanted(what, world.incident), name
    after(world)
    assert not wanted(what, world.incident), name


CHANNEL = """
people: {ana: {slack: U0ANA, zone: UTC, quiet: "off"}}
policies: {standard: {levels: [{after: 0m, page: [channel:ops]}]}}
teams: {payments: {members: [ana], policy: standard}}
services: {checkout: {team: payments}}
"""


def test_who_handed_it_off_is_not_asked_to_pull_in_help() -> None:
    world = declared("P1")
    offered(world)
    world.wait(9)
    world.does(AcceptHandoff("mine"), by="carla")
    assert not wanted(n.SuggestHelp("ana"), world.incident)
    assert wanted(n.SuggestHelp("carla"), world.incident)


def test_an_incident_in_a_thread_has_its_mirror_for_a_card_until_it_is_promoted() -> None:
    world = declared("P3")
    world.does(NoteRoom(RoomKind.THREAD, "C0", "1.1"), by=SYSTEM)
    assert not wanted(n.ShowCard(), world.incident)
    assert not wanted(n.OpenRoom(), world.incident)
    world.does(Promote(), by="ana")
    assert wanted(n.OpenRoom(), world.incident)
    world.does(NoteRoom(RoomKind.CHANNEL, "C1"), by=SYSTEM)
    assert wanted(n.ShowCard(), world.incident)


@pytest.mark.parametrize("what", [n.SayLine(1), n.ShowMirror(), n.SettlePage("ana", 0), n.UploadTimeline()])
def test_what_is_on_the_record_is_told_however_late(what: n.Telling) -> None:
    world = declared("P1")
    over(world)
    assert wanted(what, world.incident)


@pytest.mark.parametrize("what", [n.SetTopic(), n.Invite(("ana",)), n.PinCard(), n.AddBookmarks()], ids=str)
def test_a_lost_rooms_furniture_is_not_put_into_the_incidents_channel(what: n.Telling) -> None:
    world = declared("P1")
    world.does(NoteRoom(RoomKind.CHANNEL, "C1"), by=SYSTEM)
    assert wanted(what, world.incident)
    world.does(NoteRoomLost("C1", "is_archived"), by=SYSTEM)
    world.does(NoteRoom(RoomKind.THREAD, "C0", "1.1"), by=SYSTEM)
    assert not wanted(what, world.incident)
