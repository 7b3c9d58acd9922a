"""What can go wrong while talking to Slack, in one place."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

SLACK_TROUBLE = (SlackClientError, OSError, HTTPException)
"""What slack_sdk raises for a refusal, a reset, a time-out, an answer in HTML or half an answer."""


class NotNow(Exception):
    """Slack could not be asked what has to be known first; the delivery stays in the inbox and is tried again."""


def error_code(trouble: BaseException) -> str:
    """Slack's own word (`expired_trigger_id`), else the name of what was raised; never a text that may hold secrets."""
    if isinstance(trouble, SlackApiError):
        return str(trouble.response.get("error") or trouble.response.status_code)
    return type(trouble).__name__
