"""Says a message in a channel, or edits one; the words pass even when the layout does not."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.lookup import metadata
from bot.delivery.slack_errors import LAYOUT, code_of
from bot.domain.notices import Place, Sent
from bot.render.message import Message

log = structlog.stdlib.get_logger(__name__)

PLAIN_MOST = 3500
"""chat.update takes 4,000 characters of text, chat.postMessage more; in both, this passes."""


def post(
    client: WebClient, channel: str, message: Message, notice_id: str, thread_ts: str | None = None
) -> Sent:
    """A new message. `channel` may be a user's id; Sent.channel is then the conversation with them.

    Raises what slack_sdk raises.
    """
    fixed: dict[str, Any] = {"channel": channel, "thread_ts": thread_ts, "metadata": metadata(notice_id)}
    try:
        return _sent(client.chat_postMessage(**fixed, **message.arguments()), channel)
    except SlackApiError as error:
        _refuse_all_but_layout(error, notice_id)
    return _sent(client.chat_postMessage(**fixed, **_plain(message)), channel)


def edit(client: WebClient, place: Place, message: Message, notice_id: str) -> Sent:
    """The message at `place`, changed. Raises what slack_sdk raises."""
    fixed: dict[str, Any] = {"channel": place.channel, "ts": place.ts}
    try:
        return _sent(client.chat_update(**fixed, **_whole(message)), place.channel, place.ts)
    except SlackApiError as error:
        _refuse_all_but_layout(error, notice_id)
    return _sent(
        client.chat_update(**fixed, **_plain(message), blocks=[], attachments=[]), place.channel, place.ts
    )


def _whole(message: Message) -> dict[str, Any]:
    """All that an edit replaces: what is left out of chat.update stays as it was."""
    given = {k: v for k, v in message.arguments().items() if not k.startswith("unfurl_")}
    return {"blocks": [], "attachments": [], **given}


def _plain(message: Message) -> dict[str, Any]:
    text = message.text if len(message.text) <= PLAIN_MOST else message.text[: PLAIN_MOST - 1] + "…"
    return {"text": text}


def _refuse_all_but_layout(error: SlackApiError, notice_id: str) -> None:
    """A page is not lost for a mistake in its layout: the words alone are tried once, and we are told."""
    code = code_of(error)
    if code not in LAYOUT:
        raise error
    answer = error.response.data if isinstance(error.response.data, dict) else {}
    details = (answer.get("response_metadata") or {}).get("messages") or answer.get("errors")
    log.error("layout refused, sent as plain text", notice=notice_id, reason=code, details=details)


def _sent(answer: SlackResponse, asked: str, ts: str | None = None) -> Sent:
    """Where it stands. Slack's `ok` says that it was said: an answer that does not say where is no reason to
    page somebody again; then it can't be edited later, and that is all."""
    message = answer.get("message")
    told = message.get("ts") if isinstance(message, dict) else None
    stands = answer.get("ts") or told or ts
    if not stands:
        log.warning("the answer does not say where the message stands", channel=asked)
        return Sent()
    return Sent(channel=str(answer.get("channel") or asked), ts=str(stands))
