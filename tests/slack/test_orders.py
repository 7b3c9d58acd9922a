"""Commands and mentions, over a real socket: what is asked, and what the one who asked is told."""

from __future__ import annotations

from bot.domain import requests as r
from bot.domain.setup import Severity
from bot.sandbox import Person, Sandbox
from bot.slack import SlackDoor
from tests.slack.engine import Engine
from tests.waiting import until


def test_declaring_is_answered_to_the_declarer_alone(door: SlackDoor, engine: Engine, ana: Person) -> None:
    answer = ana.command("/incident declare P1 checkout: 500s everywhere")
    assert answer.ok
    answer.says("INC-2026-0001")
    assert engine.requests() == [r.Declare("500s everywhere", Severity.P1, "checkout")]
    asked = engine.asked[0]
    assert (asked.by.name, asked.by.zone, asked.by.standing.value) == ("ana", "America/Guayaquil", "member")
    until(lambda: not engine.inbox, "the inbox to be empty")


def test_a_command_in_a_room_is_about_its_incident(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    incident = engine.opened("it is down", room)
    ana.command("/incident note tried a restart", "inc-room").says("Noted on the timeline")
    assert engine.asked[-1].incident == incident.id


def test_a_command_elsewhere_names_what_is_open(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident ack", "general").says("ack INC-2026-0001")
    assert engine.asked == []
    ana.command("/incident ack inc-2026-1", "general").says("You have INC-2026-0001")


def test_a_private_incident_is_named_to_nobody_else(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, sandbox: Sandbox
) -> None:
    engine.opened("CANARY leak", "C0SECRET", private=True)
    for words in ("ack", "list", "timeline INC-2026-0001", "catchup INC-2026-0001", "export INC-2026-0001",
                  "update INC-2026-0001 hello", "join INC-2026-0001"):  # fmt: skip
        answer = bruno.command(f"/incident {words}")
        answer.says("")
        assert "CANARY" not in answer.text, words
    assert all(asked.by.name != "bruno" or asked.incident for asked in engine.asked)
    assert engine.incidents["INC-2026-0001"].members == ("ana",)
    ana.command("/incident list").says("CANARY leak")


def test_an_unknown_word_suggests_the_nearest(door: SlackDoor, engine: Engine, ana: Person) -> None:
    ana.command("/incident acknowlege").says("/incident ack")
    ana.command("/incident frobnicate").says("help")
    assert engine.asked == []


def test_what_cannot_be_read_is_answered_with_an_example(door: SlackDoor, ana: Person) -> None:
    ana.command("/incident severity banana").says("/incident severity P2")
    ana.command("/incident oncall nosuch").says("Type `/incident oncall primary`")
    ana.command("/incident oncall coverz").says("Did you mean `/incident oncall covers`?")
    ana.command("/incident oncall primray at 21:00").says("Did you mean `/incident oncall primary`?")
    ana.command("/incident severity P9 INC-2026-0001").says("`/incident severity P2 INC-2026-0001`")
    ana.command("/incident take primray").says("Did you mean `/incident take primary`?")


def test_a_person_s_shifts_are_asked_for_by_name(door: SlackDoor, ana: Person) -> None:
    ana.command("/incident oncall bruno").says("is on call for nothing then")
    ana.command("/incident oncall diego").says("*primary*: Diego")


def test_a_mention_is_answered_with_what_is_said_to_the_bot_by_name(
    door: SlackDoor, ana: Person, room: str
) -> None:
    ana.says("@meridian take primray", "inc-room")
    ana.waits_for("Did you mean `@meridian take primary`?", "inc-room")


def test_the_time_of_a_question_is_told_with_weekday_date_and_zone(door: SlackDoor, ana: Person) -> None:
    ana.command("/incident oncall primary at 24 dec 2030 18:00").says(
        "On call Tue 24 Dec 2030 18:00, Guayaquil time"
    )


def test_questions(door: SlackDoor, engine: Engine, ana: Person, room: str) -> None:
    engine.opened("it is down", room)
    ana.command("/incident help").says("Three things")
    ana.command("/incident list").says("it is down")
    ana.command("/incident oncall").says("primary")
    ana.command("/incident oncall payments at 21:00").says("primary")
    ana.command("/incident timeline", "inc-room").says("Timeline of INC-2026-0001")
    ana.command("/incident catchup", "inc-room").says("INC-2026-0001 so far")
    ana.command("/incident export csv", "inc-room").says("INC-2026-0001.csv")
    ana.waits_for("INC-2026-0001.csv", "dm")
    ana.command("/incident catchup").says("no incident here")
    assert engine.asked == []


def test_a_guest_is_refused_and_told_nothing(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, room: str
) -> None:
    engine.opened("CANARY", room)
    guest = sandbox.person("gil", guest=True)
    sandbox.workspace.channels[room].members.append(guest.id)
    for words in ("list", "timeline", "note hello", "resolve"):
        answer = guest.command(f"/incident {words}", "inc-room")
        answer.says("Guests")
        assert "CANARY" not in answer.text
    assert engine.incidents["INC-2026-0001"].open


def test_a_person_who_is_not_known_is_not_given_a_role(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident role scribe @nobodyhere", "inc-room").says("I know nobody called")
    ana.command("/incident role scribe @diego", "inc-room").says("Diego is scribe")
    assert [type(request) for request in engine.requests()] == [r.AssignRole]


def test_close_resolves_what_is_open_and_closes_what_is_not(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident close rolled back", "inc-room").says("is resolved")
    ana.command("/incident close waived", "inc-room").says("is closed")
    assert engine.requests() == [r.Resolve("rolled back"), r.Close("waived")]


def test_paging_outside_of_a_room_declares(door: SlackDoor, engine: Engine, ana: Person, room: str) -> None:
    ana.command("/incident page payments money is gone").says("INC-2026-0001")
    engine.opened("it is down", room)
    ana.command("/incident page payments look here too", "inc-room").says("was asked on")
    assert engine.requests() == [
        r.Declare("money is gone", page="payments"),
        r.PageTarget("payments", "look here too"),
    ]


def test_joining_is_answered_with_what_happened(
    door: SlackDoor, engine: Engine, bruno: Person, room: str
) -> None:
    engine.opened("it is down", room)
    bruno.command("/incident join INC-2026-0001").says("so far")
    assert "bruno" in engine.incidents["INC-2026-0001"].members


def test_a_mention_in_a_thread_is_answered_in_the_thread(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    sandbox.channel("incidents", [ana, bruno])
    card = ana.says("the card", "incidents")
    engine.opened("it is slow", card.channel_id, card.ts)
    bruno.says("@meridian note tried a restart", "incidents", thread=card)
    told = bruno.waits_for("Noted on the timeline of INC-2026-0001", "incidents")
    assert told.ephemeral
    assert told.thread_ts == card.ts
    assert engine.requests() == [r.AddNote("tried a restart")]
    bruno.says("@meridian", "incidents", thread=card)
    bruno.waits_for("Three things", "incidents")


def test_a_mention_at_the_end_of_a_sentence_is_read_too(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.says("ack please @meridian", "inc-room")
    ana.waits_for("You have INC-2026-0001", "inc-room")


def test_a_mention_that_needs_a_form_says_what_to_type(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.says("@meridian note", "inc-room")
    ana.waits_for("@meridian note text", "inc-room")
    ana.says("@meridian severity banana", "inc-room")
    ana.waits_for("@meridian severity P2", "inc-room")


def test_a_long_text_that_is_refused_comes_back(door: SlackDoor, ana: Person) -> None:
    text = "we rolled back the deploy of 14:02 and the errors went away within a minute"
    ana.command(f"/incident update {text}").says(text)


def test_a_page_may_be_answered_in_writing(door: SlackDoor, engine: Engine, diego: Person) -> None:
    engine.opened("it is down", "C0ROOM", by="ana", service="checkout")
    diego.says("ack", "dm")
    diego.waits_for("You have INC-2026-0001", "dm")
    assert engine.incidents["INC-2026-0001"].owner == "diego"


def test_with_two_pages_a_direct_answer_must_name_one(door: SlackDoor, engine: Engine, diego: Person) -> None:
    for title in ("first", "second"):
        engine.opened(title, f"C0{title}", by="ana", service="checkout")
    diego.says("ack", "dm")
    diego.waits_for("ack INC-2026-0002", "dm")
    assert engine.asked == []


def test_a_direct_answer_below_a_page_means_that_page(door: SlackDoor, engine: Engine, diego: Person) -> None:
    for title in ("first", "second"):
        engine.opened(title, f"C0{title}", by="ana", service="checkout")
    page = diego.says("stands for the page", "dm")
    diego.waits_for("I don't know", "dm")
    engine.messages[page.channel_id, page.ts] = "INC-2026-0002"
    diego.says("ack", "dm", thread=page)
    diego.waits_for("You have INC-2026-0002", "dm")
