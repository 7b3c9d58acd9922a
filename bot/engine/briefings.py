"""A notice with all that telling it needs, read in one snapshot before it is sent."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.events import Recorded
from bot.domain.notices import (
    Briefing,
    Notice,
    NotifyBy,
    Place,
    PointToRoom,
    PostSummary,
    SayLine,
    SettleQuestion,
    ShowCard,
    ShowMirror,
    TellGiver,
    UploadTimeline,
)
from bot.engine.changes import that_may_explain
from bot.engine.corridor import Corridor
from bot.store import events, incidents, messages
from bot.store.claims import Claimed
from bot.store.transactions import Tx


def brief(tx: Tx, claimed: Claimed, corridor: Corridor) -> Briefing | None:
    """None when its incident is not there (it was deleted).

    Raises codec.Undecodable when a newer version planned the notice or changed the incident.
    """
    notice = claimed.notice.notice()
    incident = incidents.find(tx, notice.incident)
    if incident is None:
        return None
    places = messages.places(tx, incident.id)
    return Briefing(
        notice=notice,
        incident=incident,
        setup=corridor.setup,
        now=corridor.clock.now(),
        records=_records(tx, notice),
        place=_place(notice, places),
        card=places.get("card"),
        timeline_url=corridor.links.timeline(incident),
        address=_address(tx, notice, corridor),
        answer_url=_answer_url(notice, corridor),
        changes=that_may_explain(tx, incident) if isinstance(notice.what, ShowCard | ShowMirror) else (),
        first_tried_at=claimed.notice.first_tried_at if claimed.doubtful else None,
    )


def _address(tx: Tx, notice: Notice, corridor: Corridor) -> str | None:
    match notice.what:
        case NotifyBy(person=person, method=method):
            return corridor.addresses.address(tx, person, method)
        case _:
            return None


def _answer_url(notice: Notice, corridor: Corridor) -> str | None:
    match notice.what:
        case NotifyBy(person=person, step=step, method=method):
            return corridor.links.answer(notice.incident, person, step, method)
        case _:
            return None


def _place(notice: Notice, places: dict[str, Place]) -> Place | None:
    if isinstance(notice.what, PointToRoom):
        return places.get("mirror")
    return places.get(notice.surface) if notice.surface else None


def _records(tx: Tx, notice: Notice) -> tuple[Recorded, ...]:
    match notice.what:
        case SayLine(seq=seq) | TellGiver(seq=seq) | SettleQuestion(seq=seq):
            return tuple(events.records(tx, notice.incident, _one(seq)))
        case PostSummary(since=since):
            return tuple(events.timeline(tx, notice.incident, since))
        case UploadTimeline():
            return tuple(events.timeline(tx, notice.incident))
        case _:
            return ()


def _one(seq: int) -> Collection[int]:
    return (seq,)
