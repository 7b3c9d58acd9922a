"""Commands: every one ends in something that the person sees; a wrong one says what to type instead."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OWNED, PAGE, PAGED_CARLA, UNOWNED
from tests.scenarios.town import Town

NO_INCIDENT = (
    "There is no incident here. Name one (`/incident ack INC-…`), go to its channel, "
    "or start one: `/incident declare title`."
)


def test_in_the_wrong_place_it_says_what_to_type(here: Town) -> None:
    assert here.answers("ana", "/incident ack") == NO_INCIDENT
    here.fires()
    here.gets_page("carla")
    told = here.answers("ana", "/incident resolve")
    assert (
        told == f"{NO_INCIDENT.replace('ack', 'resolve')} You can write: `/incident resolve INC-2026-0001`."
    )
    assert "`/incident catchup INC-2026-0001`" in here.answers("ana", "/incident catchup")
    assert here.answers("ana", "/incident ack INC-2026-7").startswith("There is no incident `INC-2026-0007`")
    assert here.incident().owner is None
    here.ends(
        room=[
            UNOWNED,
            PAGED_CARLA,
        ],
        carla=[PAGE],
    )


def test_an_unknown_word_is_answered_with_the_nearest(here: Town) -> None:
    near = {
        "declair x": "declare x", "acknowlege": "ack", "handof": "handoff", "on-cal": "oncall",
        "time-line": "timeline", "rezolve": "resolve", "hlep": "help", "akc": "ack",
    }  # fmt: skip
    for typed, meant in near.items():
        first = typed.split()[0]
        assert here.answers("ana", f"/incident {typed}") == (
            f"I don't know `{first}`. Did you mean `/incident {meant}`? `/incident help` shows every word."
        )
    assert "`/incident help` shows every word" in here.answers("ana", "/incident xyzzy")
    assert here.incidents() == ()
    here.rests()


def test_help_begins_with_three_commands(here: Town) -> None:
    for asked in ("help", "?", "hello"):
        told = here.answers("ana", f"/incident {asked}")
        assert told.startswith("*Three things are enough to begin*")
    here.ana.says("hi", "dm")
    here.settles()
    here.ana.sees("Three things are enough to begin", "dm")
    here.rests()


def test_list_shows_what_is_open_worst_first(here: Town) -> None:
    assert (
        here.answers("ana", "/incident list") == "Nothing is open. To start one: `/incident declare title`."
    )
    here.answers("ana", "/incident declare P3 The logo is blurred")
    here.fires()
    here.takes("carla")
    listed = here.answers("eva", "/incident list")
    assert listed.splitlines() == [
        "🔴 *INC-2026-0002* Checkout 5xx",
        "investigating · Carla · 0 s · #inc-2026-0002-checkout-5xx",
        "🟡 *INC-2026-0001* The logo is blurred",
        "investigating · Ana · 0 s · its thread in #incidents",
    ]
    assert "Checkout" not in here.answers("ana", "/incident list mine")
    here.answers("carla", "/incident resolve INC-2026-0002")
    assert "Checkout" not in here.answers("eva", "/incident list")
    assert "Checkout 5xx\nresolved · Carla" in here.answers("eva", "/incident list all")
    here.ends(
        rooms={
            "INC-2026-0001": [
                "🟡 *INC-2026-0001 · The logo is blurred* [Acknowledge] [Resolve] [Update] [Hand off]"
            ],
            "INC-2026-0002": [
                "🔴 *INC-2026-0002 · Checkout 5xx* [Reopen]",
                *CARLA_TOOK_IT,
                "✅ Carla resolved it.",
                "*INC-2026-0002 is resolved after 0 s*",
                "📎 Timeline of INC-2026-0002",
            ],
        },
        carla=["🔴 INC-2026-0002 Checkout 5xx [Open room]"],
    )


def test_who_is_on_call_now_and_at_another_time(make_town: MakeTown) -> None:
    here = make_town(start=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    assert here.answers("ana", "/incident oncall").splitlines() == [
        "*On call now*",
        "• *primary*: Carla until Today 10:00 AM, then Carla and Ana",
        "[Take the shift]",
        "• *backup*: Diego until Today 10:00 AM, then Diego and Bruno",
        "[Take the shift]",
    ]
    assert here.answers("eva", "/incident who is on call for checkout").splitlines()[1] == (
        "• *primary*: Carla until Today 11:00 PM, then Carla and Ana"
    )
    later = here.answers("carla", "/incident oncall primary at 2026-11-21 03:00")
    assert later.splitlines() == [
        "*On call Sat 21 Nov 03:00, Madrid time*",
        "• *primary*: Eva until Tomorrow 8:00 AM, then Eva and Carla",
        "[Take the shift]",
    ]
    assert "There is no schedule, team or service `secondary`." in here.answers(
        "ana", "/incident oncall secondary"
    )
    assert here.answers("ana", "/incident oncall at teatime") == (
        "I can't read `teatime`. Type `/incident oncall at tue 15:00` or `/incident oncall at 24 dec 18:00`."
    )
    here.rests()


def test_an_id_works_anywhere(here: Town) -> None:
    """From #general, from another incident's room, at the beginning and at the end."""
    here.fires()
    here.gets_page("carla")
    here.answers("eva", "/incident declare P2 Search is slow")
    other = here.incident("INC-2026-0002").room
    assert other
    assert "You have INC-2026-0001" in here.answers("carla", "/incident ack inc-2026-1")
    assert "Noted on the timeline of INC-2026-0001" in here.answers(
        "eva", "/incident note INC-2026-0001 seen here too", f"#{other.name}"
    )
    assert "Noted on the timeline of INC-2026-0002" in here.answers(
        "eva", "/incident note mine", f"#{other.name}"
    )
    here.eva.command("/incident INC-2026-0001")
    assert here.eva.waits_for_modal("Only you see this.").title == "INC-2026-0001"
    here.ends(
        rooms={
            "INC-2026-0001": [
                OWNED,
                *CARLA_TOOK_IT,
                "Eva noted: seen here too",
            ],
            "INC-2026-0002": [
                "🟠 *INC-2026-0002 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off]",
                "Eva noted: mine",
            ],
        },
        carla=[ANSWERED],
    )


def test_anyone_pages_a_team_without_knowing_who_is_on_call(here: Town) -> None:
    answer = here.answers("felix", "/incident page payments A customer can't pay")
    assert "P2 INC-2026-0001 is open: A customer can't pay." in answer
    assert "Paged now: Carla." in answer
    here.gets_page("carla", "A customer can't pay")
    told = here.answers("felix", "/incident page billing A customer can't pay")
    assert told == (
        "There is no team or service `billing` that can be paged. Correct the name and send it again. "
        "You can write: `payments`, `checkout`."
    )
    here.felix.command("/incident page")
    form = here.felix.waits_for_modal("Whom?")
    assert form.fields["Whom?"].options == ("payments", "checkout")
    assert here.fills_in("felix", {"Whom?": "checkout", "What should they know?": "Nobody can pay"}) is None
    assert "is open: Nobody can pay" in here.felix.sees("INC-2026-0002 is open", "dm")
    here.ends(
        rooms={
            "INC-2026-0001": [
                "🟠 *INC-2026-0001 · A customer can't pay* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
            "INC-2026-0002": [
                "🟠 *INC-2026-0002 · Nobody can pay* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
        },
        carla=[
            "🟠 *P2 A customer can't pay* [Acknowledge] [Escalate] [I can't] [Open room]",
            "🟠 *P2 checkout: Nobody can pay* [Acknowledge] [Escalate] [I can't] [Open room]",
        ],
        felix=[
            (
                "P2 INC-2026-0002 is open: Nobody can pay. A channel is being made, and you are "
                "invited. Paged now: Carla. Nobody owns it until somebody acknowledges."
            )
        ],
    )


def test_every_verb_answers_the_person_who_typed_it(here: Town) -> None:
    """No command is silent: in a room, each verb of the help gives an answer, a form or a file."""
    here.fires()
    here.takes("carla")
    room = here.room
    verbs = (
        "ack", "escalate", "cannot", "page payments help", "update we look", "no-change", "snooze 10m", "note x",
        "severity P2", "status identified", "role scribe me", "handoff", "keep", "accept mine", "decline", "join",
        "promote", "oncall", "catchup", "timeline", "export", "list", "help", "merge INC-2026-0009", "close done",
        "reopen it is back", "cancel a test", "reopen", "resolve", "close waived: a test",
    )  # fmt: skip
    assert [verb for verb in verbs if not here.answers("carla", f"/incident {verb}", room)] == []
    assert here.incident().status.value == "closed"
    for form in ("", "update", "note", "handoff accept", "severity", "role", "merge", "page"):
        here.carla.command(f"/incident {form}".strip(), room)
        assert here.carla.modal.title
        here.settles()
        here.carla.closes()
    here.ends(
        room=[
            "🟠 *INC-2026-0001 · Checkout 5xx* [Reopen]",
            *CARLA_TOOK_IT,
            "⬆ Carla escalated; the next level is paged now.",
            "📟 Paged Diego (on call on backup).",
            "📟 Paged Diego (Carla asked for payments: help).",
            "📝 Update from Carla: we look. Next update Today 10:05 AM.",
            "Carla: no change. Next update Today 10:05 AM.",
            "Carla moved the next update to Today 10:10 AM.",
            "Carla noted: x",
            "Carla changed the severity: ~P1~ *P2*.",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla is scribe now.",
            "✅ Carla resolved it: done",
            "*INC-2026-0001 is resolved after 0 s*",
            "Carla reopened it: it is back",
            "Carla cancelled it as a false alarm: a test",
            "Carla reopened it.",
            "✅ Carla resolved it.",
            "*INC-2026-0001 is resolved after 0 s*",
            "Carla closed it: waived: a test",
            "📎 Timeline of INC-2026-0001",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[
            ANSWERED,
            (
                "✓ You keep INC-2026-0001; the handoff is off. The next update is due Today 10:15 "
                "AM. [Open room]"
            ),
            "📎 INC-2026-0001.md",
        ],
        diego=[
            ANSWERED,
            "🟠 INC-2026-0001 Checkout 5xx [Open room]",
        ],
    )


def test_what_is_not_there_yet_is_answered_with_what_to_do_instead(here: Town) -> None:
    assert here.answers("ana", "/incident postmortem") == (
        "There are no post-mortems here yet. `/incident export` gives you the timeline to write one from."
    )
    assert here.incidents() == ()
    here.rests()
