"""Blocks and views that several tests send."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def button(label: str, action_id: str = "", **more: Any) -> Json:
    return {"type": "button", "text": words(label), "action_id": action_id or label.lower(), **more}


def buttons(*labels: str) -> Json:
    return {
        "type": "actions",
        "block_id": "row",
        "elements": [button(label, value=label) for label in labels],
    }


def option(text: str) -> Json:
    return {"text": words(text), "value": text.lower()}


def select(action_id: str, *options: str) -> Json:
    return {"type": "static_select", "action_id": action_id, "options": [option(text) for text in options]}


def field(label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": label.lower(), "label": words(label), "element": element, **more}


def text_field(label: str, **more: Any) -> Json:
    return field(label, {"type": "plain_text_input", "action_id": "value"}, **more)


def modal(*blocks: Json, title: str = "Declare", callback_id: str = "declare", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": words(title),
        "submit": words("Go"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}
