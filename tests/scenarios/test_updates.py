"""Updates: asked for in time, of the right person, at most twice; each reader reads their own time."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED
from tests.scenarios.town import Town

REMINDER = "What is new on *INC-2026-0001*"


def test_nobody_is_asked_a_third_time_and_what_was_missed_is_on_record(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident status identified", here.room)
    here.later(minutes=5)
    first = here.carla.sees(REMINDER, "dm")
    assert "P1 asks for an update every 5 min." in first
    assert first.buttons == ("Update", "No change", "Snooze", "Open room")
    here.later(minutes=5)
    second = here.carla.sees("this is the last reminder", "dm")
    assert "It was due Today 10:05 AM. The missed update is on the record" in second
    assert "⚠ was due Today 10:05 AM" in here.card()
    here.until(here.clock.now().replace(hour=14))
    assert len([m for m in here.carla.dms() if REMINDER in m]) == 2
    assert here.kinds().count("UpdateMissed") == 1
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
        "Carla changed the status: ~investigating~ *identified*.",
        "⚠ The update that was due Today 10:05 AM was not written.",
        "*Good morning, Guayaquil: what happened since Today 10:00 AM*",
    ])  # fmt: skip
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_snooze_and_no_change_are_one_click_each(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident status identified", here.room)
    here.later(minutes=5)
    reminder = here.carla.sees(REMINDER, "dm")
    assert here.replies("carla", "Snooze", reminder).startswith("I ask again about INC-2026-0001 in 5 min.")
    here.later(minutes=5)
    again = here.carla.waits_for(REMINDER, "dm", fresh=True)
    assert "last reminder" not in again
    assert "The next update is due Today 10:15 AM." in here.replies("carla", "No change", again)
    assert "Next update*\nToday 10:15 AM" in here.card()
    assert here.answers("carla", "/incident snooze tomorrow", here.room) == (
        "I can't read `tomorrow`. Type `/incident snooze 15m`."
    )
    assert here.answers("carla", "/incident snooze 2h", here.room).startswith(
        "I ask again about INC-2026-0001 in 2 h."
    )
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla moved the next update to Today 10:10 AM.",
            "Carla: no change. Next update Today 10:15 AM.",
            "Carla moved the next update to Today 12:10 PM.",
        ],
        carla=[
            ANSWERED,
            "I ask again about INC-2026-0001 in 5 min. [Open room]",
            ("No change on INC-2026-0001, noted. The next update is due Today 10:15 AM. [Open room]"),
        ],
    )


def test_the_scribe_is_asked_before_the_owner(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident status identified", here.room)
    assert "Eva is scribe" in here.answers("carla", "/incident role scribe @eva", here.room)
    here.later(minutes=5)
    reminder = here.eva.sees(REMINDER, "dm")
    here.carla.sees_no(REMINDER, "dm")
    here.presses("eva", "Update", reminder)
    assert here.fills_in("eva", {"How does it stand?": "Carla rolls back"}) is None
    here.eva.sees("📝 Update from Eva: Carla rolls back. Next update Today 5:10 PM.", here.room)
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "Eva is scribe now.",
            "📝 Update from Eva: Carla rolls back. Next update Today 10:10 AM.",
        ],
        carla=[ANSWERED],
        eva=[
            "✓ Your update of INC-2026-0001 is out. The next update is due Today 5:10 PM. [Open room]",
        ],
    )


def test_every_reader_reads_their_own_time(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident update We roll back", here.room)
    for name, said, due in (
        ("carla", "Today 10:00 AM 📝", "Today 10:05 AM"),
        ("eva", "Today 5:00 PM 📝", "Today 5:05 PM"),
        ("ana", "Today 4:00 AM 📝", "Today 4:05 AM"),
    ):
        line = here.people[name].sees("Update from Carla: We roll back.", here.room)
        assert line.text == f"{said} Update from Carla: We roll back. Next update {due}."
        assert f"*Next update*\n{due}" in here.card(name)
        assert f"next update {due}" in here.answers(name, "/incident catchup INC-2026-0001")
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "📝 Update from Carla: We roll back. Next update Today 10:05 AM.",
        ],
        carla=[ANSWERED],
    )


def test_the_form_says_what_is_wrong_below_the_field(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.presses("carla", "Update", here.card())
    form = here.carla.modal
    assert form.fields["Status"].options == ("investigating", "identified", "mitigated", "monitoring")
    assert here.fills_in("carla", {"How does it stand?": "We look", "Next update in": "soon"}) == {
        "Next update in": "That wait makes no sense here. Give one such as `15m`, `2h` or `1d`, a week at most."
    }
    assert here.fills_in("carla", {"Next update in": "1h", "Impact": "Nobody can pay"}) is None
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
        "📟 Paged Carla (on call on primary).",
        "✓ Carla acknowledged and owns it.",
        "Carla described the impact: Nobody can pay",
        "📝 Update from Carla: We look. Next update Today 11:00 AM.",
    ])  # fmt: skip
    here.carla.sees("Checkout 5xx", "incidents")
    here.rests()


def test_a_p4_asks_once_a_day_in_working_hours(make_town: MakeTown) -> None:
    """Declared on a Friday at 17:30 in Madrid: the next day is a Saturday, so Monday at nine."""
    here = make_town(start=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    here.answers("carla", "/incident declare P4 The logo is blurred")
    assert here.incident().cadence.due_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    here.until(datetime(2026, 11, 23, 7, 59, tzinfo=UTC))
    here.carla.sees_no(REMINDER, "dm")
    here.until(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert "P4 asks for an update every 1 d" in here.carla.sees(REMINDER, "dm")
    here.ends(
        room=[
            "🔵 *INC-2026-0001 · The logo is blurred* [Acknowledge] [Resolve] [Update] [Hand off]",
            "⚠ Nobody is left to take the handoff; the owner keeps it. Name somebody: Hand off.",
        ],
        carla=[
            "Incident Handoff — [INC-2026-0001] [Send handoff] [Edit] [Keep it]",
            (
                "Nobody is left to take INC-2026-0001, so it stays yours. Press Hand off and name "
                "somebody, or call them. [Hand off] [Open room]"
            ),
            (
                "What is new on *INC-2026-0001* The logo is blurred? P4 asks for an update every 1 "
                "d. [Update] [No change] [Snooze] [Open room]"
            ),
        ],
    )


def test_ending_it_ends_the_reminders(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.later(minutes=5)
    reminder = here.carla.sees(REMINDER, "dm")
    here.answers("carla", "/incident resolve", here.room)
    ended = here.carla.now(reminder)
    assert "✅ It is over: resolved Today 10:05 AM." in ended
    assert ended.buttons == ("Open room",)
    here.until(here.clock.now().replace(hour=15))
    assert not [m for m in here.carla.dms() if REMINDER in m]
    here.ends(
        room=[
            OVER,
            *CARLA_TOOK_IT,
            "✅ Carla resolved it.",
            "*INC-2026-0001 is resolved after 5 min*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[
            ANSWERED,
            "*INC-2026-0001* Checkout 5xx: ✅ It is over: resolved Today 10:05 AM. [Open room]",
        ],
    )


def test_a_reminder_that_was_answered_elsewhere_says_so_and_has_nothing_to_press(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident status identified", here.room)
    here.later(minutes=5)
    reminder = here.carla.sees(REMINDER, "dm")
    here.answers("eva", "/incident update INC-2026-0001 We roll back")
    answered = here.carla.now(reminder)
    assert answered.buttons == ("Open room",)
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Eva: We roll back. Next update Today 10:10 AM.",
        ],
        carla=[
            ANSWERED,
            "✓ The update of INC-2026-0001 is out by Eva. The next update is due Today 10:10 AM. [Open room]",
        ],
    )
