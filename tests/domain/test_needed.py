"""Whom an open incident needs, and whether the place where it is told is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.events import HandoffText, Role, RoomKind
from bot.domain.outcomes import NoteRoom, NoteRoomRefused
from bot.domain.requests import AcceptHandoff, Acknowledge, AssignRole, DraftHandoff, OfferHandoff, Promote
from tests.domain.world import SYSTEM, World, declared

Story = Callable[[World], object]


def paged(world: World) -> None:
    """Declared, and ana is paged at once."""


def owned(world: World) -> None:
    world.does(Acknowledge(), by="ana")


def with_a_scribe(world: World) -> None:
    owned(world)
    world.does(AssignRole(Role.SCRIBE, "diego"), by="ana")


def drafted(world: World) -> None:
    owned(world)
    world.does(DraftHandoff("carla"), by="ana")


def offered(world: World) -> None:
    drafted(world)
    world.does(OfferHandoff(HandoffText()), by="ana")


def handed_over(world: World) -> None:
    offered(world)
    world.does(AcceptHandoff("Yes"), by="carla")


@pytest.mark.parametrize(
    "story, needed",
    [
        (paged, {"ana"}),
        (owned, {"ana"}),
        (with_a_scribe, {"ana", "diego"}),
        (drafted, {"ana"}),
        (offered, {"ana", "carla"}),
        (handed_over, {"carla"}),
    ],
)
def test_it_needs_its_owner_whoever_owes_updates_is_paged_or_is_offered_it(
    story: Story, needed: set[str]
) -> None:
    world = declared(service="checkout")
    story(world)
    assert {name for name in world.setup.people if world.incident.waits_for(name)} == needed


def given_a_channel(world: World) -> None:
    world.does(NoteRoom(RoomKind.CHANNEL, "C1", name="inc-1"), by=SYSTEM)


def given_a_thread(world: World) -> None:
    world.does(NoteRoom(RoomKind.THREAD, "C0", "1.1"), by=SYSTEM)


def given_a_thread_and_promoted(world: World) -> None:
    given_a_thread(world)
    world.does(Promote(), by="ana")


def refused_a_channel(world: World) -> None:
    world.does(NoteRoomRefused("restricted_action"), by=SYSTEM)


@pytest.mark.parametrize(
    "severity, private, story, ready, refused",
    [
        ("P1", False, paged, False, False),
        ("P1", False, given_a_channel, True, False),
        ("P3", False, paged, False, False),
        ("P3", False, given_a_thread, True, False),
        ("P3", False, given_a_thread_and_promoted, False, False),
        ("P1", False, refused_a_channel, False, False),
        ("P1", True, paged, False, False),
        ("P1", True, refused_a_channel, False, True),
    ],
)
def test_the_room_is_ready_when_it_is_the_one_that_is_wanted(
    severity: str, private: bool, story: Story, ready: bool, refused: bool
) -> None:
    world = declared(severity, service="checkout", private=private)
    story(world)
    assert (world.incident.room_ready, world.incident.room_refused) == (ready, refused)
