"""TwiML, read: what a call is told to do, as a list of verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

SAYABLE = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})


class UnreadableTwiml(ValueError):
    """Twilio's 12100 (no XML), 12102 (no <Response>), 12200 (an element or a value that it does not know)."""


@dataclass(frozen=True, slots=True)
class Say:
    """Words for the voice."""

    text: str


@dataclass(frozen=True, slots=True)
class Play:
    """A recording; nobody hears it here."""

    url: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence, in seconds."""

    length: float


@dataclass(frozen=True, slots=True)
class Gather:
    """Say `prompts`, then wait for keys: until `digits` of them, `finish` is pressed, or none came for `timeout` s.

    With keys, the call goes on at `action` ("": the same document again); with none at the next verb, unless `empty`.
    """

    prompts: "tuple[Say | Play | Pause, ...]"
    action: str = ""
    method: str = "POST"
    digits: int = 0
    timeout: float = 5.0
    finish: str = "#"
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with another document ("": the same again)."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True, slots=True)
class Message:
    """In the answer to an inbound message: send this back."""

    text: str


Verb: TypeAlias = Say | Play | Pause | Gather | Redirect | Hangup | Message


def read_twiml(document: str) -> list[Verb]:
    """The verbs of a document in order; an empty one has none. Raises UnreadableTwiml."""
    if not document.strip():
        return []
    try:
        top = ET.fromstring(document)  # noqa: S314  the app under test wrote it
    except ET.ParseError as wrong:
        raise UnreadableTwiml(f"12100 Document parse failure: {wrong}") from None
    if top.tag != "Response":
        raise UnreadableTwiml(f"12102 The root element is <{top.tag}>, not <Response>")
    return [_verb(element) for element in top]


def _verb(element: Element) -> Verb:
    match element.tag:
        case "Gather":
            return _gather(element)
        case "Redirect":
            return Redirect(_words(element), element.get("method", "POST"))
        case "Hangup" | "Reject":
            return Hangup()
        case "Message":
            body = element.find("Body")
            return Message(_words(element if body is None else body))
        case _:
            return _prompt(element)


def _prompt(element: Element) -> Say | Play | Pause:
    match element.tag:
        case "Say":
            unknown = [
                inner.tag for inner in element.iter() if inner is not element and inner.tag not in SAYABLE
            ]
            if unknown:
                raise UnreadableTwiml(f"12200 <Say> has no <{unknown[0]}>")
            return Say(_words(element))
        case "Play":
            return Play(_words(element))
        case "Pause":
            return Pause(_number(element.attrib, "length", 1.0))
        case _:
            raise UnreadableTwiml(f"12200 The verb <{element.tag}> is not known here")


def _gather(element: Element) -> Gather:
    given = element.attrib
    if "dtmf" not in given.get("input", "dtmf"):
        raise UnreadableTwiml("12200 <Gather> hears keys only here: input must have dtmf")
    finish = given.get("finishOnKey", "#")
    if finish and finish not in "0123456789*#":
        raise UnreadableTwiml(f"12200 finishOnKey={finish!r} is no key")
    return Gather(
        tuple(_prompt(inner) for inner in element), given.get("action", ""), given.get("method", "POST"),
        int(_number(given, "numDigits", 0)), _number(given, "timeout", 5.0), finish,
        given.get("actionOnEmptyResult", "false").lower() == "true",
    )  # fmt: skip


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        number = float(given.get(name, default))
    except ValueError:
        raise UnreadableTwiml(f"12200 {name}={given[name]!r} is no number") from None
    if number < 0:
        raise UnreadableTwiml(f"12200 {name}={given[name]!r} is below zero")
    return number


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
