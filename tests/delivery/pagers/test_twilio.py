"""Pages by SMS and voice, through Twilio's own client to a server that speaks as Twilio does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.faults import Fault
from bot.domain.notices import Later, Never, Sent
from bot.domain.setup import Method
from tests.delivery.pagers.exchange import ACCOUNT, Exchange, exchange
from tests.delivery.pagers.rings import NOW, NUMBER, always, chain, ring, twilio


@pytest.fixture
def first() -> Iterator[Exchange]:
    with exchange() as made:
        yield made


@pytest.fixture
def second() -> Iterator[Exchange]:
    with exchange() as made:
        yield made


def test_an_sms_says_what_is_wrong_and_what_to_reply(first: Exchange) -> None:
    assert chain(twilio("one", first.url)).ring(ring(), always) == Sent()
    ((method, path, form),) = first.asked
    assert (method, path) == ("POST", f"/edge/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert form["To"] == NUMBER
    assert form["From"] == "+15005550006"
    assert form["Body"].startswith("P1 checkout: card payments failing (INC-2026-0847). Reply 1 acknowledge")
    back = urlsplit(form["StatusCallback"])
    assert (back.netloc, back.path) == ("bot.example", "/phone/one/status")
    assert parse_qs(back.query)["page"][0].startswith("INC-2026-0847/0/ana/")


def test_a_call_says_it_twice_and_waits_for_one_key(first: Exchange) -> None:
    assert chain(twilio("one", first.url)).ring(ring(Method.VOICE), always) == Sent()
    ((_, path, form),) = first.asked
    assert path.endswith("/Calls.json")
    assert form["Twiml"].count("card payments failing") == 2
    assert 'numDigits="1"' in form["Twiml"]
    assert "https://bot.example/phone/one/key?page=" in form["Twiml"]
    assert (form["MachineDetection"], form["AsyncAmd"]) == ("DetectMessageEnd", "true")


def test_without_a_public_address_a_call_asks_for_no_key(first: Exchange) -> None:
    chain(twilio("one", first.url)).ring(ring(Method.VOICE, answer_url=None), always)
    form = first.asked[0][2]
    assert "Gather" not in form["Twiml"]
    assert "StatusCallback" not in form


@pytest.mark.parametrize("status", [500, 502, 503])
def test_when_one_provider_fails_the_second_has_the_page_at_once(
    first: Exchange, second: Exchange, status: int
) -> None:
    first.answers = [(status, 0)]
    began = monotonic()
    assert chain(twilio("one", first.url) + twilio("two", second.url)).ring(ring(), always) == Sent()
    assert monotonic() - began < 60
    assert [form["To"] for _, _, form in second.asked] == [NUMBER]


def test_what_arrived_though_the_answer_was_lost_is_not_sent_by_the_second(
    first: Exchange, second: Exchange
) -> None:
    first.drops = True
    assert chain(twilio("one", first.url) + twilio("two", second.url)).ring(ring(), always) == Sent()
    assert second.asked == []


def test_what_an_earlier_process_sent_is_found_and_not_sent_again(first: Exchange, second: Exchange) -> None:
    providers = twilio("one", first.url) + twilio("two", second.url)
    assert chain(providers).ring(ring(), always) == Sent()
    for asked in (first.asked, second.asked):
        asked.clear()
    assert chain(providers).ring(replace(ring(), first_tried_at=NOW), always) == Sent()
    assert [method for method, _, _ in first.asked + second.asked] == ["GET"]


def test_what_no_earlier_try_sent_is_sent(first: Exchange, second: Exchange) -> None:
    providers = twilio("one", first.url) + twilio("two", second.url)
    assert chain(providers).ring(replace(ring(), first_tried_at=NOW), always) == Sent()
    assert [method for method, _, _ in first.asked] == ["GET", "POST"]
    assert [method for method, _, _ in second.asked] == ["GET"]


def test_whoever_is_down_is_not_asked_what_they_sent(first: Exchange) -> None:
    first.answers = [(500, 0)]
    pager = chain(twilio("one", first.url), "{failures: 1, open_for: 30s}")
    assert pager.ring(ring(), always) == Later("http_500", 2.0, doubtful=True, fault=Fault.PROVIDER)
    first.asked.clear()
    assert pager.ring(replace(ring(), first_tried_at=NOW), always) == Never(
        "providers_down", fault=Fault.PROVIDER
    )
    assert first.asked == []


@pytest.mark.parametrize(
    "before",
    [{"date_created": "Thu, 26 Nov 2026 02:45:00 +0000"}, {"status": "undelivered"}],
    ids=["an earlier page", "one that failed"],
)
def test_the_same_words_of_another_message_are_not_taken_for_this_page(
    first: Exchange, second: Exchange, before: dict[str, str]
) -> None:
    pager = chain(twilio("one", first.url) + twilio("two", second.url))
    assert pager.ring(ring(), always) == Sent()
    first.sent[0] |= before
    first.answers = [(500, 0)]
    assert pager.ring(ring(), always) == Sent()
    assert len(second.asked) == 1


def test_an_answer_that_twilios_client_stumbles_over_leaves_the_page_to_the_second(
    first: Exchange, second: Exchange, capsys: pytest.CaptureFixture[str]
) -> None:
    first.says = ["not what it should be"]
    pager = chain(twilio("one", first.url) + twilio("two", second.url))
    assert pager.ring(ring(Method.VOICE), always) == Sent()
    assert len(second.asked) == 1
    told = capsys.readouterr().err
    assert "a provider's client failed" in told
    assert NUMBER.lstrip("+") not in told


def test_a_number_that_unsubscribed_is_tried_by_the_second_and_then_never(
    first: Exchange, second: Exchange
) -> None:
    first.answers = second.answers = [(400, 21610)]
    pager = chain(twilio("one", first.url) + twilio("two", second.url))
    for _ in range(5):
        assert pager.ring(ring(), always) == Never("twilio_21610", fault=Fault.ADDRESS)
    assert pager.states == {"one": "ok", "two": "ok"}


def test_a_wrong_token_is_never_so_that_the_next_way_is_taken_at_once(first: Exchange) -> None:
    first.answers = [(401, 20003)]
    found = chain(twilio("one", first.url)).ring(ring(), always)
    assert found == Never("twilio_20003", fault=Fault.PROVIDER)


@pytest.mark.parametrize(
    "answer,fault",
    [
        ((401, 0), Fault.PROVIDER),
        ((403, 20001), Fault.PROVIDER),
        ((400, 21606), Fault.PROVIDER),
        ((400, 21408), Fault.PROVIDER),
        ((400, 21211), Fault.ADDRESS),
        ((400, 21614), Fault.ADDRESS),
        ((400, 21602), Fault.UNKNOWN),
    ],
)
def test_a_number_is_at_fault_only_where_twilio_says_so(
    first: Exchange, answer: tuple[int, int], fault: Fault
) -> None:
    first.answers = [answer]
    found = chain(twilio("one", first.url)).ring(ring(), always)
    assert found == Never(f"twilio_{answer[1] or answer[0]}", fault=fault)


def test_what_one_that_is_well_says_of_a_number_counts_more_than_that_another_is_not(
    first: Exchange, second: Exchange
) -> None:
    first.answers, second.answers = [(400, 21211)], [(401, 20003)]
    pager = chain(twilio("one", first.url) + twilio("two", second.url))
    assert pager.ring(ring(), always) == Never("twilio_21211", fault=Fault.ADDRESS)


def test_being_too_fast_opens_no_breaker(first: Exchange) -> None:
    first.answers = [(429, 20429)]
    pager = chain(twilio("one", first.url))
    assert [pager.ring(ring(), always) for _ in range(5)] == [
        Later("rate_limited", 2.0, fault=Fault.PROVIDER)
    ] * 5
    assert pager.states == {"one": "ok"}


def test_after_three_failures_a_provider_is_left_alone_and_the_page_goes_another_way(first: Exchange) -> None:
    first.answers = [(503, 0)]
    pager = chain(twilio("one", first.url))
    assert [type(pager.ring(ring(), always)) for _ in range(3)] == [Later] * 3
    assert pager.states == {"one": "open"}
    asked = len(first.asked)
    assert pager.ring(ring(), always) == Never("providers_down", fault=Fault.PROVIDER)
    assert len(first.asked) == asked


def test_a_provider_that_is_tried_again_in_a_moment_is_waited_for(first: Exchange) -> None:
    first.answers = [(503, 0)]
    pager = chain(twilio("one", first.url), "{failures: 1, open_for: 5s}")
    pager.ring(ring(), always)
    found = pager.ring(ring(), always)
    assert isinstance(found, Later)
    assert (found.reason, found.fault, found.doubtful) == ("providers_down", Fault.PROVIDER, False)
    assert found.after_seconds
    assert found.after_seconds <= 5


def test_a_provider_that_is_well_again_is_found_by_one_try(first: Exchange) -> None:
    first.answers = [(503, 0), (503, 0), (201, 0)]
    # open_for has whole seconds in the file; what is tested is what happens once they are over.
    pager = chain(twilio("one", first.url), "{failures: 2, open_for: 1s, successes: 2}")
    for _ in range(2):
        pager.ring(ring(), always)
    assert pager.states == {"one": "open"}
    until = monotonic() + 10
    while not isinstance(pager.ring(ring(), always), Sent):
        assert monotonic() < until
    assert pager.states == {"one": "half-open"}
    assert pager.ring(ring(), always) == Sent()
    assert pager.states == {"one": "ok"}


def test_nothing_is_sent_once_the_notice_is_anothers(first: Exchange) -> None:
    assert isinstance(chain(twilio("one", first.url)).ring(ring(), lambda: False), Later)
    assert first.asked == []


def test_no_provider_for_a_method_is_never(first: Exchange) -> None:
    found = chain(twilio("one", first.url)).ring(ring(Method.EMAIL), always)
    assert found == Never("no_provider", fault=Fault.SETUP)


def test_a_server_that_is_not_there_is_not_in_doubt() -> None:
    found = chain(twilio("one", "http://127.0.0.1:9")).ring(ring(), always)
    assert found == Later("unreachable", 2.0, fault=Fault.PROVIDER)


def test_no_number_stands_in_the_log(first: Exchange, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    first.answers = [(400, 21211)]
    chain(twilio("one", first.url)).ring(ring(), always)
    assert NUMBER.lstrip("+") not in caplog.text
