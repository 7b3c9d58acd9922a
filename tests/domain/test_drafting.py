"""The draft of a handoff: what the timeline says, in seven fields."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.draft import LAST_LINES, NOTHING_TRIED, draft
from bot.domain.events import Status
from bot.domain.requests import Acknowledge, AddNote, ChangeStatus, PostUpdate
from tests.domain.world import AWAKE, declared

LINKED = AWAKE.replace(
    "checkout: {team: payments}",
    "checkout: {team: payments, runbooks: ['https://r.example'], dashboards: ['https://g.example'], "
    "logs: 'https://l.example', traces: 'https://t.example'}",
)


def test_the_timeline_fills_what_it_can_and_leaves_the_rest_to_the_giver() -> None:
    world = declared("P1", text=LINKED)
    world.does(Acknowledge(), by="ana")
    world.does(AddNote("Restarted the cache"), by="ana")
    world.does(PostUpdate("Payments fail for cards", Status.IDENTIFIED, "One in five payments"), by="ana")
    text = draft(world.incident, tuple(world.records), world.setup)
    assert text.status == "P1 identified"
    assert text.impact == "One in five payments"
    assert text.what_we_know == "• Payments fail for cards"
    assert text.what_we_tried == "• Restarted the cache"
    assert (text.current_hypothesis, text.next_steps) == ("", "")
    assert text.key_links == (
        "Runbook: https://r.example\nDashboard: https://g.example\nLogs: https://l.example\nTraces: https://t.example"
    )


def test_an_empty_timeline_says_so() -> None:
    world = declared("P1")
    text = draft(world.incident, tuple(world.records), world.setup)
    assert (text.impact, text.what_we_know, text.key_links) == ("Not described yet.", "", "")
    assert text.what_we_tried == NOTHING_TRIED


def test_until_somebody_writes_the_impact_it_is_what_the_declarer_wrote() -> None:
    world = declared("P1")
    incident = replace(world.incident, description="Nobody can pay")
    assert draft(incident, tuple(world.records), world.setup).impact == "Nobody can pay"


def test_of_a_long_story_only_the_newest_lines_are_read() -> None:
    world = declared("P1")
    world.does(Acknowledge(), by="ana")
    world.does(ChangeStatus(Status.IDENTIFIED), by="ana")
    for number in range(30):
        world.does(AddNote(f"try {number}"), by="ana")
    lines = draft(world.incident, tuple(world.records), world.setup).what_we_tried.splitlines()
    assert lines == [f"• try {number}" for number in range(30 - LAST_LINES, 30)]
