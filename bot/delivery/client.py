"""The Web API client as the outbox needs it: one try, a short wait."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.web import SlackResponse

from bot.domain.notices import StillOurs

SLACK_API = "https://slack.com/api/"

WAIT = 10
"""Seconds. For one request. Slack answers in well under a second. When Slack hangs, the fallback must start
within 60 s of the alert, and requests in flight at an acknowledgement should end soon."""


@cache
def trust() -> ssl.SSLContext:
    """The machine's certificates, read once: left alone, slack_sdk reads them again for every single call (15 ms)."""
    return ssl.create_default_context()


class NoLongerOurs(SlackClientError):
    """Its lease is over: another process tells it, so no request was made."""


class FencedClient(WebClient):
    """Makes no request for what is another's by now. A sender may make several, seconds apart, and a process
    that was frozen goes on in the middle of them."""

    _still_ours: ContextVar[StillOurs] = ContextVar("still_ours")

    @contextmanager
    def while_ours(self, still_ours: StillOurs) -> Iterator[None]:
        """Ask before each request of this thread; raises NoLongerOurs from it."""
        token = self._still_ours.set(still_ours)
        try:
            yield
        finally:
            self._still_ours.reset(token)

    def api_call(self, *args: Any, **named: Any) -> SlackResponse:  # Slack's own signature has ten arguments
        """As slack_sdk makes it."""
        still_ours = self._still_ours.get(None)
        if still_ours and not still_ours():
            raise NoLongerOurs("the lease is over")
        return super().api_call(*args, **named)


def new_client(token: str, base_url: str = SLACK_API, wait: int = WAIT) -> FencedClient:
    """A client that never repeats by itself: slack_sdk's default posts twice after a reset (measured).

    `wait` is in seconds. Retries are counted in the outbox. Safe to share between threads.
    """
    return FencedClient(token, base_url=base_url, timeout=wait, ssl=trust(), retry_handlers=[])
