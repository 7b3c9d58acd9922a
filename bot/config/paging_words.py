"""What stands under `paging:` and how somebody is reached, read: numbers, addresses, kinds, secrets."""

from __future__ import annotations

import re
from enum import Enum
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator, SecretStr, WithJsonSchema

from bot.config.problems import listed, nearest
from bot.config.text import mistake, read_text
from bot.config.values import is_web_address
from bot.domain.reachability.addresses import read_address
from bot.domain.setup import Method

Word = TypeVar("Word", bound=Enum)

_REFERENCE = r".*\$\{[A-Za-z_][A-Za-z0-9_]*\}.*"
MOST = 100
"""Of what a breaker counts: a provider that failed a hundred times was down long ago."""


class ProviderKind(Enum):
    """Through which library a provider is spoken to."""

    TWILIO = "twilio"
    SMTP = "smtp"
    APPRISE = "apprise"


class Tls(Enum):
    """How a mail server is spoken to."""

    STARTTLS = "starttls"
    TLS = "tls"
    OFF = "off"


def read_secret(value: object) -> SecretStr:
    """Any text on one line. Never shows it."""
    return SecretStr(_line(value))


def read_number(value: object) -> SecretStr:
    """A telephone number in E.164. Never shows it: it is somebody's."""
    number = read_address(Method.SMS, read_text(value))
    if isinstance(number, str):
        return SecretStr(number)
    raise mistake("is not a telephone number", 'write it with its country, in quotes: "+593987654321"')


def read_mail(value: object) -> SecretStr:
    """A mail address. Never shows it."""
    text = read_text(value)
    if re.fullmatch(r"[^\s@<>,;:\"()\\]{1,64}@[A-Za-z0-9.-]{1,190}", text):
        return SecretStr(text)
    raise mistake("is not a mail address", "write it alone, such as ana@example.com")


def read_push(value: object) -> SecretStr:
    """An Apprise address. Never shows it: it holds a key."""
    text = _line(value)
    if re.match(r"[a-z][a-z0-9]{1,20}://.", text):
        return SecretStr(text)
    raise mistake("is not an Apprise address", "write its scheme too, such as ntfys://topic")


def read_sender(value: object) -> str:
    """Who a provider sends as: a number, a short code, a word, a messaging service or a mail address."""
    text = _line(value)
    if re.fullmatch(r"\+?[0-9]{3,15}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32}|.*[^\s@]+@[^\s@]+", text):
        return text
    raise mistake("is no number, word or mail address to send from", 'write the one you own: "+15005550006"')


def read_provider_kind(value: object) -> ProviderKind:
    """twilio, smtp, apprise."""
    return _one_of(value, ProviderKind, "kind of provider")


def read_tls(value: object) -> Tls:
    """starttls, tls, off."""
    return _one_of(value, Tls, "way to encrypt")


def read_method(value: object) -> Method:
    """sms, voice, email, push: a method besides Slack."""
    found = _one_of(value, Method, "way to reach somebody")
    if found is Method.SLACK:
        raise mistake("is slack, which needs no provider", "write sms, voice, email or push")
    return found


def read_base(value: object) -> SecretStr:
    """Where a provider is: an http(s) address, or an Apprise address with {to}. It may hold a key."""
    text = _line(value)
    if is_web_address(text) or re.match(r"[a-z][a-z0-9]{1,20}://.", text):
        return SecretStr(text)
    raise mistake("is not an address", "write it whole, with its scheme and ://")


def read_host(value: object) -> str:
    """A mail server's name."""
    text = read_text(value)
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", text):
        return text
    raise mistake(
        "is not a host", "write its name alone, such as smtp.example.com; the port is a key of its own"
    )


def read_count(value: object) -> int:
    """1 to MOST."""
    return _between(value, 1, MOST)


def read_port(value: object) -> int:
    """1 to 65535."""
    return _between(value, 1, 65535)


def _between(value: object, least: int, most: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise mistake(f"is not a number from {least} to {most}", f"write one, such as {least}, without quotes")


def _line(value: object) -> str:
    text = read_text(value)
    if not text.isprintable():
        raise mistake("has a line break or a sign that can't be seen", "write it on one line")
    return text


def _one_of(value: object, words: type[Word], what: str) -> Word:
    text = read_text(value)
    known = [str(word.value) for word in words]
    if text in known:
        return words(text)
    near = nearest(text, known)
    raise mistake(f"is no {what}", f"write {near}" if near else f"write one of {listed(known)}")


def _text(pattern: str, example: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({pattern}|{_REFERENCE})$", "examples": [example]}


def _words(words: type[Enum]) -> dict[str, Any]:
    known = [str(word.value) for word in words if word is not Method.SLACK]
    return {"type": "string", "enum": known, "examples": [known[0]]}


def _number(most: int, example: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "examples": [example]}


Secret = Annotated[
    SecretStr, PlainValidator(read_secret), WithJsonSchema(_text(".+", "${TWILIO_AUTH_TOKEN}"))
]
Number = Annotated[
    SecretStr, PlainValidator(read_number), WithJsonSchema(_text(r"\+[0-9 ().-]{7,24}", "+593987654321"))
]
Mail = Annotated[
    SecretStr, PlainValidator(read_mail), WithJsonSchema(_text("[^@ ]+@[^@ ]+", "ana@example.com"))
]
Push = Annotated[
    SecretStr, PlainValidator(read_push), WithJsonSchema(_text("[a-z]+s?://.+", "ntfys://topic"))
]
SendsAs = Annotated[str, PlainValidator(read_sender), WithJsonSchema(_text("[^ ].*", "+15005550006"))]
KindOfProvider = Annotated[
    ProviderKind, PlainValidator(read_provider_kind), WithJsonSchema(_words(ProviderKind))
]
Encryption = Annotated[Tls, PlainValidator(read_tls), WithJsonSchema(_words(Tls))]
PagingMethod = Annotated[Method, PlainValidator(read_method), WithJsonSchema(_words(Method))]
BaseUrl = Annotated[
    SecretStr, PlainValidator(read_base), WithJsonSchema(_text("[a-z]+://.+", "https://api.twilio.com"))
]
Host = Annotated[str, PlainValidator(read_host), WithJsonSchema(_text("[A-Za-z0-9.-]+", "smtp.example.com"))]
Count = Annotated[int, PlainValidator(read_count), WithJsonSchema(_number(MOST, 3))]
Port = Annotated[int, PlainValidator(read_port), WithJsonSchema(_number(65535, 587))]
