"""Past incidents under a changed file, in words: what counts, and what is left out."""

from __future__ import annotations

import pytest

from bot.domain.proof.replay import Replayed, replay
from bot.domain.requests import Declare
from bot.domain.setup import Setup, Severity
from bot.render.proof.replay import outcome, row
from tests.domain.world import AWAKE, World, at, team

WITHOUT_POLICIES = "people: {ana: {zone: UTC}}"


def replayed(setup: Setup, page: str = "", service: str | None = None) -> Replayed:
    world = World(team(), at("10:00"))
    world.does(Declare("Cards are declined", severity=Severity.P1, page=page, service=service), by="ana")
    found = replay(setup, world.records)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "file,asked,cell,bad,said",
    [
        (AWAKE, {"page": "payments"}, "ana at once", False, "Of 1 incident 0 would"),
        (AWAKE, {}, "nobody: its owner declared it", False, "Of 1 incident 0 would"),
        (
            WITHOUT_POLICIES,
            {"page": "payments"},
            "not replayed: this file has no policy of the name that paged then",
            False,
            "Not replayed: ",
        ),
        (
            WITHOUT_POLICIES,
            {"service": "checkout"},
            "nobody: no policy pages for it",
            True,
            "Nobody would be",
        ),
    ],
)
def test_a_line_says_who_is_paged_or_why_nobody(
    file: str, asked: dict[str, str], cell: str, bad: bool, said: str
) -> None:
    one = replayed(team(file), **asked)
    assert (row(one).cells[-1], bool(row(one).bad)) == (cell, bad)
    assert said in outcome([one])
    assert ("Nobody would be paged" in outcome([one])) is bad


def test_what_is_not_replayed_is_not_counted() -> None:
    left_out = replayed(team(WITHOUT_POLICIES), page="payments")
    assert outcome([left_out]) == f"Not replayed: {left_out.incident}."
    assert outcome([left_out, replayed(team(), page="payments")]).startswith("Of 1 incident 0 would")
