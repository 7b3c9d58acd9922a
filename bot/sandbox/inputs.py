"""What inputs hold: their first value, what a person enters, and `state.values` as Slack reports it."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.sandbox.elements import options_of
from bot.sandbox.records import Json
from bot.sandbox.render_text import unescaped

KEYS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("plain_text_input", "number_input", "email_text_input", "url_text_input"),
                    ("value", "initial_value")),
    **dict.fromkeys(("static_select", "external_select", "radio_buttons"), ("selected_option", "initial_option")),
    **dict.fromkeys(("multi_static_select", "multi_external_select", "checkboxes"),
                    ("selected_options", "initial_options")),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}  # fmt: skip
"""For each kind of input: the key of its value in `state.values`, and of its first value in the element."""

MANY = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)


def interactive(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) for everything a person can act on or fill in."""
    for block in blocks:
        match block.get("type"):
            case "actions":
                yield from ((block, element) for element in block.get("elements", []))
            case "input":
                yield block, block["element"]
            case "section" if block.get("accessory", {}).get("type") not in (None, "image"):
                yield block, block["accessory"]


def with_ids(blocks: list[Json], new_id: Any) -> list[Json]:
    """The blocks with a block_id and action_ids everywhere, as Slack fills in those that the app left out."""
    return [_with_ids(block, new_id) for block in blocks]


def _with_ids(block: Json, new_id: Any) -> Json:
    filled = block if block.get("block_id") else block | {"block_id": new_id("b")}
    for key in ("element", "accessory"):
        element = filled.get(key)
        if isinstance(element, dict) and element.get("type") != "image" and not element.get("action_id"):
            filled = filled | {key: element | {"action_id": new_id("a")}}
    if filled.get("type") == "actions":
        elements = [e if e.get("action_id") else e | {"action_id": new_id("a")} for e in filled["elements"]]
        filled = filled | {"elements": elements}
    return filled


def first_value(element: Json) -> Json | None:
    """The entry for `state.values` of an untouched element; None for buttons and the like."""
    keys = KEYS.get(element.get("type", ""))
    if keys is None:
        return None
    key, initial = keys
    value = element.get(initial)
    return {"type": element["type"], key: value if value is not None else ([] if key in MANY else None)}


def state_values(blocks: Sequence[Json], filled: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """`state.values`: what was filled in over what was there at first."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in interactive(blocks):
        entry = filled.get(block["block_id"], {}).get(element["action_id"]) or first_value(element)
        if entry is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def is_empty(entry: Json | None) -> bool:
    """Whether an input holds nothing."""
    if entry is None:
        return True
    return entry.get(KEYS[entry["type"]][0]) in (None, "", [])


def entered(element: Json, value: Any) -> Json:
    """The `state.values` entry after a person entered `value`.

    Options are named by text or value; `value` is a list for the many-valued kinds, an int (Unix seconds) for a
    datetimepicker, ids for users and channels. Raises AssertionError naming the options there are.
    """
    kind = element["type"]
    key = KEYS[kind][0]
    if key in ("selected_option", "selected_options"):
        wanted = list(value) if isinstance(value, list | tuple) else ([] if value is None else [value])
        chosen = [option_named(element, item) for item in wanted]
        return {"type": kind, key: chosen if key in MANY else (chosen[0] if chosen else None)}
    if key in MANY and isinstance(value, str):
        value = [value]
    if key == "value" and value is not None:
        value = str(value)
    if key == "rich_text_value" and isinstance(value, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        value = {"type": "rich_text", "elements": [section]}
    return {"type": kind, key: value}


def option_named(element: Json, wanted: Any) -> Json:
    """The option with that text or value; an option itself (from a search) is taken as it is."""
    if isinstance(wanted, dict):
        return wanted
    options = options_of(element)
    for option in options:
        if wanted in (unescaped(option["text"]["text"]), option["value"]):
            return {key: option[key] for key in ("text", "value") if key in option}
    shown = [unescaped(option["text"]["text"]) for option in options]
    raise AssertionError(f"there is no option {wanted!r}; there are {shown}")


def entry_fault(block: Json, element: Json, entry: Json | None) -> str:
    """What Slack's client says under an input before it submits anything, or ""."""
    if is_empty(entry):
        return "" if block.get("optional") else "Please complete this required field."
    value = (entry or {}).get("value")
    if not isinstance(value, str):
        return ""
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if element["type"] == "plain_text_input" and not least <= len(value) <= most:
        return f"Must be {least} to {most} characters."
    if element["type"] == "number_input":
        return _number_fault(element, value)
    if element["type"] == "url_text_input" and "://" not in value:
        return "Must be a valid URL."
    if element["type"] == "email_text_input" and "@" not in value:
        return "Must be a valid email address."
    return ""


def _number_fault(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Must be a number."
    if not element.get("is_decimal_allowed") and not value.lstrip("-").isdigit():
        return "Must be a whole number."
    if number < float(element.get("min_value") or "-inf") or number > float(
        element.get("max_value") or "inf"
    ):
        return "Out of range."
    return ""
