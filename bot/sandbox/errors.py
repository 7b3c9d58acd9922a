"""The one exception of the Web API: Slack says no, with one of its own error codes."""

from collections.abc import Sequence
from typing import Any


class SlackRefusal(Exception):
    """Slack answered `{"ok": false, "error": code}`; `fields` are put beside, `messages` into response_metadata."""

    def __init__(self, code: str, messages: Sequence[str] = (), **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        """The body of Slack's answer."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class Ratelimited(Exception):
    """HTTP 429; `retry_after` is in whole seconds, as in the Retry-After header."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
