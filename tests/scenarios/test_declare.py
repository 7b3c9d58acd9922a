"""How people begin: a command, a form, a shortcut, a flame; with a file and without one."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import PAGED_CARLA
from tests.scenarios.town import Town

NOBODY_PAGED = "You own it, and nobody is paged: `/incident page team text` asks somebody."


def test_a_title_is_enough_and_its_declarer_owns_it(here: Town) -> None:
    answer = here.answers("ana", "/incident declare Search is slow")
    assert answer.startswith("P2 INC-2026-0001 is open: Search is slow. A channel is being made, and you are")
    assert NOBODY_PAGED in answer
    here.room_reads(["🟠 *INC-2026-0001 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off]"])
    assert here.ana.members(here.room) == ["meridian", "ana"]
    assert "Declared by Ana Today 4:00 AM" in here.card("ana")
    here.reads(
        "incidents",
        ["🟠 *INC-2026-0001 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off] [Open room]"],
    )
    here.rests()


def test_a_severity_and_a_service_page_its_team_at_once(here: Town) -> None:
    answer = here.answers("eva", "/incident declare P1 checkout: cards are refused")
    assert "P1 INC-2026-0001 is open: cards are refused." in answer
    assert "Paged now: Carla. Nobody owns it until somebody acknowledges." in answer
    assert "P1 checkout: cards are refused" in here.gets_page("carla")
    here.room_reads([
        "🔴 *INC-2026-0001 · cards are refused* [Acknowledge] [Escalate] [Resolve] [Update]",
        "📟 Paged Carla (on call on primary).",
    ])  # fmt: skip
    assert sorted(here.carla.members(here.room)) == ["carla", "eva", "meridian"]
    here.carla.sees("cards are refused", "incidents")
    here.rests()


def test_a_severity_that_is_none_of_ours_is_told_and_opened_as_the_nearest(here: Town) -> None:
    answer = here.answers("eva", "/incident declare P0 checkout: cards are refused")
    assert answer.startswith(
        "P1 INC-2026-0001 is open: cards are refused. There is no severity `P0` here: opened as P1. "
    )
    assert "P1 checkout: cards are refused" in here.gets_page("carla")


@pytest.mark.parametrize(
    "typed, told",
    [
        (
            "chekout: cards are refused",
            (
                "You own it. There is no service or team `chekout`, so nobody is paged. "
                "Did you mean `/incident page checkout cards are refused INC-2026-0001`?"
            ),
        ),
        (
            "checkout cards are refused",
            (
                "You own it, and nobody is paged. "
                "To page checkout: `/incident page checkout cards are refused INC-2026-0001`."
            ),
        ),
    ],
)
def test_a_name_that_pages_nobody_comes_back_as_the_command_that_pages(
    here: Town, typed: str, told: str
) -> None:
    answer = here.answers("ana", f"/incident declare P1 {typed}")
    assert answer.startswith(f"P1 INC-2026-0001 is open: {typed}.")
    assert answer.endswith(told)
    here.answers("ana", told.split("`")[-2])
    assert "cards are refused" in here.gets_page("carla")


def test_a_page_declares_as_bad_as_it_says(here: Town) -> None:
    here.answers("ana", "/incident page checkout P1 nobody can pay")
    assert "P1 checkout: nobody can pay" in here.gets_page("carla")


@pytest.mark.parametrize(
    "typed, title, room",
    [
        ('"Login" says 500', '"Login" says 500', "#inc-2026-0001-login-says-500"),
        ("A & B <both> fail", "A & B <both> fail", "#inc-2026-0001-a-b-both-fail"),
        (
            "“Zahlung” geht nicht – 50 %",
            "“Zahlung” geht nicht – 50 %",
            "#inc-2026-0001-zahlung-geht-nicht-50",
        ),
        ("@diego says it is slow", "@diego says it is slow", "#inc-2026-0001-diego-says-it-is-slow"),
    ],
)
def test_the_title_reads_as_it_was_typed(here: Town, typed: str, title: str, room: str) -> None:
    answer = here.answers("ana", f"/incident declare P2 {here.ana._mentioned(typed)}")
    assert f"is open: {title}" in answer
    assert here.incident().title == title
    assert here.room == room
    assert f"INC-2026-0001 · {title}" in here.card("ana")
    here.ends(room=[f"🟠 *INC-2026-0001 · {title}* [Acknowledge] [Resolve] [Update] [Hand off]"])


def test_a_private_one_gets_a_private_channel_whatever_its_severity(here: Town) -> None:
    answer = here.answers("ana", "/incident declare P3 Somebody reads our mail --private")
    assert "P3 INC-2026-0001 is open: Somebody reads our mail." in answer
    assert here.room == "#inc-2026-0001"
    assert "#inc-2026-0001" in [f"#{name}" for name in here.ana.channels()]
    assert "inc-2026-0001" not in here.bruno.channels()
    assert "· private" in here.card("ana")
    here.reads("incidents", [])
    here.rests()


def test_bare_incident_opens_a_form_that_needs_a_title_alone(here: Town) -> None:
    here.ana.command("/incident")
    form = here.ana.waits_for_modal("What is wrong?")
    assert form.title == "Declare an incident"
    assert form.submit == "Declare"
    assert list(form.fields) == [
        "What is wrong?", "How bad is it?", "Which service?", "What do customers notice?", "Anything else",
        "Who may see it?",
    ]  # fmt: skip
    assert form.fields["How bad is it?"].options == (
        "P1 · its own channel · update every 5 min", "P2 · its own channel · update every 15 min",
        "P3 · a thread · update every 1 h", "P4 · a thread · update every 1 d",
    )  # fmt: skip
    assert (
        here.fills_in("ana", {"What is wrong?": "Login fails", "What do customers notice?": "No logins"})
        is None
    )
    assert NOBODY_PAGED in here.ana.sees("is open: Login fails", "dm")
    assert "*Impact*: No logins" in here.card("ana")
    here.room_reads([
        "🟠 *INC-2026-0001 · Login fails* [Acknowledge] [Resolve] [Update] [Hand off]",
        "Ana described the impact: No logins",
    ])  # fmt: skip
    here.ana.sees("Login fails", "incidents")
    here.rests()


def test_the_form_pages_the_team_of_the_service_that_is_chosen(here: Town) -> None:
    here.ana.global_shortcut("Declare an incident")
    here.ana.waits_for_modal("What is wrong?")
    filled = {"What is wrong?": "No cards", "How bad is it?": "P1 · its own channel · update every 5 min"}
    assert here.fills_in("ana", filled | {"Which service?": "checkout"}) is None
    assert "Paged now: Carla." in here.ana.sees("is open: No cards", "dm")
    here.gets_page("carla", "No cards")
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · No cards* [Acknowledge] [Escalate] [Resolve] [Update]",
            PAGED_CARLA,
        ],
        ana=[
            (
                "P1 INC-2026-0001 is open: No cards. A channel is being made, and you are invited. "
                "Paged now: Carla. Nobody owns it until somebody acknowledges."
            )
        ],
        carla=["🔴 *P1 checkout: No cards* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


def test_a_form_without_a_title_is_not_sent_and_a_blank_one_says_so(here: Town) -> None:
    here.ana.command("/incident")
    here.ana.waits_for_modal("What is wrong?")
    assert here.fills_in("ana", {"How bad is it?": "P1 · its own channel · update every 5 min"})
    assert here.fills_in("ana", {"What is wrong?": "   "}) == {
        "What is wrong?": "There was no text. Write what should stand there and send it again."
    }
    assert here.incidents() == ()
    here.rests()


def test_a_message_becomes_an_incident_by_its_shortcut(here: Town) -> None:
    said = here.bruno.says("Customers can't pay\nsince five minutes", "general")
    here.ana.shortcut("Declare from message", said)
    form = here.ana.waits_for_modal("What is wrong?")
    assert form.fields["What is wrong?"].value["value"] == "Customers can't pay"
    assert here.fills_in("ana", {}) is None
    here.ana.sees("is open: Customers can't pay")
    card = here.card("ana")
    assert "since five minutes" in card
    here.ana.sees("Customers can't pay", "incidents")
    assert "Declared from a message" in here.answers("eva", "/incident timeline INC-2026-0001")
    here.ends(
        room=["🟠 *INC-2026-0001 · Customers can't pay* [Acknowledge] [Resolve] [Update] [Hand off]"],
        ana=[
            (
                "P2 INC-2026-0001 is open: Customers can't pay. A channel is being made, and you are "
                "invited. You own it, and nobody is paged: `/incident page team text` asks somebody."
            )
        ],
    )


def test_a_flame_on_a_message_offers_to_declare_and_does_not_by_itself(here: Town) -> None:
    said = here.bruno.says("Customers can't pay", "general")
    here.sandbox.workspace.channels[said.channel_id].members.append(here.sandbox.app.bot_user)
    here.ana.reacts("fire", said)
    here.settles()
    offer = here.ana.sees("Declare an incident from that message?", "general")
    assert offer.ephemeral
    assert offer.buttons == ("Declare",)
    assert here.incidents() == ()
    here.ana.clicks("Declare", offer)
    assert (
        here.ana.waits_for_modal("What is wrong?").fields["What is wrong?"].value["value"]
        == "Customers can't pay"
    )
    assert here.fills_in("ana", {"How bad is it?": "P3 · a thread · update every 1 h"}) is None
    here.ana.sees("It goes on in its thread in #incidents.")
    here.thread_reads(
        ["🟡 *INC-2026-0001 · Customers can't pay* [Acknowledge] [Resolve] [Update] [Hand off]"]
    )
    here.bruno.sees_no("Declare an incident from that message?")
    here.rests()


def test_without_any_file_it_works_all_the_same(make_town: MakeTown) -> None:
    here = make_town(team="")
    answer = here.answers("ana", "/incident declare P1 The shop is down")
    assert "P1 INC-2026-0001 is open: The shop is down." in answer
    assert "You own it" in answer
    assert here.incident().owner == "U0ANA"
    assert here.card("ana").buttons == ("Acknowledge", "Resolve", "Update", "Hand off")
    assert "@ana" in here.card("ana")
    here.ana.sees("The shop is down", "incidents")
    assert "Noted on the timeline" in here.answers("ana", "/incident note Restarted it", here.room)
    here.later(minutes=5)
    reminder = here.ana.sees("P1 asks for an update every 5 min", "dm")
    assert "No change on INC-2026-0001, noted. The next update is due Today 4:10 AM." in here.replies(
        "ana", "No change", reminder
    )
    assert "INC-2026-0001 is resolved after 5 min." in here.answers(
        "ana", "/incident resolve fixed", here.room
    )
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · The shop is down* [Reopen]",
            "@ana noted: Restarted it",
            "@ana: no change. Next update Today 10:10 AM.",
            "✅ @ana resolved it: fixed",
            "*INC-2026-0001 is resolved after 5 min*",
            "📎 Timeline of INC-2026-0001",
        ],
        ana=["No change on INC-2026-0001, noted. The next update is due Today 4:10 AM. [Open room]"],
    )
