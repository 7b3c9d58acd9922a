"""What is said in a call, as Twilio's XML; pure text, so that no door needs Twilio's library for it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

EMPTY = f"{DECLARATION}<Response/>"
"""Nothing is said: a stranger learns nothing."""


def message(words: str) -> str:
    """An answer by SMS."""
    return f"{DECLARATION}<Response><Message>{escape(words)}</Message></Response>"


def said(words: str) -> str:
    """Words, and the end of the call."""
    return f"{DECLARATION}<Response><Say>{escape(words)}</Say></Response>"


def said_with_keys(words: str, answered_at: str | None, no_key: str) -> str:
    """Words, twice, and one key to press, which is told to `answered_at` (None: no key can be told to anybody)."""
    twice = f'<Say>{escape(words)}</Say><Pause length="1"/><Say>{escape(words)}</Say>'
    if answered_at is None:
        return f"{DECLARATION}<Response>{twice}</Response>"
    keys = (
        f'<Gather numDigits="1" timeout="10" method="POST" action={quoteattr(answered_at)}>{twice}</Gather>'
    )
    return f"{DECLARATION}<Response>{keys}<Say>{escape(no_key)}</Say></Response>"
