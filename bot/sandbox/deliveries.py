"""What is brought to the app (a command, a click, an event), and what came of it."""

import json
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol
from urllib.parse import urlencode

from bot.sandbox.records import Json


class Kind(Enum):
    """The `type` of a Socket Mode envelope."""

    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"
    EVENT = "events_api"


class Outcome(Enum):
    """What came of a delivery; the value of a failure is the word that Slack shows to the person."""

    ACKNOWLEDGED = "acknowledged"
    TIMED_OUT = "operation_timeout"
    UNREACHED = "dispatch_failed"


@dataclass(slots=True, eq=False)
class Delivery:
    """One payload on its way. `settled` resolves to its outcome; `answer` is what the acknowledgement carried.

    `on_ack` runs once, with that answer, before `settled` resolves; a late acknowledgement does nothing.
    """

    kind: Kind
    payload: Json
    on_ack: Callable[[Json], None] = lambda _answer: None
    answer: Json = field(default_factory=dict)
    retries: int = 0
    retry_reason: str = ""
    settled: "Future[Outcome]" = field(default_factory=Future)
    _once: threading.Lock = field(default_factory=threading.Lock)

    @property
    def accepts_response(self) -> bool:
        """Whether the acknowledgement may carry a payload that Slack acts on."""
        if self.kind is Kind.COMMAND:
            return True
        return self.payload.get("type") in ("view_submission", "block_suggestion")

    def settle(self, outcome: Outcome, answer: Json | None = None) -> bool:
        """End it, once; False when it was ended before."""
        with self._once:
            if self.settled.done():
                return False
            if outcome is Outcome.ACKNOWLEDGED:
                self.answer = answer or {}
                self.on_ack(self.answer)
            self.settled.set_result(outcome)
            return True

    def envelope(self) -> Json:
        """The Socket Mode message for one attempt, with a fresh envelope id."""
        body: Json = {
            "envelope_id": f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-{secrets.token_hex(6)}",
            "type": self.kind.value,
            "payload": self.payload,
            "accepts_response_payload": self.accepts_response,
        }
        if self.kind is Kind.EVENT:
            body |= {"retry_attempt": self.retries, "retry_reason": self.retry_reason}
        return body

    def http_body(self) -> tuple[bytes, str]:
        """The body and content type of the same thing over HTTP."""
        if self.kind is Kind.EVENT:
            return json.dumps(self.payload).encode(), "application/json"
        form = self.payload if self.kind is Kind.COMMAND else {"payload": json.dumps(self.payload)}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"


class Carrier(Protocol):
    """The way to the app: Socket Mode or a request URL."""

    def send(self, delivery: Delivery) -> None:
        """Bring it there, now and again as Slack would; returns at once, callable from any thread."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long Slack waits. `ack_within` in seconds; `retry_after` are the pauses before an event's retries."""

    ack_within: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
