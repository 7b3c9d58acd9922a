"""What people put on the timeline: notes and marked messages, once each, and nothing rewritten."""

from __future__ import annotations

import pytest

from bot.domain import events as e
from bot.domain.decision import Why
from bot.domain.incident import Mark
from bot.domain.requests import (
    AddNote,
    FollowDeletion,
    FollowEdit,
    MarkMessage,
    Request,
    Resolve,
    UnmarkMessage,
)
from tests.domain.world import World, at, declared

MARKED = MarkMessage("C1", "1.1", "bruno", "The cache is cold", at("10:00"))


def marked() -> World:
    world = declared("P1")
    world.does(MARKED, by="ana")
    return world


def marks(world: World) -> tuple[Mark, ...]:
    return world.incident.marks


def test_a_message_stands_once_however_many_people_mark_it() -> None:
    world = marked()
    assert world.does(MARKED, by="bruno").records == ()
    assert marks(world) == (Mark("C1", "1.1"),)


def test_unmarked_it_is_off_and_marked_again_it_is_on() -> None:
    world = marked()
    world.does(UnmarkMessage("C1", "1.1"), by="ana")
    assert marks(world) == ()
    assert world.is_refused(UnmarkMessage("C1", "1.1"), by="ana") is Why.NOT_MARKED
    world.does(MARKED, by="ana")
    assert marks(world) == (Mark("C1", "1.1"),)
    assert len(world.said(e.MessageMarked)) == 2


def test_an_edit_is_a_new_entry_once_and_the_first_wording_stays() -> None:
    world = marked()
    edit = FollowEdit("C1", "1.1", "The cache was cold")
    world.does(edit, by="bruno")
    assert world.does(edit, by="bruno").records == ()
    assert len(world.said(e.MarkedMessageEdited)) == 1
    assert len(world.said(e.MessageMarked)) == 1
    world.does(FollowEdit("C1", "1.1", "The cache is cold"), by="bruno")
    assert len(world.said(e.MarkedMessageEdited)) == 2, "edited back is an edit too"


def test_an_edit_that_arrives_after_a_newer_one_is_not_the_last_word() -> None:
    world = marked()
    world.does(FollowEdit("C1", "1.1", "It was DNS", at("10:05")), by="bruno")
    assert world.does(FollowEdit("C1", "1.1", "It was TLS", at("10:04")), by="bruno").records == ()
    world.does(FollowEdit("C1", "1.1", "It was the cache", at("10:06")), by="bruno")
    edits = [rec.event for rec in world.records if isinstance(rec.event, e.MarkedMessageEdited)]
    assert edits == [
        e.MarkedMessageEdited("C1", "1.1", "It was DNS", at("10:05")),
        e.MarkedMessageEdited("C1", "1.1", "It was the cache", at("10:06")),
    ]


def test_a_deleted_message_is_said_to_be_deleted_once() -> None:
    world = marked()
    world.does(FollowDeletion("C1", "1.1"), by="bruno")
    assert world.is_refused(FollowDeletion("C1", "1.1"), by="bruno") is Why.NOT_MARKED
    assert world.is_refused(FollowEdit("C1", "1.1", "new"), by="bruno") is Why.NOT_MARKED


@pytest.mark.parametrize(
    "request_", [UnmarkMessage("C1", "2.2"), FollowEdit("C1", "2.2", "x"), FollowDeletion("C2", "1.1")]
)
def test_messages_that_nobody_marked_are_none_of_its_business(request_: Request) -> None:
    assert marked().is_refused(request_, by="bruno") is Why.NOT_MARKED


@pytest.mark.parametrize("text, why", [("  ", Why.EMPTY_TEXT), ("x" * 3001, Why.TOO_LONG)])
def test_a_note_has_words_and_not_too_many(text: str, why: Why) -> None:
    assert declared("P1").is_refused(AddNote(text)) is why


def test_notes_and_marks_are_taken_after_the_end_too() -> None:
    world = declared("P1")
    world.does(Resolve(), by="ana")
    world.does(AddNote(" It was DNS "), by="ana")
    world.does(MARKED, by="ana")
    assert world.last(e.NoteAdded) == e.NoteAdded("It was DNS")
