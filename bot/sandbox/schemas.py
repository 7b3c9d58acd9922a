"""Slack's published JSON Schemas and argument lists, compiled once into plain functions.

The schemas use nine keywords of draft 7 only ($ref, anyOf, const, enum, type, properties, required,
additionalProperties, items), and every union is told apart by a `type` constant: so a block is checked against the one
alternative it claims to be, in well under a millisecond, and the fault is named where it is.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from bot.sandbox.records import Json

Check: TypeAlias = Callable[[Any, str], list[str]]
KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str, "object": dict, "array": list, "number": (int, float), "integer": int, "boolean": bool,
    "null": type(None),
}  # fmt: skip


class Schema:
    """One compiled schema: `faults(value)` lists what is wrong, as "what [json-pointer:/…]"."""

    def __init__(self, document: Json) -> None:
        self._definitions: Json = document.get("definitions", {})
        self._compiled: dict[str, Check] = {}
        self._check = self._compile(document)

    def faults(self, value: Any, path: str = "") -> list[str]:
        """What the schema says against a value."""
        return self._check(value, path)

    def _compile(self, node: Json) -> Check:
        if "$ref" in node:
            return self._reference(node["$ref"].rpartition("/")[2])
        checks = [build(node) for key, build in self._builders().items() if key in node]
        return lambda value, path: next((faults for check in checks if (faults := check(value, path))), [])

    def _builders(self) -> dict[str, Callable[[Json], Check]]:
        return {
            "type": _of_type, "const": _constant, "enum": _enumeration, "required": _required,
            "properties": self._properties, "items": self._items, "anyOf": self._any_of,
        }  # fmt: skip

    def _reference(self, name: str) -> Check:
        def check(value: Any, path: str) -> list[str]:
            if name not in self._compiled:
                self._compiled[name] = self._compile(self._definitions[name])
            return self._compiled[name](value, path)

        return check

    def _properties(self, node: Json) -> Check:
        properties = {key: self._compile(inner) for key, inner in node["properties"].items()}
        closed = node.get("additionalProperties") is False

        def check(value: Any, path: str) -> list[str]:
            faults: list[str] = []
            for key, inner in value.items() if isinstance(value, dict) else ():
                if key in properties:
                    faults += properties[key](inner, f"{path}/{key}")
                elif closed:
                    faults.append(f"[ERROR] invalid additional property: {key} [json-pointer:{path}]")
            return faults

        return check

    def _items(self, node: Json) -> Check:
        inner = self._compile(node["items"])

        def check(value: Any, path: str) -> list[str]:
            items = value if isinstance(value, list) else []
            return [fault for index, item in enumerate(items) for fault in inner(item, f"{path}/{index}")]

        return check

    def _any_of(self, node: Json) -> Check:
        branches = [(self._claims(branch), self._compile(branch)) for branch in node["anyOf"]]

        def check(value: Any, path: str) -> list[str]:
            kind = value.get("type") if isinstance(value, dict) else None
            chosen = [branch for claims, branch in branches if kind is not None and kind in claims]
            tried = [branch(value, path) for branch in chosen or [branch for _claims, branch in branches]]
            return min(tried, key=len) if all(tried) else []

        return check

    def _claims(self, node: Json) -> frozenset[str]:
        """The values of `type` that a branch is for."""
        if "$ref" in node:
            return self._claims(self._definitions[node["$ref"].rpartition("/")[2]])
        if "anyOf" in node:
            return frozenset().union(*(self._claims(branch) for branch in node["anyOf"]))
        const = node.get("properties", {}).get("type", {}).get("const")
        return frozenset({const} if const else ())


def _of_type(node: Json) -> Check:
    wanted = node["type"] if isinstance(node["type"], list) else [node["type"]]

    def fits(value: Any) -> bool:
        return any(
            isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
            for kind in wanted
        )

    return lambda value, path: [] if fits(value) else [
        f"[ERROR] must be {' or '.join(wanted)} [json-pointer:{path}]"]  # fmt: skip


def _constant(node: Json) -> Check:
    return lambda value, path: [] if value == node["const"] else [
        f"[ERROR] must be {node['const']} [json-pointer:{path}]"]  # fmt: skip


def _enumeration(node: Json) -> Check:
    return lambda value, path: [] if value in node["enum"] else [
        f"[ERROR] must be a valid enum value: {', '.join(map(str, node['enum']))} [json-pointer:{path}]"]  # fmt: skip


def _required(node: Json) -> Check:
    def check(value: Any, path: str) -> list[str]:
        missing = [key for key in node["required"] if isinstance(value, dict) and key not in value]
        return [f"[ERROR] missing required field: {key} [json-pointer:{path}]" for key in missing]

    return check


class Schemas:
    """The schemas of a directory: Blocks, Modal and Home, and the arguments each Web API method knows."""

    def __init__(self, directory: Path) -> None:
        self._schemas = {
            surface: Schema(json.loads((directory / f"{name}.schema.json").read_text(encoding="utf-8")))
            for surface, name in (("message", "Blocks"), ("modal", "Modal"), ("home", "Home"))
        }
        documents = json.loads((directory / "methods_docs.json").read_text(encoding="utf-8"))
        self.errors: dict[str, frozenset[str]] = {m: frozenset(d["errors"]) for m, d in documents.items()}
        # Bolt's clients add team_id to every call, and Slack takes it everywhere
        self._arguments = {m: frozenset(d["args"]) | {"token", "team_id"} for m, d in documents.items()}

    def faults(self, value: Any, surface: str) -> list[str]:
        """Against blocks ("message") or a whole view ("modal", "home")."""
        return self._schemas[surface].faults(value, "/blocks" if surface == "message" else "/view")

    def unknown_arguments(self, method: str, args: Json) -> list[str]:
        """Arguments that the method's documentation does not name."""
        known = self._arguments.get(method)
        return sorted(args.keys() - known) if known is not None else []
