"""Slack over Socket Mode: two connections, each watched, tried again for ever and closed in time."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.clock import jitter
from bot.slack.trouble import SLACK_TROUBLE, error_code

log = structlog.get_logger(__name__)

CONNECTIONS = 2
"""A connection is renewed with a gap (old before new): the other one hears meanwhile. Slack allows 10 for an app."""
DISPATCHERS = 16
"""Threads a connection that store and acknowledge. Each is busy for one commit (about 10 ms), or up to 2 s for a
submitted form: 16 people may submit at once before the next has to wait."""
AWAY = timedelta(seconds=30)
"""How long a connection may be away before it is forced: slack_sdk 3.47 repeats an expired address for ever."""
LONGEST_PAUSE = 30.0
"""Seconds between tries while Slack is down: apps.connections.open allows some 50 a minute, for all connections."""
STOP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How a line is watched, in seconds: looked at every `tick`, forced when it was `away` for so long, or when
    `pings` that go out every `ping` had no answer: a peer that went without a word is no closed connection to
    slack_sdk 3.47, which then reads nothing in a busy loop for up to 25 s."""

    tick: float = 1.0
    away: float = AWAY.total_seconds()
    ping: float = 5.0
    pings: int = 3


PATIENCE = Patience()


class SocketDoor:
    """Keeps the lines open. `start` returns at once, whether Slack is there or not."""

    def __init__(
        self,
        app: App,
        app_token: str,
        web: WebClient,
        connections: int = CONNECTIONS,
        patience: Patience = PATIENCE,
    ) -> None:
        self.wanted = connections
        self._lines = [Line(app, app_token, web, patience, number) for number in range(connections)]

    def start(self) -> None:
        """Connect in the background."""
        for line in self._lines:
            line.start()

    @property
    def connected(self) -> int:
        """How many lines hear Slack now."""
        return sum(line.hears() for line in self._lines)

    def stop(self) -> None:
        """Close everything within 2 seconds; what slack_sdk still waits for ends by itself."""
        closing = [threading.Thread(target=line.stop, daemon=True) for line in self._lines]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join(STOP_SECONDS / len(closing))


class Line:
    """One connection and the thread that watches it."""

    def __init__(self, app: App, app_token: str, web: WebClient, patience: Patience, number: int) -> None:
        self._app = app
        self._patience = patience
        self._number = number
        self._stopping = threading.Event()
        self._last_pong: tuple[Any, ...] = ()
        self._silent = 0
        self._client = SocketModeClient(
            app_token=app_token, web_client=web, concurrency=DISPATCHERS, ping_interval=patience.ping
        )
        self._client.socket_mode_request_listeners.append(self._receive)
        self._watch = threading.Thread(target=self._keep_open, name=f"slack-line-{number}", daemon=True)

    def start(self) -> None:
        """Connect in the background, and go on trying."""
        self._watch.start()

    def hears(self) -> bool:
        """Whether it is connected, and Slack has answered a ping lately."""
        return self._client.is_connected() and not self._deaf

    def stop(self) -> None:
        """Close the connection, and wake slack_sdk's threads: they sit in reads of 1 and 3 s."""
        self._stopping.set()
        self._client.auto_reconnect_enabled = False
        self._client.current_session_state.terminated = True
        session = self._client.current_session
        with suppress(OSError):
            if session and session.sock:
                session.sock.shutdown(socket.SHUT_RDWR)
        self._client.closed = True
        self._client.enqueue_message("")
        self._client.close()

    @property
    def _deaf(self) -> bool:
        return self._silent * self._patience.tick >= self._patience.ping * self._patience.pings

    def _keep_open(self) -> None:
        away, tries, pause = self._patience.away, 0, 0.0
        while not self._stopping.wait(pause):
            pause = self._patience.tick
            self._listen_for_pong()
            if self.hears():
                away, tries = 0.0, 0
                continue
            away += self._patience.tick
            if away < self._patience.away and not self._deaf:
                continue
            self._force(tries)
            tries += 1
            if not self._client.is_connected():
                pause = min(LONGEST_PAUSE, self._patience.tick * 2**tries)
                pause = pause / 2 + jitter(pause / 2)

    def _listen_for_pong(self) -> None:
        """slack_sdk notices a connection that falls silent, not one that never said anything."""
        session = self._client.current_session
        pong = (session.session_id, session.last_ping_pong_time) if session else ()
        self._silent = self._silent + 1 if pong == self._last_pong else 0
        self._last_pong = pong

    def _force(self, tries: int) -> None:
        """A fresh address; the old connection is closed first, so that two never share a line."""
        log.info("slack_line_connecting", line=self._number, tries=tries)
        try:
            self._client.disconnect()
            self._client.connect_to_new_endpoint(force=True)
        except Exception as trouble:  # whatever it is, the line has to be tried again
            log.warning("slack_line_not_connected", line=self._number, error=error_code(trouble))
        self._silent = 0

    def _receive(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        response = self._app.dispatch(BoltRequest(mode="socket_mode", body=request.payload))
        if response.status != 200:
            return  # not stored: Slack has to bring it again
        try:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload_of(response)))
        except SLACK_TROUBLE as trouble:
            # It is stored and under way; Slack brings an event again, and it is recognised.
            log.warning("ack_not_sent", line=self._number, error=error_code(trouble))


def payload_of(response: BoltResponse) -> dict[str, Any] | None:
    """What an acknowledgement carries back: JSON as it is, text as `{"text": …}`, else nothing."""
    if not response.body:
        return None
    kinds = response.headers.get("content-type", [""])
    if kinds[0].startswith("application/json"):
        loaded = json.loads(response.body)
        return loaded if isinstance(loaded, dict) else None
    return {"text": response.body}
