"""Handing over because somebody wants to: named, edited, taken back, taken over; only the owner gives, only the receiver takes."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.handing import accepts, carla_owns_it, lines_of_the_room, offered_to
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED
from tests.scenarios.town import Town


@pytest.fixture
def town(make_town: MakeTown) -> Town:
    return carla_owns_it(make_town)


def test_the_owner_names_somebody_edits_and_sends(town: Town) -> None:
    answer = town.answers("carla", "/incident handoff @eva", town.room)
    assert answer.startswith("Your handoff of INC-2026-0001 is drafted, in your messages from me")
    draft = town.carla.sees("Your handoff of INC-2026-0001 to Eva is drafted", "dm")
    town.presses("carla", "Edit", draft)
    form = town.carla.modal
    assert list(form.fields) == [
        "To whom", "Status", "Impact", "What we know", "What we've tried", "Current hypothesis", "Next steps",
        "Key links",
    ]  # fmt: skip
    filled = {"To whom": town.felix, "Current hypothesis": "<b>1.42</b> & the pool", "Next steps": "Watch"}
    assert town.fills_in("carla", filled) is None
    offer = offered_to(town, "felix")
    assert "*Current hypothesis*\n<b>1.42</b> & the pool" in offer
    assert town.eva.dms() == []
    assert "was sent to Felix" in town.carla.now(draft)
    assert town.carla.dms()[-1] == town.carla.now(draft)
    town.presses("felix", "Accept handoff", offer)
    assert town.felix.modal.submit == "Accept handoff"
    assert town.felix.submits()
    assert town.fills_in("felix", {"What you understood": "1.42; I watch"}) is None
    assert town.incident().owner == "felix"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Felix, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Felix took over from Carla and owns it. Read back: 1.42; I watch.",
            "*INC-2026-0001 was handed off to Felix*",
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Felix, who has until Today 3:40 PM. You "
                "own it until they accept. [Open room]"
            ),
            (
                "✓ Felix took over INC-2026-0001. Read back: “1.42; I watch”. You are free; if they "
                "misunderstood, tell them now. [Open room]"
            ),
        ],
        felix=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Tomorrow 10:30 PM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
    )


def test_the_card_opens_the_same_form(town: Town) -> None:
    town.presses("carla", "Hand off", town.card())
    form = town.carla.modal
    assert "• Deploy 1.42 leaks connections" in form.fields["What we know"].value["value"]
    assert town.fills_in("carla", {"To whom": town.diego}) is None
    accepts(town, "diego", offered_to(town, "diego"))
    assert town.incident().owner == "diego"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Diego, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Diego took over from Carla and owns it. Read back: I watch the errors.",
            "*INC-2026-0001 was handed off to Diego*",
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Diego, who has until Today 3:40 PM. You "
                "own it until they accept. [Open room]"
            ),
            (
                "✓ Diego took over INC-2026-0001. Read back: “I watch the errors”. You are free; if "
                "they misunderstood, tell them now. [Open room]"
            ),
        ],
        diego=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Tomorrow 3:30 PM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
    )


def test_an_offer_can_be_taken_back(town: Town) -> None:
    town.answers("carla", "/incident handoff @diego", town.room)
    town.presses("carla", "Send handoff", town.carla.sees("is drafted", "dm"))
    offer = offered_to(town, "diego")
    assert "You keep INC-2026-0001; the handoff is off." in town.answers("carla", "/incident keep", town.room)
    assert "The handoff of INC-2026-0001 is no longer open: Carla owns it." in town.diego.now(offer)
    assert town.diego.now(offer).buttons == ("Open room",)
    assert lines_of_the_room(town)[-1] == "The handoff was withdrawn by Carla; the owner stays."
    assert "No handoff of INC-2026-0001 is open." in town.answers(
        "diego", "/incident accept INC-2026-0001 I have it"
    )
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Diego, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "The handoff was withdrawn by Carla; the owner stays.",
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Diego, who has until Today 3:40 PM. You "
                "own it until they accept. [Open room]"
            ),
        ],
        diego=[
            (
                "The handoff of INC-2026-0001 is no longer open: Carla owns it. You need do nothing. "
                "[Open room]"
            )
        ],
    )


def test_somebody_takes_it_over_by_reading_back(town: Town) -> None:
    """Diego wants it: he has the offer at once, Carla is told, and nothing moves before he reads it back."""
    assert "read it, then press Accept handoff. Until then Carla owns it." in town.answers(
        "diego", "/incident handoff me INC-2026-0001"
    )
    town.carla.sees("Diego was asked to take INC-2026-0001", "dm")
    town.carla.sees_no("is drafted", "dm")
    accepts(town, "diego", offered_to(town, "diego"))
    assert town.incident().owner == "diego"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Diego, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Diego took over from Carla and owns it. Read back: I watch the errors.",
            "*INC-2026-0001 was handed off to Diego*",
        ],
        carla=[
            ANSWERED,
            (
                "Diego was asked to take INC-2026-0001 and has until Today 3:40 PM. You own it until "
                "they accept. [Open room]"
            ),
            (
                "✓ Diego took over INC-2026-0001. Read back: “I watch the errors”. You are free; if "
                "they misunderstood, tell them now. [Open room]"
            ),
        ],
        diego=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Tomorrow 3:30 PM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
    )


def test_only_the_owner_gives_and_only_the_receiver_takes(town: Town) -> None:
    assert "Only the owner (Carla) can hand off INC-2026-0001." in town.answers(
        "diego", "/incident handoff @eva INC-2026-0001"
    )
    assert "You own it already." in town.answers("carla", "/incident handoff me", town.room)
    assert "I know nobody called `zoe`." in town.answers("carla", "/incident handoff zoe", town.room)
    town.answers("carla", "/incident handoff @diego", town.room)
    town.presses("carla", "Send handoff", town.carla.sees("is drafted", "dm"))
    assert "This handoff was offered to Diego." in town.answers("eva", "/incident accept INC-2026-0001 mine")
    assert town.incident().owner == "carla"
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Diego, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Diego, who has until Today 3:40 PM. You "
                "own it until they accept. [Open room]"
            ),
        ],
        diego=[
            (
                "Carla hands INC-2026-0001 to you. Accept by Today 3:40 PM by writing back in a line "
                "what you understood; until then Carla owns it. [Accept handoff] [I can't] [Open "
                "room]"
            )
        ],
    )


def test_resolving_meanwhile_ends_the_offer(town: Town) -> None:
    town.answers("carla", "/incident handoff @diego", town.room)
    town.presses("carla", "Send handoff", town.carla.sees("is drafted", "dm"))
    offer = offered_to(town, "diego")
    town.answers("carla", "/incident resolve rolled back", town.room)
    assert "The handoff of INC-2026-0001 is no longer open. ✅ It is over: resolved" in town.diego.now(offer)
    assert town.diego.now(offer).buttons == ("Open room",)
    town.diego.clicks("Accept handoff", offer, stale=True)
    assert "INC-2026-0001 is resolved." in town.diego.waits_for_modal("resolved")
    town.ends(
        room=[
            OVER,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks connections. Next update Today 3:35 PM.",
            "📝 Update from Carla: We roll back. Next update Tomorrow 3:30 PM.",
            (
                "Carla offered it to Diego, who has until Today 3:40 PM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "✅ Carla resolved it: rolled back",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Diego, who has until Today 3:40 PM. You "
                "own it until they accept. [Open room]"
            ),
        ],
        diego=[
            (
                "The handoff of INC-2026-0001 is no longer open. ✅ It is over: resolved Today 3:30 "
                "PM. [Open room]"
            )
        ],
    )
