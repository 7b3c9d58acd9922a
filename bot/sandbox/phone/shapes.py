"""Messages and calls as Twilio's API answers with them, and lists of them."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from bot.sandbox.phone.records import Account, Call, Sms
from bot.sandbox.phone.refusals import LATER
from bot.sandbox.records import Json

VERSION = "2010-04-01"
GSM_SEGMENT, UCS_SEGMENT = (160, 153), (70, 67)
"""Characters of a lone message and of each of several, in GSM's alphabet and beyond it."""


def root(account: Account) -> str:
    """The path of the account."""
    return f"/{VERSION}/Accounts/{account.sid}"


def segments(body: str) -> int:
    """How many messages a phone company makes of it; an approximation, that takes ASCII for GSM's alphabet."""
    alone, joined = GSM_SEGMENT if body.isascii() else UCS_SEGMENT
    return 1 if len(body) <= alone else -(-len(body) // joined)


def _date(at: datetime | None) -> str | None:
    return format_datetime(at) if at else None


def sms_json(account: Account, sms: Sms) -> Json:
    """As `GET …/Messages/{sid}.json` answers."""
    uri = f"{root(account)}/Messages/{sms.sid}"
    return {
        "account_sid": account.sid, "api_version": VERSION, "body": sms.body, "date_created": _date(sms.created_at),
        "date_sent": None if sms.status.value == "queued" else _date(sms.updated_at),
        "date_updated": _date(sms.updated_at), "direction": "outbound-api" if sms.outbound else "inbound",
        "error_code": sms.error or None, "error_message": LATER.get(sms.error), "from": sms.sender,
        "messaging_service_sid": None, "num_media": "0", "num_segments": str(segments(sms.body)), "price": None,
        "price_unit": "USD", "sid": sms.sid, "status": sms.status.value,
        "subresource_uris": {"media": f"{uri}/Media.json"}, "to": sms.to, "uri": f"{uri}.json",
    }  # fmt: skip


def duration(call: Call) -> int:
    """Whole seconds from the answer to the end; 0 for a call that nobody answered."""
    return (
        round((call.ended_at - call.started_at).total_seconds()) if call.started_at and call.ended_at else 0
    )


def call_json(account: Account, call: Call) -> Json:
    """As `GET …/Calls/{sid}.json` answers."""
    uri = f"{root(account)}/Calls/{call.sid}"
    below = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
    return {
        "account_sid": account.sid, "annotation": None, "answered_by": call.answered_by or None,
        "api_version": VERSION, "caller_name": None, "date_created": _date(call.created_at),
        "date_updated": _date(call.updated_at), "direction": "outbound-api",
        "duration": str(duration(call)) if call.ended_at else None, "end_time": _date(call.ended_at),
        "forwarded_from": None, "from": call.caller, "from_formatted": call.caller, "group_sid": None,
        "parent_call_sid": None, "phone_number_sid": "PN00000000000000000000000000000000", "price": None,
        "price_unit": "USD", "queue_time": "0", "sid": call.sid, "start_time": _date(call.started_at),
        "status": call.status.value, "subresource_uris": {name: f"{uri}/{name.capitalize()}.json" for name in below},
        "to": call.to, "to_formatted": call.to, "trunk_sid": None, "uri": f"{uri}.json",
    }  # fmt: skip


def page_json(uri: str, key: str, items: list[Json], page: int, size: int) -> Json:
    """One page of a list, with the way to the next."""
    shown = items[page * size : (page + 1) * size]
    more: Any = f"{uri}?PageSize={size}&Page={page + 1}" if len(items) > (page + 1) * size else None
    before: Any = f"{uri}?PageSize={size}&Page={page - 1}" if page else None
    return {
        key: shown, "page": page, "page_size": size, "start": page * size, "end": page * size + max(len(shown) - 1, 0),
        "uri": f"{uri}?PageSize={size}&Page={page}", "first_page_uri": f"{uri}?PageSize={size}&Page=0",
        "next_page_uri": more, "previous_page_uri": before,
    }  # fmt: skip
