"""The table from errors to receipts, where no server is needed to make them."""

from __future__ import annotations

import errno
import json
import ssl
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.delivery.slack_errors import ACCOUNT, DOUBTFUL, FAILURES, GONE, LAYOUT, TROUBLE, code_of, receipt_of
from bot.domain.notices import Later, Never, Receipt


def answered(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]  # slack_sdk has no types there


@pytest.mark.parametrize(
    "error,receipt",
    [
        (URLError(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), Later("unreachable")),
        (URLError(OSError(errno.ENETUNREACH, "no route")), Later("unreachable")),
        (URLError(ssl.SSLCertVerificationError("expired")), Later("unreachable")),
        (URLError(ConnectionResetError(errno.ECONNRESET, "reset")), Later("connection_lost", doubtful=True)),
        (URLError(TimeoutError("timed out")), Later("connection_lost", doubtful=True)),
        (TimeoutError("timed out"), Later("timeout", doubtful=True)),
        (RemoteDisconnected("closed"), Later("connection_lost", doubtful=True)),
        (IncompleteRead(b""), Later("unreadable_answer", doubtful=True)),
        (BadStatusLine("x"), Later("unreadable_answer", doubtful=True)),
        (json.JSONDecodeError("x", "", 0), Later("unreadable_answer", doubtful=True)),
        (SlackRequestError("upload failed"), Later("unreadable_answer", doubtful=True)),
    ],
    ids=repr,
)
def test_without_an_answer(error: Exception, receipt: Receipt) -> None:
    assert isinstance(error, FAILURES)
    assert receipt_of(error) == receipt


@pytest.mark.parametrize(
    "said,waits",
    [("7", 7.0), ("0", 1.0), ("-3", 1.0), ("0.5", 1.0), ("99999", 3600.0), ("soon", 30.0), (None, 30.0)],
)
@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
def test_how_long_a_429_waits(said: str | None, waits: float, name: str) -> None:
    headers = {name: said} if said is not None else {}
    assert receipt_of(answered({"ok": False, "error": "ratelimited"}, 429, headers)) == Later(
        "ratelimited", waits
    )


@pytest.mark.parametrize(
    "data,status,receipt",
    [
        (
            {"ok": False, "error": "Received a response in a non-JSON format: <html>"},
            200,
            Later("unreadable_answer", doubtful=True),
        ),
        ({"ok": False}, 200, Later("unreadable_answer", doubtful=True)),
        ([], 200, Later("unreadable_answer", doubtful=True)),
        (None, 200, Later("unreadable_answer", doubtful=True)),
        ({"ok": False, "error": "invalid_auth"}, 401, Later("invalid_auth", after_seconds=30.0)),
        ({"ok": False, "error": "unknown_method"}, 404, Never("unknown_method")),
        ({"ok": False, "error": "invalid_auth"}, 500, Later("http_500", doubtful=True)),
        ({"ok": False, "error": "Received a response in a non-JSON format: <html>"}, 404, Later("http_404")),
        ({"ok": False, "error": "some_new_code"}, 200, Never("some_new_code")),
    ],
)
def test_odd_answers(data: Any, status: int, receipt: Receipt) -> None:
    assert receipt_of(answered(data, status)) == receipt


def test_a_code_is_slack_s_or_none() -> None:
    assert code_of(answered({"ok": False, "error": "is_archived"})) == "is_archived"
    assert code_of(answered({"ok": False, "error": "Sorry, no."})) == ""
    assert code_of(TimeoutError()) == ""


def test_no_code_is_in_two_minds() -> None:
    assert DOUBTFUL <= TROUBLE
    assert not TROUBLE & ACCOUNT
    assert not (TROUBLE | ACCOUNT) & (LAYOUT | GONE)
