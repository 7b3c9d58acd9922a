"""response_url: 30 minutes and five uses to answer, replace or delete, without a token."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox import messages
from bot.sandbox.contents import draft_of
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import RESPONSE_URL_SECONDS, RESPONSE_URL_USES
from bot.sandbox.records import Json, Message
from bot.sandbox.slack import Slack


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer goes: the channel, the person who acted, and the message they acted on ("" for a command)."""

    channel: str
    user: str
    issued: float
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


class ResponseUrls:
    """Issued response_urls. They run on real time, as Slack's own do."""

    def __init__(self, slack: Slack, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._slack = slack
        self._monotonic = monotonic
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, channel: str, user: str, message: Message | None = None) -> str:
        """A new address for one interaction."""
        key = secrets.token_urlsafe(18)
        ts = message.ts if message else ""
        thread = message.thread_ts if message else ""
        self._issued[key] = ResponseUrl(channel, user, self._monotonic(), ts, thread)
        return f"{self._slack.url}/response/{key}"

    def use(self, key: str, body: Json) -> None:
        """Do what was posted there; raises used_url, expired_url or what is wrong with the message."""
        target = self._issued.get(key)
        if target is None or target.uses >= RESPONSE_URL_USES:
            raise SlackRefusal("used_url")
        if self._monotonic() - target.issued > RESPONSE_URL_SECONDS:
            raise SlackRefusal("expired_url")
        target.uses += 1
        with self._slack.workspace.lock:
            self.answer(target, body)

    def answer(self, target: ResponseUrl, body: Json) -> None:
        """Post, replace or delete, as the body says; an acknowledgement of a command does the same."""
        workspace = self._slack.workspace
        channel = workspace.channels[target.channel]
        original = channel.messages.get(target.message_ts) or channel.ephemerals.get(target.message_ts)
        if body.get("delete_original"):
            if original is not None:
                messages.delete(workspace, original)
            return
        draft = draft_of(self._slack, "response_url", body)
        if body.get("replace_original") and original is not None:
            messages.change(workspace, original, self._slack.app.bot_user, draft)
            return
        app = self._slack.app
        if body.get("response_type") == "in_channel":
            messages.post(workspace, channel, app.author, draft, bot_user=app.bot_user)
            return
        draft.thread_ts = draft.thread_ts or target.thread_ts
        messages.ephemeral(workspace, channel, app.author, draft, target.user)
