"""A code that proves an address goes out through the same providers as a page, and asks for no key."""

from __future__ import annotations

from bot.domain.faults import Fault
from bot.domain.notices import Never, Sent
from bot.domain.paging import Saying
from bot.domain.setup import Method
from bot.render.reaching import code_by_phone, code_spoken
from tests.delivery.pagers.exchange import exchange
from tests.delivery.pagers.rings import NUMBER, always, chain, twilio


def saying(method: Method, address: str = NUMBER) -> Saying:
    return Saying("prove/1", "ana", method, address, code_by_phone("123456"), code_spoken("123456"))


def test_a_code_comes_by_sms() -> None:
    with exchange() as first:
        assert chain(twilio("one", first.url)).say(saying(Method.SMS), always) == Sent()
    ((_, path, form),) = first.asked
    assert path.endswith("/Messages.json")
    assert (form["To"], form["Body"]) == (NUMBER, code_by_phone("123456"))


def test_a_code_is_said_in_a_call_digit_by_digit() -> None:
    with exchange() as first:
        assert chain(twilio("one", first.url)).say(saying(Method.VOICE), always) == Sent()
    ((_, path, form),) = first.asked
    assert path.endswith("/Calls.json")
    assert "1, 2, 3, 4, 5, 6" in form["Twiml"]
    assert "Gather" not in form["Twiml"]


def test_the_second_provider_has_it_when_the_first_fails() -> None:
    with exchange() as first, exchange() as second:
        first.answers = [(503, 0)]
        both = chain(twilio("one", first.url) + twilio("two", second.url))
        assert both.say(saying(Method.SMS), always) == Sent()
        assert [form["To"] for _, _, form in second.asked] == [NUMBER]


def test_without_a_provider_for_it_no_code_goes() -> None:
    with exchange() as first:
        assert chain(twilio("one", first.url)).say(saying(Method.EMAIL, "a@example.com"), always) == Never(
            "no_provider", fault=Fault.SETUP
        )
        assert first.asked == []


def test_neither_code_nor_number_shows_in_a_repr() -> None:
    assert NUMBER not in repr(saying(Method.SMS))
    assert "123456" not in repr(saying(Method.SMS))
