"""A room that somebody archived, or put the bot out of: the incident goes on elsewhere, and nothing is lost."""

from __future__ import annotations

from bot.domain.events import RoomKind
from bot.sandbox import Fault, FaultKind
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED
from tests.scenarios.town import Town

ROOM = "#inc-2026-0001-checkout-5xx"
LOST = f"⚠ Nothing can be said in {ROOM} any more: it was archived (is_archived). The work goes on here."
TOLD = (
    "Nothing can be said in the room of INC-2026-0001 any more: it was archived. The work goes on in its thread in "
    "the incidents channel, with everything that was still to be said. To have a channel again: Give it a channel."
)
IN_THREAD = OWNED.replace(" [Open room]", "")


def test_an_archived_room_goes_on_in_its_thread_and_whoever_has_it_is_told(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.room_reads([OWNED, *CARLA_TOOK_IT])
    here.ana.archives(here.room)
    here.answers("carla", "/incident note INC-2026-0001 still failing", "general")
    here.answers("carla", "/incident note INC-2026-0001 and more", "general")
    here.thread_reads([IN_THREAD, "Carla noted: still failing", LOST, "Carla noted: and more"])
    here.answers("carla", "/incident resolve INC-2026-0001 a switch was broken", "general")
    here.ends(
        incidents=[
            OVER,
            "Carla noted: still failing",
            LOST,
            "Carla noted: and more",
            "✅ Carla resolved it: a switch was broken",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[ANSWERED, TOLD],
    )


def test_it_can_have_a_channel_again(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.room_reads([OWNED, *CARLA_TOOK_IT])
    here.ana.archives(here.room)
    here.answers("carla", "/incident note INC-2026-0001 still failing", "general")
    here.picks("carla", "Give it a channel", here.card("carla", "incidents"))
    assert here.room == f"{ROOM}-2"
    here.answers("carla", "/incident note in the new one", here.room)
    here.settles()
    found = here.incident().room
    assert found is not None
    assert here.sandbox.workspace.channels[found.channel].pins[0].ts == here.card(where=here.room).ts
    here.ends(
        room=[OWNED, "Carla asked for a channel of its own.", "Carla noted: in the new one"],
        incidents=[
            f"{OWNED} [Open room]",
            "Carla noted: still failing",
            LOST,
            "🔴 *INC-2026-0001 · Checkout 5xx* [Open room]",
        ],
        carla=[ANSWERED, TOLD],
    )


def test_an_archived_incidents_channel_is_left_for_a_new_one(here: Town) -> None:
    here.answers("ana", "/incident declare P3 checkout: Slow")
    here.presses("carla", "Acknowledge", here.gets_page("carla", "Slow"))
    here.ana.archives("incidents")
    here.answers("carla", "/incident note INC-2026-0001 still slow", "general")
    room = here.incident().room
    assert room is not None
    assert here.sandbox.workspace.channels[room.channel].name == "incidents-2"
    here.thread_reads([
        "🟡 *INC-2026-0001 · Slow* [Escalate] [Resolve] [Update] [Hand off]",
        "Carla noted: still slow",
        LOST.replace(ROOM, "#incidents"),
    ])  # fmt: skip


def test_a_private_incident_gets_a_new_private_channel(here: Town) -> None:
    here.answers("ana", "/incident declare P1 checkout: Secret --private")
    here.presses("carla", "Acknowledge", here.gets_page("carla", "Secret"))
    first = here.incident().room
    assert first is not None
    here.ana.archives(here.room)
    here.answers("carla", "/incident note INC-2026-0001 still failing", "general")
    room = here.incident().room
    assert room is not None
    assert room.kind is RoomKind.CHANNEL
    assert room.channel != first.channel
    assert here.sandbox.workspace.channels[room.channel].private
    assert here.bruno.reads("incidents") == []
    here.room_reads([
        "Carla noted: still failing",
        "🔴 *INC-2026-0001 · Secret* [Escalate] [Resolve] [Update] [Hand off]",
        "⚠ Nothing can be said in #inc-2026-0001 any more: it was archived (is_archived). The work goes on here.",
    ])  # fmt: skip


def test_a_bot_that_was_put_out_of_a_public_room_comes_back(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.carla.removes("bot", here.room)
    here.answers("carla", "/incident note INC-2026-0001 still failing", "general")
    here.ends(room=[OWNED, *CARLA_TOOK_IT, "Carla noted: still failing"], carla=[ANSWERED])


def test_a_room_that_is_archived_when_all_is_over_is_nobodys_trouble(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident resolve fixed", here.room)
    here.settles()
    here.ana.archives(here.room)
    here.answers("carla", "/incident close INC-2026-0001 nothing to learn", "general")
    here.thread_reads([OVER, "Carla closed it: nothing to learn"])


def test_a_missing_scope_for_rooms_leaves_the_incident_in_its_thread_at_once(here: Town) -> None:
    here.sandbox.faults.add(Fault(FaultKind.ERROR, "conversations.create", error="missing_scope"))
    here.fires()
    here.takes("carla")
    here.ends(
        [
            OWNED,
            "📟 Paged Carla (on call on primary).",
            (
                "⚠ Slack would not open a channel (missing_scope); the work goes on without one. "
                "The app may not make channels: install it again from manifest.yml. "
                "To try again: Give it a channel."
            ),
            "✓ Carla acknowledged and owns it.",
        ],
        carla=[ANSWERED],
    )
