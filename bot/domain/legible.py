"""Text that can be stored, sent and read; from people and from monitoring alike."""

from __future__ import annotations

import re

_NOT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def legible(text: str) -> str:
    """Without what can't be stored or seen, such as the colours of a pasted terminal line, without what is no character
    (U+FFFE, U+FFFF), and without what turns the direction of all that follows on the line, ours too. Hebrew and
    Arabic need none of them."""
    return _NOT.sub("", text)
