"""Addresses are stored sealed: whoever has the database and not the key reads none of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotOpen(ValueError):
    """What was sealed can't be read with the keys that are given; MERIDIAN_ENCRYPTION_KEY lacks the one that sealed it."""


def new_key() -> str:
    """A fresh key for MERIDIAN_ENCRYPTION_KEY: 256 bits."""
    return Fernet.generate_key().decode()


def derived(key: str, purpose: str) -> bytes:
    """A secret of 256 bits for another purpose, from which `key` can't be found (HKDF, RFC 5869)."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"meridian {purpose}".encode())
    return made.derive(base64.urlsafe_b64decode(key))


class Safe:
    """Seals with the first key, opens with any. Its repr shows none of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError when there is none, or one is no key."""
        if not keys:
            raise ValueError("a safe needs a key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._keys = [base64.urlsafe_b64decode(key) for key in keys]
        self.key = self._digest(0, "name of the key")[:16]
        """Says which key sealed a row, and nothing of the key."""

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises CannotOpen."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise CannotOpen(
                "sealed with another key; add it to MERIDIAN_ENCRYPTION_KEY, after a comma"
            ) from None

    def line(self, text: str) -> str:
        """The fingerprint under which an address is stored: the same each time, and none can be made without the key."""
        return self._digest(0, f"line {text}")

    def lines(self, text: str) -> tuple[str, ...]:
        """Its fingerprints under every key, for what an earlier one sealed."""
        return tuple(self._digest(number, f"line {text}") for number in range(len(self._keys)))

    def _digest(self, number: int, about: str) -> str:
        return hmac.new(self._keys[number], f"meridian {about}".encode(), hashlib.sha256).hexdigest()
