"""The workspace that the bot lives in: asked once, believed for good."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from slack_sdk import WebClient


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace and the bot in it. `url` ends in a slash (https://team.slack.com/) or is empty."""

    team_id: str
    url: str
    user_id: str
    bot_id: str


class Workspace:
    """What auth.test says. A failure is not remembered."""

    def __init__(self, web: WebClient) -> None:
        self._web = web
        self._known: Identity | None = None
        self._lock = threading.Lock()

    def identity(self) -> Identity:
        """Raises what slack_sdk raises while Slack can't be asked."""
        with self._lock:
            if self._known is None:
                answer = self._web.auth_test()
                names = ("team_id", "url", "user_id", "bot_id")
                self._known = Identity(*(str(answer.get(name) or "") for name in names))
            return self._known

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """The address of a message, as chat.getPermalink would give it, without asking each time."""
        url = self.identity().url or "https://slack.com/"  # a server that is not Slack's own may leave it out
        address = f"{url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else address
