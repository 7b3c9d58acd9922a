"""When the impact began: apart from the declaration, corrected by an update, never in the future."""

from __future__ import annotations

import pytest

from bot.domain import events as e
from bot.domain.decision import Why
from bot.domain.declaration import titled
from bot.domain.fold import fold
from bot.domain.notices import ShowCard, ShowMirror
from bot.domain.requests import PostUpdate, Resolve
from bot.render.export import from_json, to_json
from tests.domain.world import at, declared


def test_a_title_has_no_signs_that_a_telephone_or_a_card_cannot_take() -> None:
    assert titled("disk \x1b[31mfull\x1b[0m \ufffe\uffff\u202ehere\x00.") == "disk [31mfull[0m here"


def test_a_title_stands_within_sentences_and_has_no_full_stop() -> None:
    found = [titled(text) for text in ("A key  has leaked.", "Why?", "Wait...", " a.b ")]
    assert found == ["A key has leaked", "Why?", "Wait...", "a.b"]


def test_an_update_says_when_it_began() -> None:
    world = declared("P1")
    world.forget()
    world.does(PostUpdate("we look", impact="nobody can pay", impact_began=at("09:40")), by="ana")
    assert world.last(e.ImpactDescribed) == e.ImpactDescribed("nobody can pay", at("09:40"))
    assert world.incident.impact_started_at == at("09:40")
    assert any(isinstance(x.what, ShowCard | ShowMirror) for _, x in world.told), (
        "the card still shows the old time"
    )


def test_a_correction_keeps_what_was_written() -> None:
    world = declared("P1")
    world.does(PostUpdate("we look", impact="nobody can pay", impact_began=at("09:40")), by="ana")
    world.does(PostUpdate("earlier", impact_began=at("09:10")), by="bruno")
    assert world.last(e.ImpactDescribed) == e.ImpactDescribed("nobody can pay", at("09:10"))
    world.does(PostUpdate("worse", impact="nobody can log in"), by="bruno")
    assert world.incident.impact_started_at == at("09:10")


def test_the_same_again_is_no_correction() -> None:
    world = declared("P1")
    for _ in range(2):
        world.does(PostUpdate("we look", impact_began=at("09:40")), by="ana")
    assert world.said(e.ImpactDescribed) == ["10:00"]


@pytest.mark.parametrize("began", ["10:01", "2026-11-05 09:00"])
def test_the_future_is_refused(began: str) -> None:
    world = declared("P1")
    assert world.is_refused(PostUpdate("we look", impact_began=at(began))) is Why.IMPACT_IN_FUTURE


def test_so_is_what_lies_after_the_end() -> None:
    world = declared("P1")
    world.wait(3)
    world.does(Resolve(), by="ana")
    world.wait(60)
    assert world.is_refused(PostUpdate("late", impact_began=at("10:30"))) is Why.IMPACT_IN_FUTURE
    world.does(PostUpdate("found out later", impact_began=at("09:30")), by="ana")
    assert world.incident.impact_started_at == at("09:30")


def test_the_export_folds_back_with_it() -> None:
    world = declared("P1")
    world.does(PostUpdate("we look", impact_began=at("09:40")), by="ana")
    again = from_json(to_json(world.incident, tuple(world.records), world.setup))
    assert again == tuple(world.records)
    assert fold(again).impact_started_at == at("09:40")
