"""Block Kit as Slack judges it: the limits of every block and element, each fault named by a JSON pointer."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox import limits
from bot.sandbox.elements import BUTTONLIKE, Faults, check_element, options_of, pointer, text_fault
from bot.sandbox.records import Json

MESSAGE, MODAL, HOME = "message", "modal", "home"


def block_faults(blocks: Any, surface: str, path: str = "/blocks") -> list[str]:
    """What Slack would say against these blocks, as in response_metadata.messages; empty when it takes them.

    `surface` is MESSAGE (50 blocks), MODAL or HOME (100).
    """
    faults: Faults = []
    if not isinstance(blocks, list):
        return [f"[ERROR] must be an array [json-pointer:{path}]"]
    most = limits.MAX_MESSAGE_BLOCKS if surface == MESSAGE else limits.MAX_VIEW_BLOCKS
    if len(blocks) > most:
        faults.append(f"[ERROR] no more than {most} items allowed [json-pointer:{path}]")
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        _block(block, surface, f"{path}/{index}", faults)
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id in seen and block_id is not None:
            faults.append(
                f"[ERROR] `block_id`: {block_id} already exists [json-pointer:{path}/{index}/block_id]"
            )
        seen.add(block_id or "")
    if sum(isinstance(b, dict) and b.get("type") == "table" for b in blocks) > 1:
        faults.append(f"[ERROR] only_one_table_allowed [json-pointer:{path}]")
    return faults


def characters(blocks: Any) -> int:
    """The characters that count against the limit of about 13,200 over all blocks: every text a reader sees."""
    if isinstance(blocks, dict):
        own = len(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
        return own + sum(characters(value) for key, value in blocks.items() if not isinstance(value, str))
    if isinstance(blocks, list):
        return sum(characters(item) for item in blocks)
    return 0


def _block(block: Any, surface: str, path: str, faults: Faults) -> None:
    if not isinstance(block, dict):
        faults.append(f"[ERROR] must be an object [json-pointer:{path}]")
        return
    kind = block.get("type")
    check = BLOCKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        faults.append(f"[ERROR] unsupported type: {kind} [json-pointer:{path}/type]")
        return
    block_id = block.get("block_id")
    if isinstance(block_id, str) and len(block_id) > limits.BLOCK_ID:
        faults.append(pointer(f"must be less than {limits.BLOCK_ID + 1} characters", f"{path}/block_id"))
    if kind in MESSAGE_ONLY and surface != MESSAGE:
        faults.append(pointer(f"unsupported type: {kind}", f"{path}/type"))
    check(block, path, faults)
    _unique_action_ids(block, path, faults)


def _unique_action_ids(block: Json, path: str, faults: Faults) -> None:
    ids = [
        e.get("action_id") for e in block.get("elements", []) if isinstance(e, dict) and e.get("action_id")
    ]
    for action_id in {i for i in ids if ids.count(i) > 1}:
        faults.append(pointer(f"`action_id`: {action_id} already exists for block", f"{path}/elements"))


def _section(block: Json, path: str, faults: Faults) -> None:
    if not block.get("text") and not block.get("fields"):
        faults.append(pointer("missing required field: text", path))
    text_fault(block.get("text"), limits.SECTION_TEXT, f"{path}/text", faults)
    fields = block.get("fields") or []
    _count(fields, limits.SECTION_FIELDS, f"{path}/fields", faults)
    for index, field in enumerate(fields):
        text_fault(field, limits.FIELD_TEXT, f"{path}/fields/{index}", faults)
    if "accessory" in block:
        check_element(block["accessory"], f"{path}/accessory", faults)


def _header(block: Json, path: str, faults: Faults) -> None:
    _required(block, "text", path, faults)
    text_fault(block.get("text"), limits.HEADER_TEXT, f"{path}/text", faults, plain=True)


def _divider(block: Json, path: str, faults: Faults) -> None:
    for key in block.keys() - {"type", "block_id"}:
        faults.append(pointer(f"invalid additional property: {key}", path))


def _image(block: Json, path: str, faults: Faults) -> None:
    _required(block, "alt_text", path, faults)
    if len(block.get("alt_text") or "") > limits.ALT_TEXT:
        faults.append(pointer(f"must be less than {limits.ALT_TEXT + 1} characters", f"{path}/alt_text"))
    if len(block.get("image_url") or "") > limits.IMAGE_URL:
        faults.append(pointer(f"must be less than {limits.IMAGE_URL + 1} characters", f"{path}/image_url"))
    if not block.get("image_url") and not block.get("slack_file"):
        faults.append(pointer("missing required field: image_url", path))
    text_fault(block.get("title"), limits.IMAGE_TITLE, f"{path}/title", faults, plain=True)


def _actions(block: Json, path: str, faults: Faults) -> None:
    elements = block.get("elements") or []
    _count(elements, limits.ACTIONS_ELEMENTS, f"{path}/elements", faults, least=1)
    for index, element in enumerate(elements):
        check_element(element, f"{path}/elements/{index}", faults)
        if isinstance(element, dict) and element.get("type") not in BUTTONLIKE:
            faults.append(
                pointer(f"unsupported type: {element.get('type')}", f"{path}/elements/{index}/type")
            )


def _context(block: Json, path: str, faults: Faults) -> None:
    elements = block.get("elements") or []
    _count(elements, limits.CONTEXT_ELEMENTS, f"{path}/elements", faults, least=1)
    for index, element in enumerate(elements):
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(element, f"{path}/elements/{index}", faults)
        else:
            text_fault(element, limits.SECTION_TEXT, f"{path}/elements/{index}", faults)


def _input(block: Json, path: str, faults: Faults) -> None:
    _required(block, "label", path, faults)
    _required(block, "element", path, faults)
    text_fault(block.get("label"), limits.INPUT_LABEL, f"{path}/label", faults, plain=True)
    text_fault(block.get("hint"), limits.INPUT_HINT, f"{path}/hint", faults, plain=True)
    element = block.get("element")
    if element is not None:
        check_element(element, f"{path}/element", faults)
        if isinstance(element, dict) and element.get("type") in ("button", "overflow", "image"):
            faults.append(pointer(f"unsupported type: {element['type']}", f"{path}/element/type"))


def _markdown(block: Json, path: str, faults: Faults) -> None:
    _required(block, "text", path, faults)
    if len(block.get("text") or "") > limits.MARKDOWN_TEXT:
        faults.append(pointer(f"must be less than {limits.MARKDOWN_TEXT + 1} characters", f"{path}/text"))


def _table(block: Json, path: str, faults: Faults) -> None:
    rows = block.get("rows")
    if not isinstance(rows, list):
        faults.append(pointer("missing required field: rows", path))
        return
    _count(rows, limits.TABLE_ROWS, f"{path}/rows", faults, least=1)
    for index, row in enumerate(rows):
        _count(row if isinstance(row, list) else [], limits.TABLE_COLUMNS, f"{path}/rows/{index}", faults)
    if characters(rows) > limits.TABLE_CHARS:
        faults.append(pointer("table is too large", f"{path}/rows"))


def _elements_only(block: Json, path: str, faults: Faults) -> None:
    _required(block, "elements", path, faults)


def _anything(_block: Json, _path: str, _faults: Faults) -> None:
    """Kinds that the bot has no use for: their details are left to the JSON Schemas."""


def _required(block: Json, key: str, path: str, faults: Faults) -> None:
    if block.get(key) in (None, "", []):
        faults.append(pointer(f"missing required field: {key}", path))


def _count(items: Sequence[Any], most: int, path: str, faults: Faults, least: int = 0) -> None:
    if len(items) > most:
        faults.append(pointer(f"no more than {most} items allowed", path))
    if len(items) < least:
        faults.append(pointer(f"must provide at least {least} items", path))


BLOCKS: dict[str, Callable[[Json, str, Faults], None]] = {
    "section": _section, "header": _header, "divider": _divider, "image": _image, "actions": _actions,
    "context": _context, "input": _input, "markdown": _markdown, "table": _table, "rich_text": _elements_only,
    "context_actions": _elements_only,
} | dict.fromkeys(
    ("file", "video", "alert", "card", "carousel", "container", "data_table", "plan", "task_card"), _anything
)  # fmt: skip
MESSAGE_ONLY = frozenset({"table", "markdown", "file", "data_table", "plan", "task_card"})

__all__ = ["HOME", "MESSAGE", "MODAL", "block_faults", "characters", "options_of", "view_faults"]


def view_faults(view: Any) -> list[str]:
    """What Slack would say against a modal or home tab."""
    if not isinstance(view, dict) or view.get("type") not in (MODAL, HOME):
        return [pointer("must be a valid enum value: modal, home", "/view/type")]
    faults = block_faults(view.get("blocks"), view["type"], "/view/blocks")
    if len(view.get("private_metadata") or "") > limits.PRIVATE_METADATA:
        faults.append(
            pointer(f"must be less than {limits.PRIVATE_METADATA + 1} characters", "/view/private_metadata")
        )
    if len(view.get("callback_id") or "") > limits.CALLBACK_ID:
        faults.append(pointer(f"must be less than {limits.CALLBACK_ID + 1} characters", "/view/callback_id"))
    if view["type"] == MODAL:
        _modal(view, faults)
    return faults


def _modal(view: Json, faults: Faults) -> None:
    _required(view, "title", "/view", faults)
    text_fault(view.get("title"), limits.MODAL_TITLE, "/view/title", faults, plain=True)
    for key in ("submit", "close"):
        text_fault(view.get(key), limits.MODAL_BUTTON, f"/view/{key}", faults, plain=True)
    inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in view.get("blocks") or [])
    if inputs and not view.get("submit"):
        faults.append(pointer("a submit is required when an input block is within the block", "/view"))
