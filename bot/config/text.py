"""How every reader begins: text, or a mistake that says what to write."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from bot.config.yaml_lines import Nothing


def mistake(what: str, instead: str) -> PydanticCustomError:
    """What pydantic carries to `hints`: `what` follows the key's name ("is not …")."""
    return PydanticCustomError("mistake", "{what}; {instead}", {"what": what, "instead": instead})


def read_text(value: object) -> str:
    """Text that is not empty. Never shows the value: it may be a secret."""
    match value:
        case str() if value.strip():
            return value.strip()
        case str():
            raise mistake("is empty", "write its value, or delete the key")
        case Nothing.NOTHING:
            raise mistake("has no value", "write one (text after # is a comment), or delete the key")
        case bool() | int() | float():
            raise mistake("is not text", "put it in quotes")
        case _:
            raise mistake("is not text", "write one value, without brackets")
