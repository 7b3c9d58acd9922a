"""What pydantic found wrong -> what people read: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails

from bot.config.problems import Where, dotted, listed, nearest, quoted
from bot.config.schema import example_at, known_keys
from bot.config.yaml_lines import Nothing

Hint = tuple[Where, str, str]
"""Where, what is wrong, what to write instead."""


def hints(errors: Sequence[ErrorDetails]) -> list[Hint]:
    """One hint for each error, in their order; a key that is missing because it is misspelt is told once."""
    meant = {_meant(error["loc"]) for error in errors if error["type"] == "extra_forbidden"}
    return [_hint(error) for error in errors if not (error["type"] == "missing" and error["loc"] in meant)]


def _meant(where: Where) -> Where:
    """The place of the key that an unknown one is most like."""
    return (*where[:-1], nearest(str(where[-1]), known_keys(where[:-1])) or where[-1])


def _hint(error: ErrorDetails) -> Hint:
    where: Where = tuple(part for part in error["loc"] if part != "[key]")
    context: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "mistake":
            return where, f"{dotted(where)} {context['what']}", str(context["instead"])
        case "missing":
            return _missing(where)
        case "extra_forbidden":
            return _unknown(where, error["input"])
        case "too_short":
            return where, f"{dotted(where)} is an empty list", f"write at least one: {_example(where)}"
        case _:
            return _of_wrong_kind(where, error)


def _missing(where: Where) -> Hint:
    key, around = str(where[-1]), where[:-1]
    example = example_at(where)
    return around, f"{dotted(around)} has no {quoted(key)}", f"add `{key}: {example or '…'}`"


def _unknown(where: Where, value: object) -> Hint:
    key, around = str(where[-1]), where[:-1]
    known = known_keys(around)
    near = nearest(key, known)
    instead = f"write {near}" if near else f"the keys here are {listed(known)}"
    sections = _sections_for(value) if not around else []
    if len(sections) == 1:
        instead += f", or indent it under `{sections[0]}`"
    return where, f"{quoted(key)} is not a key of {dotted(around)}", instead


def _sections_for(value: object) -> list[str]:
    """The sections of names in which an entry may have all of these keys."""
    if not isinstance(value, dict) or not value:
        return []
    return [
        name
        for name in known_keys(())
        if not known_keys((name,)) and value.keys() <= {*known_keys((name, ""))}
    ]


def _of_wrong_kind(where: Where, error: ErrorDetails) -> Hint:
    value = error["input"]
    if value is Nothing.NOTHING:
        return where, f"{dotted(where)} has no value", f"write {_example(where)}, or delete the key"
    match error["type"]:
        case "list_type":
            wanted, instead = "a list", f"write {_in_brackets(value) or _example(where)}"
        case "dict_type" | "model_type" | "model_attributes_type":
            wanted, instead = "keys with values", _keys_example(where)
        case "bool_type":
            wanted, instead = "true or false", _true_or_false(value)
        case _:
            wanted, instead = "what belongs here", f"write {_example(where)}"
    return where, f"{dotted(where)} is {_kind(value)}, not {wanted}", instead


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "keys with values"


def _example(where: Where) -> str:
    return example_at(where) or "[…]"


def _in_brackets(value: object) -> str | None:
    """A lone short word is meant as a list of one; anything longer may be a secret in the wrong place."""
    return f"[{value}]" if isinstance(value, str) and len(value) <= 20 and value.isprintable() else None


def _keys_example(where: Where) -> str:
    known = known_keys(where)
    if not known:
        return "write a name, `:` and its keys on each line"
    key = known[0]
    return f"write `{key}: {example_at((*where, key)) or '…'}` (keys: {listed(known)})"


def _true_or_false(value: object) -> str:
    """YAML 1.2 has no yes and no: people who write them mean these."""
    word = str(value).lower()
    if word in {"no", "off", "n", "0", "false"}:
        return "write false"
    return "write true" if word in {"yes", "on", "y", "1", "true"} else "write true or false"
