"""Slack over HTTP: a plain function from (headers, body) to a response; nothing unsigned gets past it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.request.internals import parse_body
from slack_sdk.signature import SignatureVerifier

from bot.slack.turns import TURN, Expect

log = structlog.get_logger(__name__)

_TEXT = {"content-type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class SlackResponse:
    """What goes back over HTTP. Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


class HttpDoor:
    """Verifies, then hands over. Retries come in like first deliveries: one may be the only that arrives."""

    def __init__(self, app: App, signing_secret: str | None, expect: Expect) -> None:
        """`expect` gives what arrives its place in line."""
        self._app = app
        self._expect = expect
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None

    def __call__(self, headers: Mapping[str, str], body: bytes) -> SlackResponse:
        """401 for a signature that is missing, wrong or older than 300 s; 400 for what is no
        object; 503 for what could not be stored."""
        named = {name.lower(): value for name, value in headers.items()}
        if not self._signed(named, body):
            log.warning("slack_request_not_signed", has_signature="x-slack-signature" in named)
            return SlackResponse(401, _TEXT, "not signed by Slack")
        try:
            read: object = parse_body(body.decode(), named.get("content-type", "").partition(";")[0])
        except (ValueError, RecursionError):
            return SlackResponse(400, _TEXT, "not readable")
        if not isinstance(read, dict):
            return SlackResponse(400, _TEXT, "not an object")
        # It was parsed and verified; Bolt takes a parsed body only as from a socket.
        request = BoltRequest(body=read, headers=_bolt_headers(named), mode="socket_mode")
        turn = request.context[TURN] = self._expect(request.body)
        try:
            response = self._app.dispatch(request)
        finally:
            turn.let_go()
        return SlackResponse(
            response.status,
            {name.lower(): values[0] for name, values in response.headers.items() if values},
            response.body,
        )

    def _signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """SignatureVerifier raises on a non-ASCII signature and on a timestamp that is no integer (slack_sdk 3.47)."""
        timestamp, signature = headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature")
        if self._verifier is None or not timestamp or not signature:
            return False
        try:
            return self._verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
        except (ValueError, TypeError, OverflowError):
            return False


def _bolt_headers(headers: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    return dict(headers)
