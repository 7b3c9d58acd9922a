"""A real Bolt app to drive the sandbox with: what a bot of any kind would do, and a record of what reached it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox import Sandbox

Json = dict[str, Any]
WAIT = 5.0


def client_of(sandbox: Sandbox, token: str | None = None) -> WebClient:
    """slack_sdk's client without retries, so that one call is one request."""
    return WebClient(token or sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=5)


class Robot:
    """A Bolt app that keeps every body it was given; listeners are added by the test."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.client = client_of(sandbox)
        self.app = App(
            client=self.client, token_verification_enabled=False, signing_secret=sandbox.signing_secret
        )
        self.bodies: list[Json] = []
        self._changed = threading.Condition()
        self._handler: SocketModeHandler | None = None
        self.app.use(self._keep)

    def _keep(self, body: Json, next: Callable[[], None]) -> None:  # noqa: A002  Bolt gives it by this name
        with self._changed:
            self.bodies.append(body)
            self._changed.notify_all()
        next()

    def connect(self) -> Robot:
        """Socket Mode; returns when the WebSocket is open."""
        self._handler = SocketModeHandler(self.app, self.sandbox.app_token)
        self._handler.client.web_client.base_url = self.sandbox.api_url
        self._handler.connect()  # type: ignore[no-untyped-call]
        return self

    @property
    def socket(self) -> Any:
        """slack_sdk's Socket Mode client."""
        assert self._handler is not None
        return self._handler.client

    def close(self) -> None:
        """End it, quickly: slack_sdk waits up to 3 s for its receive lock and 1 s for its queue otherwise."""
        if self._handler is not None:
            client = self._handler.client
            client.auto_reconnect_enabled = False
            self.sandbox.kill_connections()
            gone = time.monotonic() + 1  # slack_sdk's close() fails when it races with its own reader
            while client.is_connected() and time.monotonic() < gone:
                time.sleep(0.005)
            threading.Timer(0.02, client.message_queue.put, ("{}",)).start()
            self._handler.close()  # type: ignore[no-untyped-call]

    def events(self, kind: str) -> list[Json]:
        """The events of a type that reached it."""
        with self._changed:
            return [body["event"] for body in self.bodies if body.get("event", {}).get("type") == kind]

    def waits_for(self, fits: Callable[[Json], bool], count: int = 1) -> list[Json]:
        """Wait for bodies that fit."""
        with self._changed:
            self._changed.wait_for(lambda: sum(map(fits, self.bodies)) >= count, WAIT)
            found = [body for body in self.bodies if fits(body)]
        assert len(found) >= count, [body.get("event", body).get("type") for body in self.bodies]
        return found

    def event(self, kind: str, subtype: str | None = None) -> Json:
        """Wait for an event."""

        def fits(body: Json) -> bool:
            event = body.get("event", {})
            return event.get("type") == kind and (subtype is None or event.get("subtype") == subtype)

        found: Json = self.waits_for(fits)[-1]["event"]
        return found

    def body(self, kind: str) -> Json:
        """Wait for an interaction of a type (or "command")."""
        return self.waits_for(
            lambda body: body.get("type") == kind or (kind == "command" and "command" in body)
        )[-1]
