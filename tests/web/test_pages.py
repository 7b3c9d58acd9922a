"""An incident's page opens with its own key, holds no script, and is nowhere without one."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from bot.domain.incident import Incident
from bot.domain.setup import Severity
from bot.engine.links import Links
from tests.web.house import House, client

LINKS = Links("https://meridian.example", b"a secret")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def incident(name: str, *, private: bool = False) -> Incident:
    return Incident(name, "Checkout 5xx", Severity.P1, NOON, "ana", private=private)


def test_a_key_opens_the_page_of_its_own_incident_only() -> None:
    address = LINKS.timeline(incident("INC-2026-0001"))
    assert address
    key = httpx.URL(address).params["key"]
    assert address.startswith("https://meridian.example/incidents/INC-2026-0001?key=")
    assert LINKS.opens("INC-2026-0001", key)
    assert not LINKS.opens("INC-2026-0002", key)
    assert not LINKS.opens("INC-2026-0001", "")
    assert not LINKS.opens("INC-2026-0001", "ñ" * 32)
    assert not Links(LINKS.public_url, b"another secret").opens("INC-2026-0001", key)


def test_a_private_incident_has_no_address_and_neither_has_a_bot_that_nobody_can_reach() -> None:
    assert LINKS.timeline(incident("INC-2026-0001", private=True)) is None
    assert Links(None, b"a secret").timeline(incident("INC-2026-0001")) is None


def test_the_page_comes_with_rules_that_let_nothing_else_in(house: House) -> None:
    def page_of(name: str, key: str) -> str | None:
        return f"<p>{name}</p>" if key == "right" else None

    with house.open(timeline=page_of) as server, client(server) as http:
        page = http.get("/incidents/INC-2026-0001?key=right")
        assert (page.status_code, page.text) == (200, "<p>INC-2026-0001</p>")
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert page.headers["referrer-policy"] == "no-referrer"
        assert http.get("/incidents/INC-2026-0001?key=wrong").status_code == 404
        assert http.get("/incidents/INC-2026-0001").status_code == 404
