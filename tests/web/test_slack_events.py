"""Slack over HTTP: the whole request goes to the Slack room, and its answer goes back."""

from __future__ import annotations

import httpx

from tests.web.house import Answer, House, client


def test_headers_and_raw_body_arrive_as_they_were_sent(house: House, http: httpx.Client) -> None:
    body = b"payload=%7B%22a%22%3A1%7D&x=\xff"
    headers = [
        ("X-Slack-Signature", "v0=abc"),
        ("X-Slack-Request-Timestamp", "1"),
        ("X-Two", "a"),
        ("X-Two", "b"),
    ]
    assert http.post("/slack/events", content=body, headers=headers).status_code == 200
    ((seen, raw),) = house.slack_requests
    assert raw == body
    assert seen["x-slack-signature"] == "v0=abc"
    assert seen["x-two"] == "a"


def test_the_answer_goes_back_whole(house: House, http: httpx.Client) -> None:
    headers = {
        "content-type": "application/json;charset=utf-8",
        "X-Slack-No-Retry": "1",
        "content-length": "999",
    }
    house.slack_answer = Answer(401, headers, '{"error": "señor"}')
    answer = http.post("/slack/events", content=b"x")
    assert answer.status_code == 401
    assert answer.headers["x-slack-no-retry"] == "1"
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.json() == {"error": "señor"}


def test_without_slack_over_http_there_is_no_such_door(house: House) -> None:
    with house.open(slack=None) as server, client(server) as http:
        assert http.post("/slack/events", content=b"x").status_code == 404
