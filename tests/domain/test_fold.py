"""The fold: a timeline leads to one state, or is broken."""

from __future__ import annotations

import pytest

from bot.domain.events import Recorded
from bot.domain.fold import BrokenTimeline, fold
from bot.domain.requests import AddNote
from tests.domain.world import declared


def timeline() -> list[Recorded]:
    world = declared("P1")
    world.does(AddNote("x"))
    world.does(AddNote("y"))
    return world.records


def test_a_whole_timeline_leads_to_its_state() -> None:
    assert fold(timeline()).last_seq == len(timeline())


@pytest.mark.parametrize(
    "broken",
    [
        lambda records: [],
        lambda records: records[1:],
        lambda records: [*records[:-2], records[-1]],
        lambda records: [records[0], records[0]],
        lambda records: [*records, records[-1]],
    ],
    ids=["empty", "no beginning", "a gap", "two beginnings", "the end twice"],
)
def test_a_timeline_with_an_event_out_of_place_is_broken(broken: object) -> None:
    assert callable(broken)
    with pytest.raises(BrokenTimeline):
        fold(broken(timeline()))
