"""The addresses by which a page is answered, there and back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain import answer_urls as urls
from bot.domain.setup import Method

PUBLIC = "https://bot.example"


@pytest.mark.parametrize("person", ["ana", "ana/../bruno", "josé 100%", "test"])
def test_a_person_s_name_comes_back_as_it_was(person: str) -> None:
    token = urls.page_token("INC-2026-0847", 3, person, "0a1b")
    assert urls.read_page_token(token) == ("INC-2026-0847", 3, person, "0a1b")
    assert urls.read_test_token(token) is None
    assert urls.read_test_token(urls.test_token("2026-11", person, "0a1b")) == ("2026-11", person, "0a1b")
    assert urls.token_of(urls.answer_url(PUBLIC, token)) == token


@pytest.mark.parametrize(
    "token", ["", "INC-2026-0847", "INC-2026-0847/x/ana/0a1b", "INC-2026-0847/999999999/ana/0a"]
)
def test_what_is_no_token_is_none(token: str) -> None:
    assert urls.read_page_token(token) is None


def test_a_provider_hears_where_to_tell_what_comes_back_of_a_page() -> None:
    token = urls.page_token("INC-2026-0847", 3, "ana b", "0a1b")
    back = urls.callback_beside(urls.answer_url(PUBLIC, token), "one two", "status", Method.VOICE)
    assert back
    asked = urlsplit(back)
    assert (asked.netloc, asked.path) == ("bot.example", "/phone/one%20two/status")
    assert parse_qs(asked.query) == {"page": [token], "method": ["voice"]}


def test_where_nobody_reaches_us_nothing_can_come_back() -> None:
    assert urls.callback_beside(None, "one", "status", Method.SMS) is None
