"""A page in 160 characters."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decision import Refused, Why
from bot.domain.paging import Word
from bot.domain.setup import Method, Service, Setup
from bot.engine.links import Links
from bot.render import mail, phone, twiml
from bot.render.phone_answers import answer_page, in_sms, reply, without_slack
from bot.render.twiml import said_with_keys
from tests.delivery.pagers.rings import ANSWER, NUMBER, ring

SHORT = "https://b.example/answer/INC-2026-0847/0/ana/0123456789abcdef0123456789abcdef"


def test_the_usual_page_is_one_message_with_what_to_reply() -> None:
    said = phone.sms(ring(), two_way=True, slack_down=False)
    assert said == (
        "P1 checkout: card payments failing (INC-2026-0847). Reply 1 acknowledge, 2 escalate, 3 can't."
    )


def test_while_slack_is_down_it_says_so() -> None:
    assert phone.sms(ring(), two_way=True, slack_down=True).startswith("Slack is down. P1 checkout: ")


def test_where_no_reply_is_read_the_address_is_told() -> None:
    said = phone.sms(ring(answer_url=SHORT), two_way=False, slack_down=False)
    assert said.endswith(f"Answer: {SHORT}")
    assert "Reply" not in said


def test_a_private_incident_is_told_without_its_words() -> None:
    private = ring(private=True, title="breach at Acme", service="vault")
    said = phone.sms(private, two_way=True, slack_down=False) + phone.spoken(private, slack_down=False)
    assert "Acme" not in said
    assert "vault" not in said


@given(st.text(max_size=400), st.text(max_size=80))
def test_whatever_a_monitor_writes_is_one_message_in_gsms_alphabet(title: str, service: str) -> None:
    said = phone.sms(ring(title=title, service=service), two_way=True, slack_down=True)
    assert len(said) <= phone.SMS_MOST
    assert set(said) <= phone.GSM


def test_accents_and_signs_are_said_with_what_there_is() -> None:
    assert phone.gsm("Łódź “café” — 50% [eu] 🔥 naïve") == 'odz "café" - 50% (eu) naive'


def test_what_is_said_in_a_call_can_make_no_tag() -> None:
    words = phone.spoken(ring(Method.VOICE, title="</Say><Dial>900</Dial>"), slack_down=False)
    xml = said_with_keys(words, "https://b.example/key?a=1&b=2", phone.NO_KEY)
    assert "<Dial>" not in xml
    assert "a=1&amp;b=2" in xml


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_no_xml_can_hold_is_left_out_of_it(sign: str) -> None:
    for made in (twiml.message, twiml.said, lambda words: twiml.said_with_keys(words, "https://b/?a=1", "")):
        xml = made(f"disk {sign}full & 🔥")
        assert "disk full & 🔥" in list(fromstring(xml.encode()).itertext())


@pytest.mark.parametrize("answer_url", [None, SHORT])
def test_a_call_asks_for_a_key_only_where_one_is_heard(answer_url: str | None) -> None:
    said = phone.spoken(replace(ring(), answer_url=answer_url), slack_down=False)
    assert ("Press 1" in said) == (answer_url is not None)


def test_no_word_of_a_private_incident_leaves_slack() -> None:
    page = ring(private=True, title="canarytitle", service="canaryservice", description="canarytext")
    page = replace(page, why="Ana asked for canaryservice: canarywhy")
    told = [
        phone.sms(page, two_way=True, slack_down=True),
        phone.sms(page, two_way=False, slack_down=False),
        phone.spoken(page, slack_down=True),
        phone.spoken_again(page.incident),
        mail.subject(page),
        mail.text(page, slack_down=True),
        mail.html(page, slack_down=True),
        answer_page(page.incident, page.setup, "ana", "", waits=True),
    ]
    told += [
        reply(word, page.incident, refused, page.setup, "ana")
        for word in Word
        for refused in (None, *map(Refused, Why))
    ]
    assert [words for words in told if "canary" in words] == []


RUNBOOK = "https://runbooks.example/checkout"
WITH_RUNBOOK = Setup(services={"checkout": Service("checkout", None, runbooks=(RUNBOOK,))})


@pytest.mark.parametrize(
    "private,aloud,says",
    [
        (False, False, f"its room opens when Slack is back. Runbook: {RUNBOOK}"),
        (False, True, "its room opens when Slack is back."),
        (True, False, "its room opens when Slack is back."),
    ],
)
def test_whoever_takes_it_while_slack_is_down_is_not_sent_there(
    private: bool, aloud: bool, says: str
) -> None:
    taken = replace(ring(private=private).incident, owner="ana")
    the_rest = without_slack(taken, WITH_RUNBOOK, aloud=aloud)
    said = in_sms(reply(Word.ACKNOWLEDGE, taken, None, WITH_RUNBOOK, "ana", the_rest))
    assert said == f"You have INC-2026-0847. No one else is paged. Slack is down; {says}"
    assert len(said) <= phone.SMS_MOST


def test_neither_addresses_nor_keys_are_in_a_repr() -> None:
    shown = repr(ring()) + repr(Links("https://bot.example", b"0123456789secret"))
    for secret in (NUMBER, ANSWER, "0123456789secret"):
        assert secret not in shown
