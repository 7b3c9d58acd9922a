"""Who has it: one person, whoever was first; everybody else is told."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

from tests.scenarios.reading import ANSWERED, CARLA_OWNS_IT, CARLA_TOOK_IT, OWNED, PAGE, PAGED_CARLA, UNOWNED
from tests.scenarios.town import Town


def test_of_two_who_press_at_once_one_owns_it_and_both_are_told(here: Town) -> None:
    here.fires()
    carla = here.gets_page("carla")
    here.later(minutes=5)
    diego = here.gets_page("diego")
    together = [Thread(target=here.people[name].clicks, args=("Acknowledge", page), kwargs={"stale": True})
                for name, page in (("carla", carla), ("diego", diego))]  # fmt: skip
    for one in together:
        one.start()
    for one in together:
        one.join()
    here.settles()
    assert here.kinds().count("Acknowledged") == 1
    owner = here.incident().owner
    other = "diego" if owner == "carla" else "carla"
    assert owner
    assert "✓ You have it. The next update is due Today 10:10 AM." in here.people[owner].sees(
        "Checkout 5xx", "dm"
    )
    told = here.people[other].sees(f"✓ {owner.capitalize()} has it since Today 10:05 AM.", "dm")
    assert told.buttons == ("Open room",)
    late = here.people[other].sees(f"{owner.capitalize()} has INC-2026-0001 already.", "dm")
    assert late.ephemeral
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "📟 Paged Diego (on call on backup).",
        f"✓ {owner.capitalize()} acknowledged and owns it.",
    ])  # fmt: skip
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_a_double_click_acknowledges_once(here: Town) -> None:
    here.fires()
    page = here.gets_page("carla")
    first = here.carla.clicks("Acknowledge", page, stale=True, wait=False)
    second = here.carla.clicks("Acknowledge", page, stale=True, wait=False)
    here.settles()
    assert here.kinds().count("Acknowledged") == 1
    assert first.ephemerals + second.ephemerals == []
    assert here.carla.now(page).buttons == ("Open room",)
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
    ])  # fmt: skip
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_it_stops_the_escalation(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident status identified", here.room)
    here.until(here.clock.now() + timedelta(minutes=45))
    assert here.diego.dms() == here.ana.dms() == []
    assert here.kinds().count("Paged") == 1
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "⚠ The update that was due Today 10:05 AM was not written.",
        ],
        carla=[
            ANSWERED,
            (
                "What is new on *INC-2026-0001* Checkout 5xx? P1 asks for an update every 5 min. "
                "[Update] [No change] [Snooze] [Open room]"
            ),
            (
                "What is new on *INC-2026-0001* Checkout 5xx? P1 asks for an update every 5 min. It "
                "was due Today 10:05 AM. The missed update is on the record; this is the last "
                "reminder. [Update] [No change] [Snooze] [Open room]"
            ),
        ],
    )


def test_the_room_is_as_good_as_the_page(here: Town) -> None:
    """Eva was not paged, and takes it from the card; Carla's page says so."""
    here.fires()
    page = here.gets_page("carla")
    assert here.presses("eva", "Acknowledge", here.card("eva")) == ""
    assert here.incident().owner == "eva"
    assert "✓ Eva has it since Today 10:00 AM." in here.carla.now(page)
    assert here.card().buttons == ("Escalate", "Resolve", "Update", "Hand off")
    assert "eva" in here.carla.members(here.room)
    here.ends(
        room=[
            OWNED,
            PAGED_CARLA,
            "✓ Eva acknowledged and owns it.",
        ],
        carla=[ANSWERED],
    )


def test_a_word_in_the_room_is_enough(here: Town) -> None:
    """By `@meridian ack` under the card, by a command in the channel, by writing to the bot."""
    here.fires()
    here.gets_page("carla")
    answer = here.hears("carla", "ack", here.room, here.card("carla"))
    assert answer.startswith("You have INC-2026-0001: paging stopped, and you own it until it is resolved or")
    assert "The next update is due Today 10:05 AM. If you can't go on: Hand off." in answer
    again = here.answers("carla", "/incident ack", here.room)
    assert again.startswith("It was so already. You have INC-2026-0001")
    refused = here.answers("diego", "/incident ack INC-2026-0001")
    assert refused == (
        "Carla has INC-2026-0001 already. To help, say so in the room; to take it over: "
        "`/incident handoff me`."
    )
    here.ends(
        room=[
            OWNED,
            PAGED_CARLA,
            "carla: @meridian ack",
            CARLA_OWNS_IT,
        ],
        carla=[ANSWERED],
    )


def test_a_page_is_answered_by_writing_back(here: Town) -> None:
    here.fires()
    here.gets_page("carla")
    here.carla.says("ack", "dm")
    assert "You have INC-2026-0001" in here.carla.waits_for("You have INC-2026-0001", "dm")
    assert here.incident().owner == "carla"
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
        ],
        carla=[
            ANSWERED,
            "carla: ack",
            (
                "You have INC-2026-0001: paging stopped, and you own it until it is resolved or "
                "handed off. The next update is due Today 10:05 AM. If you can't go on: Hand off. "
                "[Open room]"
            ),
        ],
    )


def test_one_who_cannot_passes_it_to_the_next_level_now(here: Town) -> None:
    here.fires()
    page = here.gets_page("carla")
    here.later(minutes=1)
    assert here.presses("carla", "I can't", page) == ""
    assert "↷ Passed on: Diego was paged." in here.carla.now(page)
    assert here.carla.now(page).buttons == ("Open room",)
    here.gets_page("diego")
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Acknowledge] [Escalate] [Resolve] [Update]",
        "📟 Paged Carla (on call on primary).",
        "⬆ Carla can't take it; the next level is paged now.",
        "📟 Paged Diego (on call on backup).",
    ])  # fmt: skip
    here.later(minutes=4)
    assert here.ana.dms() == []
    here.later(minutes=1)
    here.gets_page("ana")
    assert len(here.carla.dms()) == 1
    here.ends(
        room=[
            UNOWNED,
            PAGED_CARLA,
            "⬆ Carla can't take it; the next level is paged now.",
            "📟 Paged Diego (on call on backup).",
            "📟 Paged Ana (named in the policy).",
        ],
        ana=[PAGE],
        carla=[ANSWERED],
        diego=[PAGE],
    )


def test_whoever_comes_after_the_owner_comes_to_help(here: Town) -> None:
    """Carla has it and wants help: Diego is paged, says that he comes, and Carla stays the owner."""
    here.fires()
    here.takes("carla")
    assert here.presses("carla", "Escalate", here.card("carla")) == ""
    page = here.gets_page("diego", "Carla has it and needs help. Press Acknowledge if you can join.")
    assert page.buttons == ("Acknowledge", "Escalate", "I can't", "Open room")
    assert here.presses("diego", "Acknowledge", page) == ""
    assert here.incident().owner == "carla"
    assert here.diego.now(page).buttons == ("Open room",)
    assert "Carla has it since" in here.diego.now(page)
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "⬆ Carla escalated; the next level is paged now.",
            "📟 Paged Diego (on call on backup).",
        ],
        carla=[ANSWERED],
        diego=[ANSWERED],
    )


def test_nobody_answers_and_everyone_is_asked_until_somebody_does(here: Town) -> None:
    """Three rounds of three levels, then the last one at growing intervals; the room is told once."""
    here.fires()
    start = here.clock.now()
    here.until(start.replace(hour=13))
    paged = [
        (record.at - start, record.event.person)  # type: ignore[union-attr]
        for record in here.timeline()
        if type(record.event).__name__ == "Paged"
    ]
    assert [(int(after.total_seconds() // 60), who) for after, who in paged] == [
        (0, "carla"), (5, "diego"), (10, "ana"),
        (15, "carla"), (20, "diego"), (25, "ana"),
        (30, "carla"), (35, "diego"), (40, "ana"),
        (45, "ana"), (55, "ana"), (75, "ana"), (115, "ana"), (175, "ana"), (235, "ana"),
    ]  # fmt: skip
    assert here.kinds().count("PolicyExhausted") == 1
    assert "nobody answered yet: asking again" in here.card()
    here.ends(
        room=[
            UNOWNED,
            PAGED_CARLA,
            "📟 Paged Diego (on call on backup).",
            "📟 Paged Ana (named in the policy).",
            "📟 Paged Carla (on call on primary), round 2.",
            "📟 Paged Diego (on call on backup), round 2.",
            "📟 Paged Ana (named in the policy), round 2.",
            "📟 Paged Carla (on call on primary), round 3.",
            "📟 Paged Diego (on call on backup), round 3.",
            "📟 Paged Ana (named in the policy), round 3.",
            (
                "⚠ Everybody on the policy was paged and nobody answered. The last level is asked "
                "again, at growing intervals. Whoever reads this: Acknowledge, or call somebody."
            ),
            "📟 Paged Ana (named in the policy; nobody answered yet), round 4.",
            "📟 Paged Ana (named in the policy; nobody answered yet), round 4.",
            "📟 Paged Ana (named in the policy; nobody answered yet), round 4.",
            "📟 Paged Ana (named in the policy; nobody answered yet), round 5.",
            "📟 Paged Ana (named in the policy; nobody answered yet), round 5.",
            "📟 Paged Ana (named in the policy; nobody answered yet), round 5.",
            "*Good morning, Guayaquil: what happened since Today 10:00 AM*",
        ],
        ana=[
            ANSWERED,
            ANSWERED,
            ANSWERED,
            ANSWERED,
            ANSWERED,
            ANSWERED,
            ANSWERED,
            ANSWERED,
            PAGE,
        ],
        carla=[
            ANSWERED,
            ANSWERED,
            PAGE,
        ],
        diego=[
            ANSWERED,
            ANSWERED,
            PAGE,
        ],
    )


def test_guests_and_strangers_are_refused_and_told_so(here: Town) -> None:
    guest = here.sandbox.person("gus", guest=True)
    stranger = here.sandbox.person("stan", stranger=True)
    here.fires()
    here.gets_page("carla")
    here.people = {**here.people, "gus": guest, "stan": stranger}
    refusal = "Guests and people from outside can't do this here. Ask a member of the workspace to do it."
    for person in (guest, stranger):
        here.carla.joins(here.room)
        here.carla.invites(person, here.room)
        for press in ("Acknowledge", "Escalate"):
            assert here.presses(person.name, press, here.card(person.name)) == refusal
        assert here.answers(person.name, "/incident ack", here.room) == refusal
        assert here.answers(person.name, "/incident list", here.room) == refusal
        person.clicks("Resolve", here.card(person.name))
        assert refusal in person.waits_for_modal("Guests")
        person.closes()
    assert here.incident().owner is None
    assert here.kinds().count("Escalated") == 0
    assert {"gus", "stan"}.isdisjoint(here.incident().members)
    here.ends(
        room=[
            UNOWNED,
            PAGED_CARLA,
        ],
        carla=[PAGE],
    )
