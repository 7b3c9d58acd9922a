"""Real HTTP to the bot's doors, as patient as a monitoring system is, and what the door answered."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.demo.alarms import Post

TRIES = 3
"""A sender that never gives up hides that the door is shut; Alertmanager comes again at its next interval."""

WAIT_MOST = 5.0
"""Seconds between two tries: what the door's Retry-After asks for, and no more, as somebody watches."""

ANSWERS_WITHIN = 20.0
"""Seconds for one request; the door itself answers or gives up within 15."""

TEXT_KEPT = 300
"""Characters of an answer that are shown."""

NOT_NOW = 503


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answered. `status` 0: nothing did, and `text` says why."""

    status: int
    text: str
    tries: int = 1
    seconds: float = 0.0

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


def send(door: str, post: Post, wait: Callable[[float], object] = time.sleep) -> Answer:
    """Post it to the bot at `door`; 503 and a closed door are tried again, at most TRIES times in all."""
    began = time.monotonic()
    status, text = 0, ""
    for tries in range(1, TRIES + 1):
        status, text, again_after = _once(door, post)
        if status not in (0, NOT_NOW) or tries == TRIES:
            return Answer(status, text, tries, time.monotonic() - began)
        wait(again_after)
    raise AssertionError("the last try returns")


def _once(door: str, post: Post) -> tuple[int, str, float]:
    """Status, text and how long to wait before coming again."""
    connection = http.client.HTTPConnection(urlsplit(door).netloc, timeout=ANSWERS_WITHIN)
    try:
        connection.request("POST", post.path, post.body, post.headers)
        response = connection.getresponse()
        text = response.read(TEXT_KEPT * 4).decode("utf-8", "replace")[:TEXT_KEPT]
        return response.status, text.strip(), _pause(response.getheader("Retry-After"))
    except (OSError, http.client.HTTPException) as trouble:
        return 0, f"no answer: {trouble}", 1.0
    finally:
        connection.close()


def _pause(retry_after: str | None) -> float:
    asked = int(retry_after) if retry_after and retry_after.isdecimal() else 1
    return min(float(asked), WAIT_MOST)
