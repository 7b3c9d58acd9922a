"""Block Kit as plain values, each held to Slack's limit where it is made.

Limits: section 3000, field 2000, header 150, button 75, option 75 (value 150), select 100
options, context 10, modal title 24, private_metadata 3000, typed value 3000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.render.actions import Action, Field, Form
from bot.render.message import Block, View
from bot.render.text import cut, shorten

SECTION_MAX = 3000
FIELD_MAX = 2000
HEADER_MAX = 150
OPTION_MAX = 75
OPTION_VALUE_MAX = 150
OPTIONS_MAX = 100
TYPED_MAX = 3000
MODAL_TITLE_MAX = 24
PLACEHOLDER_MAX = 150


def plain(text: str, limit: int) -> Block:
    """A plain_text object; Slack refuses an empty one."""
    return {"type": "plain_text", "text": shorten(text, limit) or "–", "emoji": True}


def mrkdwn(text: str, limit: int = SECTION_MAX) -> Block:
    """A mrkdwn object; `text` is escaped already."""
    return {"type": "mrkdwn", "text": cut(text, limit) or "–"}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """A paragraph of mrkdwn."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def fields(texts: Sequence[str]) -> Block:
    """Up to ten short values in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD_MAX) for text in texts[:10]]}


def header(text: str) -> Block:
    """A large line without formatting."""
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def context(*texts: str) -> Block:
    """Small grey lines; ten at most."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(elements: Iterable[Block]) -> tuple[Block, ...]:
    """A row of buttons, or nothing: Slack refuses an empty row."""
    row = list(elements)
    return ({"type": "actions", "elements": row},) if row else ()


def button(label: str, action: Action, value: str, *, primary: bool = False) -> Block:
    """A button that sends `value`, an incident's id."""
    block: Block = {
        "type": "button",
        "text": plain(label, OPTION_MAX),
        "action_id": action.value,
        "value": value,
    }
    return block | {"style": "primary"} if primary else block


def url_button(label: str, action: Action, url: str) -> Block:
    """A button that opens an address; Slack sends a click for it all the same."""
    return {"type": "button", "text": plain(label, OPTION_MAX), "action_id": action.value, "url": url}


def option(label: str, value: str, description: str = "") -> Block:
    """One choice of a menu."""
    made: Block = {"text": plain(label, OPTION_MAX), "value": value[:OPTION_VALUE_MAX]}
    return made | {"description": plain(description, OPTION_MAX)} if description else made


def menu(placeholder: str, action_id: str, options: Sequence[Block], chosen: str | None = None) -> Block:
    """A menu of 1 to 100 choices; `chosen` is the value of the one that is set already."""
    offered = list(options[:OPTIONS_MAX])
    made: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
        "options": offered,
    }
    # Slack wants the very same option again; one that is not offered would make it refuse the form
    initial = next(
        (o for o in offered if chosen is not None and o["value"] == chosen[:OPTION_VALUE_MAX]), None
    )
    return made | {"initial_option": initial} if initial else made


def typed(
    field: Field, value: str = "", *, lines: bool = False, placeholder: str = "", most: int = TYPED_MAX
) -> Block:
    """A box to write in. `most` is the longest text, in characters, up to 3000."""
    made: Block = {
        "type": "plain_text_input",
        "action_id": field.value,
        "multiline": lines,
        "max_length": most,
    }
    if value:
        made["initial_value"] = value[:most]
    return made | {"placeholder": plain(placeholder, PLACEHOLDER_MAX)} if placeholder else made


def person_picker(field: Field, slack_id: str | None = None) -> Block:
    """A menu of the workspace's people."""
    made: Block = {
        "type": "users_select",
        "action_id": field.value,
        "placeholder": plain("Choose a person", 150),
    }
    return made | {"initial_user": slack_id} if slack_id else made


def moment_picker(field: Field, at: datetime | None) -> Block:
    """A day and a time, on the clock of whoever fills it in; `at` is set already."""
    made: Block = {"type": "datetimepicker", "action_id": field.value}
    return made | {"initial_date_time": int(at.timestamp())} if at else made


def asked(field: Field, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A form's field: its block_id is the field's word, and so is its element's action_id."""
    made: Block = {
        "type": "input",
        "block_id": field.value,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return made | {"hint": plain(hint, 2000)} if hint else made


def modal(form: Form, title: str, blocks: Sequence[Block], *, submit: str = "", about: str = "") -> View:
    """A modal. `about` is its private_metadata: the incident's id, or where it was opened from."""
    view: dict[str, object] = {
        "type": "modal",
        "callback_id": form.value,
        "title": plain(title, MODAL_TITLE_MAX),
        "close": plain("Close" if not submit else "Cancel", MODAL_TITLE_MAX),
        "blocks": list(blocks),
        "private_metadata": about[:3000],
    }
    return view | {"submit": plain(submit, MODAL_TITLE_MAX)} if submit else view
