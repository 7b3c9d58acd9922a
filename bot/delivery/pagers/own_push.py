"""Which push addresses people may name for themselves.

An address that a person types makes this machine send a request. What leads to a host of their choosing could reach
inside this network, so only services with hosts of their own are allowed, and ntfy's on its own site.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

ALLOWED = frozenset({"ntfys", "pover", "po", "pbul", "join", "prowl", "simplepush", "spush"})
"""Apprise's schemes for services whose host stands in Apprise itself: nothing in the address can name another."""

NTFY_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")


def may_be_own(address: str) -> bool:
    """Whether a person may be pushed to at this address of their own."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if not address.isprintable() or parts.query or parts.fragment:
        return False  # arguments can name a mode, a host or a file to attach
    if parts.scheme not in ALLOWED or not parts.netloc or port is not None:
        return False
    if parts.scheme == "ntfys":
        # `ntfys://host/topic` is somebody's own server; `ntfys://topic` is on ntfy.sh.
        return not parts.path.strip("/") and NTFY_TOPIC.fullmatch(parts.netloc) is not None
    return True
