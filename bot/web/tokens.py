"""Whose token it is: SHA-256 against SHA-256, in constant time, never logged."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from bot.domain.setup import Integration

NOBODY = hashlib.sha256(b"no integration has this token").hexdigest()
"""What a token is compared with when there is no such integration: as slow as the real thing."""


def opens(token: str, integration: Integration | None) -> bool:
    """Whether this is the integration's token; a name that does not exist takes the same time."""
    kept = integration.token_sha256 if integration else NOBODY
    return hmac.compare_digest(_digest(token), kept) and integration is not None


def owner(token: str, integrations: Iterable[Integration]) -> Integration | None:
    """The integration with this token; all are compared, so that the time tells nothing."""
    digest = _digest(token)
    found: Integration | None = None
    for integration in integrations:
        if hmac.compare_digest(digest, integration.token_sha256):
            found = integration
    return found


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token of `Authorization: Bearer …`, None when there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _digest(token: str) -> str:
    # Header values are latin-1, paths may hold anything: a strange token is wrong, not an error.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
