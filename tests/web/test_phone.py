"""What comes back by telephone and from the answer page: real signatures, a real engine, a real socket."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.domain import events as e
from bot.domain.paging import Word
from bot.domain.requests import Acknowledge, Resolve
from bot.domain.setup import Method
from bot.engine.answering import understood
from bot.store import canaries
from tests.web.desk import NUMBER, PUBLIC, Desk


def test_an_sms_acknowledges_once_however_often_it_is_delivered(desk: Desk) -> None:
    incident = desk.declares()
    assert f"You have {incident.id}." in desk.writes("1")
    assert desk.now(incident).owner == "ana"
    before = desk.count(incident)
    assert f"You have {incident.id}." in desk.writes("1")
    assert desk.count(incident) == before


@pytest.mark.parametrize("signature", ["", "MrmwssPLOvqvP+FnO/BcjZG6blg="])
def test_a_forged_callback_is_refused_and_nothing_happens(desk: Desk, signature: str) -> None:
    incident = desk.declares()
    before = desk.count(incident)
    answer = desk.posts("sms", signature=signature, From=NUMBER, Body="1", MessageSid="SM1")
    assert answer.status_code == 403
    assert desk.count(incident) == before


def test_a_number_that_is_nobodys_is_told_nothing(desk: Desk) -> None:
    incident = desk.declares()
    before = desk.count(incident)
    said = desk.writes("1", number="+15550001111")
    assert "INC-" not in said
    assert "<Message>" not in said
    assert desk.count(incident) == before


def test_the_number_in_the_text_says_which_one_is_meant(desk: Desk) -> None:
    first, second = desk.declares("first"), desk.declares("second")
    assert f"You have {first.id}." in desk.writes(f"ack {int(first.id[-4:])}")
    assert desk.now(second).owner is None


def test_unknown_words_are_answered_with_what_to_write(desk: Desk) -> None:
    incident = desk.declares()
    before = desk.count(incident)
    assert "Reply 1 to acknowledge" in desk.writes("who is this?")
    assert desk.count(incident) == before


def test_escalating_by_sms_pages_the_next(desk: Desk) -> None:
    incident = desk.declares()
    assert "next level is paged now" in desk.writes("2")
    assert {page.person for page in desk.now(incident).pages} >= {"bruno"}


def test_a_key_in_a_call_acknowledges_and_another_key_asks_again(desk: Desk) -> None:
    incident = desk.declares()
    query = f"?page={quote(desk.link(incident).removeprefix('/answer/'), safe='')}&method=voice"
    assert "<Gather" in desk.posts("key", query, CallSid="CA1", Digits="9").text
    assert desk.now(incident).owner is None
    assert f"You have {incident.id}." in desk.posts("key", query, CallSid="CA1", Digits="1").text
    assert desk.now(incident).owner == "ana"


def test_voicemail_is_no_acknowledgement_and_hears_one_sentence(desk: Desk) -> None:
    incident = desk.declares()
    query = f"?page={quote(desk.link(incident).removeprefix('/answer/'), safe='')}&method=voice"
    assert desk.posts("status", query, CallSid="CA1", AnsweredBy="machine_end_beep").status_code == 200
    assert desk.cut == ["CA1"]
    assert desk.now(incident).acknowledged_at is None


@pytest.mark.parametrize("status, cut", [("in-progress", ["CA1"]), ("completed", []), ("no-answer", [])])
def test_only_a_call_that_goes_on_is_cut_short(desk: Desk, status: str, cut: list[str]) -> None:
    query = f"?page={quote(desk.link(desk.declares()).removeprefix('/answer/'), safe='')}&method=voice"
    desk.posts("status", query, CallSid="CA1", CallStatus=status, AnsweredBy="machine_end_beep")
    assert desk.cut == cut


def test_a_call_back_hears_the_newest_page(desk: Desk) -> None:
    desk.declares()
    said = desk.posts("call", From=NUMBER, CallSid="CA2").text
    assert "card payments failing" in said
    assert "/phone/one/key?page=" in said


def test_looking_at_the_link_changes_nothing_and_pressing_acknowledges(desk: Desk) -> None:
    incident = desk.declares("x <script>")
    before, link = desk.count(incident), desk.link(incident)
    shown = desk.http.get(link)
    assert ">Acknowledge</button>" in shown.text
    assert "<script>" not in shown.text
    assert desk.count(incident) == before
    assert f"You have {incident.id}." in desk.http.post(link, data={"key": "1"}).text
    assert desk.now(incident).owner == "ana"
    assert "<button" not in desk.http.get(link).text


def test_a_private_incident_is_answered_without_its_words(desk: Desk) -> None:
    incident = desk.declares("breach at Acme", private=True)
    said = desk.http.get(desk.link(incident)).text + desk.posts("call", From=NUMBER, CallSid="CA2").text
    assert "Acme" not in said
    assert ">Acknowledge</button>" in said
    assert f"You have {incident.id}." in desk.writes("1")
    assert desk.now(incident).owner == "ana"


def test_a_report_that_comes_twice_changes_nothing_the_second_time(desk: Desk) -> None:
    incident = desk.declares()
    query = f"?page={quote(desk.link(incident).removeprefix('/answer/'), safe='')}&method=sms"
    counts = []
    for _ in range(2):
        desk.posts("status", query, MessageSid="SM1", MessageStatus="undelivered", ErrorCode="30003")
        counts.append(desk.count(incident))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_a_link_says_who_has_it_and_does_nothing_once_somebody_answered(desk: Desk, key: str) -> None:
    incident = desk.declares()
    link = desk.link(incident)
    desk.acts(incident, Acknowledge())
    before = desk.count(incident)
    assert f"Bruno has {incident.id} already" in desk.http.post(link, data={"key": key}).text
    assert desk.count(incident) == before


def test_a_key_pressed_after_somebody_took_it_says_so_and_pages_nobody(desk: Desk) -> None:
    incident = desk.declares()
    query = f"?page={quote(desk.link(incident, Method.VOICE).removeprefix('/answer/'), safe='')}"
    desk.acts(incident, Acknowledge())
    before = desk.count(incident)
    assert f"Bruno has {incident.id} already" in desk.posts("key", query, CallSid="CA1", Digits="2").text
    assert desk.count(incident) == before


def test_escalate_pressed_twice_on_one_page_escalates_once_and_on_a_fresh_one_again(desk: Desk) -> None:
    incident = desk.declares()
    link = desk.link(incident)
    seen = re.findall(r'name="seen" value="(\d+)"', desk.http.get(link).text)
    pressed = [desk.http.post(link, data={"key": "2", "seen": seen[0]}).text for _ in range(2)]
    assert "escalated. The next level is paged now." in pressed[0]
    assert "that came before, and nothing is done twice." in pressed[1]
    assert desk.paged(incident) == 2
    again = re.findall(r'name="seen" value="(\d+)"', desk.http.get(link).text)
    desk.http.post(link, data={"key": "2", "seen": again[0]})
    assert desk.paged(incident) == 3


@pytest.mark.parametrize("method", [Method.SMS, Method.EMAIL, Method.PUSH])
def test_the_timeline_says_by_what_the_link_came(desk: Desk, method: Method) -> None:
    incident = desk.declares()
    desk.http.post(desk.link(incident, method), data={"key": "1"})
    told = desk.engine.handle.timeline(incident.id, "ana")
    assert [r.event.via for r in told if isinstance(r.event, e.Acknowledged)] == [method]


@pytest.mark.parametrize("text", ["1", "2", "3", "1 0001"])
def test_a_reply_after_somebody_else_took_it_says_who_has_it(desk: Desk, text: str) -> None:
    incident = desk.declares()
    desk.acts(incident, Acknowledge())
    before = desk.count(incident)
    assert f"Bruno has {incident.id} already" in desk.writes(text)
    assert desk.count(incident) == before


def test_a_plain_yes_to_a_page_that_somebody_took_takes_nothing_that_was_declined(desk: Desk) -> None:
    first, second = desk.declares("card payments"), desk.declares("search index")
    desk.writes(f"3 {int(second.id[-4:])}", sid="SM1")
    desk.acts(first, Acknowledge())
    assert f"Bruno has {first.id} already" in desk.writes("1", sid="SM2")
    assert desk.now(second).owner is None
    assert [page.person for page in desk.now(second).pages] == ["bruno"]


def test_what_was_declined_is_taken_by_its_number_only(desk: Desk) -> None:
    incident = desk.declares()
    number = incident.id[-4:]
    desk.writes("3", sid="SM1")
    said = desk.writes("1", sid="SM2")
    assert f"You have no open page of {incident.id}." in said
    assert f"reply with its number: 1 {number}." in said
    assert desk.now(incident).owner is None
    assert f"You have {incident.id}." in desk.writes(f"1 {number}", sid="SM3")


def test_a_reply_when_it_is_over_changes_nothing(desk: Desk) -> None:
    incident = desk.declares()
    desk.acts(incident, Resolve("fixed"))
    before = desk.count(incident)
    assert "No page waits for you" in desk.writes("1")
    assert f"{incident.id} is over" in desk.http.post(desk.link(incident), data={"key": "1"}).text
    assert desk.count(incident) == before


def test_an_incident_of_another_year_is_not_taken_for_this_ones(desk: Desk) -> None:
    incident = desk.declares()
    assert "No page waits for you" in desk.writes("ack INC-2025-0001")
    assert desk.now(incident).owner is None


def test_whoever_left_the_team_answers_nothing(desk: Desk) -> None:
    incident = desk.declares()
    link, setup = desk.link(incident), desk.engine.corridor.setup
    left = {name: person for name, person in setup.people.items() if name != "ana"}
    desk.engine.corridor.setup = replace(setup, people=left)
    assert "<Message>" not in desk.writes("1")
    assert desk.http.get(link).status_code == 404
    assert desk.http.post(link, data={"key": "1"}).status_code == 404
    assert "No page waits for you" in desk.posts("call", From=NUMBER, CallSid="CA9").text
    assert desk.now(incident).owner is None


def test_without_a_database_everybody_is_told_to_come_again_in_their_own_way(
    desk: Desk, tmp_path: Path
) -> None:
    link = desk.link(desk.declares())
    query = f"?page={quote(link.removeprefix('/answer/'), safe='')}"
    desk.engine.close()  # its connections, which would still read the file that is moved away
    (tmp_path / "m.db").rename(tmp_path / "gone.db")
    (tmp_path / "m.db").mkdir()
    assert "<Message>That could not be saved" in desk.writes("1")
    key = desk.posts("key", query, CallSid="CA1", Digits="1").text
    assert "<Gather" in key
    assert "<Say>That could not be saved just now. Please press the key again.</Say>" in key
    assert "<Say>That can't be looked up" in desk.posts("call", From=NUMBER, CallSid="CA2").text
    status = desk.posts("status", query, MessageSid="SM1", MessageStatus="failed").text
    assert status.endswith("<Response/>")
    page = desk.http.post(link, data={"key": "1"})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "Open the link from your message again" in page.text


def test_a_link_with_another_key_opens_nothing(desk: Desk) -> None:
    link = desk.link(desk.declares())
    assert desk.http.get(link[:-1] + ("0" if link[-1] != "0" else "1")).status_code == 404
    assert desk.http.post(link.replace("/ana/", "/bruno/"), data={"key": "1"}).status_code == 404


def test_words_that_people_write_are_understood() -> None:
    assert understood("ACK") == (Word.ACKNOWLEDGE, None)
    assert understood(" Yes! ") == (Word.ACKNOWLEDGE, None)
    assert understood("1 0847") == (Word.ACKNOWLEDGE, "847")
    assert understood("esc INC-2026-0847") == (Word.ESCALATE, "2026-847")
    assert understood("no") == (Word.CANNOT, None)
    assert understood("1 2 3") == (None, None)
    assert understood("") == (None, None)


def test_ok_answers_the_monthly_test_unless_a_page_waits(desk: Desk) -> None:
    now = desk.engine.handle.now()
    desk.engine.database.write(lambda tx: canaries.sent(tx, "ana", f"{now:%Y-%m}", now))
    incident = desk.declares()
    assert f"You have {incident.id}." in desk.writes("ok", "SM1")
    desk.acts(incident, Resolve("the cache was full"), "ana")
    assert "the test reached you" in desk.writes("ok", "SM2")
    assert "the test reached you" not in desk.writes("ok", "SM3")


def test_a_monthly_test_that_twilio_could_not_deliver_has_failed_by_that_way(desk: Desk) -> None:
    now = desk.engine.handle.now()
    month = f"{now:%Y-%m}"
    desk.engine.database.write(lambda tx: canaries.sent(tx, "ana", month, now))
    url = desk.engine.corridor.links.test("ana", month, Method.SMS)
    assert url
    page = quote(url.removeprefix(f"{PUBLIC}/answer/"), safe="")
    asked = f"?page={page}&method=sms"

    def failed() -> frozenset[Method]:
        found = desk.engine.database.read(lambda tx: canaries.newest(tx, ["ana"], now))
        return found["ana"].failed

    desk.posts("status", asked, MessageSid="SM1", MessageStatus="delivered")
    desk.posts("status", f"?page={page[:-1]}x&method=sms", MessageSid="SM1", MessageStatus="undelivered")
    assert failed() == frozenset()
    desk.posts("status", asked, MessageSid="SM1", MessageStatus="undelivered", ErrorCode="30005")
    assert failed() == {Method.SMS}


def test_a_machine_that_picks_up_a_test_is_not_told_of_an_incident(desk: Desk) -> None:
    url = desk.engine.corridor.links.test("ana", "1764205000000", Method.VOICE)
    assert url
    page = quote(url.removeprefix(f"{PUBLIC}/answer/"), safe="")
    desk.posts("status", f"?page={page}&method=voice", CallSid="CA1", AnsweredBy="machine_start")
    assert desk.cut == []
    for digits in "15":
        said = desk.posts("key", f"?page={page}", CallSid="CA1", Digits=digits).text
        assert "No test is waiting for an answer." in said


def test_the_word_for_a_test_is_understood_when_no_test_waits_any_more(desk: Desk) -> None:
    assert "No test is waiting for an answer." in desk.writes("TEST")
    assert "not understood" not in desk.writes("Test.", "SM2")
