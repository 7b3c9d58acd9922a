"""How people are reached: addresses that can be used, what is shown of them, and the proof that they work.

An address is used only after its owner proved that it is theirs: a code was sent there, and came back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.setup import Method, NotificationStep

CODE_LASTS = timedelta(minutes=15)
"""Long enough for a slow mail, too short for a code that lies about."""

TRIES = 5
"""Wrong codes before a new one is needed: one in 200,000 guesses right."""

CODES_PER_HOUR = 5
"""Codes that one person may have sent to them in an hour: nobody else's telephone is made to ring by it."""

STEPS_MOST = 10
STEP_LATEST = timedelta(hours=1)

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)
_MAIL_MOST = 254

# Each of them speaks to its own service alone. Those that take a host (json, xml, form, gotify, a ntfy of one's own)
# would let a person make the bot call any machine that it can reach. Arguments are refused with the rest: they can name
# a mode, a host or a file to attach.
_PUSH = re.compile(
    r"ntfy://[A-Za-z0-9_-]{6,64}"
    r"|pover://[A-Za-z0-9]{30}@[A-Za-z0-9]{30}"
    r"|tgram://[0-9]{6,12}:[A-Za-z0-9_-]{35}/-?[0-9]{1,16}"
    r"|prowl://[A-Fa-f0-9]{40}"
    r"|pbul://[A-Za-z0-9.]{20,40}"
)
PUSH_EXAMPLES = (
    "ntfy://your-own-long-topic",
    "pover://user@token",
    "tgram://bot-token/chat",
    "prowl://key",
    "pbul://key",
)

ADDRESSED = (Method.SMS, Method.VOICE, Method.EMAIL, Method.PUSH)
"""The methods that need an address; Slack knows its people."""


class Flaw(Enum):
    """Why a text is no address of that method, or why it can't be kept or proved."""

    NO_PLUS = "no_plus"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_MAIL = "not_a_mail"
    NOT_A_PUSH = "not_a_push"
    ANOTHERS = "anothers"
    NO_KEY = "no_key"
    NOT_IN_FILE = "not_in_file"
    TOO_MANY_CODES = "too_many_codes"
    NO_CODE = "no_code"
    WRONG_CODE = "wrong_code"
    EXPIRED = "expired"
    NO_TRIES = "no_tries"
    STEPS_UNREADABLE = "steps_unreadable"
    NO_WAY_OUT = "no_way_out"


def read_address(method: Method, text: str) -> str | Flaw:
    """The address as it is kept: a number as `+` and digits, a mail address with its domain in small letters."""
    typed = text.strip()
    match method:
        case Method.SMS | Method.VOICE:
            digits = re.sub(r"[\s().\-/]", "", typed)
            if _NUMBER.fullmatch(digits):
                return digits
            return Flaw.NO_PLUS if digits.isascii() and digits.isdigit() else Flaw.NOT_A_NUMBER
        case Method.EMAIL:
            name, _, domain = typed.rpartition("@")
            whole = f"{name}@{domain.lower()}"
            return whole if _MAIL.fullmatch(whole) and len(whole) <= _MAIL_MOST else Flaw.NOT_A_MAIL
        case Method.PUSH:
            return typed if _PUSH.fullmatch(typed) else Flaw.NOT_A_PUSH
        case Method.SLACK:
            raise ValueError("Slack needs no address")


def masked(method: Method, address: str) -> str:
    """As much as its owner needs to know it again: `+593 … 321`, `a…@example.com`, `ntfy://…`."""
    match method:
        case Method.SMS | Method.VOICE:
            return (
                f"{address[:4]} … {address[-3:]}" if len(address) > 9 else f"{address[:2]} … {address[-2:]}"
            )
        case Method.EMAIL:
            name, _, domain = address.rpartition("@")
            return f"{name[:1]}…@{domain}"
        case _:
            return f"{address.partition('://')[0]}://…"


def line_of(method: Method, address: str) -> str:
    """What two methods share when they are one line: a telephone that rings and takes messages."""
    kind = "phone" if method in (Method.SMS, Method.VOICE) else method.value
    return f"{kind}:{address.lower() if method is Method.EMAIL else address}"


@dataclass(frozen=True, slots=True)
class Contact:
    """An address as its owner may see it. `verified_at` None: not proved yet; `code_until`: a code is on its way."""

    method: Method
    shown: str
    verified_at: datetime | None = None
    code_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """How one person is paged. `in_file` are methods whose address stands in the team's file; `came` is when a test that
    they sent themselves last reached them by each."""

    person: str
    contacts: tuple[Contact, ...] = ()
    steps: tuple[NotificationStep, ...] = ()
    in_file: frozenset[Method] = frozenset()
    can_store: bool = False
    came: tuple[tuple[Method, datetime], ...] = ()

    def contact(self, method: Method) -> Contact | None:
        """Their own address of that method."""
        return next((one for one in self.contacts if one.method is method), None)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was sent. `tries` wrong ones were given so far."""

    until: datetime
    tries: int


def judge(challenge: Challenge | None, right: bool, now: datetime) -> Flaw | None:
    """Whether a code proves the address; None: it does."""
    if challenge is None:
        return Flaw.NO_CODE
    if now >= challenge.until:
        return Flaw.EXPIRED
    if challenge.tries >= TRIES:
        return Flaw.NO_TRIES
    return None if right else Flaw.WRONG_CODE


_STEP = re.compile(
    r"(slack|sms|voice|call|email|mail|push)(?:\s+(?:after\s+)?(?:(\d{1,4})\s*(s|sec|m|min|h)?|at once|now))?"
)
_WORDS = {"call": Method.VOICE, "mail": Method.EMAIL}
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}


def read_steps(text: str) -> tuple[NotificationStep, ...] | Flaw:
    """`slack 0m, sms 1m, voice 2m`, earliest first; a number without a unit is minutes."""
    pieces = [piece.strip().lower() for piece in re.split(r"[,;\n]", text) if piece.strip()]
    found = [_STEP.fullmatch(piece) for piece in pieces]
    if not pieces or len(pieces) > STEPS_MOST or not all(found):
        return Flaw.STEPS_UNREADABLE
    steps = [_step(one) for one in found if one]
    if any(step.after > STEP_LATEST for step in steps):
        return Flaw.STEPS_UNREADABLE
    return tuple(sorted(dict.fromkeys(steps), key=lambda step: step.after))


def _step(found: re.Match[str]) -> NotificationStep:
    word, count, unit = found.groups()
    method = _WORDS.get(word) or Method(word)
    return NotificationStep(method, timedelta(seconds=int(count or 0) * _UNITS[unit or "m"]))
