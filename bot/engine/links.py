"""Addresses of the bot's own pages, which open to whoever has them and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.domain.answer_urls import answer_url, page_token, test_token
from bot.domain.incident import Incident
from bot.domain.setup import Method
from bot.store.sealing import derived

KEY_LENGTH = 32
"""Hex digits of the signature that stand in an address: 128 bits, which nobody guesses."""


@dataclass(frozen=True, slots=True)
class Links:
    """`public_url` is where people reach the HTTP doors, without a trailing `/`; None: they can't.

    `secret` signs the addresses; every replica must have the same. `also_open` are earlier
    ones: the addresses that they signed still open, and those of any other secret do not.
    """

    public_url: str | None
    secret: bytes = field(repr=False)
    also_open: tuple[bytes, ...] = field(default=(), repr=False)

    def timeline(self, incident: Incident) -> str | None:
        """The page of an incident's timeline. A private one has none: an address can be passed on."""
        if self.public_url is None or incident.private:
            return None
        return f"{self.public_url}/incidents/{incident.id}?key={self._key(_timeline(incident.id))}"

    def opens(self, incident: str, key: str) -> bool:
        """Whether this key opens this incident's page."""
        return self._signed(_timeline(incident), key)

    def answer(self, incident: str, person: str, step: int, method: Method) -> str | None:
        """Where one page to one person can be answered; whoever has the address answers for them. `method` is how it
        goes out: the timeline says by what the answer came."""
        if self.public_url is None:
            return None
        key = self._key(_answer(incident, person, step, method))
        return answer_url(self.public_url, page_token(incident, step, person, key))

    def answers(self, incident: str, person: str, step: int, key: str) -> Method | None:
        """By what this key answers that page; None: it does not."""
        return next((m for m in Method if self._signed(_answer(incident, person, step, m), key)), None)

    def test(self, person: str, name: str, method: Method) -> str | None:
        """Where what comes back of a test of one way to a person goes; made as the address of a page."""
        if self.public_url is None:
            return None
        key = self._key(_test(person, name, method))
        return answer_url(self.public_url, test_token(name, person, key))

    def tests(self, person: str, name: str, key: str) -> Method | None:
        """Which way this key tests; None: none."""
        return next((m for m in Method if self._signed(_test(person, name, m), key)), None)

    def calendar(self, kind: str, name: str, renewed: int) -> str | None:
        """The calendar of a person or a schedule; `renewed` times its address was made anew."""
        if self.public_url is None:
            return None
        key = self._key(_calendar(kind, name, renewed))
        return f"{self.public_url}/calendar/{kind}/{quote(name, safe='')}/{key}.ics"

    def opens_calendar(self, kind: str, name: str, renewed: int, key: str) -> bool:
        """Whether this key opens this calendar."""
        return self._signed(_calendar(kind, name, renewed), key)

    def _key(self, about: str) -> str:
        return _key(self.secret, about)

    def _signed(self, about: str, key: str) -> bool:
        given = key.encode()
        secrets = [secret for secret in (self.secret, *self.also_open) if secret]
        return any(hmac.compare_digest(_key(secret, about).encode(), given) for secret in secrets)


def signed_with(public_url: str | None, keys: Sequence[str], bot_token: str) -> Links:
    """Signed with the first of MERIDIAN_ENCRYPTION_KEY; all of them open. Without one the bot token signs.

    What the token signed keeps opening under a key: calendars are subscribed to under such addresses.
    Every replica has both, so each signs and opens the same.
    """
    of_token = hashlib.sha256(f"meridian pages {bot_token}".encode()).digest()
    secrets = (*(derived(key, "links") for key in keys), *([of_token] if bot_token else ()))
    return Links(public_url, secrets[0], secrets[1:]) if secrets else NO_LINKS


NO_LINKS = Links(None, b"")
"""None is made, and no key opens one."""


def _key(secret: bytes, about: str) -> str:
    return hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def _timeline(incident: str) -> str:
    return f"timeline {incident}"


def _answer(incident: str, person: str, step: int, method: Method) -> str:
    return f"answer {incident} {step} {method.value} {person}"


def _test(person: str, name: str, method: Method) -> str:
    return f"test {name} {method.value} {person}"


def _calendar(kind: str, name: str, renewed: int) -> str:
    return f"calendar {kind} {renewed} {name}"
