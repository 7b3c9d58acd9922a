"""What else a value can be: a severity, a kind of sender, an address, a token, a number of rounds."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.config.problems import listed, nearest, quoted
from bot.config.text import mistake, read_text
from bot.config.token_strength import token_bits
from bot.domain.setup import IntegrationKind, Severity

MOST_ROUNDS = 20  # after the rounds the last level is paged hourly anyway, without end


@dataclass(frozen=True, slots=True)
class TokenDigest:
    """What is kept of a token: its SHA-256 in hex, and how hard it is to guess."""

    sha256: str
    bits: int


def read_severity(value: object) -> Severity:
    """`P1` … `P4`."""
    text = read_text(value)
    try:
        return Severity(text)
    except ValueError:
        instead = f"write {text.upper()}" if re.fullmatch(r"p[1-4]", text) else "write P1, P2, P3 or P4"
        raise mistake(f"is not a severity: {quoted(text)}", instead) from None


def read_kind(value: object) -> IntegrationKind:
    """Which system sends: alertmanager, pagerduty, generic."""
    text = read_text(value)
    kinds = [k.value for k in IntegrationKind]
    if text in kinds:
        return IntegrationKind(text)
    near = nearest(text, kinds)
    instead = f"write {near}" if near else f"write {listed(kinds)}: whatever sends JSON is generic"
    raise mistake(f"is not a kind of sender: {quoted(text)}", instead)


def read_url(value: object) -> str:
    """An http or https address."""
    text = read_text(value)
    if is_web_address(text):
        return text
    raise mistake(f"is not a web address: {quoted(text)}", "write it whole, with https://")


def is_web_address(text: str) -> bool:
    """Whether this is an http(s) URL with a host, and a port from 1 to 65535 if any."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_fits and " " not in text


def read_token(value: object) -> TokenDigest:
    """A sender's token, of which only the digest is kept. Never shows it."""
    text = read_text(value)
    if not re.fullmatch(r"[!-~]+", text):
        instead = "write letters, digits, - and _ only"
        raise mistake("holds a space or a letter that cannot stand in a header", instead)
    return TokenDigest(hashlib.sha256(text.encode()).hexdigest(), token_bits(text))


def read_rounds(value: object) -> int:
    """How many more rounds: 0 to 20."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise mistake("is not a whole number", "write a number such as 2, without quotes")
    if value < 0:
        raise mistake(f"is {value}", "write 0 for one round only")
    if value > MOST_ROUNDS:
        raise mistake(
            f"is {value}, over {MOST_ROUNDS}",
            f"write at most {MOST_ROUNDS}: after the rounds the last level is paged hourly without end",
        )
    return value
