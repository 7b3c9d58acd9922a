"""How hard a token is to guess, in bits."""

from __future__ import annotations

import re
from math import log2

FEWEST_BITS = 128  # the floor for a token that opens a door (Security in the reliability rules)

# Each alphabet with its bits a character, smallest first; separators carry nothing.
_ALPHABETS = ((r"[0-9]*", log2(10)), (r"[0-9a-f]*", 4.0), (r"[0-9A-F]*", 4.0), (r"[0-9a-z]*", log2(36)))


def token_bits(token: str) -> int:
    """The most that a random token of this length and alphabet can hold.

    Text of few different signs ("aaaa…", "test-test") counts by those it has.
    """
    signs = re.sub(r"[-_.]", "", token)
    alphabet = next((bits for pattern, bits in _ALPHABETS if re.fullmatch(pattern, signs)), None)
    counted = token if alphabet is None else signs
    different = log2(max(len(set(counted)), 1))
    # A random 22-character token repeats some of 64 signs: only clearly fewer is suspicious.
    per_sign = 6.0 if alphabet is None else alphabet
    return int(len(counted) * (different if different < per_sign * 0.6 else per_sign))
