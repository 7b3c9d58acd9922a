"""Slack's rate limits by method tier; off until `enforce()`, so that only tests of pacing wait for them."""

import math
import threading
import time
from collections.abc import Callable

PER_MINUTE = {2: 20, 3: 50, 4: 100}
"""Requests a minute in each tier (docs.slack.dev/apis/web-api/rate-limits: "20+", "50+", "100+")."""

TIERS: dict[str, int] = {
    **dict.fromkeys((
        "bookmarks.add", "bookmarks.edit", "bookmarks.remove", "canvases.create", "conversations.archive",
        "conversations.canvases.create", "conversations.create", "conversations.list", "conversations.rename",
        "conversations.setPurpose", "conversations.setTopic", "conversations.unarchive", "pins.add", "pins.list",
        "pins.remove", "reactions.remove", "usergroups.create", "usergroups.list", "usergroups.update",
        "usergroups.users.list", "usergroups.users.update", "users.list",
    ), 2),
    **dict.fromkeys((
        "apps.connections.open", "bookmarks.list", "bots.info", "chat.delete", "chat.update", "conversations.history",
        "conversations.info", "conversations.invite", "conversations.join", "conversations.kick",
        "conversations.leave", "conversations.open", "conversations.replies", "reactions.add", "reactions.get",
        "team.info", "users.conversations", "users.lookupByEmail",
    ), 3),
    **dict.fromkeys((
        "chat.postEphemeral", "conversations.members", "files.completeUploadExternal", "files.getUploadURLExternal",
        "files.info", "users.info", "users.profile.get", "views.open", "views.publish", "views.push", "views.update",
    ), 4),
}  # fmt: skip
POSTS_PER_SECOND = 1.0  # chat.postMessage, per channel
POST_BURST = 3  # "short bursts of more than 1 per second" are allowed, how short is not said


class Rates:
    """Token buckets: one a method, and one a channel for chat.postMessage."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._on = False
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}
        self.refused = 0

    def enforce(self, *, on: bool = True) -> None:
        """Start (or stop) refusing what comes too fast."""
        with self._lock:
            self._on = on
            self._buckets.clear()

    def take(self, method: str, channel: str) -> int:
        """Count one request; 0 when it may pass, else the Retry-After in whole seconds."""
        if not self._on:
            return 0
        key, per_second, burst = _limit(method, channel)
        if per_second == 0:
            return 0
        with self._lock:
            now = self._monotonic()
            tokens, at = self._buckets.get(key, (burst, now))
            tokens = min(burst, tokens + (now - at) * per_second)
            if tokens < 1:
                self._buckets[key] = (tokens, now)
                self.refused += 1
                return max(1, math.ceil((1 - tokens) / per_second))
            self._buckets[key] = (tokens - 1, now)
            return 0


def _limit(method: str, channel: str) -> tuple[tuple[str, str], float, float]:
    if method == "chat.postMessage":
        return (method, channel), POSTS_PER_SECOND, POST_BURST
    per_minute = PER_MINUTE.get(TIERS.get(method, 0), 0)
    return (method, ""), per_minute / 60, float(per_minute)
