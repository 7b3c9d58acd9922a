"""What came of a request to Slack that did not succeed: the table from its errors to receipts.

| what came | receipt |
|---|---|
| 429 | Later, after Retry-After |
| nobody there (refused, no such host, no route, TLS) | Later |
| 503 | Later |
| 500, 502, 504, reset, timeout, not JSON | Later, doubtful |
| ok: false, Slack has trouble (TROUBLE) | Later, doubtful when Slack says that it may have worked |
| ok: false, about our token (ACCOUNT) | Later, in 30 s: somebody must mend it |
| ok: false, anything else | Never, with Slack's code |

A server that is not Slack's own may put the same codes beside a 4xx: they mean what they say.
"""

from __future__ import annotations

import errno
import json
import re
import socket
import ssl
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery.client import NoLongerOurs
from bot.domain.faults import Fault
from bot.domain.notices import Later, Never

FAILURES = (SlackClientError, OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError)
"""Everything that slack_sdk raises for what the other side does."""

DOUBTFUL = frozenset({"internal_error", "fatal_error"})
"""Slack's own words for both: "It's possible some aspect of the operation succeeded"."""

TROUBLE = DOUBTFUL | {
    "accesslimited",
    "external_channel_migrating",
    "file_update_failed",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "too_many_requests",
    "update_failed",
}
"""It passes by itself."""

ACCOUNT = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""Our token or app: nothing goes out until somebody mends it, and then everything may."""

NO_SUCH_PERSON = frozenset(
    {"channel_not_found", "user_disabled", "user_not_found", "user_not_visible", "users_not_found"}
)
"""What goes to a person reaches nobody by this Slack id; `channel_not_found` is what a post to an unknown one meets."""

LAYOUT = frozenset(
    {
        "attachment_payload_limit_exceeded",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "too_many_attachments",
    }
)
"""Slack does not take how it looks; the words alone may pass."""

GONE = frozenset({"channel_is_limited_access", "channel_not_found", "is_archived"})
"""Nothing can be said in this channel."""

NO_WAY_IN = GONE | {"not_in_channel", "posting_to_channel_denied"}
"""Nothing can be said in this channel by us; the last is what a file is refused with."""

NO_RIGHT = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
"""The token may not do this; what else it does may pass all the same."""

UNSUPPORTED = frozenset(
    {"method_not_supported_for_channel_type", "missing_scope", "not_allowed_token_type", "unknown_method"}
)
"""This server or token can't do it at all, today or tomorrow."""

LEASE_OVER = "lease_over"
"""Slack was not asked: the notice is another's to tell by now."""

NO_SUCH_METHOD = frozenset({404, 405, 501})

ACCOUNT_WAIT = 30.0
"""Seconds. Between attempts while Slack rejects the token. A new token should work before anyone wonders;
retrying sooner is only noise."""

WAIT_MOST = 3600.0
"""Seconds. A Retry-After of more than an hour is a mistake by something between the bot and Slack."""

WAIT_UNSAID = 30.0
"""Seconds. If a 429 has no Retry-After; Slack's own is usually shorter."""

NOBODY_THERE = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN})

CODE = re.compile(r"[a-z0-9_.-]{1,80}")
"""slack_sdk puts a sentence where the code was when the answer was not JSON."""


SCOPES = re.compile(r"[a-z:._, -]{1,80}")
"""`channels:manage,groups:write`: what Slack names beside missing_scope."""


class Unclear(SlackClientError):
    """Slack says ok, and the answer lacks what it must hold."""


def code_of(error: Exception) -> str:
    """Slack's error code; "" when it gave none."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response.data, dict):
        return ""
    code, status = str(error.response.data.get("error", "")), error.response.status_code
    said = status == 200 or (400 <= status < 500 and status != 429)
    return code if said and CODE.fullmatch(code) else ""


def absent(error: Exception) -> bool:
    """Whether the server has no such method, in an answer without a code: a web server's own 404, 405 or 501.

    A gateway says the same while it is being changed, so a message is not given up for it.
    """
    if not isinstance(error, SlackApiError) or code_of(error):
        return False
    return error.response.status_code in NO_SUCH_METHOD


def unsupported(error: Exception) -> bool:
    """Whether this server or token can't do what was asked: what is nice to have is left out."""
    return code_of(error) in UNSUPPORTED or absent(error)


def right_lacked(error: Exception) -> str:
    """`missing_scope: channels:manage`, as Slack says it, when the token may not do what was asked; else ""."""
    code = code_of(error)
    if code not in NO_RIGHT or not isinstance(error, SlackApiError):
        return ""
    needed = str(error.response.data.get("needed") or "") if isinstance(error.response.data, dict) else ""
    return f"{code}: {needed}" if SCOPES.fullmatch(needed) else code


def receipt_of(error: Exception) -> Later | Never:
    """What a failed request comes to, by the table above."""
    if isinstance(error, NoLongerOurs):
        return Later(LEASE_OVER, doubtful=True)
    if isinstance(error, SlackApiError):
        code = code_of(error)
        return _refused(code) if code else _status(error.response.status_code, error.response.headers)
    if isinstance(error, HTTPError):  # only the POST of a file's bytes: slack_sdk keeps the others to itself
        return _status(error.code, dict(error.headers.items()))
    if isinstance(error, TimeoutError):
        return Later("timeout", doubtful=True)
    if isinstance(error, URLError) and _nobody_there(error.reason):
        return Later("unreachable")
    return Later("connection_lost" if isinstance(error, OSError) else "unreadable_answer", doubtful=True)


def _refused(code: str) -> Later | Never:
    if code in TROUBLE:
        return Later(code, doubtful=code in DOUBTFUL)
    if code in ACCOUNT:
        return Later(code, after_seconds=ACCOUNT_WAIT)
    return Never(code, fault=Fault.ADDRESS if code in NO_SUCH_PERSON else Fault.UNKNOWN)


def _status(status: int, headers: dict[str, str]) -> Later:
    if status == 429:
        return Later("ratelimited", after_seconds=_retry_after(headers))
    if status == 200:
        return Later("unreadable_answer", doubtful=True)
    # A gateway that gave up may have passed it on; 503 and 4xx mean that nobody took it.
    return Later(f"http_{status}", doubtful=status >= 500 and status != 503)


def _retry_after(headers: dict[str, str]) -> float:
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return min(max(float(said), 1.0), WAIT_MOST)
    except ValueError:
        return WAIT_UNSAID


def _nobody_there(reason: object) -> bool:
    """Whether nothing can have been sent: urllib wraps only what fails before the answer."""
    if isinstance(reason, socket.gaierror | ssl.SSLError):
        return True
    return isinstance(reason, OSError) and reason.errno in NOBODY_THERE
