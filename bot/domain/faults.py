"""Whose fault it is that something did not reach a person: it decides what they, their team and the room are told.

Said where it is known, by whoever spoke to the other side. An address is at fault only where the other side says so:
its owner is then asked to prove it anew, which mends nothing else.
"""

from __future__ import annotations

from enum import Enum

from bot.domain.setup import Method

NO_PROVIDER, NO_ADDRESS, VOICEMAIL = "no_provider", "no_address", "voicemail"
"""Reasons of our own; all others are the other side's codes."""


class Fault(Enum):
    """What has to be mended before the same can arrive."""

    ADDRESS = "address"
    """Refused for what it is, or gone."""
    PERSON = "person"
    """Nothing: nobody picked up, or a machine did."""
    PROVIDER = "provider"
    """It is down, or refuses us: whoever it was for."""
    SETUP = "setup"
    """The team's file has nobody who carries this method."""
    UNKNOWN = "unknown"


TWILIO_ACCOUNT = frozenset({
    401, 403, 404, 20003, 20005, 20404, 21210, 21212, 21213, 21215, 21216, 21219, 21408, 21603, 21606, 21608, 21609,
    21611, 21659, 21660, 30001, 30002, 30032, 30034,
})  # fmt: skip
"""Twilio's codes for what is wrong with our account or our own number, countries that it may not reach included."""

TWILIO_ADDRESS = frozenset({
    13223, 13224, 21201, 21211, 21214, 21217, 21265, 21401, 21421, 21610, 21612, 21614, 21635, 30003, 30004, 30005,
    30006,
})  # fmt: skip
"""Twilio's codes for a number that does not exist, takes no SMS, has unsubscribed or is not reachable.
https://www.twilio.com/docs/api/errors"""


def twilio_fault(said: str, method: Method) -> Fault:
    """Whose fault a code of Twilio's is, or its word for how a call or message ended."""
    if said in {"busy", "no-answer", "canceled"}:
        return Fault.PERSON
    # A call that failed: "most likely because the phone number was non-existent". An SMS may have for our account.
    if said == "undelivered" or (said == "failed" and method is Method.VOICE):
        return Fault.ADDRESS
    code = int(said) if said.isdecimal() else 0
    if code in TWILIO_ACCOUNT:
        return Fault.PROVIDER
    return Fault.ADDRESS if code in TWILIO_ADDRESS else Fault.UNKNOWN


SMTP_ADDRESS = frozenset({521, 550, 551, 552, 553, 556})
"""A mail server's codes for a mailbox or a domain that takes no mail (RFC 5321, RFC 7504)."""

_STORED_OF_THE_PROVIDER = frozenset(
    {"providers_down", "no_answer", "unreachable", "rate_limited", "fault", "smtp_refuses_us"}
)
_STORED = {NO_PROVIDER: Fault.SETUP, NO_ADDRESS: Fault.ADDRESS, VOICEMAIL: Fault.PERSON}


def stored_fault(reason: str, method: Method) -> Fault:
    """What is known of a reason that an earlier version stored alone: less than whoever met it knew."""
    kind, _, code = reason.partition("_")
    if reason in _STORED:
        return _STORED[reason]
    if reason in _STORED_OF_THE_PROVIDER or kind == "http":
        return Fault.PROVIDER
    if kind == "twilio":
        return twilio_fault(code, method)
    if kind == "smtp" and code.isdecimal():
        # A server that refuses us may say 554 too.
        return Fault.ADDRESS if int(code) in SMTP_ADDRESS else _of_smtp(int(code))
    return Fault.ADDRESS if reason == "not_understood" else Fault.UNKNOWN


def _of_smtp(code: int) -> Fault:
    return Fault.UNKNOWN if code == 554 else Fault.PROVIDER


def judged(fault: Fault | None, reason: str, method: Method) -> Fault:
    """Of a stored failure; None: an earlier version stored it."""
    return fault or stored_fault(reason, method)
