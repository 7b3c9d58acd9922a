"""Slack over Socket Mode: two connections, each watched, tried again for ever and closed in time."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty
from typing import Any

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.clock import jitter
from bot.slack.trouble import SLACK_TROUBLE, error_code
from bot.slack.turns import TURN, Expect, Turn

log = structlog.get_logger(__name__)

CONNECTIONS = 2
"""While one connection is being renewed, the other still receives. Slack allows 10 per app."""
DISPATCHERS = 16
"""Threads per connection that store and acknowledge. Each is busy for one commit (about 10 ms), or up to 2 s
for a submitted form: 16 people can submit at once before the next has to wait."""
LONGEST_PAUSE = 30.0
"""Seconds. Between retries while Slack is down: apps.connections.open allows about 50 per minute, for all
connections together."""
STOP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How a line is watched, in seconds: looked at every `tick`; it has gone deaf when `pings` that go out every
    `ping` had no answer. It counts as well again after `calm`: until then each try waits longer than the last."""

    tick: float = 1.0
    ping: float = 5.0
    pings: int = 3
    calm: float = 10.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Where what arrives goes: `expect` gives it its place in line, `app` answers it."""

    app: App
    expect: Expect


class SocketDoor:
    """Keeps the lines open. `start` returns at once, whether Slack is there or not."""

    def __init__(
        self,
        dispatch: Dispatch,
        app_token: str,
        web: WebClient,
        connections: int = CONNECTIONS,
        patience: Patience = PATIENCE,
    ) -> None:
        self.wanted = connections
        self._lines = [Line(dispatch, app_token, web, patience, number) for number in range(connections)]

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


class _Client(SocketModeClient):
    """slack_sdk's client, except that one thread, the line's, makes its connections, and none is left behind.

    Left alone, slack_sdk 3.47 tries an expired address for ever, needs 25 s in a busy loop to notice a peer that
    went without a word, reads a new connection only when the last read of the old one is over (3 s), and connects
    from three threads at once, which leaves connections that nobody reads: Slack would go on sending to those.
    """

    def __init__(
        self,
        asked: threading.Event,
        receive: Callable[[SocketModeRequest], Callable[[], None]],
        app_token: str,
        web: WebClient,
        ping: float,
    ) -> None:
        """`receive` is called for one after the other; what it gives back is done by threads side by side."""
        self._asked = asked
        self._receive = receive
        super().__init__(app_token=app_token, web_client=web, concurrency=DISPATCHERS, ping_interval=ping)

    def process_message(self) -> None:
        """Take the next that came off the line; slack_sdk calls this again and again, from one thread."""
        try:
            raw = self.message_queue.get(timeout=1)
        except Empty:
            return
        message = json.loads(raw) if raw.startswith("{") else {}
        if message.get("type") == "disconnect":
            self.connect_to_new_endpoint(force=True)
            return
        request = SocketModeRequest.from_dict(message)
        if request is not None:
            self.message_workers.submit(self._receive(request))

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Slack said `disconnect`, or the connection broke: ask the line for another."""
        if force or not self.is_connected():
            self._asked.set()

    def connect(self) -> None:
        """Connect to a fresh address; the old connection goes when the new one is there, as Slack asks.

        Raises NotConnected and what slack_sdk raises.
        """
        new = Connection(
            url=self.issue_new_wss_url(),
            logger=self.logger,
            ping_interval=self.ping_interval,
            proxy=self.proxy,
            proxy_headers=self.proxy_headers,
            on_message_listener=self._on_message,
            on_error_listener=self._on_error,
            on_close_listener=self._on_close,
            ssl_context=self.web_client.ssl,
        )
        new.connect()
        if not new.is_active():
            raise NotConnected
        old, old_state = self.current_session, self.current_session_state
        self.current_session, self.current_session_state = new, ConnectionState()  # type: ignore[no-untyped-call]
        old_state.terminated = True
        hang_up(old)
        if not self.current_app_monitor_started:
            self.current_app_monitor_started = True
            self.current_app_monitor.start()

    def disconnect(self) -> None:
        """Close the present connection."""
        hang_up(self.current_session)


class NotConnected(Exception):
    """Slack refused the WebSocket."""


def hang_up(session: Connection | None) -> None:
    """Close a connection and wake who reads it. slack_sdk trips over itself when its reader closes it as well."""
    sock = session.sock if session else None
    if session is None or sock is None:
        return
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    with suppress(OSError, AttributeError):
        session.close()


class Line:
    """One connection and the thread that keeps it."""

    def __init__(
        self, dispatch: Dispatch, app_token: str, web: WebClient, patience: Patience, number: int
    ) -> None:
        self._dispatch = dispatch
        self._patience = patience
        self._number = number
        self._stopped = threading.Event()
        self._asked = threading.Event()
        self._last_pong: tuple[Any, ...] = ()
        self._silent = 0.0
        self._client = _Client(self._asked, self._arrived, app_token, web, patience.ping)
        self._keeper = threading.Thread(target=self._keep_open, name=f"slack-line-{number}", daemon=True)

    def start(self) -> None:
        """Connect in the background, and go on trying."""
        self._keeper.start()

    def hears(self) -> bool:
        """Whether it is connected, and Slack has answered a ping lately."""
        return self._client.is_connected() and self._silent < self._patience.ping * self._patience.pings

    def stop(self) -> None:
        """Close the connection, and wake slack_sdk's threads."""
        self._stopped.set()
        self._asked.set()
        self._client.current_session_state.terminated = True
        self._client.closed = True
        self._client.enqueue_message("")
        self._client.close()

    def _keep_open(self) -> None:
        tries, calm = 0, 0.0
        while not self._stopped.is_set():
            self._listen_for_pong()
            if self.hears() and not self._asked.is_set():
                calm += self._patience.tick
                tries = tries if calm < self._patience.calm else 0
                self._asked.wait(self._patience.tick)
                continue
            self._asked.clear()
            self._stopped.wait(self._pause(tries))
            tries, calm = tries + 1, 0.0
            if not self._stopped.is_set():
                self._connect(tries)

    def _pause(self, tries: int) -> float:
        """Nothing before the first try; then longer and longer, and no two lines at the same moment."""
        longest = min(LONGEST_PAUSE, self._patience.tick * 2.0 ** min(tries, 10)) if tries else 0.0
        return longest / 2 + jitter(longest / 2)

    def _listen_for_pong(self) -> None:
        """slack_sdk notices a connection that falls silent, not one that never said anything."""
        session = self._client.current_session
        pong = (session.session_id, session.last_ping_pong_time) if session else ()
        self._silent = self._silent + self._patience.tick if pong == self._last_pong else 0.0
        self._last_pong = pong

    def _connect(self, tries: int) -> None:
        log.info("slack_line_connecting", line=self._number, tries=tries)
        try:
            with self._client.connect_operation_lock:  # acknowledgements in flight wait for it
                self._client.connect()
        except Exception as trouble:  # whatever it is, the line has to be tried again
            log.warning("slack_line_not_connected", line=self._number, error=error_code(trouble))
        if self._stopped.is_set():
            self._client.disconnect()
        self._silent = 0.0

    def _arrived(self, request: SocketModeRequest) -> Callable[[], None]:
        """It has its place in line before the threads that store get to it, each in its own time."""
        turn = self._dispatch.expect(request.payload)
        return partial(self._receive, request, turn)

    def _receive(self, request: SocketModeRequest, turn: Turn) -> None:
        try:
            body = BoltRequest(mode="socket_mode", body=request.payload, context={TURN: turn})
            response = self._dispatch.app.dispatch(body)
        except Exception:
            log.exception("slack_delivery_not_taken", line=self._number)
            return  # not acknowledged: Slack has to bring it again
        finally:
            turn.let_go()
        if response.status != 200:
            return  # not stored: Slack has to bring it again
        try:
            answer = SocketModeResponse(request.envelope_id, payload_of(response))
            self._client.send_socket_mode_response(answer)
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
