"""Domain values as JSON and back: `{"is": "note_added", "text": …}`.

The tag is the class's name in snake case under `is` (`kind` is a field of some of them).
Two versions of the bot run side by side: keys that we don't know are ignored, keys that
are missing take the field's default, so a new field needs a default.

An incident's state is read and written by every decision, so msgspec does that, nine
times faster. It knows no tagged unions, and takes no half surrogate pairs; what it
can't read or write goes the way of all the others, and each reads what the other wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar, get_args

import msgspec
from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from bot.domain.alerts import Arrival
from bot.domain.events import Event
from bot.domain.faults import Fault
from bot.domain.incident import Incident
from bot.domain.memos import Canary, Memo, MemoTelling, Missed, PageTest
from bot.domain.notices import Notice, Receipt, Telling
from bot.domain.oncall.covers import Cover, Proposal, TimeOff
from bot.domain.page_reasons import PageReason
from bot.domain.requests import Request
from bot.domain.setup import Method, QuietFallback, Target

T = TypeVar("T")
TAG = "is"
UNIONS = (Event, Telling, MemoTelling, Receipt, Request)


class Undecodable(ValueError):
    """JSON that this version can't read: most likely a newer one wrote it. Leave it to that one."""


def snake_case(member: type) -> str:
    """`HandedOff` -> `handed_off`: an event's kind in tables and exports."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", member.__name__).lower()


def _time(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no zone; times here are aware UTC")
    return value.astimezone(UTC).isoformat()


def _instant(text: str, _: object) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _duration(value: float | str, _: object) -> timedelta:
    """Seconds; or as msgspec writes it (ISO 8601)."""
    return msgspec.convert(value, timedelta) if isinstance(value, str) else timedelta(seconds=value)


def _ordered(values: frozenset[Any]) -> list[Any]:
    """The same set is the same text each time."""
    return sorted(item.value if isinstance(item, Enum) else item for item in values)


def _quiet_fallback(value: Any, _: object) -> QuietFallback | Target:
    return QuietFallback(value) if isinstance(value, str) else _converter.structure(value, Target)


def _missed(value: Any, _: object) -> Missed:
    """A pair, as an earlier version wrote it, or a mapping."""
    if isinstance(value, list):
        return Missed(Method(value[0]), value[1])
    fault = value.get("fault")
    return Missed(Method(value["method"]), value.get("reason", ""), Fault(fault) if fault else None)


def _page_reason(value: Any, _: object) -> PageReason | str:
    """Text is an earlier version's, which stored its words."""
    return value if isinstance(value, str) else _converter.structure(value, PageReason)


def _canary(value: Any, _: object) -> Canary | PageTest:
    """An earlier version wrote both kinds of test as one."""
    kind = PageTest if value.get("by_hand") else Canary
    name = value["month"]
    return kind(value["person"], name, Method(value["method"]), _instant(value["until"], None))


def _made() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(datetime, _time)
    converter.register_structure_hook(datetime, _instant)
    converter.register_unstructure_hook(timedelta, timedelta.total_seconds)
    converter.register_structure_hook(timedelta, _duration)
    converter.register_unstructure_hook_func(
        lambda kind: getattr(kind, "__origin__", kind) is frozenset, _ordered
    )
    converter.register_structure_hook(QuietFallback | Target, _quiet_fallback)
    converter.register_structure_hook(Missed, _missed)
    converter.register_structure_hook(Canary, _canary)
    converter.register_structure_hook(PageReason | str, _page_reason)
    for union in UNIONS:
        configure_tagged_union(union, converter, tag_generator=snake_case, tag_name=TAG)
    return converter


_converter = _made()
EVENT_KINDS = {member: snake_case(member) for member in get_args(Event)}
NOTICE_KINDS = {member: snake_case(member) for member in (*get_args(Telling), *get_args(MemoTelling))}


def _writer(kind: Any) -> Callable[[Any], str]:
    encode = json.JSONEncoder(separators=(",", ":")).encode  # ASCII: no character that a database refuses

    def write(value: Any) -> str:
        return encode(_converter.unstructure(value, unstructure_as=kind))

    return write


def _reader(kind: Any) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return _converter.structure(json.loads(text), kind)
        except Exception as error:
            # Without the text, and without the error's, which quotes it: this is logged, and may be private.
            raise Undecodable(f"{len(text)} characters of JSON: {type(error).__name__}") from None

    return read


def _fast_writer(otherwise: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same in C. It writes a naive time too: what is written so has none (an incident's times are its events',
    an alert's are made aware when it is read)."""
    encode = msgspec.json.Encoder().encode

    def write(value: Any) -> str:
        try:
            text = encode(value).decode()
        except UnicodeError:
            return otherwise(value)
        return text if text.isascii() else _NOT_ASCII.sub(_escaped, text)

    return write


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _escaped(characters: re.Match[str]) -> str:
    return json.dumps(characters[0])[1:-1]


def _fast_reader(kind: Any, otherwise: Callable[[str], Any]) -> Callable[[str], Any]:
    decode = msgspec.json.Decoder(kind).decode

    def read(text: str) -> Any:
        try:
            return decode(text)
        except (msgspec.MsgspecError, UnicodeError):
            return otherwise(text)

    return read


event_to_json: Callable[[Event], str] = _writer(Event)
event_from_json: Callable[[str], Event] = _reader(Event)
incident_to_json: Callable[[Incident], str] = _fast_writer(_writer(Incident))
incident_from_json: Callable[[str], Incident] = _fast_reader(Incident, _reader(Incident))
notice_to_json: Callable[[Notice], str] = _writer(Notice)
notice_from_json: Callable[[str], Notice] = _reader(Notice)
memo_to_json: Callable[[Memo], str] = _writer(Memo)
memo_from_json: Callable[[str], Memo] = _reader(Memo)
cover_to_json: Callable[[Cover], str] = _writer(Cover)
cover_from_json: Callable[[str], Cover] = _reader(Cover)
time_off_to_json: Callable[[TimeOff], str] = _writer(TimeOff)
time_off_from_json: Callable[[str], TimeOff] = _reader(TimeOff)
proposal_to_json: Callable[[Proposal], str] = _writer(Proposal)
proposal_from_json: Callable[[str], Proposal] = _reader(Proposal)
receipt_to_json: Callable[[Receipt], str] = _writer(Receipt)
arrivals_to_json: Callable[[tuple[Arrival, ...]], str] = _fast_writer(_writer(tuple[Arrival, ...]))
arrivals_from_json: Callable[[str], tuple[Arrival, ...]] = _fast_reader(
    tuple[Arrival, ...], _reader(tuple[Arrival, ...])
)
