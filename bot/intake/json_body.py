"""JSON as senders really write it, read into a model; nothing but Unreadable comes out."""

from __future__ import annotations

import json
import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.intake.unreadable import Unreadable, unreadable

ESCAPES = re.compile(
    r"(?P<kept>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"  # a whole pair
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"  # half of one
    r"|(?P<other>\\.)"  # anything else, an escaped backslash among them
)

MAY_BE_MENDED = 1024 * 1024
"""Mending copies the body three times over: only for what fits in a few MB of memory."""


class Payload(BaseModel):
    """What every sender's model is: strict in its types, deaf to fields it doesn't know."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=True)


COMPRESSED = b"\x1f\x8b"
"""What gzip begins with, and no text."""


NUMBERS = (int, float)
"""A tuple: `int | float` would be put together anew for each of ten thousand alerts."""


def _word(value: object) -> object:
    """A number or a switch where words are meant is taken as it is written."""
    return json.dumps(value) if isinstance(value, NUMBERS) else value


def _words(value: object) -> object:
    """Labels are read by name, so one of another type is no reason to refuse an alert."""
    if not isinstance(value, dict):
        return {} if value is None else value
    if all(type(text) is str for text in value.values()):  # ten thousand alerts come this way
        return value
    said = {name: text for name, text in value.items() if text is not None}
    return {name: text if isinstance(text, str) else json.dumps(text) for name, text in said.items()}


def _list_for_null(value: object) -> object:
    return [] if value is None else value


Word = Annotated[str | None, BeforeValidator(_word)]
"""Words that may be left out, be null, or be a number: a key of 12345 names an episode as well."""

Words = Annotated[dict[str, str], BeforeValidator(_words)]
"""Labels or annotations. Go writes an empty map as null."""

NoNull = BeforeValidator(_list_for_null)
"""Go writes an empty list as null."""

Shape = TypeVar("Shape", bound=Payload)


def read(body: bytes, shape: type[Shape], instead: str) -> Shape:
    """The body as a `shape`; raises Unreadable, whose last words are `instead`.

    What is merely badly encoded is mended first: a name in Latin-1 or half an
    emoji in an alert's text must not keep anybody asleep.
    """
    if body.startswith(COMPRESSED):
        raise Unreadable("the body is compressed (gzip)", "send it as it is, without Content-Encoding")
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        mended = _mended(body) if _not_json(error) and len(body) <= MAY_BE_MENDED else body
        if mended == body:
            raise unreadable(error, instead) from None
    try:
        return shape.model_validate_json(mended)
    except ValidationError as error:
        raise unreadable(error, instead) from None


def _not_json(error: ValidationError) -> bool:
    return (
        error.errors(include_url=False, include_context=False, include_input=False)[0]["type"]
        == "json_invalid"
    )


def _mended(body: bytes) -> bytes:
    """The same with U+FFFD for every byte that is not UTF-8 and every escape that is half a character."""
    text = body.decode("utf-8-sig", "replace")
    return ESCAPES.sub(lambda m: m["kept"] or m["other"] or r"\ufffd", text).encode()


__all__ = ["NoNull", "Payload", "Unreadable", "Word", "Words", "read"]
