"""Alerts through /hooks: who is let in, what is said, and that 2xx means stored."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from bot.domain.alerts import AlertStatus
from bot.domain.setup import IntegrationKind
from bot.intake import senders
from tests.intake.captured import captured
from tests.web.house import TOKENS, House, bearer

MIXED = captured("alertmanager-0.25-mixed-firing-and-resolved")
ALERT = b'{"title": "Down"}'


def test_a_real_delivery_is_stored_before_it_is_answered(house: House, http: httpx.Client) -> None:
    answer = http.post("/hooks/prometheus", content=MIXED, headers=bearer("prometheus"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "alerts": 2})
    ((name, (arrival,)),) = house.received
    assert name == "prometheus"
    assert [a.status for a in arrival.alerts] == [AlertStatus.RESOLVED, AlertStatus.FIRING]


def test_the_token_may_stand_in_the_path(house: House, http: httpx.Client) -> None:
    assert http.post(f"/hooks/shop/{TOKENS['shop']}", content=ALERT).status_code == 200
    assert [name for name, _ in house.received] == ["shop"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(http: httpx.Client, scheme: str) -> None:
    token = f"{scheme} {TOKENS['prometheus']}"
    assert http.post("/hooks/prometheus", content=MIXED, headers={"Authorization": token}).status_code == 200


@pytest.mark.parametrize(
    "path,authorization",
    [
        ("/hooks/prometheus", None),
        ("/hooks/prometheus", b"Bearer"),
        ("/hooks/prometheus", b"Bearer wrong"),
        ("/hooks/prometheus", b"Basic cHJvbS10b2tlbi0x"),
        ("/hooks/prometheus", b"Bearer " + TOKENS["shop"].encode()),
        ("/hooks/prometheus", b"Bearer \xff\xfe"),
        ("/hooks/nobody", b"Bearer prom-token-1"),
        ("/hooks/prometheus/wrong", None),
        ("/hooks/prometheus/%ff%00", None),
        ("/hooks/nobody/prom-token-1", None),
    ],
)
def test_a_wrong_token_and_an_unknown_name_are_answered_alike(
    house: House, http: httpx.Client, path: str, authorization: bytes | None
) -> None:
    headers = [(b"Authorization", authorization)] if authorization else []
    answer = http.post(path, content=MIXED, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"].startswith("Invalid token for this integration.")
    assert house.received == []


def test_what_cannot_be_read_is_said(house: House, http: httpx.Client) -> None:
    answer = http.post("/hooks/shop", content=b"{}", headers=bearer("shop"))
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("title is missing; send an object such as")
    assert house.received == []


def test_a_delivery_without_alerts_is_nothing_to_store(house: House, http: httpx.Client) -> None:
    answer = http.post("/hooks/prometheus", content=b'{"alerts": []}', headers=bearer("prometheus"))
    assert (answer.status_code, house.received) == (200, [])


def test_what_cannot_be_stored_is_asked_for_again(house: House, http: httpx.Client) -> None:
    house.storable = False
    answer = http.post("/hooks/shop", content=ALERT, headers=bearer("shop"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert house.received == []


def test_an_error_says_nothing_but_an_id(house: House, http: httpx.Client) -> None:
    def break_down() -> None:
        raise RuntimeError("postgresql://user:secret@db/meridian")

    house.before_storing = break_down
    answer = http.post("/hooks/shop", content=ALERT, headers=bearer("shop"))
    assert answer.status_code == 500
    assert answer.json() == {
        "error": "Something went wrong here. It is in the log under this id.",
        "id": "fresh-key",
    }


@pytest.mark.parametrize("path", ["/hooks/shop/", "//hooks/shop", "/hooks//shop"])
def test_a_slash_too_many_opens_the_same_door(house: House, http: httpx.Client, path: str) -> None:
    """A redirect would lose the alert: few senders follow one with their body."""
    answer = http.request("POST", httpx.URL(str(http.base_url)).copy_with(raw_path=path.encode()), content=ALERT,
                          headers=bearer("shop"))  # fmt: skip
    assert answer.status_code == 200
    assert http.post(f"/hooks/shop/{TOKENS['shop']}/", content=ALERT).status_code == 200
    assert len(house.received) == 2


def test_other_doors_and_other_methods(http: httpx.Client) -> None:
    assert http.get("/hooks/shop").status_code == 405
    assert http.get("/hooks/shop").headers["allow"] == "POST"
    assert http.post("/nothing").json() == {"error": "Not found."}
    assert http.post("/hooks").status_code == 404
    assert http.post("/hooks/a/b/c").status_code == 404


def test_ten_thousand_alerts_in_one_body(house: House, http: httpx.Client) -> None:
    alert = json.loads(MIXED)["alerts"][1]
    alerts = [alert | {"fingerprint": f"{n:016x}"} for n in range(10_000)]
    body = json.dumps({"alerts": alerts, "groupKey": "{}:{}"}).encode()
    assert len(body) > 3_000_000
    answer = http.post("/hooks/prometheus", content=body, headers=bearer("prometheus"))
    assert answer.json() == {"status": "ok", "alerts": 10_000}
    assert len(house.received[0][1][0].alerts) == 10_000


def test_many_at_once_are_all_stored(house: House, http: httpx.Client) -> None:
    def send(sender: int) -> None:
        for n in range(10):
            body = json.dumps({"title": f"{sender} {n}"}).encode()
            assert http.post("/hooks/shop", content=body, headers=bearer("shop")).status_code == 200

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({arrivals for _, arrivals in house.received}) == 80


def test_every_kind_of_sender_has_a_parser() -> None:
    assert set(senders.PARSERS) == set(IntegrationKind)
