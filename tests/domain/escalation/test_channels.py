"""A channel is told, and is nobody who is awake."""

from __future__ import annotations

import pytest

from bot.domain import events as e
from bot.domain.page_reasons import LastResort, PageReason
from bot.domain.requests import Acknowledge, Escalate, PageTarget
from tests.domain.oncall.test_quiet_hours import night
from tests.domain.world import AWAKE, declared

LAST = "when_all_quiet: last_level"


@pytest.mark.parametrize(
    "more, levels, pages",
    [
        ("", ("person:ana", "channel:ops"), ["07:30 ana", "07:35 #ops", "07:40 ana"]),
        ("", ("person:ana, channel:ops",), ["07:30 ana", "07:30 #ops", "07:35 ana", "07:35 #ops"]),
        (
            LAST,
            ("person:ana", "channel:ops", "person:bruno"),
            ["07:30 bruno", "07:35 #ops", "07:40 bruno"],
        ),
        (LAST, ("person:ana, channel:ops", "person:bruno"), ["07:30 #ops", "07:30 bruno", "07:35 bruno"]),
        (LAST, ("channel:ops", "person:ana", "person:bruno"), ["07:30 #ops", "07:35 bruno", "07:40 bruno"]),
        ("when_all_quiet: person:bruno", ("person:ana", "channel:ops"), ["07:30 bruno", "07:35 #ops"]),
    ],
)
def test_when_everyone_sleeps_a_channel_does_not_let_them_sleep_on(
    more: str, levels: tuple[str, ...], pages: list[str]
) -> None:
    world = night(*levels, more=more)
    world.goes_to("07:40")
    assert world.pages[: len(pages)] == pages


def test_whoever_is_woken_after_the_channel_reads_that_everyone_sleeps() -> None:
    world = night("channel:ops", "person:ana")
    world.goes_to("07:35")
    paged = world.last(e.Paged)
    assert isinstance(paged, e.Paged)
    assert isinstance(paged.why, PageReason)
    assert (paged.person, paged.why.last_resort) == ("ana", LastResort.EVERYONE_QUIET)


def test_a_sleeper_leads_at_once_to_somebody_awake_and_the_channel_between_is_told() -> None:
    world = night("person:ana", "channel:ops", "person:carla", "person:eva")
    world.goes_to("07:35")
    assert world.pages == ["07:30 #ops", "07:30 carla", "07:35 eva"]
    assert night("person:ana, channel:ops", "person:carla").pages == ["07:30 #ops", "07:30 carla"]


def test_a_channel_whose_turn_it_is_has_its_time() -> None:
    world = night("channel:ops", "person:carla")
    world.goes_to("07:35")
    assert world.pages == ["07:30 #ops", "07:35 carla"]
    beside = declared("P1", AWAKE.replace("[person:bruno]", "[channel:ops]"))
    beside.goes_to("10:10")
    assert beside.pages == ["10:00 ana", "10:05 #ops", "10:10 carla"]


def test_where_nobody_can_be_paged_the_channel_is_told_as_ever() -> None:
    world = declared("P2", AWAKE.replace("slack: U0ANA, ", "").replace("[person:bruno]", "[channel:ops]"))
    assert world.pages == ["10:00 #ops", "10:00 carla"]
    lone = declared("P4", AWAKE.replace("[person:diego]", "[channel:ops]"), service="index")
    lone.goes_to("11:00")
    assert lone.pages[:4] == ["10:00 #ops", "10:05 #ops", "10:15 #ops", "10:35 #ops"]


def test_past_the_end_the_nearest_level_with_a_person_is_asked_beside_the_channel() -> None:
    world = declared("P1", AWAKE.replace("[person:carla]", "[channel:ops]"))
    world.goes_to("10:30")
    assert world.pages[-2:] == ["10:30 #ops", "10:30 bruno"]
    quiet = night("person:ana", "channel:ops")
    quiet.goes_to("07:50")
    assert quiet.pages[-2:] == ["07:50 #ops", "07:50 ana"]


def test_past_the_end_a_channel_alone_puts_nothing_small_off_until_tomorrow() -> None:
    """Once everybody sleeps they are looked for each hour, and the channel is told when somebody is asked."""
    world = night("person:ana", "channel:ops", severity="P4")
    world.goes_to("12:29")
    assert world.pages[:4] == ["07:30 ana", "07:35 #ops", "07:40 ana", "07:45 #ops"]
    world.goes_to("13:00")
    assert [page.split()[1] for page in world.pages[4:]] == ["#ops", "ana"]


def test_help_is_somebody_and_the_channel_is_told_with_them() -> None:
    world = declared("P1", AWAKE.replace("[person:bruno]", "[channel:ops]"))
    world.does(Acknowledge(), by="ana")
    world.does(Escalate(), by="ana")
    assert world.pages == ["10:00 ana", "10:00 #ops", "10:00 carla"]


def test_help_wakes_somebody_where_else_only_a_channel_is_left() -> None:
    world = night("person:carla", "channel:ops", "person:ana")
    world.does(Acknowledge(), by="carla")
    world.does(Escalate(), by="carla")
    assert "07:30 ana" in world.pages


def test_a_team_that_is_paged_by_name_is_a_person_not_only_its_channel() -> None:
    world = night("channel:ops", "person:ana", "person:eva")
    world.does(PageTarget("payments"), by="carla")
    assert world.pages == ["07:30 #ops", "07:30 #ops", "07:30 eva"]
