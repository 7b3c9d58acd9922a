"""Handing over: every path of the table drafted, offered, accepted; the owner stays owner until it is read back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sandbox.seen import SeenMessage
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED, told
from tests.scenarios.town import Town

HALF_PAST_TWO = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
SHIFT_END = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""17:00 in Madrid. Ana's shift in Guayaquil has begun at 10:00 there, 15:00 UTC."""


@pytest.fixture
def town(make_town: MakeTown) -> Town:
    """Carla owns a P1, identified and told of until tomorrow."""
    here = make_town(start=HALF_PAST_TWO)
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident update identified: Deploy 1.42 leaks connections", here.room)
    here.presses("carla", "Update", here.card())
    here.fills_in("carla", {"How does it stand?": "We roll back", "Next update in": "1d"})
    return here


def accepts(here: Town, name: str, offer: SeenMessage, read_back: str = "I watch the errors") -> None:
    here.presses(name, "Accept handoff", offer)
    assert here.fills_in(name, {"What you understood": read_back}) is None


def offered_to(here: Town, name: str, giver: str = "Carla") -> SeenMessage:
    offer = here.people[name].sees(f"{giver} hands INC-2026-0001 to you.", "dm")
    assert offer.buttons == ("Accept handoff", "I can't", "Open room")
    return offer


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
    assert [line.split("UTC")[-1] for line in _room(town)[-3:]] == [
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
    assert _room(town)[-1].startswith("⚠ Nobody is left to take the handoff; the owner keeps it.")
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


def test_an_offer_can_be_taken_back(town: Town) -> None:
    town.answers("carla", "/incident handoff @diego", town.room)
    town.presses("carla", "Send handoff", town.carla.sees("is drafted", "dm"))
    offer = offered_to(town, "diego")
    assert "You keep INC-2026-0001; the handoff is off." in town.answers("carla", "/incident keep", town.room)
    assert "The handoff of INC-2026-0001 is no longer open: Carla owns it." in town.diego.now(offer)
    assert town.diego.now(offer).buttons == ("Open room",)
    assert _room(town)[-1] == "The handoff was withdrawn by Carla; the owner stays."
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


def _room(here: Town) -> list[str]:
    here.settles()
    return [told(m) for m in here.sees_in(here.room) if not m.ephemeral]
