"""Answers that come again, or could mean another incident: what was not done is never told as done."""

from __future__ import annotations

import re

import pytest

from bot.domain.incident import Incident
from bot.domain.requests import Acknowledge, Escalate, Reopen, Resolve
from bot.domain.setup import Method
from bot.render.phone_answers import NOTHING_WAITS
from tests.web.desk import NUMBER, Desk


def fires_again(desk: Desk, incident: Incident) -> None:
    """What ana has is over, and comes back: she is paged anew."""
    desk.acts(incident, Resolve("it was the cache"), "ana")
    desk.acts(incident, Reopen("it was not"), "bruno")


WAITS = "that came before, and nothing is done twice. It waits for your answer now."


def test_a_button_that_was_pressed_before_says_that_the_page_waits_and_offers_it_again(desk: Desk) -> None:
    incident = desk.declares()
    link = desk.link(incident)
    assert f"You have {incident.id}." in desk.http.post(link, data={"key": "1"}).text
    assert f"You have {incident.id}." in desk.http.post(link, data={"key": "1"}).text
    fires_again(desk, incident)
    before = desk.count(incident)
    again = desk.http.post(link, data={"key": "1"}).text
    assert f"{incident.id}: {WAITS} Answer with a button below." in again
    assert desk.count(incident) == before
    seen = re.findall(r'name="seen" value="(\d+)"', again)
    assert f"You have {incident.id}." in desk.http.post(link, data={"key": "1", "seen": seen[0]}).text
    assert desk.now(incident).answered


def test_an_sms_that_is_delivered_again_is_told_that_its_page_waits(desk: Desk) -> None:
    incident = desk.declares()
    desk.writes("1")
    fires_again(desk, incident)
    before = desk.count(incident)
    assert f"{incident.id}: {WAITS} Reply 1 to acknowledge" in desk.writes("1")
    assert desk.count(incident) == before


def test_a_key_that_is_told_again_says_that_its_page_waits(desk: Desk) -> None:
    incident = desk.declares()
    query = desk.called(incident)
    desk.posts("key", query, CallSid="CA1", Digits="1")
    fires_again(desk, incident)
    said = desk.posts("key", query, CallSid="CA1", Digits="1").text
    assert f"{incident.id}: {WAITS} Call back to answer it." in said
    assert not desk.now(incident).answered


def test_an_sms_that_is_delivered_again_is_about_what_it_did_and_no_other(desk: Desk) -> None:
    first = desk.declares("card payments")
    desk.writes("1")
    second = desk.declares("search index")
    said = desk.writes("1")
    assert f"You have {first.id}." in said
    assert second.id not in said
    assert desk.now(second).owner is None
    desk.acts(first, Resolve("it was the cache"), "ana")
    assert f"{first.id} is over" in desk.writes("1")


def test_an_sms_that_is_delivered_again_after_somebody_else_took_over_says_who_has_it(desk: Desk) -> None:
    incident = desk.declares()
    desk.writes("1")
    fires_again(desk, incident)
    desk.acts(incident, Acknowledge(), "bruno")
    said = desk.writes("1")
    assert f"Bruno has {incident.id} already" in said
    assert "joined" not in said


def test_an_escalation_that_is_delivered_again_is_not_told_as_done(desk: Desk) -> None:
    incident = desk.declares()
    desk.writes("2")
    said = desk.writes("2")
    assert f"{incident.id}: {WAITS}" in said
    assert "is paged now" not in said
    assert desk.paged(incident) == 2


def test_an_sms_that_found_nothing_to_acknowledge_takes_nothing_when_it_is_delivered_again(
    desk: Desk,
) -> None:
    assert NOTHING_WAITS in desk.writes("1")
    assert NOTHING_WAITS in desk.writes("1")
    incident = desk.declares()
    before = desk.count(incident)
    assert f"{incident.id}: {WAITS} Reply 1 to acknowledge" in desk.writes("1")
    assert desk.count(incident) == before
    assert f"You have {incident.id}." in desk.writes("1", sid="SM2"), "a new one is an answer"


def test_an_sms_that_was_refused_is_about_that_incident_when_it_is_delivered_again(desk: Desk) -> None:
    own = desk.declares("card payments")
    desk.writes("1", sid="SM1")
    desk.writes("2", sid="SM2")
    other = desk.declares("search index")
    said = desk.writes("2", sid="SM2")
    assert own.id in said
    assert other.id not in said
    assert desk.paged(other) == 1


def test_an_sms_about_a_number_that_is_none_takes_nothing_when_it_is_delivered_again(desk: Desk) -> None:
    desk.writes("1 0001")
    incident = desk.declares()
    assert f"{incident.id}: {WAITS}" in desk.writes("1 0001")
    assert not desk.now(incident).answered


def test_a_key_that_came_too_late_answers_no_later_page_when_it_is_told_again(desk: Desk) -> None:
    incident = desk.declares()
    query = desk.called(incident)
    desk.writes("3")
    too_late = desk.posts("key", query, CallSid="CA1", Digits="1").text
    assert f"You have no open page of {incident.id}." in too_late
    desk.acts(incident, Escalate(), "bruno")
    assert desk.paged(incident) == 3
    said = desk.posts("key", query, CallSid="CA1", Digits="1").text
    assert f"{incident.id}: {WAITS} Call back to answer it." in said
    assert not desk.now(incident).answered


def test_without_an_identity_every_sms_and_key_is_an_answer_of_its_own(desk: Desk) -> None:
    first = desk.declares()
    desk.posts("sms", From=NUMBER, Body="1")
    assert desk.now(first).owner == "ana"
    second = desk.declares()
    desk.posts("sms", From=NUMBER, Body="1")
    assert desk.now(second).owner == "ana"
    for incident in (desk.declares(), desk.declares()):
        desk.posts("key", desk.called(incident), Digits="1")
        assert desk.now(incident).owner == "ana"


def test_a_plain_escalation_touches_nothing_that_does_not_page_its_sender(desk: Desk) -> None:
    own, other = desk.declares("card payments"), desk.declares("search index")
    number, too = own.id[-4:], other.id[-4:]
    desk.writes(f"1 {number}", sid="SM1")
    desk.writes(f"3 {too}", sid="SM2")
    before = desk.count(own)
    said = desk.writes("2", sid="SM3")
    assert f"You have no open page of {own.id}. To escalate it, reply with its number: 2 {number}." in said
    assert (desk.count(own), "paged now" in said) == (before, False)
    assert f"{own.id}: escalated" in desk.writes(f"2 {number}", sid="SM4")


def test_what_else_is_open_is_named_with_the_numbers_that_a_reply_may_add(desk: Desk) -> None:
    first, second = desk.declares("card payments"), desk.declares("search index")
    numbers = f"1 {second.id[-4:]} or 1 {first.id[-4:]}"
    assert f"With a number for one of several: {numbers}." in desk.writes("what?", sid="SM1")
    for incident in (first, second):
        desk.writes(f"1 {incident.id[-4:]}", sid=f"SM{incident.id}")
    said = desk.writes("2", sid="SM2")
    assert f"reply with its number: 2 {second.id[-4:]}. Also open: {first.id[-4:]}." in said
    desk.acts(first, Resolve("it was the cache"), "ana")
    assert "With a number" not in desk.writes("what?", sid="SM3")


@pytest.mark.parametrize("method", [Method.SMS, Method.EMAIL])
def test_an_old_owner_who_is_not_paged_is_not_told_that_they_have_it(desk: Desk, method: Method) -> None:
    incident = desk.declares()
    link = desk.link(incident, method)
    desk.http.post(link, data={"key": "1"})
    fires_again(desk, incident)
    desk.writes("3", sid="SM2")
    said = desk.http.post(link, data={"key": "1"}).text
    assert f"You have no open page of {incident.id}." in said
    assert "You have it" not in desk.http.get(link).text
