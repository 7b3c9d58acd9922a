"""Where people's own push addresses lead, and a push that arrives."""

from __future__ import annotations

import socket

import pytest

from bot.domain.notices import Later, Sent
from bot.domain.reachability.addresses import read_address
from bot.domain.setup import Method
from tests.delivery.pagers.exchange import exchange
from tests.delivery.pagers.rings import always, chain, ring

PUSH = "    - {name: push, kind: apprise}\n"


OWN = {
    "ntfy://my-own-long-topic": "ntfy.sh",
    "ntfy://localhost": "ntfy.sh",
    f"pover://{'u' * 30}@{'t' * 30}": "api.pushover.net",
    f"tgram://123456789:{'a' * 35}/12315544": "api.telegram.org",
    f"prowl://{'a' * 40}": "api.prowlapp.com",
    f"pbul://{'a' * 34}": "api.pushbullet.com",
}
"""Addresses that people may give for themselves (`domain/reachability/addresses`), and the one host that each may lead to."""


@pytest.mark.parametrize("address,host", OWN.items())
def test_a_push_address_of_somebodys_own_leads_to_its_service_and_nowhere_else(
    address: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    # The resolver is the last place before the network, and every library of a push goes through it: a fake service
    # could only show that its own host was asked, not that no other was.
    def nowhere(name: str, *_more: object, **_named: object) -> None:
        asked.add(name)
        raise socket.gaierror(socket.EAI_NONAME, "no network in a test")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert read_address(Method.PUSH, address) == address
    assert isinstance(chain(PUSH).ring(ring(Method.PUSH, address=address), always), Later)
    assert asked == {host}


def test_a_push_goes_through_apprise() -> None:
    with exchange() as inside:
        address = inside.url.replace("http://", "json://")
        assert chain(PUSH).ring(ring(Method.PUSH, address=address), always) == Sent()
        assert len(inside.asked) == 1


def test_a_push_that_is_not_taken_is_later() -> None:
    assert isinstance(chain(PUSH).ring(ring(Method.PUSH, address="json://127.0.0.1:9/"), always), Later)
