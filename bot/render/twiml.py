"""What is said in a call, as Twilio's XML; pure text, so that no door needs Twilio's library for it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2, Char) does not allow, not even escaped: with one of them Twilio reads nothing of the document."""


def _document(inside: str) -> str:
    within = f"<Response>{inside}</Response>" if inside else "<Response/>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{NO_CHARACTER.sub("", within)}'


EMPTY = _document("")
"""Nothing is said: a stranger learns nothing."""


def message(words: str) -> str:
    """An answer by SMS."""
    return _document(f"<Message>{escape(words)}</Message>")


def said(words: str) -> str:
    """Words, and the end of the call."""
    return _document(f"<Say>{escape(words)}</Say>")


def said_with_keys(words: str, answered_at: str | None, no_key: str) -> str:
    """Words, twice, and one key to press, which is told to `answered_at` (None: no key can be told to anybody)."""
    twice = f'<Say>{escape(words)}</Say><Pause length="1"/><Say>{escape(words)}</Say>'
    if answered_at is None:
        return _document(twice)
    keys = (
        f'<Gather numDigits="1" timeout="10" method="POST" action={quoteattr(answered_at)}>{twice}</Gather>'
    )
    return _document(f"{keys}<Say>{escape(no_key)}</Say>")
