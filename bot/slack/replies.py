"""Answers to the one person who asked, wherever Slack still lets them be heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.render.message import Message
from bot.slack.payloads import Payload, word
from bot.slack.trouble import SLACK_TROUBLE, error_code

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 5
"""How long one way of answering may take before the next is tried."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the person sits who asked: `direct` says that `channel` is their conversation with the bot.

    A `response_url` lives 30 minutes and takes 5 answers (Slack). `settles` says that the answer
    takes the place of the question on which they pressed.
    """

    user: str
    channel: str | None = None
    thread_ts: str | None = None
    response_url: str | None = None
    direct: bool = False
    settles: bool = False


class Replies:
    """Says things to one person. A failing answer is logged and never raised."""

    def __init__(self, web: WebClient) -> None:
        self._web = web

    def say(self, seat: Seat, message: Message | None) -> bool:
        """Try the response_url, an ephemeral message where they asked, then a direct message."""
        if message is None:
            return True
        ways = {
            "response_url": self._by_response_url,
            "ephemeral": self._where_they_are,
            "direct": self._directly,
        }
        return any(self._try(name, way, seat, message) for name, way in ways.items())

    def send_file(self, user: str, name: str, content: str) -> bool:
        """Send a text file to one person as a direct message; False when Slack did not take it."""
        try:
            self._web.files_upload_v2(
                channel=self._conversation(user), content=content, filename=name, title=name
            )
        except SLACK_TROUBLE as trouble:
            log.warning("file_not_sent", error=error_code(trouble))
            return False
        return True

    def _try(self, name: str, way: Callable[[Seat, Message], bool], seat: Seat, message: Message) -> bool:
        try:
            return way(seat, message)
        except SLACK_TROUBLE as trouble:
            log.warning("answer_not_given", way=name, error=error_code(trouble))
            return False

    def _by_response_url(self, seat: Seat, message: Message) -> bool:
        if not seat.response_url:
            return False
        hook = WebhookClient(seat.response_url, timeout=ANSWER_SECONDS, retry_handlers=[])
        body = {"response_type": "ephemeral", "replace_original": seat.settles} | shown(message)
        if seat.thread_ts:
            body["thread_ts"] = seat.thread_ts
        response = hook.send_dict(body)
        if response.status_code != 200:
            log.warning("answer_not_given", way="response_url", status=response.status_code)
        return response.status_code == 200

    def _where_they_are(self, seat: Seat, message: Message) -> bool:
        if not seat.channel:
            return False
        where: dict[str, Any] = {"channel": seat.channel, "thread_ts": seat.thread_ts}
        if seat.direct:
            self._web.chat_postMessage(**where, **shown(message))
        else:
            self._web.chat_postEphemeral(user=seat.user, **where, **shown(message))
        return True

    def _directly(self, seat: Seat, message: Message) -> bool:
        self._web.chat_postMessage(channel=self._conversation(seat.user), **shown(message))
        return True

    def _conversation(self, user: str) -> str:
        """The conversation with a person; where none can be opened, their id, which Slack takes for it."""
        try:
            channel = self._web.conversations_open(users=[user]).get("channel")
        except SlackApiError as trouble:
            log.warning("conversation_not_opened", error=error_code(trouble))
            return user
        return str(channel["id"]) if isinstance(channel, dict) and channel.get("id") else user


def shown(message: Message) -> dict[str, Any]:
    """A message's text, blocks and attachments: what every way of answering takes."""
    taken = ("text", "blocks", "attachments")
    return {name: value for name, value in message.arguments().items() if name in taken}


def seat_of(payload: Payload, user: str) -> Seat:
    """Where the sender of a command, click or event is."""
    message_ts = word(payload, "container", "thread_ts") or word(payload, "message", "thread_ts")
    channel = (
        word(payload, "channel_id")
        or word(payload, "channel", "id")
        or word(payload, "container", "channel_id")
        or word(payload, "event", "channel")
        or word(payload, "event", "item", "channel")
    )
    return Seat(
        user=user,
        channel=channel,
        thread_ts=message_ts or word(payload, "event", "thread_ts"),
        response_url=word(payload, "response_url"),
        direct=bool(channel and channel.startswith("D")),
    )
