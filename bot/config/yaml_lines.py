"""YAML 1.2 text -> plain values and the line of each: what the model is checked against.

It reads the parser's events and not its objects, so that `off`, `NO`, `21:00` and
`2026-11-02` stay the text they are, tags make nothing, and depth and size have limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.config.problems import Where, listed, quoted
from bot.config.yaml_syntax import YamlMistake, check_characters, explain_syntax

DEEPEST = 20  # the model is 7 deep; deeper is a mistake or an attack on the stack
MOST_NODES = 50_000  # 250 people and services take about 3,000; pure Python reads this many in 3 s


class Nothing(Enum):
    """A key without a value. Not None, which the model uses for a key that is absent."""

    NOTHING = "nothing"


Plain = str | int | float | bool | Nothing


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values, the line of each key and list item, and the keys that stand twice."""

    data: object
    lines: Mapping[Where, int]
    repeated: tuple[YamlMistake, ...] = ()

    def line(self, where: Where) -> int:
        """The line of this place, or of the nearest place around it that the file has."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    line: int
    value: _Node


@dataclass(frozen=True, slots=True)
class _Table:
    entries: list[_Entry]


@dataclass(frozen=True, slots=True)
class _Node:
    line: int
    value: Plain | list[_Node] | _Table


def read_yaml(text: str) -> Document:
    """The one document in the text; an empty file is an empty mapping.

    Raises YamlMistake with the line of the first thing that cannot be read.
    """
    check_characters(text)
    reader = _Reader(text)
    root = reader.document()
    laid_out = _Layout()
    data = {} if root is None or root.value is Nothing.NOTHING else laid_out.place(root, ())
    return Document(data, laid_out.lines, tuple(laid_out.repeated))


class _Reader:
    """Events -> nodes. An anchor counts once its node is complete, so no node holds itself."""

    def __init__(self, text: str) -> None:
        self._events = _events(text)
        self._anchors: dict[str, _Node] = {}

    def document(self) -> _Node | None:
        root: _Node | None = None
        for event in self._events:
            match event:
                case DocumentStartEvent() if root is not None:
                    what = "a second document begins here"
                    raise YamlMistake(_line(event), what, "keep one: delete this `---`")
                case NodeEvent():
                    root = self._node(event, 0)
                case _:
                    pass  # where the stream and its document begin and end
        return root

    def _node(self, event: Event, depth: int) -> _Node:
        if depth > DEEPEST:
            what = f"this is nested more than {DEEPEST} deep"
            raise YamlMistake(_line(event), what, "close the brackets above")
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if getattr(event, "ctag", None):
            what = "tags (`!name`) are not used in this file"
            raise YamlMistake(_line(event), what, "write the value alone")
        node = self._content(event, depth)
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = node
        return node

    def _content(self, event: Event, depth: int) -> _Node:
        match event:
            case MappingStartEvent():
                return _Node(_line(event), _Table(list(self._entries(depth + 1))))
            case SequenceStartEvent():
                return _Node(_line(event), list(self._items(depth + 1)))
            case ScalarEvent():
                return _Node(_line(event), event.value if event.style else plain_value(event.value))
            case _:
                raise YamlMistake(_line(event), "this cannot be read", "write a value here")

    def _items(self, depth: int) -> Iterator[_Node]:
        while not isinstance(event := next(self._events), SequenceEndEvent):
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[_Entry]:
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                what = "a list or mapping stands where a name should"
                raise YamlMistake(_line(event), what, "write a name, then `:`")
            if event.value == "<<" and not event.style:
                raise YamlMistake(_line(event), "`<<` is not part of YAML 1.2", "write the keys out")
            yield _Entry(event.value, _line(event), self._node(next(self._events), depth))

    def _alias(self, event: AliasEvent) -> _Node:
        if event.anchor in self._anchors:
            return self._anchors[event.anchor]
        known = listed(f"*{name}" for name in self._anchors)
        raise YamlMistake(
            _line(event),
            f"`*{event.anchor}` refers to nothing above",
            f"write one of {known}" if known else "put text that begins with * in quotes",
        )


class _Layout:
    """Nodes -> plain values, noting lines. Aliases are written out, and counted, here."""

    def __init__(self) -> None:
        self.lines: dict[Where, int] = {}
        self.repeated: list[YamlMistake] = []
        self._placed = 0

    def place(self, node: _Node, where: Where) -> object:
        self._placed += 1
        if self._placed > MOST_NODES or len(where) > DEEPEST:
            raise YamlMistake(node.line, "aliases (`*name`) make this too large", "write the values out")
        self.lines.setdefault(where, node.line)
        match node.value:
            case _Table(entries):
                return self._mapping(entries, where)
            case list() as items:
                return [self.place(item, (*where, i)) for i, item in enumerate(items)]
            case value:
                return value

    def _mapping(self, entries: list[_Entry], where: Where) -> dict[str, object]:
        made: dict[str, object] = {}
        for entry in entries:
            here = (*where, entry.key)
            if entry.key in made:
                what = f"{quoted(entry.key)} stands twice, first on line {self.lines[here]}"
                self.repeated.append(YamlMistake(entry.line, what, "keep one of them"))
                continue
            self.lines[here] = entry.line
            made[entry.key] = self.place(entry.value, here)
        return made


def plain_value(text: str) -> Plain:
    """An unquoted scalar by the YAML 1.2 core schema."""
    if text in {"", "~", "null", "Null", "NULL"}:
        return Nothing.NOTHING
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def _events(text: str) -> Iterator[Event]:
    events, line = YAML(typ="safe", pure=True).parse(text), 1
    for _ in range(MOST_NODES):
        try:
            event = next(events)
        except StopIteration:
            return
        # The parser meets every kind of broken text and lets IndexError, ValueError and others
        # out as well as its own; whatever it trips over is a mistake in the file.
        except Exception as error:
            mistake = explain_syntax(error, text)
            break
        line = _line(event)
        yield event
    else:
        what = f"the file has more than {MOST_NODES} values"
        mistake = YamlMistake(line, what, "keep only what this team needs")
    raise mistake  # out of the `except`: the parser's error quotes the line, which may hold a token


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
