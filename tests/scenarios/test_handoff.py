"""Handing over at a shift's end, which begins by itself: drafted, offered, accepted; the owner stays owner until it is read back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.handing import SHIFT_END, accepts, carla_owns_it, lines_of_the_room, offered_to
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OWNED
from tests.scenarios.town import Town


@pytest.fixture
def town(make_town: MakeTown) -> Town:
    return carla_owns_it(make_town)


def test_a_draft_that_lies_unsent_goes_as_it_stands_at_the_shifts_end(town: Town) -> None:
    town.until(SHIFT_END.replace(hour=15, minute=44))
    assert "drafted" not in town.carla.dms()[-1]
    town.until(SHIFT_END.replace(hour=15, minute=45))
    draft = town.carla.sees(
        "to Ana is drafted: read it, edit it, send it. Left alone, it goes as it stands", "dm"
    )
    assert town.ana.dms() == []
    town.until(SHIFT_END)
    assert "was sent to Ana" in town.carla.now(draft)
    assert town.carla.now(draft).buttons == ("Open room",)
    offer = offered_to(town, "ana")
    assert "• Deploy 1.42 leaks connections" in offer
    assert town.incident().owner == "carla"
    accepts(town, "ana", offer)
    assert town.incident().owner == "ana"
    assert "✓ You took over INC-2026-0001 and own it." in town.ana.now(offer)
    town.carla.sees("✓ Ana took over INC-2026-0001. Read back: “I watch the errors”. You are free", "dm")
    assert "*Owner*\n@ana" in town.card()
    assert "owner: Ana" in town.ana.topic(town.room)
    assert [line.split("UTC")[-1] for line in lines_of_the_room(town)[-3:]] == [
        "Carla offered it to Ana, who has until Today 5:10 PM to read back and accept. Carla owns it meanwhile.",
        "🤝 Ana took over from Carla and owns it. Read back: I watch the errors.",
        "*INC-2026-0001 was handed off to Ana*",
    ]
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Ana, who has until Today 5:10 PM to read back and accept. Carla "
                "owns it meanwhile."
            ),
            "🤝 Ana took over from Carla and owns it. Read back: I watch the errors.",
            "*INC-2026-0001 was handed off to Ana*",
        ],
        ana=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Tomorrow 9:30 AM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Ana, who has until Today 5:10 PM. You own "
                "it until they accept. [Open room]"
            ),
            (
                "✓ Ana took over INC-2026-0001. Read back: “I watch the errors”. You are free; if "
                "they misunderstood, tell them now. [Open room]"
            ),
        ],
    )


def test_who_does_not_answer_in_time_is_passed_over(town: Town) -> None:
    """Ana sleeps on; after ten minutes Bruno, who shares her turn, is asked; Carla is told each time."""
    town.until(SHIFT_END)
    first = offered_to(town, "ana")
    town.until(SHIFT_END.replace(minute=10))
    second = offered_to(town, "bruno")
    assert "↷ The handoff of INC-2026-0001 went on to Bruno; you need do nothing." in town.ana.now(first)
    assert town.ana.now(first).buttons == ("Open room",)
    town.carla.sees(
        "Ana did not answer in time for INC-2026-0001; Bruno is asked now. You own it meanwhile.", "dm"
    )
    assert town.incident().owner == "carla"
    accepts(town, "bruno", second)
    assert town.incident().owner == "bruno"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Ana, who has until Today 5:10 PM to read back and accept. Carla "
                "owns it meanwhile."
            ),
            "Ana did not answer the handoff in time.",
            (
                "Carla offered it to Bruno, who has until Today 5:20 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Bruno took over from Carla and owns it. Read back: I watch the errors.",
            "*INC-2026-0001 was handed off to Bruno*",
        ],
        ana=["↷ The handoff of INC-2026-0001 went on to Bruno; you need do nothing. [Open room]"],
        bruno=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Tomorrow 9:30 AM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Ana, who has until Today 5:10 PM. You own "
                "it until they accept. [Open room]"
            ),
            (
                "Ana did not answer in time for INC-2026-0001; Bruno is asked now. You own it "
                "meanwhile. [Open room]"
            ),
            (
                "✓ Bruno took over INC-2026-0001. Read back: “I watch the errors”. You are free; if "
                "they misunderstood, tell them now. [Open room]"
            ),
        ],
    )


def test_i_cant_asks_the_next_one_at_once_and_after_the_last_the_owner_keeps_it(town: Town) -> None:
    town.until(SHIFT_END)
    first = offered_to(town, "ana")
    assert town.presses("ana", "I can't", first) == ""
    assert town.ana.now(first).buttons == ("Open room",)
    town.carla.sees("Ana can't take INC-2026-0001; Bruno is asked now. You own it meanwhile.", "dm")
    last = offered_to(town, "bruno")
    assert town.presses("bruno", "I can't", last) == ""
    assert "You need do nothing." in town.bruno.now(last)
    stranded = town.carla.sees("Nobody is left to take INC-2026-0001, so it stays yours.", "dm")
    assert "Hand off" in stranded.buttons
    assert town.incident().owner == "carla"
    assert lines_of_the_room(town)[-1].startswith("⚠ Nobody is left to take the handoff; the owner keeps it.")
    town.until(SHIFT_END.replace(hour=16, minute=44))
    assert town.kinds().count("HandoffDrafted") == 1  # asked again when the working day ends, not before
    town.presses("carla", "Hand off", stranded)
    assert town.fills_in("carla", {"To whom": town.eva}) is None
    accepts(town, "eva", offered_to(town, "eva"))
    assert town.incident().owner == "eva"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Ana, who has until Today 5:10 PM to read back and accept. Carla "
                "owns it meanwhile."
            ),
            "Ana can't take the handoff.",
            (
                "Carla offered it to Bruno, who has until Today 5:10 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "Bruno can't take the handoff.",
            "⚠ Nobody is left to take the handoff; the owner keeps it. Name somebody: Hand off.",
            (
                "Carla offered it to Eva, who has until Today 5:54 PM to read back and accept. Carla "
                "owns it meanwhile."
            ),
            "🤝 Eva took over from Carla and owns it. Read back: I watch the errors.",
            "*INC-2026-0001 was handed off to Eva*",
        ],
        ana=["↷ The handoff of INC-2026-0001 went on to Bruno; you need do nothing. [Open room]"],
        bruno=["↷ The handoff of INC-2026-0001 went on to Eva; you need do nothing. [Open room]"],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Ana, who has until Today 5:10 PM. You own "
                "it until they accept. [Open room]"
            ),
            "Ana can't take INC-2026-0001; Bruno is asked now. You own it meanwhile. [Open room]",
            (
                "Nobody is left to take INC-2026-0001, so it stays yours. Press Hand off and name "
                "somebody, or call them. [Hand off] [Open room]"
            ),
            (
                "✓ Eva took over INC-2026-0001. Read back: “I watch the errors”. You are free; if "
                "they misunderstood, tell them now. [Open room]"
            ),
        ],
        eva=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Today 10:30 PM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
    )


def test_keep_it_withdraws_and_asks_again_at_the_end_of_the_working_day(town: Town) -> None:
    town.until(SHIFT_END.replace(hour=15, minute=45))
    draft = town.carla.sees("is drafted", "dm")
    assert town.presses("carla", "Keep it", draft) == ""
    assert "✓ You keep INC-2026-0001; the handoff is off." in town.carla.now(draft)
    assert town.carla.now(draft).buttons == ("Open room",)
    assert town.ana.dms() == []
    town.until(SHIFT_END.replace(hour=16, minute=44))
    assert town.kinds().count("HandoffDrafted") == 1
    town.until(SHIFT_END.replace(hour=16, minute=45))
    town.carla.sees("is drafted", "dm")
    assert town.kinds().count("HandoffDrafted") == 2
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
        ],
        carla=[
            ANSWERED,
            (
                "✓ You keep INC-2026-0001; the handoff is off. The next update is due Tomorrow 3:30 "
                "PM. [Open room]"
            ),
            "Incident Handoff — [INC-2026-0001] [Send handoff] [Edit] [Keep it]",
        ],
    )


def test_an_owner_without_a_schedule_is_asked_at_six_in_the_evening(make_town: MakeTown) -> None:
    """Eva declared it herself, nobody was paged: she owns it, and Manila's working day ends at 18:00."""
    here = make_town(start=datetime(2026, 11, 20, 7, 0, tzinfo=UTC))
    here.answers("eva", "/incident declare P2 Search is slow")
    here.until(datetime(2026, 11, 20, 9, 44, tzinfo=UTC))
    assert here.kinds().count("HandoffDrafted") == 0
    here.until(datetime(2026, 11, 20, 9, 45, tzinfo=UTC))
    here.eva.sees("is drafted", "dm")
    here.ends(
        room=[
            "🟠 *INC-2026-0001 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off]",
            "⚠ The update that was due Today 8:15 AM was not written.",
        ],
        eva=[
            (
                "What is new on *INC-2026-0001* Search is slow? P2 asks for an update every 15 min. "
                "[Update] [No change] [Snooze] [Open room]"
            ),
            (
                "What is new on *INC-2026-0001* Search is slow? P2 asks for an update every 15 min. "
                "It was due Today 3:15 PM. The missed update is on the record; this is the last "
                "reminder. [Update] [No change] [Snooze] [Open room]"
            ),
            "Incident Handoff — [INC-2026-0001] [Send handoff] [Edit] [Keep it]",
        ],
    )
