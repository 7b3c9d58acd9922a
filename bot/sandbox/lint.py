"""What Slack would accept and a careful bot would not send: each becomes a complaint, and fails the test."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.records import Json

ENTITY = re.compile(
    r"<(?:@[UWB][A-Z0-9]+(?:\|[^<>]*)?|#[CG][A-Z0-9]+(?:\|[^<>]*)?|!subteam\^S[A-Z0-9]+(?:\|[^<>]*)?"
    r"|!date\^-?\d+\^[^<>|]+\|[^<>]*|(?:https?|mailto|tel|slack)[:][^<>|\s]+(?:\|[^<>]*)?)>"
)
LOUD = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")
STRAY_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")


def text_complaints(text: str) -> Iterator[str]:
    """What is wrong with one mrkdwn string: shouting, a stray "<" or ">", a bare "&"."""
    if LOUD.search(text):
        yield f"wakes everybody: {text[:120]!r}"
    rest = ENTITY.sub("", LOUD.sub("", text))
    if "<" in rest:
        yield f"a '<' that is no Slack entity (escape what people wrote): {text[:120]!r}"
    if STRAY_AMPERSAND.search(ENTITY.sub(_only_label, LOUD.sub("", text))):
        yield f"an unescaped '&': {text[:120]!r}"


def _only_label(match: re.Match[str]) -> str:
    # an address may hold a bare "&"; Slack takes both spellings there
    return match.group().partition("|")[2]


def message_complaints(args: Json) -> Iterator[str]:
    """What is wrong with what a message method was asked to send."""
    for key in ("parse", "link_names"):
        if args.get(key) not in (None, "", "none", False, "0", 0, "false"):
            yield f"`{key}` is used: it turns words that people wrote into mentions"
    if args.get("blocks") and not args.get("text"):
        yield "blocks without `text`: notifications and screen readers would say nothing"
    yield from text_complaints(str(args.get("text") or ""))
    yield from block_complaints(args.get("blocks"))
    yield from block_complaints(args.get("attachments"))


def block_complaints(blocks: Any) -> Iterator[str]:
    """What is wrong with the words inside blocks, views or attachments."""
    for text in texts(blocks, "mrkdwn"):
        yield from text_complaints(text)
    for text in texts(blocks, "plain_text"):
        if ENTITY.search(text):
            yield f"an entity in plain_text is shown as it stands: {text[:120]!r}"


def texts(blocks: Any, kind: str) -> Iterator[str]:
    """Every string of one kind of text object, "mrkdwn" or "plain_text"."""
    if isinstance(blocks, list):
        for item in blocks:
            yield from texts(item, kind)
    elif isinstance(blocks, dict):
        if blocks.get("type") == kind and isinstance(blocks.get("text"), str):
            yield blocks["text"]
        for value in blocks.values():
            if isinstance(value, dict | list):
                yield from texts(value, kind)
