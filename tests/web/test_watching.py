"""Health, readiness, metrics, and what stands in the log."""

from __future__ import annotations

import threading
from dataclasses import replace

import httpx
import pytest
from structlog.testing import capture_logs

from bot.web import watching
from bot.web.doors import Health
from tests.web.house import TOKENS, WELL, House, bearer, client


def test_the_process_lives(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "health,code,status",
    [
        (WELL, 200, "ok"),
        (replace(WELL, slack="off"), 200, "ok"),
        (replace(WELL, slack="token_revoked"), 200, "degraded"),
        (replace(WELL, scheduler="stands still"), 200, "degraded"),
        (replace(WELL, lost_rooms=1), 200, "degraded"),
        (replace(WELL, paging={"twilio": "ok", "mail": "open"}), 200, "degraded"),
        (replace(WELL, database="locked", storable=False), 503, "degraded"),
        (replace(WELL, storable=False), 503, "degraded"),
    ],
)
def test_ready_while_alerts_can_be_stored(
    house: House, http: httpx.Client, health: Health, code: int, status: str
) -> None:
    house.health = lambda: health
    answer = http.get("/readyz")
    assert answer.status_code == code
    assert answer.json() == {
        "status": status,
        "database": health.database,
        "slack": health.slack,
        "scheduler": health.scheduler,
        "oldest_notice_seconds": 0.5,
        "rooms": health.rooms,
        "deliveries_given_up": health.given_up,
        "paging": health.paging,
    }


def test_a_database_that_says_nothing_is_not_ready(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "ANSWERED_WITHIN", 0.1)
    go = threading.Event()

    def hang() -> Health:
        go.wait(5)
        return WELL

    house.health = hang
    with house.open() as server, client(server) as http:
        answer = http.get("/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, "does not answer")
        go.set()


def test_metrics_count_by_door_and_never_by_path(house: House, http: httpx.Client) -> None:
    http.post(f"/hooks/shop/{TOKENS['shop']}", content=b'{"title": "Down"}')
    http.post("/hooks/shop/secret-mistyped", content=b"{}")
    http.get("/no/such/secret-path")
    answer = http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'meridian_http_requests_total{door="hook_with_token",status="200"} 1.0' in answer.text
    assert 'meridian_http_requests_total{door="hook_with_token",status="401"} 1.0' in answer.text
    assert 'meridian_http_requests_total{door="none",status="404"} 1.0' in answer.text
    assert "secret" not in answer.text


def test_tokens_are_not_logged_and_what_was_taken_in_has_its_line_further_on(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logged, house.open() as server, client(server) as http:
        http.post(f"/hooks/shop/{TOKENS['shop']}", content=b'{"title": "Down"}')
        http.post("/hooks/shop/secret-mistyped", content=b"{}")
        http.post("/hooks/shop", content=b'{"title": 5}', headers=bearer("shop"))
        http.get("/no/such/secret-path?token=secret")
    said = repr(logged) + "".join(capfd.readouterr())
    assert [line["door"] for line in logged if line["event"] == "request"] == [
        "hook_with_token",
        "hook",
        "none",
    ]
    assert all(secret not in said for secret in ("secret", TOKENS["shop"], "Down"))


def test_an_error_stands_in_the_log_under_its_id(house: House) -> None:
    def break_down() -> None:
        raise RuntimeError("why")

    house.before_storing = break_down
    with capture_logs() as logged, house.open() as server, client(server) as http:
        http.post("/hooks/shop", content=b'{"title": "Down"}', headers=bearer("shop"))
    (error,) = [line for line in logged if line["log_level"] == "error"]
    assert (error["id"], error["door"]) == ("fresh-key", "hook")
