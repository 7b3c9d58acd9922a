"""The Web API client as the outbox needs it: one try, a short wait."""

from __future__ import annotations

import ssl
from functools import cache

from slack_sdk import WebClient

SLACK_API = "https://slack.com/api/"

WAIT = 10
"""Seconds for one request. Slack answers in well under one; the fallback must start within 60 s of an alert
when Slack hangs, and what was in flight at an acknowledgement should end soon."""


@cache
def trust() -> ssl.SSLContext:
    """The machine's certificates, read once: left alone, slack_sdk reads them again for every single call (15 ms)."""
    return ssl.create_default_context()


def new_client(token: str, base_url: str = SLACK_API, wait: int = WAIT) -> WebClient:
    """A client that never repeats by itself: slack_sdk's default posts twice after a reset (measured).

    `wait` is in seconds. Retries are counted in the outbox. Safe to share between threads.
    """
    return WebClient(token, base_url=base_url, timeout=wait, ssl=trust(), retry_handlers=[])
