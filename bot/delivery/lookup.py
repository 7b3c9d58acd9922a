"""Has it been said already? Looks for the notice's id in Slack before a doubtful resend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.delivery.channels import channel_id
from bot.delivery.slack_errors import GONE, Unclear, code_of, unsupported
from bot.domain.notices import Place

log = structlog.stdlib.get_logger(__name__)

EVENT_TYPE = "meridian_notice"

SKEW = timedelta(seconds=60)
"""How far the bot's clock and Slack's may differ."""

PAGE = 200
"""Messages a page; Slack recommends no more than 200."""

PAGES_MOST = 5
"""A thousand messages since the first attempt. In a busier channel, a second copy is the lesser evil."""

NOWHERE = GONE | {"not_in_channel", "thread_not_found", "user_not_found"}
"""Nothing of ours can be there; posting will say the same."""

Fits = Callable[[dict[str, Any]], bool]


def metadata(notice_id: str) -> dict[str, Any]:
    """What goes with every message. Everyone in the workspace can read it: no secrets."""
    return {"event_type": EVENT_TYPE, "event_payload": {"notice": notice_id}}


def carries(notice_id: str) -> Fits:
    """Whether a message is the one for this notice."""

    def fits(message: dict[str, Any]) -> bool:
        said = message.get("metadata") or {}
        payload = said.get("event_payload") or {}
        return said.get("event_type") == EVENT_TYPE and payload.get("notice") == notice_id

    return fits


def shares(filename: str) -> Fits:
    """Whether a message shares a file of this name."""
    return lambda message: any(file.get("name") == filename for file in message.get("files") or ())


def find(
    client: WebClient, channel: str, thread_ts: str | None, fits: Fits, first_tried_at: datetime
) -> Place | None:
    """Where the message stands that an earlier try left, or None.

    None too when the server can't look at all (then twice is better than never).
    Raises what slack_sdk raises for anything else: then nothing is known.
    """
    oldest = f"{(first_tried_at - SKEW).timestamp():.6f}"
    try:
        for message in _messages(client, channel, thread_ts, oldest):
            if fits(message):
                return Place(channel, str(message["ts"]))
    except Exception as error:
        code = code_of(error)
        if unsupported(error):
            log.warning("cannot look up earlier messages", reason=code)
        elif code not in NOWHERE:
            raise
    return None


def direct_channel(client: WebClient, user_id: str) -> str | None:
    """The conversation with a person; None when it can't be opened, which posting will say too."""
    try:
        return channel_id(client.conversations_open(users=user_id))
    except Unclear:
        return None
    except Exception as error:
        if unsupported(error) or code_of(error) in NOWHERE | {"user_disabled", "user_not_visible"}:
            return None
        raise


def _messages(
    client: WebClient, channel: str, thread_ts: str | None, oldest: str
) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    for _ in range(PAGES_MOST):
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
            "cursor": cursor,
        }
        if thread_ts:
            page = client.conversations_replies(ts=thread_ts, **asked)
        else:
            page = client.conversations_history(**asked)
        yield from page.get("messages") or ()
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
