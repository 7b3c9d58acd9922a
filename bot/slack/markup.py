"""PURE. What a person typed, out of what Slack made of it: plain words, and who is meant by a mention."""

from __future__ import annotations

import re
from collections.abc import Callable

# Marks that stand around a mentioned person's id while a text is taken apart. Nobody can type them: control
# characters are dropped first, so a typed "<@U0ANA>" (which arrives as "&lt;@U0ANA&gt;") never becomes a mention.
_OPEN, _SHUT = "\x02", "\x03"
MENTION = re.compile(f"{_OPEN}([A-Z0-9_]+)(?:\\|([^{_SHUT}]*))?{_SHUT}")

_PERSON = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9_]+)(?:\|([^>]*))?>")
_LABELLED = re.compile(r"<!(?:subteam\^[A-Z0-9_]+|date\^[^|>]*)\|([^>]*)>")
_BROADCAST = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_SPACE = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_PAIRS = {"*": "*", "_": "_", "~": "~", "`": "`", '"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“"}


def tidy(raw: str) -> str:
    """Slack's text as one runs it through a parser: ordinary spaces, links spelled out, `&amp;` undone once.

    People stay marked (see MENTION). Source: "Formatting with mrkdwn", should_escape: true.
    """
    text = _PERSON.sub(lambda m: _marked(m[1], m[2]), _CONTROL.sub("", raw))
    text = _CHANNEL.sub(lambda m: f"#{m[2] or m[1]}", text)
    text = _LABELLED.sub(lambda m: m[1], text)
    text = _BROADCAST.sub(lambda m: f"@{m[1]}", text)
    text = _LINK.sub(lambda m: _link(m[1], m[2]), text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "\n".join(_SPACE.sub(" ", line).strip() for line in text.splitlines()).strip()


def spoken(text: str, name_of: Callable[[str], str | None]) -> str:
    """Tidied text for people to read: a mention is `@` and the person's name."""
    return MENTION.sub(lambda m: f"@{name_of(m[1]) or m[2] or m[1]}", text)


def unwrapped(text: str) -> str:
    """Without the quotes or marks (bold, code) that stand around all of it."""
    text = text.strip()
    while len(text) > 1 and _PAIRS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def folded(word: str) -> str:
    """A word as it is compared: small letters, straight quotes, none of the marks around it."""
    return word.translate(_STRAIGHT).strip("*_~`\"'.,:;!?").lower()


def _marked(user: str, label: str | None) -> str:
    return f"{_OPEN}{user}|{label}{_SHUT}" if label else f"{_OPEN}{user}{_SHUT}"


def _link(url: str, label: str | None) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    same = not label or label == bare or url.endswith(f"//{label}")
    return (label or bare) if same and not url.startswith("http") else url if same else f"{label} ({url})"
