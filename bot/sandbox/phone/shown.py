"""A telephone as the page draws it: what stands in it, the call that is on, and what nobody has read."""

from bot.sandbox.phone.handset import Handset
from bot.sandbox.phone.plant import Plant
from bot.sandbox.phone.records import Call, CallStatus, Sms
from bot.sandbox.records import Json

SHOWN_MOST = 60
"""Messages and calls, the newest: some hundred bytes each, sent with each look."""
LONGEST_PREVIEW = 140


def telephone_shown(plant: Plant, phone: Handset) -> Json:
    """JSON; `items` are messages and ended calls, oldest first, `call` the one that rings or is spoken."""
    mine = [call for call in plant.calls if call.to == phone.number]
    items = [_sms(sms) for sms in phone.texts] + [_ended(call) for call in mine if call.status.over]
    items.sort(key=lambda item: (item["at"], item["id"]))
    return {
        "number": phone.number, "unread": len(unread(phone)), "items": items[-SHOWN_MOST:],
        "call": _going(phone.call) if phone.call else None,
    }  # fmt: skip


def glanced(phone: Handset) -> Json:
    """What a glance from across the room tells: what waits, whether it rings, and the newest words."""
    waiting = unread(phone)
    call = phone.call
    rings = bool(call and call.status is CallStatus.RINGING)
    return {
        "waiting": len(waiting) + rings, "rings": rings, "ts": waiting[-1].sid if waiting else "",
        "text": waiting[-1].body[:LONGEST_PREVIEW] if waiting else "",
    }  # fmt: skip


def unread(phone: Handset) -> list[Sms]:
    """The messages to it that nobody has looked at."""
    return [sms for sms in phone.texts if sms.outbound and not sms.read]


def _sms(sms: Sms) -> Json:
    return {
        "id": sms.sid, "kind": "sms", "mine": not sms.outbound, "text": sms.body, "at": sms.created_at.isoformat(),
    }  # fmt: skip


def _ended(call: Call) -> Json:
    how = "voicemail" if call.on_machine else call.status.value
    return {
        "id": call.sid, "kind": "call", "how": how, "text": " ".join(call.heard), "at": call.created_at.isoformat(),
        "pressed": call.pressed,
    }  # fmt: skip


def _going(call: Call) -> Json | None:
    if call.on_machine:
        return None
    return {
        "id": call.sid, "caller": call.caller, "rings": call.status is CallStatus.RINGING, "heard": list(call.heard),
        "pressed": call.pressed,
    }  # fmt: skip
