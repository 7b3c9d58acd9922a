"""The JSON Schema of `meridian.yml` for editors, and what a place in it may hold."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.config.model import File
from bot.config.problems import Where

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) with descriptions, examples and patterns; a new dict each time."""
    made = File.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **_tidy(made), "title": "Meridian: the team's file"}


def known_keys(where: Where) -> tuple[str, ...]:
    """The keys that a mapping at this place may have; none where people choose the names."""
    return tuple(_at(where).get("properties", ()))


def example_at(where: Where) -> str | None:
    """What could be written at this place, None for a whole section."""
    here = _at(where)
    if here.get("type") == "array":
        inner = example_at((*where, 0))
        return f"[{inner}]" if inner else None
    if here.get("type") == "boolean":
        return "true"
    examples = here.get("examples")
    return str(examples[0]) if examples else None


def _at(where: Where) -> dict[str, Any]:
    here = _whole()
    for part in where:
        here = _resolved(_inside(here, part))
    return here


def _inside(here: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        return _mapping(here.get("items"))
    named = _mapping(here.get("properties")).get(part)
    return _mapping(named or here.get("additionalProperties") or next(iter(_patterns(here)), None))


def _patterns(here: dict[str, Any]) -> list[dict[str, Any]]:
    return list(_mapping(here.get("patternProperties")).values())


def _resolved(here: dict[str, Any]) -> dict[str, Any]:
    name = str(here.get("$ref", "")).rpartition("/")[2]
    return _mapping(_whole()["$defs"][name]) if name else here


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@cache
def _whole() -> dict[str, Any]:
    return schema()


def _tidy(value: Any) -> Any:
    """Leaves out what pydantic adds and no editor needs: null for an absent key, titles of keys."""
    match value:
        case {"anyOf": [only, {"type": "null"}], **rest}:
            return _tidy({**only, **rest})
        case dict():
            return {k: _tidy(v) for k, v in value.items() if not _is_noise(k, v)}
        case list():
            return [_tidy(item) for item in value]
        case _:
            return value


def _is_noise(key: str, value: object) -> bool:
    if key == "title":
        return isinstance(value, str)
    return key == "default" and (value is None or value in ({}, []))
