"""Every event, reason and notice has words; what is new fails here until it has them."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from bot.domain import notices as n
from bot.domain import requests as r
from bot.domain.decision import Done, Refused, Repeated, Why
from bot.domain.events import Acknowledged, Event, PageDelayed
from bot.render import messages
from bot.render.answers import answer
from bot.render.refusals import refusal
from bot.render.timeline import kind, line, say, told_in_room
from bot.render.voice import MarkdownVoice, PlainVoice, SlackVoice
from tests.render.samples import NOW, briefings, incident_of, recorded, sample, setup_of, states, variants

EVENTS = typing.get_args(Event)
SETUP = setup_of()


@pytest.mark.parametrize("event_class", EVENTS, ids=lambda c: c.__name__)
def test_every_event_has_a_sentence_in_every_voice(event_class: type[typing.Any]) -> None:
    for event in variants(event_class, "words"):
        for voice in (SlackVoice(SETUP), PlainVoice(SETUP), MarkdownVoice(SETUP)):
            said = say(recorded(event), voice)
            assert said.strip() == said
            assert len(said) > 8
            assert "None" not in said


def test_a_page_that_slack_did_not_take_yet_is_told_in_words() -> None:
    said = say(recorded(PageDelayed("diego", 0, "waiting")), PlainVoice(SETUP))
    assert said == (
        "The page to Diego still waits for Slack, which is down or slow. They are reached another way."
    )


def test_every_event_has_a_name_of_its_own() -> None:
    names = [kind(sample(event_class, "x")) for event_class in EVENTS]
    assert len(set(names)) == len(EVENTS)
    assert {
        "declared",
        "paged",
        "acknowledged",
        "escalated",
        "status_changed",
        "note_added",
        "handed_off",
    } <= {*names}


def test_steps_of_the_machinery_are_no_lines_in_the_room() -> None:
    silent = {kind(event) for cls in EVENTS if not told_in_room(event := sample(cls, "x"))}
    assert {"step_taken", "room_opened", "help_suggested"} <= silent
    assert not {"paged", "held", "acknowledged", "resolved", "handed_off"} & silent


def test_a_line_begins_with_the_reader_s_own_time() -> None:
    event = Acknowledged("diego")
    assert line(recorded(event), SETUP) == (
        "<!date^1795011960^{date_short_pretty} {time}|2026-11-18 14:26 UTC> ✓ Diego acknowledged and owns it."
    )


@pytest.mark.parametrize("why", Why, ids=lambda why: why.name)
def test_every_refusal_says_why_and_what_to_do_now(why: Why) -> None:
    for refused in (
        Refused(why),
        Refused(why, incident_of(), "checkout", ("search",)),
        Refused(why, incident_of()),
    ):
        said = refusal(refused, SETUP)
        assert said.endswith(".")
        assert len(said) > 30
        assert "not done" not in said, "this reason fell through to the last resort"


def test_what_could_have_been_written_is_said() -> None:
    said = refusal(Refused(Why.UNKNOWN_SERVICE, about="chekout", instead=("checkout",)), SETUP)
    assert "`chekout`" in said
    assert "You can write: `checkout`." in said


def test_every_telling_that_is_a_message_has_one() -> None:
    told = {type(briefing.notice.what) for briefing in briefings("words", SETUP)}
    assert told | {*typing.get_args(messages.Wordless)} == {*typing.get_args(n.Telling)}
    for briefing in briefings("words", SETUP):
        assert messages.message_for(briefing).text


@pytest.mark.parametrize("wordless", typing.get_args(messages.Wordless), ids=lambda c: c.__name__)
def test_a_notice_that_is_no_message_says_so(wordless: type[typing.Any]) -> None:
    notice = n.Notice("n7", "INC-2026-0847", "lane", sample(wordless, "x"))
    with pytest.raises(ValueError, match="n7"):
        messages.message_for(n.Briefing(notice, incident_of(), SETUP, NOW))


@pytest.mark.parametrize("request_class", typing.get_args(r.Request), ids=lambda c: c.__name__)
def test_whoever_asks_is_answered_and_nobody_else(request_class: type[typing.Any]) -> None:
    asked, incident = sample(request_class, "words"), incident_of()
    done = answer(asked, Done(incident, (recorded(sample(EVENTS[0], "x")),)), SETUP, NOW)
    refused = answer(asked, Refused(Why.ENDED, incident), SETUP, NOW)
    assert (done is None) == (refused is None)
    assert done is None or not done.text.endswith(": done.")
    assert answer(asked, Repeated(), SETUP, NOW) is None


def test_no_message_offers_to_acknowledge_what_is_over() -> None:
    for incident in states("words"):
        for briefing in briefings("words", SETUP):
            if incident.open:
                continue
            now_over = dataclasses.replace(briefing, incident=incident)
            if isinstance(briefing.notice.what, n.ShowMirror) and incident.private:
                continue
            assert "'acknowledge'" not in str(messages.message_for(now_over).blocks)
