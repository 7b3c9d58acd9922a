"""Summaries: what those who were asleep must know, once, and nothing that is no longer true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e
from bot.domain.events import Event, HandoffText, Recorded, Status
from bot.domain.incident import Incident
from bot.domain.notices import Occasion, PostSummary
from bot.domain.setup import Severity
from bot.render.message import Message
from bot.render.summary import stands, summary
from tests.render.samples import NOW, incident_of, recorded, setup_of

SETUP = setup_of()
TEXT = HandoffText(
    "Mitigated", "12% fail", "Bad deploy", "", "The cache is cold", "Watch errors", "https://x.example"
)
BEGAN: tuple[Event, ...] = (
    e.Declared("Checkout fails", Severity.P1, "checkout", integration="shop"),
    e.AlertsReceived("shop", firing=1, resolved=0, still_firing=1, titles=("Checkout fails",)),
    e.Acknowledged("diego", None, NOW),
    e.ImpactDescribed("12% fail", None),
    e.UpdatePosted("Deploy 1.42 is suspect", NOW + timedelta(minutes=5)),
)


def told(*events: Event) -> tuple[Recorded, ...]:
    return tuple(recorded(event, seq, "diego") for seq, event in enumerate(events, 1))


def words_of(message: Message) -> str:
    return "\n".join(block["text"]["text"] for block in message.blocks if "text" in block)


def summed(occasion: Occasion, incident: Incident, *events: Event) -> Message:
    return summary(PostSummary(occasion), incident, told(*events), SETUP, NOW)


def test_what_stands_above_or_next_to_it_is_not_said_again() -> None:
    shown = words_of(summed(Occasion.MORNING, incident_of(impact="12% fail"), *BEGAN))
    assert shown.count("Checkout fails") == 2  # the headline, and how it began
    assert "new alert" not in shown
    assert shown.count("12% fail") == 1
    assert "Update from Diego: Deploy 1.42 is suspect." in shown
    assert "Next update" not in shown


def test_an_offer_is_told_by_how_it_ended_and_a_draft_not_at_all() -> None:
    offered = e.HandoffOffered("diego", "carla", TEXT, NOW)
    pending = words_of(summed(Occasion.MORNING, incident_of(), *BEGAN, offered))
    assert "offered it to Carla" in pending
    ended = words_of(
        summed(Occasion.MORNING, incident_of(), *BEGAN, offered, e.HandedOff("diego", "carla", "Yes", TEXT))
    )
    assert "offered it" not in ended
    assert "Carla took over from Diego" in ended
    assert ended.endswith("*Next steps*\nWatch errors")
    kept = summed(
        Occasion.MORNING, incident_of(), *BEGAN, e.HandoffDrafted("diego", None, TEXT),
        e.HandoffWithdrawn(),
    )  # fmt: skip
    assert "withdrawn" not in words_of(kept)


def test_a_handoff_shows_what_was_handed_on() -> None:
    """The receiver's own message ends with the acceptance; the room keeps what the giver wrote."""
    shown = summed(Occasion.HANDOFF, incident_of(), *BEGAN, e.HandedOff("diego", "carla", "I watch it", TEXT))
    titles = [block["text"]["text"].partition("\n")[0] for block in shown.blocks[2:]]
    assert titles == ["*What we know*", "*Current hypothesis*", "*Next steps*"]
    assert "`/incident catchup INC-2026-0847`" in shown.footer[0]["elements"][0]["text"]


def test_the_last_one_counts_the_minutes_and_says_what_is_left_to_do() -> None:
    over = incident_of(
        status=Status.RESOLVED, ended_at=NOW, mitigated_at=NOW - timedelta(minutes=4), handoff=None
    )
    ended = (e.HandedOff("diego", "carla", "Yes", TEXT), e.Resolved(e.ResolvedBecause.PERSON, "Rolled back"))
    shown = summed(Occasion.RESOLVED, over, *BEGAN, *ended)
    assert shown.text == (
        "INC-2026-0847 is resolved after 12 min: "
        "P1 · owner Diego · acknowledged after 2 min · mitigated after 8 min"
    )
    assert "*Next steps*" not in words_of(shown)
    assert "Close it: More, on the card." in shown.footer[0]["elements"][0]["text"]


def test_the_morning_after_a_still_night_is_one_line() -> None:
    still = summed(Occasion.MORNING, incident_of(impact="12% fail"), e.UpdateReminded("diego", 1, None))
    assert still.text.startswith("Good morning. Nothing changed: P1 · ")
    assert [block["text"]["text"] for block in still.blocks] == [still.text]
    assert still.footer == ()


def test_an_update_that_should_be_there_is_overdue_and_not_to_come() -> None:
    incident = incident_of()
    asleep = replace(incident, cadence=replace(incident.cadence, due_at=NOW - timedelta(hours=7)))
    awake = replace(incident, cadence=replace(incident.cadence, due_at=NOW + timedelta(minutes=5)))
    assert "update overdue since <!date^" in stands(asleep, SETUP, NOW)
    assert "next update <!date^" in stands(awake, SETUP, NOW)
