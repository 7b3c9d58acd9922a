"""Addresses are signed with a key of their own, and those that were given out before keep opening."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import pytest

from bot.domain.setup import Method
from bot.engine.links import NO_LINKS, Links, signed_with
from bot.store.sealing import derived, new_key

URL = "https://meridian.example"
TOKEN, ANOTHER_TOKEN = "xoxb-1-first", "xoxb-2-second"
KEY, ANOTHER = new_key(), new_key()


def key_of(address: str | None) -> str:
    assert address
    return urlsplit(address).path.rpartition("/")[2].removesuffix(".ics")


def opens(links: Links, other: Links) -> bool:
    """Whether what the other signed opens here: a calendar, a page's answer and a test's, all or none."""
    calendar = links.opens_calendar("person", "ana", 0, key_of(other.calendar("person", "ana", 0)))
    answer = links.answers(
        "INC-2026-0001", "ana", 2, key_of(other.answer("INC-2026-0001", "ana", 2, Method.SMS))
    )
    test = links.tests("ana", "2026-11", key_of(other.test("ana", "2026-11", Method.VOICE)))
    assert {answer, test} == ({Method.SMS, Method.VOICE} if calendar else {None})
    return calendar


@pytest.mark.parametrize(
    "before, now, still",
    [
        (signed_with(URL, [], TOKEN), signed_with(URL, [], TOKEN), True),
        (signed_with(URL, [], TOKEN), signed_with(URL, [], ANOTHER_TOKEN), False),
        (signed_with(URL, [], TOKEN), signed_with(URL, [KEY], TOKEN), True),
        (signed_with(URL, [KEY], TOKEN), signed_with(URL, [KEY], ANOTHER_TOKEN), True),
        (signed_with(URL, [KEY], TOKEN), signed_with(URL, [ANOTHER, KEY], TOKEN), True),
        (signed_with(URL, [KEY], TOKEN), signed_with(URL, [ANOTHER], TOKEN), False),
        (signed_with(URL, [KEY], TOKEN), signed_with(URL, [], TOKEN), False),
    ],
    ids=[
        "nothing changed",
        "the app was installed anew, and there is no key",
        "a key is set for the first time",
        "the app was installed anew, and there is a key",
        "a new key, the old one after it",
        "the old key was left out",
        "the only key was taken away",
    ],
)
def test_what_was_signed_before_opens(before: Links, now: Links, still: bool) -> None:
    assert opens(now, before) is still


def test_an_address_from_before_there_were_keys_is_the_same_to_the_letter() -> None:
    was = Links(URL, hashlib.sha256(f"meridian pages {TOKEN}".encode()).digest())
    assert signed_with(URL, [], TOKEN).calendar("person", "ana", 1) == was.calendar("person", "ana", 1)


def test_the_first_key_signs() -> None:
    both, first = signed_with(URL, [ANOTHER, KEY], TOKEN), signed_with(URL, [ANOTHER], "")
    assert both.calendar("schedule", "primary", 0) == first.calendar("schedule", "primary", 0)


def test_what_signs_addresses_is_not_what_seals_them_and_the_same_everywhere() -> None:
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert derived(key, "links").hex() == "3db4ead5eb6d1d02c2d16a0bc5b3ed5532102636607f7477a09eff813f76fa76"
    assert derived(key, "links") != derived(key, "other")


def test_where_nothing_signs_nothing_opens() -> None:
    guessed = Links(URL, b"").calendar("person", "ana", 0)
    assert not NO_LINKS.opens_calendar("person", "ana", 0, key_of(guessed))
    assert signed_with(URL, [], "") == NO_LINKS
