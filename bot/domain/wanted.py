"""Whether a notice is still worth telling when its turn comes, perhaps hours later."""

from __future__ import annotations

from bot.domain.events import RoomKind
from bot.domain.incident import Incident
from bot.domain.notices import (
    AddBookmarks,
    AskIfResolved,
    AskToReopen,
    Invite,
    NotifyBy,
    Occasion,
    OfferToTake,
    OpenRoom,
    PageChannel,
    PagePerson,
    PinCard,
    PostSummary,
    RefreshPage,
    RemindUpdate,
    SetTopic,
    ShowCard,
    ShowDraft,
    SuggestHelp,
    Telling,
)


def wanted(what: Telling, incident: Incident) -> bool:
    """False: telling it now would wake, nudge or ask somebody for nothing.

    A page that an acknowledgement overtook is not sent, and of several pages to one
    person that piled up while Slack was down only the newest is.
    """
    match what:
        case PagePerson(person=person, step=step):
            return step == max((p.step for p in incident.pages if p.person == person), default=None)
        case NotifyBy(person=person, step=step):
            return any(p.is_told_by(person, step) for p in incident.pages)
        case PageChannel(step=step) | RefreshPage(step=step):
            return any(p.step == step for p in incident.pages)
        case ShowDraft(number=number):
            return incident.handoff is not None and incident.handoffs == number
        case OfferToTake(person=person, number=number):
            handoff = incident.handoff
            waits = handoff is not None and handoff.offered and handoff.until is not None
            return waits and incident.handoffs == number and _receiver(incident) == person
        case OpenRoom():
            return incident.wants_channel and (incident.room is None or _in_thread(incident))
        case ShowCard() | SetTopic() | Invite() | PinCard() | AddBookmarks():
            # Never in the incidents channel, where a lost room's thread stands.
            return incident.room is not None and not _in_thread(incident)
        case _:
            return _question_stands(what, incident)


def _question_stands(what: Telling, incident: Incident) -> bool:
    match what:
        case RemindUpdate(times=times):
            return incident.open and incident.cadence.reminded == times
        case SuggestHelp(person=person):
            return incident.open and incident.root_cause.due_at is not None and incident.owner == person
        case AskIfResolved():
            return incident.open and incident.recovered_at is not None
        case AskToReopen():
            return not incident.open
        case PostSummary(occasion=Occasion.MORNING):
            return incident.open
        case _:
            return True


def _receiver(incident: Incident) -> str | None:
    return incident.handoff.receiver if incident.handoff else None


def _in_thread(incident: Incident) -> bool:
    return incident.room is not None and incident.room.kind is RoomKind.THREAD
