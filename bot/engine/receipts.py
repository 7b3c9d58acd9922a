"""What came of telling, and what follows from that: a receipt comes back as a request."""

from __future__ import annotations

from bot.domain.events import RoomKind
from bot.domain.incident import Incident
from bot.domain.notices import (
    Later,
    Never,
    Notice,
    NotifyBy,
    OpenRoom,
    PageChannel,
    PagePerson,
    Place,
    Receipt,
    Sent,
    ShowMirror,
)
from bot.domain.outcomes import (
    NoteNotificationFailed,
    NotePageDelayed,
    NotePageFailed,
    NoteRoom,
    NoteRoomLost,
    NoteRoomRefused,
)
from bot.domain.requests import BY_MERIDIAN, Asked, Request
from bot.engine.corridor import Corridor
from bot.engine.saving import card_of
from bot.store import incidents, messages, notices
from bot.store.transactions import Tx


def note(tx: Tx, corridor: Corridor, notice: Notice, receipt: Receipt) -> None:
    """Remember where the message stands, and carry out what follows, in one transaction.

    A Later is given here once the page waited too long: it goes another way.

    Raises codec.Undecodable when a newer version has changed the incident meanwhile.
    """
    if isinstance(receipt, Sent):
        _place(tx, notice, receipt)
        if not isinstance(notice.what, OpenRoom | ShowMirror):
            return
    incident = incidents.find(tx, notice.incident, lock=True)
    request = _request(notice, receipt, incident) if incident else None
    if incident and request:
        corridor.decide_and_save(tx, Asked(request, BY_MERIDIAN, incident.id), incident, {})


def follows(notice: Notice, receipt: Receipt) -> bool:
    """Whether `note` has anything to do: most lines in a room need no second look."""
    if isinstance(receipt, Never) and receipt.lost_room:
        return True
    return isinstance(notice.what, OpenRoom | PagePerson | NotifyBy | PageChannel) or (
        isinstance(receipt, Sent) and notice.surface is not None
    )


def _place(tx: Tx, notice: Notice, sent: Sent) -> None:
    if not (notice.surface and sent.channel and sent.ts):
        return
    messages.place(tx, notice.incident, notice.surface, Place(sent.channel, sent.ts))
    if notice.surface == "card":
        notices.release(tx, card_of(notice.incident))


def _request(notice: Notice, receipt: Receipt, incident: Incident) -> Request | None:
    match notice.what, receipt:
        case OpenRoom(), Sent(channel=str() as channel, name=name):
            return NoteRoom(RoomKind.CHANNEL, channel, name=name)
        case OpenRoom(), Never(reason=reason):
            return NoteRoomRefused(reason)
        case ShowMirror(), Sent(channel=str() as channel, ts=str() as ts) if incident.room is None:
            return NoteRoom(RoomKind.THREAD, channel, ts)
        case _, Never(reason=reason, lost_room=str() as channel):
            return NoteRoomLost(channel, reason)
        case PagePerson(person=person, step=step), Never(reason=reason):
            return NotePageFailed(person, step, reason)
        case PagePerson(person=person, step=step), Later(reason=reason):
            return NotePageDelayed(person, step, reason)
        case NotifyBy(person=person, step=step, method=method), Never(reason=reason, fault=fault):
            return NoteNotificationFailed(person, step, method, reason, fault)
        case PageChannel(channel=channel, step=step), Never(reason=reason):
            return NotePageFailed(channel, step, reason)
        case _:
            return None
