"""Which push addresses people may name for themselves, and a push that arrives."""

from __future__ import annotations

import pytest

from bot.delivery.pagers.own_push import may_be_own
from bot.domain.notices import Later, Sent
from bot.domain.setup import Method
from tests.delivery.pagers.exchange import exchange
from tests.delivery.pagers.rings import always, chain, ring

PUSH = "    - {name: push, kind: apprise}\n"


@pytest.mark.parametrize("address", ["ntfys://my-topic", "pover://user@token"])
def test_a_service_with_a_host_of_its_own_is_allowed(address: str) -> None:
    assert may_be_own(address)


@pytest.mark.parametrize(
    "address",
    (
        "json://10.0.0.1/x jsons://db/x xml://a form://a file:///etc/passwd http://169.254.169.254/ https://a/b "
        "ntfy://topic ntfys://inner.host/topic ntfys://topic:8080 ntfys://10.0.0.1 ntfys://topic?attach=file:///etc/passwd "
        "mailto://a:b@c.d syslog://a mqtt://a dbus:// pover://user@token:22 ntfys://user:pw@host/topic gotify://h/t tgram://123456:abc/99 ntfys://[ ntfys JSON://10.0.0.1"
    ).split(),
)
def test_an_address_that_could_reach_inside_is_refused(address: str) -> None:
    assert not may_be_own(address)


def test_a_push_goes_through_apprise() -> None:
    with exchange() as inside:
        address = inside.url.replace("http://", "json://")
        assert chain(PUSH).ring(ring(Method.PUSH, address=address), always) == Sent()
        assert len(inside.asked) == 1


def test_a_push_that_is_not_taken_is_later() -> None:
    assert isinstance(chain(PUSH).ring(ring(Method.PUSH, address="json://127.0.0.1:9/"), always), Later)
