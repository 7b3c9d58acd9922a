"""Who may ask for what."""

from __future__ import annotations

import pytest

from bot.domain.decision import Decision, Refused, Why
from bot.domain.events import Role, RoomKind
from bot.domain.outcomes import NoteRoom
from bot.domain.requests import (
    Acknowledge,
    Actor,
    AddNote,
    AssignRole,
    Cancel,
    Close,
    Declare,
    Escalate,
    Join,
    Merge,
    PageTarget,
    Reopen,
    Request,
    Resolve,
    Standing,
)
from tests.domain.world import SYSTEM, World, declared, team


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.STRANGER])
@pytest.mark.parametrize(
    "request_", [Acknowledge(), Resolve(), AddNote("x"), Escalate(), PageTarget("search")]
)
def test_guests_and_strangers_are_no_responders(standing: Standing, request_: Request) -> None:
    assert declared("P1").is_refused(request_, by=Actor("eve", standing)) is Why.NOT_A_RESPONDER


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.STRANGER])
def test_guests_and_strangers_do_not_declare(standing: Standing) -> None:
    outcome = World(team()).ask(Declare("x"), by=Actor("eve", standing))
    assert isinstance(outcome, Refused)
    assert outcome.why is Why.NOT_A_RESPONDER


UNKNOWN = Actor("U0NEW", Standing.UNKNOWN)


@pytest.mark.parametrize("request_", [Resolve(), Cancel(), Merge("INC-2026-0002"), Close("done")])
def test_somebody_nobody_could_look_up_ends_nothing(request_: Request) -> None:
    assert declared("P1").is_refused(request_, by=UNKNOWN) is Why.NOT_SURE_WHO


@pytest.mark.parametrize("request_", [Acknowledge(), AddNote("x"), Escalate()])
def test_and_yet_acknowledges_and_writes(request_: Request) -> None:
    assert isinstance(declared("P1").ask(request_, by=UNKNOWN), Decision)


PRIVATE: list[Request] = [
    Acknowledge(), AddNote("x"), Resolve(), Reopen(), Escalate(), PageTarget("search"), AssignRole(Role.SCRIBE, "eve"),
]  # fmt: skip


@pytest.mark.parametrize("request_", PRIVATE)
@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.UNKNOWN, Standing.GUEST])
def test_a_private_incident_does_not_exist_for_outsiders(request_: Request, standing: Standing) -> None:
    world = declared("P1", private=True)
    outcome = world.ask(request_, by=Actor("eve", standing))
    assert isinstance(outcome, Refused)
    assert (outcome.why, outcome.incident) == (Why.NO_SUCH_INCIDENT, None)


def test_who_is_paged_given_a_role_or_invited_sees_a_private_incident() -> None:
    world = declared("P1", private=True)
    world.does(AddNote("I was paged"), by="ana")
    assert world.is_refused(AddNote("x"), by="diego") is Why.NO_SUCH_INCIDENT
    world.does(AssignRole(Role.SCRIBE, "diego"), by="zoe")
    world.does(AddNote("I have a role"), by="diego")
    world.does(Join("carla"), by="carla")
    world.does(AddNote("I was invited"), by="carla")


def test_a_request_for_an_incident_that_is_not_there() -> None:
    outcome = World(team()).ask(Acknowledge())
    assert isinstance(outcome, Refused)
    assert outcome.why is Why.NO_SUCH_INCIDENT


def test_no_channel_hears_of_a_private_incident() -> None:
    world = declared("P1", text=CHANNELS, private=True)
    world.goes_to("10:11")
    assert world.pages == ["10:00 bruno", "10:05 ana", "10:10 ana"]
    world.does(NoteRoom(RoomKind.CHANNEL, "G1"), by=SYSTEM)


CHANNELS = """
people:
  ana:   {slack: U0ANA, zone: UTC, quiet: "off"}
  bruno: {slack: U0BRU, zone: UTC, quiet: "off"}
policies:
  standard:
    levels:
      - {after: 0m,  page: [channel:ops]}
      - {after: 5m,  page: ["channel:ops", person:bruno]}
      - {after: 10m, page: [person:ana, channel:ops]}
teams: {payments: {members: [ana], policy: standard}}
services: {checkout: {team: payments}}
"""
