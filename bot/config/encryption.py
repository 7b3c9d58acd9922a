"""MERIDIAN_ENCRYPTION_KEY: what seals the addresses of people; the first of several seals, all of them open."""

from __future__ import annotations

import base64
import binascii

from pydantic import SecretStr

from bot.config.environment import Wrong

KEY_BYTES = 32
FIX = "`meridian new-key` prints one; to change it, write the new one before the old, with a comma"


def read_keys(value: str) -> tuple[SecretStr, ...]:
    """The keys in order. Raises Wrong, which quotes none of them."""
    keys = [part.strip() for part in value.split(",") if part.strip()]
    for number, key in enumerate(keys, 1):
        if not _is_key(key):
            which = f"holds something that is no key (number {number} of {len(keys)})"
            raise Wrong(f"{which if len(keys) > 1 else 'is no key'}; {FIX}")
    if not keys:
        raise Wrong(f"holds no key; {FIX}")
    return tuple(map(SecretStr, keys))


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
