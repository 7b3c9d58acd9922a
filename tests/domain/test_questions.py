"""A question with buttons loses them as soon as an answer would do nothing, wherever it was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain import notices as n
from bot.domain import requests as r
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import HandoffText, Status
from bot.domain.incident import Asking
from bot.domain.setup import Severity
from tests.domain.world import AWAKE, World, at, declared, team

ASKED = n.RemindUpdate | n.SuggestHelp | n.AskIfResolved | n.AskToReopen
Story = Callable[[World], object]


def taken(world: World) -> None:
    world.does(r.Acknowledge(), by="ana")


def reminded(world: World) -> None:
    taken(world)
    world.does(r.ChangeStatus(Status.IDENTIFIED), by="ana")
    world.wait(5)


def helped(world: World) -> None:
    taken(world)
    world.wait(4)
    world.does(r.PostUpdate("we look", next_in=timedelta(hours=1)), by="ana")
    world.wait(6)


def fires(world: World, status: AlertStatus) -> None:
    alert = Alert("a", "Alert a", status, world.now - timedelta(minutes=1))
    world.hears(Arrival(EpisodeKey("prometheus", "checkout", "g"), (alert,)))


def recovered(world: World) -> None:
    taken(world)
    fires(world, AlertStatus.RESOLVED)


def fires_again(world: World) -> None:
    world.wait(2)
    fires(world, AlertStatus.FIRING)


def fires_on(world: World) -> None:
    """Resolved by a person while its alerts fire."""
    taken(world)
    world.does(r.Resolve(), by="ana")
    fires(world, AlertStatus.FIRING)


def handed_over(world: World) -> None:
    world.does(r.DraftHandoff("carla"), by="ana")
    world.does(r.OfferHandoff(HandoffText()), by="ana")
    world.does(r.AcceptHandoff("mine"), by="carla")


CASES: list[tuple[str, Asking, Story, Story]] = [
    ("an update", Asking.UPDATE, reminded, lambda w: w.does(r.PostUpdate("x"), by="bruno")),
    ("no change", Asking.UPDATE, reminded, lambda w: w.does(r.ReportNoChange(), by="bruno")),
    ("a snooze", Asking.UPDATE, reminded, lambda w: w.does(r.SnoozeReminder(timedelta(hours=1)))),
    ("resolved", Asking.UPDATE, reminded, lambda w: w.does(r.Resolve(), by="bruno")),
    ("cancelled", Asking.UPDATE, reminded, lambda w: w.does(r.Cancel(), by="bruno")),
    ("identified", Asking.HELP, helped, lambda w: w.does(r.ChangeStatus(Status.IDENTIFIED), by="bruno")),
    ("help called", Asking.HELP, helped, lambda w: w.does(r.Escalate(), by="bruno")),
    ("help that came by itself", Asking.HELP, helped, lambda w: w.wait(5)),
    ("handed off", Asking.HELP, helped, handed_over),
    ("resolved", Asking.HELP, helped, lambda w: w.does(r.Resolve(), by="bruno")),
    ("resolved", Asking.OVER, recovered, lambda w: w.does(r.Resolve(), by="bruno")),
    ("it fires again", Asking.OVER, recovered, fires_again),
    ("reopened", Asking.REOPEN, fires_on, lambda w: w.does(r.Reopen(), by="bruno")),
]


@pytest.fixture
def world() -> World:
    world = World(team(AWAKE), at("10:00"))
    fires(world, AlertStatus.FIRING)
    world.does(r.ChangeSeverity(Severity.P1), by="zoe")
    return world


@pytest.mark.parametrize(
    "answer, asking, asks, answered", CASES, ids=[f"{case[1].value}: {case[0]}" for case in CASES]
)
def test_what_was_asked_is_edited_when_it_is_answered(
    world: World, answer: str, asking: Asking, asks: Story, answered: Story
) -> None:
    asks(world)
    (asked,) = [x for _, x in world.told if isinstance(x.what, ASKED)]
    assert not settled(world), "edited before anything answered it"
    world.forget()
    answered(world)
    (notice,) = settled(world)
    assert notice.surface == asked.surface
    assert notice.lane == asked.lane, "it could overtake the question"
    assert isinstance(notice.what, n.SettleQuestion)
    assert notice.what.asking is asking
    assert notice.what.person == "ana"


def settled(world: World) -> list[n.Notice]:
    return [x for _, x in world.told if isinstance(x.what, n.SettleQuestion)]


def test_both_reminders_are_edited_once_and_no_older_ones() -> None:
    world = declared("P1")
    reminded(world)
    world.wait(5)
    assert [x.what for _, x in world.told if isinstance(x.what, n.RemindUpdate)] == [
        n.RemindUpdate("ana", 1),
        n.RemindUpdate("ana", 2),
    ]
    world.does(r.ReportNoChange(), by="bruno")
    assert len(settled(world)) == 2
    world.forget()
    world.wait(5)
    world.does(r.ReportNoChange(), by="bruno")
    assert len(settled(world)) == 1


def test_what_changes_nothing_of_the_question_leaves_its_buttons(world: World) -> None:
    recovered(world)
    world.does(r.AddNote("we look"), by="bruno")
    world.does(r.PostUpdate("better"), by="bruno")
    assert settled(world) == []


def test_a_long_incident_keeps_no_questions_that_wait_for_nothing() -> None:
    world = declared("P1")
    reminded(world)
    for _ in range(50):
        world.does(r.ReportNoChange(), by="ana")
        world.wait(5)
    assert len(world.incident.questions) == 1
