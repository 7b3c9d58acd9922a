"""The record of every Web API request, in order of arrival: what tests count and inspect."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.sandbox.records import Json


@dataclass(slots=True)
class Request:
    """One request. `answered` is False while it hangs; `duration` is in seconds; `connection` is the client's port.

    `error` is Slack's code ("" when ok), or what happened instead of an answer: "reset", "hang", "html", "http_503".
    `applied` says whether the effect took place, whatever the client was told.
    """

    method: str
    args: Json
    connection: int = 0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.monotonic)
    answered: bool = False
    applied: bool = False
    ok: bool = False
    error: str = ""
    status: int = 0
    duration: float = 0.0
    response: Json = field(default_factory=dict)


class Journal:
    """Requests in order; iterable, and waitable."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self._changed = threading.Condition()

    def begin(self, method: str, args: Json, connection: int) -> Request:
        """Write down that a request came in; the token is not kept."""
        request = Request(method, {k: v for k, v in args.items() if k != "token"}, connection)
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()
        return request

    def end(self, request: Request, *, status: int, response: Json | None = None, error: str = "") -> None:
        """Write down how it ended."""
        with self._changed:
            request.answered, request.status, request.response = status > 0, status, response or {}
            request.ok = bool(request.response.get("ok"))
            request.error = error or str(request.response.get("error", ""))
            request.duration = time.monotonic() - request.started
            self._changed.notify_all()

    def __iter__(self) -> Iterator[Request]:
        with self._changed:
            return iter(list(self._requests))

    def __len__(self) -> int:
        return len(self._requests)

    def calls(self, method: str = "", **args: object) -> list[Request]:
        """The requests to a method (all when ""), narrowed to those with these arguments."""
        return [
            request
            for request in self
            if method in ("", request.method)
            and all(request.args.get(key) == value for key, value in args.items())
        ]

    def count(self, method: str = "", **args: object) -> int:
        """How many there were."""
        return len(self.calls(method, **args))

    def waits_for(self, method: str, *, count: int = 1, timeout: float = 15.0,
                  ended: bool = False, when: Callable[[Request], bool] | None = None) -> list[Request]:  # fmt: skip
        """Wait until a method was asked for `count` times (and answered, with `ended`); raises AssertionError."""

        def found() -> list[Request]:
            asked = [r for r in self._requests if r.method == method and (r.duration or not ended)]
            return [r for r in asked if when is None or when(r)]

        with self._changed:
            if not self._changed.wait_for(lambda: len(found()) >= count, timeout):
                seen = [f"{r.method} {r.error or 'ok'}" for r in self._requests[-15:]]
                raise AssertionError(
                    f"{method} was asked for {len(found())} times, not {count}; the last: {seen}"
                )
            return found()

    def clear(self) -> None:
        """Forget what was."""
        with self._changed:
            self._requests.clear()
