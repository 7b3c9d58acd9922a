"""Addresses of the bot's own pages, which open to whoever has them and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.domain.answer_urls import answer_url, page_token, test_token
from bot.domain.incident import Incident
from bot.domain.setup import Method

KEY_LENGTH = 32
"""Hex digits of the signature that stand in an address: 128 bits, which nobody guesses."""


@dataclass(frozen=True, slots=True)
class Links:
    """`public_url` is where people reach the HTTP doors, without a trailing `/`; None: they can't.

    `secret` signs the addresses; every replica must have the same, and a new one closes
    the old addresses.
    """

    public_url: str | None
    secret: bytes = field(repr=False)

    def timeline(self, incident: Incident) -> str | None:
        """The page of an incident's timeline. A private one has none: an address can be passed on."""
        if self.public_url is None or incident.private:
            return None
        return f"{self.public_url}/incidents/{incident.id}?key={self._key(f'timeline {incident.id}')}"

    def opens(self, incident: str, key: str) -> bool:
        """Whether this key opens this incident's page."""
        return hmac.compare_digest(self._key(f"timeline {incident}").encode(), key.encode())

    def answer(self, incident: str, person: str, step: int, method: Method) -> str | None:
        """Where one page to one person can be answered; whoever has the address answers for them. `method` is how it
        goes out: the timeline says by what the answer came."""
        if self.public_url is None:
            return None
        key = self._answer_key(incident, person, step, method)
        return answer_url(self.public_url, page_token(incident, step, person, key))

    def answers(self, incident: str, person: str, step: int, key: str) -> Method | None:
        """By what this key answers that page; None: it does not."""
        return _signed_for({m: self._answer_key(incident, person, step, m) for m in Method}, key)

    def test(self, person: str, name: str, method: Method) -> str | None:
        """Where what comes back of a test of one way to a person goes; made as the address of a page."""
        if self.public_url is None:
            return None
        key = self._key(f"test {name} {method.value} {person}")
        return answer_url(self.public_url, test_token(name, person, key))

    def tests(self, person: str, name: str, key: str) -> Method | None:
        """Which way this key tests; None: none."""
        return _signed_for({m: self._key(f"test {name} {m.value} {person}") for m in Method}, key)

    def _answer_key(self, incident: str, person: str, step: int, method: Method) -> str:
        return self._key(f"answer {incident} {step} {method.value} {person}")

    def calendar(self, kind: str, name: str, renewed: int) -> str | None:
        """The calendar of a person or a schedule; `renewed` times its address was made anew."""
        if self.public_url is None:
            return None
        key = self._key(f"calendar {kind} {renewed} {name}")
        return f"{self.public_url}/calendar/{kind}/{quote(name, safe='')}/{key}.ics"

    def opens_calendar(self, kind: str, name: str, renewed: int, key: str) -> bool:
        """Whether this key opens this calendar."""
        right = self._key(f"calendar {kind} {renewed} {name}")
        return hmac.compare_digest(right.encode(), key.encode())

    def _key(self, about: str) -> str:
        signed = hmac.new(self.secret, about.encode(), hashlib.sha256)
        return signed.hexdigest()[:KEY_LENGTH]


def _signed_for(right: Mapping[Method, str], key: str) -> Method | None:
    return next((m for m, k in right.items() if hmac.compare_digest(k.encode(), key.encode())), None)
