"""What somebody is told who sent themselves a test page, by whose fault it is that a way did not come."""

from __future__ import annotations

import pytest

from bot.domain.faults import Fault
from bot.domain.memos import Missed, WalkedThrough
from bot.domain.setup import Method
from bot.render.walkthroughs import walk_report

PROVE_ANEW = "prove the address anew"


@pytest.mark.parametrize(
    "missed,says",
    [
        (Missed(Method.SMS, "twilio_21211", Fault.ADDRESS), PROVE_ANEW),
        (Missed(Method.SMS, "twilio_20003", Fault.PROVIDER), "refuses Meridian (twilio_20003). Tell whoever"),
        (Missed(Method.EMAIL, "smtp_554", Fault.PROVIDER), "refuses Meridian (smtp_554). Tell whoever"),
        (Missed(Method.SMS, "no_provider", Fault.SETUP), "add one under `paging`"),
        (Missed(Method.SMS, "no_address", Fault.ADDRESS), "has no address any more"),
        (Missed(Method.VOICE, "twilio_busy", Fault.PERSON), "was not picked up"),
        (Missed(Method.VOICE, "voicemail", Fault.PERSON), "was answered by a machine"),
        (Missed(Method.SLACK, "user_not_found", Fault.ADDRESS), "check your Slack id"),
        (Missed(Method.PUSH, "not_taken", Fault.UNKNOWN), "did not arrive (not_taken). Try again"),
        (Missed(Method.SMS, "twilio_20003"), "refuses Meridian"),  # stored by an earlier version
        (Missed(Method.SMS, "twilio_21211"), PROVE_ANEW),
        (Missed(Method.SMS), "was not answered"),
    ],
    ids=str,
)
def test_each_is_told_what_mends_it_and_a_provider_s_fault_is_nobody_s_address(
    missed: Missed, says: str
) -> None:
    told = walk_report(WalkedThrough("ana", (), (missed,))).text
    assert says in told
    assert (PROVE_ANEW in told) is (says is PROVE_ANEW)
