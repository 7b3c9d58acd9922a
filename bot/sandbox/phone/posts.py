"""What is posted to the app about messages and calls, by Twilio's names; and what it answers to a message."""

from email.utils import format_datetime

from bot.sandbox.phone.records import Account, Call, CallStatus, Sms, SmsStatus
from bot.sandbox.phone.shapes import VERSION, duration, segments
from bot.sandbox.phone.twiml import Message, UnreadableTwiml, read_twiml


def sms_status(account: Account, sms: Sms, status: SmsStatus) -> dict[str, str]:
    """The status callback of a message."""
    told = {
        "AccountSid": account.sid, "ApiVersion": VERSION, "From": sms.sender, "To": sms.to, "MessageSid": sms.sid,
        "SmsSid": sms.sid, "MessageStatus": status.value, "SmsStatus": status.value,
    }  # fmt: skip
    return told | ({"ErrorCode": str(sms.error)} if status is SmsStatus.UNDELIVERED else {})


def sms_arrived(account: Account, sms: Sms) -> dict[str, str]:
    """A message that a person sent to the app's number."""
    return {
        "AccountSid": account.sid, "ApiVersion": VERSION, "Body": sms.body, "From": sms.sender, "To": sms.to,
        "MessageSid": sms.sid, "SmsSid": sms.sid, "SmsMessageSid": sms.sid, "SmsStatus": "received",
        "NumMedia": "0", "NumSegments": str(segments(sms.body)),
    }  # fmt: skip


def answered_with(document: str) -> tuple[list[str], str]:
    """The messages in the app's answer, and what is wrong with it ("" when nothing is)."""
    try:
        verbs = read_twiml(document) if document.lstrip().startswith("<") else []
    except UnreadableTwiml as wrong:
        return [], str(wrong)
    return [verb.text for verb in verbs if isinstance(verb, Message)], ""


def about(account: Account, call: Call) -> dict[str, str]:
    """What every request about a call carries."""
    told = {
        "AccountSid": account.sid, "ApiVersion": VERSION, "CallSid": call.sid, "CallStatus": call.status.value,
        "From": call.caller, "To": call.to, "Caller": call.caller, "Called": call.to, "Direction": "outbound-api",
    }  # fmt: skip
    return told | ({"AnsweredBy": call.answered_by} if call.answered_by and call.detects_machine else {})


def who_answered(account: Account, call: Call) -> dict[str, str]:
    """The callback of an answering-machine detection that runs beside the call."""
    told = {"AccountSid": account.sid, "CallSid": call.sid, "AnsweredBy": call.answered_by}
    return told | {"MachineDetectionDuration": "0"}


def callback(account: Account, call: Call, number: int) -> dict[str, str]:
    """The status callback of a call; `number` counts them from 0."""
    told = about(account, call) | {
        "CallbackSource": "call-progress-events", "SequenceNumber": str(number),
        "Timestamp": format_datetime(call.updated_at),
    }  # fmt: skip
    if call.status.over:
        told |= {"CallDuration": str(duration(call)), "Duration": str(-(-duration(call) // 60))}
    if call.status is CallStatus.FAILED:
        told["SipResponseCode"] = "404"
    return told
