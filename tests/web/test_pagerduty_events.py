"""PagerDuty's clients, with another URL."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from bot.intake import pagerduty
from bot.web.bodies import HOOK_MOST
from bot.web.storing import SMALL
from tests.intake.captured import captured
from tests.web.house import TOKENS, House

KEY = TOKENS["pagerduty"]


def event(**fields: object) -> bytes:
    return json.dumps(
        {"event_action": "trigger", "payload": {"summary": "Down"}, "routing_key": KEY} | fields
    ).encode()


@pytest.mark.parametrize(
    "name,key",
    [
        ("pagerduty-trigger-full", "fresh-key"),
        ("pagerduty-trigger-dedup", "checkout/5xx"),
        ("pagerduty-acknowledge", "checkout/5xx"),
        ("pagerduty-resolve", "checkout/5xx"),
    ],
)
def test_real_events_are_answered_as_pagerduty_does(
    house: House, http: httpx.Client, name: str, key: str
) -> None:
    answer = http.post("/v2/enqueue", content=captured(name))
    assert answer.status_code == 202
    assert answer.json() == {"status": "success", "message": "Event processed", "dedup_key": key}
    assert [a.episode.key for _, arrivals in house.received for a in arrivals] == [key]


def test_a_real_change(house: House, http: httpx.Client) -> None:
    answer = http.post("/v2/change/enqueue", content=captured("pagerduty-change-event"))
    assert answer.status_code == 202
    assert answer.json() == {"status": "success", "message": "Change event processed"}
    assert [(name, change.summary) for name, change in house.changes] == [
        ("pagerduty", "Deploy checkout v42")
    ]


@pytest.mark.parametrize("key", ["wrong", "", TOKENS["prometheus"], "\x00", "é"])
def test_a_wrong_key(house: House, http: httpx.Client, key: str) -> None:
    answer = http.post("/v2/enqueue", content=event(routing_key=key))
    assert (answer.status_code, answer.json()["status"]) == (401, "invalid event")
    assert house.received == []


@pytest.mark.parametrize(
    "body,says",
    [
        (b"{", "the body is not JSON"),
        (b"{}", "routing_key is missing"),
        (event(event_action="page"), "event_action: "),
        (event(payload=None), "payload is missing"),
        (event(event_action="resolve"), "dedup_key is missing"),
    ],
)
def test_what_cannot_be_read_is_said_as_pagerduty_does(http: httpx.Client, body: bytes, says: str) -> None:
    answer = http.post("/v2/enqueue", content=body)
    said = answer.json()
    assert (answer.status_code, said["status"], said["message"]) == (
        400,
        "invalid event",
        "Event object is invalid",
    )
    assert said["errors"][0].startswith(says)


def test_the_key_may_come_in_a_header(house: House, http: httpx.Client) -> None:
    body = event(routing_key=None, pad="x" * 600_000)
    answer = http.post("/v2/enqueue", content=body, headers={"X-Routing-Key": KEY})
    assert answer.status_code == 202
    assert len(house.received) == 1


def test_a_key_in_the_beginning_lets_a_large_body_in(house: House, http: httpx.Client) -> None:
    body = event(pad="x" * 600_000)
    assert body.index(b"routing_key") < 600_000
    assert http.post("/v2/enqueue", content=body).status_code == 202
    assert len(house.received) == 1


def test_the_key_of_a_large_body_is_not_looked_for_on_the_event_loop(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On which thread something runs shows nowhere outside, and how long it takes must not be measured in a test: so
    # the function itself is watched, which still does its work.
    looked: list[str] = []
    routing_key = pagerduty.routing_key

    def noted(body: bytes) -> str:
        looked.append(threading.current_thread().name)
        return routing_key(body)

    monkeypatch.setattr(pagerduty, "routing_key", noted)
    for pad in (0, SMALL):
        assert http.post("/v2/enqueue", content=event(client="x" * pad)).status_code == 202
    assert looked[0] == "http"
    assert looked[1].startswith("hooks")


def test_a_key_that_only_stands_somewhere_opens_nothing(house: House, http: httpx.Client) -> None:
    body = json.dumps({"note": {"routing_key": KEY}, "routing_key": "x" * 32, "pad": "x" * 600_000}).encode()
    assert http.post("/v2/enqueue", content=body).status_code == 401
    assert house.received == []


def test_a_body_beyond_the_documented_limit_is_an_incident_when_its_sender_is_known(
    house: House, http: httpx.Client
) -> None:
    late = json.dumps({"pad": "x" * 600_000, "routing_key": KEY}).encode()
    early = json.dumps({"routing_key": KEY, "pad": "x" * HOOK_MOST}).encode()
    assert http.post("/v2/enqueue", content=late).status_code == 413
    assert house.oversized == []
    assert http.post("/v2/enqueue", content=early).status_code == 413
    assert house.oversized == [("pagerduty", len(early))]


def test_what_cannot_be_stored_is_asked_for_again(house: House, http: httpx.Client) -> None:
    house.storable = False
    for path, body in (
        ("/v2/enqueue", captured("pagerduty-trigger-full")),
        ("/v2/change/enqueue", captured("pagerduty-change-event")),
    ):
        answer = http.post(path, content=body)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
