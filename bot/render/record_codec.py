"""A lossless way from an event to JSON and back, read off the dataclasses themselves.

Enums go by value, times as ISO 8601 UTC, durations as seconds, tuples and sets as lists.
A new event, or a new field with a default, needs no line here.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache

from bot.domain.events import Event
from bot.render.timeline import kind_of

Json: typing.TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class NotAnEvent(ValueError):
    """A JSON value that does not describe an event; the message says what was found where."""


def iso(at: datetime) -> str:
    """`2026-11-18T14:26:00Z`, with microseconds when there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def encode(value: object) -> Json:
    """A domain value as JSON. Raises TypeError for what the domain does not hold."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Enum():
            return encode(value.value)
        case datetime():
            return iso(value)
        case timedelta():
            return value.total_seconds()
        case tuple():
            return [encode(item) for item in value]
        case frozenset():
            return sorted((encode(item) for item in value), key=str)
        case _ if dataclasses.is_dataclass(value):
            return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")


def decode_event(name: str, data: Mapping[str, Json]) -> Event:
    """The event of that kind with these fields. Raises NotAnEvent."""
    event_class = _BY_KIND.get(name)
    if event_class is None:
        raise NotAnEvent(f"{name!r} is no kind of event")
    try:
        return typing.cast("Event", decode(event_class, dict(data)))
    except (TypeError, ValueError, KeyError) as wrong:
        raise NotAnEvent(f"{name}: {wrong}") from wrong


def decode(wanted: object, value: Json) -> object:
    """A domain value of the annotated type `wanted`. Raises NotAnEvent when it does not fit."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {typing.Union, types.UnionType}:
        return _decode_any(arguments, value)
    if origin in {tuple, frozenset}:
        return _decode_many(origin, arguments[0], value)
    if not isinstance(wanted, type):
        raise NotAnEvent(f"nothing is known of {wanted}")
    return _decode_one(wanted, value)


def _decode_one(wanted: type, value: Json) -> object:
    if dataclasses.is_dataclass(wanted):
        return _decode_fields(wanted, value)
    if issubclass(wanted, Enum):
        return wanted(value)
    if wanted is datetime and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    if wanted is timedelta and isinstance(value, int | float):
        return timedelta(seconds=value)
    if type(value) is wanted:
        return value
    raise NotAnEvent(f"{value!r} is no {wanted.__name__}")


def _decode_fields(wanted: type, value: Json) -> object:
    if not isinstance(value, dict):
        raise NotAnEvent(f"{value!r} is no {wanted.__name__}")
    known = field_types(wanted)
    # a field that this version does not know was written by a newer one: its loss would go unseen
    if unknown := value.keys() - known.keys():
        raise NotAnEvent(f"{wanted.__name__} has no {', '.join(sorted(unknown))}")
    return wanted(**{name: decode(known[name], item) for name, item in value.items()})


def _decode_any(choices: tuple[object, ...], value: Json) -> object:
    """The first member of a union that fits."""
    if value is None and type(None) in choices:
        return None
    for choice in choices:
        if choice is not type(None):
            try:
                return decode(choice, value)
            except (ValueError, TypeError):
                continue
    raise NotAnEvent(f"{value!r} fits none of {choices}")


def _decode_many(collection: object, item: object, value: Json) -> object:
    if not isinstance(value, list):
        raise NotAnEvent(f"{value!r} is no list")
    items = (decode(item, each) for each in value)
    return frozenset(items) if collection is frozenset else tuple(items)


@lru_cache(maxsize=256)  # the event union and what it holds: some sixty classes
def field_types(owner: type) -> Mapping[str, object]:
    """The annotated type of each field of a dataclass."""
    hints = typing.get_type_hints(owner)
    return {field.name: hints[field.name] for field in dataclasses.fields(owner)}


_BY_KIND: Mapping[str, type] = {kind_of(event_class): event_class for event_class in typing.get_args(Event)}
