"""What the app sends to be shown (messages, views), held against Slack's limits before it is taken."""

import json
from typing import Any

from bot.sandbox import limits
from bot.sandbox.blocks import HOME, MESSAGE, MODAL, block_faults, characters, view_faults
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.lint import block_complaints, message_complaints
from bot.sandbox.messages import Draft
from bot.sandbox.records import Json
from bot.sandbox.slack import Slack


def decoded(value: Any) -> Any:
    """A JSON value that may have come as a string, as it does in forms; None when it can't be read."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        return None


def draft_of(slack: Slack, method: str, args: Json) -> Draft:
    """The message that these arguments ask for.

    Raises no_text, invalid_blocks (with reasons), invalid_blocks_format, msg_blocks_too_long, too_many_attachments,
    invalid_metadata_format, metadata_too_large, markdown_text_conflict; complains about what Slack would let pass.
    """
    blocks = _blocks(args.get("blocks"))
    attachments = decoded(args.get("attachments")) or []
    text = str(args.get("text") or "")
    if args.get("markdown_text"):
        if text or blocks:
            raise SlackRefusal("markdown_text_conflict")
        text = str(args["markdown_text"])
    if len(attachments) > limits.MAX_ATTACHMENTS:
        raise SlackRefusal("too_many_attachments")
    if not text and not blocks and not attachments and not args.get("file_ids"):
        raise SlackRefusal("no_text")
    _refuse_faulty(slack, method, blocks)
    for index, attachment in enumerate(attachments):
        _refuse_faulty(slack, f"{method} attachment {index}", _blocks(attachment.get("blocks")))
    for complaint in message_complaints({**args, "text": text, "blocks": blocks, "attachments": attachments}):
        slack.complain(method, complaint)
    if len(text) > limits.MAX_TEXT:
        slack.complain(method, f"text of {len(text)} characters: Slack cuts it at {limits.MAX_TEXT}")
        text = text[: limits.MAX_TEXT]
    return Draft(
        text, blocks, attachments, _metadata(args.get("metadata")), str(args.get("thread_ts") or ""),
        args.get("reply_broadcast") in (True, "true", "1", 1),
    )  # fmt: skip


def _blocks(value: Any) -> list[Json]:
    if value in (None, "", []):
        return []
    blocks = decoded(value)
    if not isinstance(blocks, list):
        raise SlackRefusal("invalid_blocks_format")
    return blocks


def _refuse_faulty(slack: Slack, method: str, blocks: list[Json]) -> None:
    if not blocks:
        return
    faults = block_faults(blocks, MESSAGE) or (slack.schemas.faults(blocks, MESSAGE) if slack.schemas else [])
    if faults:
        slack.complain(method, f"invalid_blocks {faults[:3]}")
        raise SlackRefusal("invalid_blocks", faults)
    if characters(blocks) > limits.MAX_BLOCKS_CHARS:
        slack.complain(method, f"{characters(blocks)} characters in blocks")
        raise SlackRefusal("msg_blocks_too_long" if method == "chat.postMessage" else "msg_too_long")


def _metadata(value: Any) -> Json | None:
    if value in (None, ""):
        return None
    metadata = decoded(value)
    if not isinstance(metadata, dict) or not metadata.get("event_type"):
        raise SlackRefusal("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackRefusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > limits.MAX_METADATA_BYTES:
        raise SlackRefusal("metadata_too_large")
    return metadata


def view_of(slack: Slack, where: str, value: Any, surface: str = MODAL) -> Json:
    """The view that was sent; raises invalid_arguments (with reasons) or view_too_large (250 kB)."""
    view = decoded(value)
    faults = view_faults(view)
    if not faults and view["type"] != surface:
        faults = [f"[ERROR] invalid `type`: must be {surface} [json-pointer:/view/type]"]
    if not faults and slack.schemas:
        faults = slack.schemas.faults(view, view["type"])
    if faults:
        slack.complain(where, f"invalid view {faults[:3]}")
        raise SlackRefusal("invalid_arguments", faults)
    if len(json.dumps(view)) > limits.VIEW_BYTES:
        raise SlackRefusal("view_too_large")
    for complaint in block_complaints([view.get("title"), view["blocks"]]):
        slack.complain(where, complaint)
    body: Json = view
    return body


__all__ = ["HOME", "MODAL", "decoded", "draft_of", "view_of"]
