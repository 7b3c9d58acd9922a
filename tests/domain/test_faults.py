"""Whose fault it is: Twilio's codes, and reasons that earlier versions stored alone."""

from __future__ import annotations

import pytest

from bot.domain.faults import Fault, judged, stored_fault, twilio_fault
from bot.domain.setup import Method

SMS, VOICE, EMAIL = Method.SMS, Method.VOICE, Method.EMAIL


@pytest.mark.parametrize(
    "said,method,fault",
    [
        ("20003", SMS, Fault.PROVIDER),
        ("21606", SMS, Fault.PROVIDER),
        ("21408", SMS, Fault.PROVIDER),
        ("30034", SMS, Fault.PROVIDER),
        ("21211", SMS, Fault.ADDRESS),
        ("30003", SMS, Fault.ADDRESS),
        ("undelivered", SMS, Fault.ADDRESS),
        ("failed", VOICE, Fault.ADDRESS),
        ("failed", SMS, Fault.UNKNOWN),
        ("30008", SMS, Fault.UNKNOWN),
        ("99999", SMS, Fault.UNKNOWN),
        ("busy", VOICE, Fault.PERSON),
        ("no-answer", VOICE, Fault.PERSON),
    ],
)
def test_a_code_of_twilio_is_the_address_s_only_where_it_says_so(
    said: str, method: Method, fault: Fault
) -> None:
    assert twilio_fault(said, method) is fault


@pytest.mark.parametrize(
    "reason,method,fault",
    [
        ("twilio_20003", SMS, Fault.PROVIDER),
        ("twilio_401", SMS, Fault.PROVIDER),
        ("twilio_21606", SMS, Fault.PROVIDER),
        ("twilio_30003", SMS, Fault.ADDRESS),
        ("twilio_undelivered", SMS, Fault.ADDRESS),
        ("twilio_busy", VOICE, Fault.PERSON),
        ("twilio_no-answer", VOICE, Fault.PERSON),
        ("voicemail", VOICE, Fault.PERSON),
        ("smtp_550", EMAIL, Fault.ADDRESS),
        ("smtp_554", EMAIL, Fault.UNKNOWN),
        ("smtp_530", EMAIL, Fault.PROVIDER),
        ("smtp_450", EMAIL, Fault.PROVIDER),
        ("smtp_refuses_us", EMAIL, Fault.PROVIDER),
        ("not_understood", Method.PUSH, Fault.ADDRESS),
        ("not_taken", Method.PUSH, Fault.UNKNOWN),
        ("providers_down", SMS, Fault.PROVIDER),
        ("http_503", SMS, Fault.PROVIDER),
        ("no_answer", SMS, Fault.PROVIDER),
        ("no_address", SMS, Fault.ADDRESS),
        ("no_provider", SMS, Fault.SETUP),
        ("a fault of ours: KeyError", SMS, Fault.UNKNOWN),
    ],
)
def test_a_reason_that_an_earlier_version_stored_is_judged_by_its_code(
    reason: str, method: Method, fault: Fault
) -> None:
    assert stored_fault(reason, method) is fault
    assert judged(None, reason, method) is fault
    assert judged(Fault.PERSON, reason, method) is Fault.PERSON
