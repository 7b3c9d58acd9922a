"""Block Kit elements and text objects: their limits, and what a person can do with each."""

from typing import Any, TypeAlias

from bot.sandbox import limits
from bot.sandbox.records import Json

Faults: TypeAlias = list[str]

SELECTS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
DATES = frozenset({"datepicker", "timepicker", "datetimepicker"})
CHOICES = frozenset({"checkboxes", "radio_buttons"})
TYPED = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
BUTTONLIKE = SELECTS | DATES | CHOICES | {"button", "overflow", "rich_text_input", "workflow_button"}
ELEMENTS = BUTTONLIKE | TYPED | {"image", "file_input", "feedback_buttons", "icon_button", "url_source"}


def pointer(what: str, path: str) -> str:
    """A fault as Slack prints it in response_metadata.messages."""
    return f"[ERROR] {what} [json-pointer:{path}]"


def text_fault(text: Any, most: int, path: str, faults: Faults, *, plain: bool = False) -> None:
    """Hold a text object (or None) against its longest length; `plain` where mrkdwn is refused."""
    if text is None:
        return
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        faults.append(pointer("must be a text object", path))
        return
    if plain and text["type"] != "plain_text":
        faults.append(pointer("must be plain_text", f"{path}/type"))
    words = text.get("text")
    if not isinstance(words, str) or not words:
        faults.append(pointer("must be more than 0 characters", f"{path}/text"))
    elif len(words) > most:
        faults.append(pointer(f"must be less than {most + 1} characters", f"{path}/text"))


def options_of(element: Json) -> list[Json]:
    """All options of a static element, groups flattened."""
    groups: list[Json] = element.get("option_groups") or []
    options: list[Json] = element.get("options") or []
    return [*options, *(option for group in groups for option in group.get("options", []))]


def check_element(element: Any, path: str, faults: Faults) -> None:
    """Collect what is wrong with one interactive element or image."""
    if not isinstance(element, dict) or element.get("type") not in ELEMENTS:
        kind = element.get("type") if isinstance(element, dict) else element
        faults.append(pointer(f"unsupported type: {kind}", f"{path}/type"))
        return
    action_id = element.get("action_id")
    if isinstance(action_id, str) and len(action_id) > limits.ACTION_ID:
        faults.append(pointer(f"must be less than {limits.ACTION_ID + 1} characters", f"{path}/action_id"))
    text_fault(element.get("placeholder"), limits.PLACEHOLDER, f"{path}/placeholder", faults, plain=True)
    _confirm(element.get("confirm"), f"{path}/confirm", faults)
    kind = element["type"]
    if kind == "button":
        _button(element, path, faults)
    elif kind == "image":
        if not element.get("alt_text"):
            faults.append(pointer("missing required field: alt_text", path))
    elif "static" in kind or kind in CHOICES or kind == "overflow":
        _options(element, path, faults)
    elif kind == "plain_text_input":
        _text_input(element, path, faults)
    elif kind == "number_input" and "is_decimal_allowed" not in element:
        faults.append(pointer("missing required field: is_decimal_allowed", path))


def _button(button: Json, path: str, faults: Faults) -> None:
    if not button.get("text"):
        faults.append(pointer("missing required field: text", path))
    text_fault(button.get("text"), limits.BUTTON_TEXT, f"{path}/text", faults, plain=True)
    for key, most in (("value", limits.BUTTON_VALUE), ("url", limits.BUTTON_URL),
                      ("accessibility_label", limits.ACCESSIBILITY_LABEL)):  # fmt: skip
        if len(button.get(key) or "") > most:
            faults.append(pointer(f"must be less than {most + 1} characters", f"{path}/{key}"))
    if button.get("style") not in (None, "primary", "danger"):
        faults.append(pointer("must be a valid enum value", f"{path}/style"))


def _confirm(confirm: Any, path: str, faults: Faults) -> None:
    if confirm is None:
        return
    text_fault(confirm.get("title"), limits.CONFIRM_TITLE, f"{path}/title", faults, plain=True)
    text_fault(confirm.get("text"), limits.CONFIRM_TEXT, f"{path}/text", faults)
    for key in ("confirm", "deny"):
        text_fault(confirm.get(key), limits.CONFIRM_BUTTON, f"{path}/{key}", faults, plain=True)


def _options(element: Json, path: str, faults: Faults) -> None:
    groups = element.get("option_groups")
    if groups is None:
        _option_list(element.get("options"), _most(element["type"]), f"{path}/options", faults)
        return
    if len(groups) > limits.SELECT_GROUPS:
        faults.append(pointer(f"no more than {limits.SELECT_GROUPS} items allowed", f"{path}/option_groups"))
    for index, group in enumerate(groups):
        where = f"{path}/option_groups/{index}"
        text_fault(group.get("label"), limits.OPTION_TEXT, f"{where}/label", faults, plain=True)
        _option_list(group.get("options"), limits.SELECT_OPTIONS, f"{where}/options", faults)


def _most(kind: str) -> int:
    if kind == "overflow":
        return limits.OVERFLOW_OPTIONS
    return limits.FEW_OPTIONS if kind in CHOICES else limits.SELECT_OPTIONS


def _option_list(options: Any, most: int, path: str, faults: Faults) -> None:
    if not isinstance(options, list) or not options:
        faults.append(pointer("must provide at least 1 items", path))
        return
    if len(options) > most:
        faults.append(pointer(f"no more than {most} items allowed", path))
    for index, option in enumerate(options):
        _option(option, f"{path}/{index}", faults)


def _option(option: Any, path: str, faults: Faults) -> None:
    if not isinstance(option, dict):
        faults.append(pointer("must be an object", path))
        return
    text_fault(option.get("text") or {}, limits.OPTION_TEXT, f"{path}/text", faults)
    text_fault(option.get("description"), limits.OPTION_DESCRIPTION, f"{path}/description", faults)
    value = option.get("value")
    if not isinstance(value, str) or not value or len(value) > limits.OPTION_VALUE:
        faults.append(pointer(f"must be 1 to {limits.OPTION_VALUE} characters", f"{path}/value"))


def _text_input(element: Json, path: str, faults: Faults) -> None:
    if len(element.get("initial_value") or "") > limits.INPUT_VALUE:
        faults.append(
            pointer(f"must be less than {limits.INPUT_VALUE + 1} characters", f"{path}/initial_value")
        )
    if not 0 <= (element.get("min_length") or 0) <= limits.INPUT_VALUE:
        faults.append(pointer("must be between 0 and 3000", f"{path}/min_length"))
    if not 1 <= (element.get("max_length") or 1) <= limits.INPUT_VALUE:
        faults.append(pointer("must be between 1 and 3000", f"{path}/max_length"))
