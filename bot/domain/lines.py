"""Which events are one timestamped line in the room, so that the next timezone reads it top to bottom."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident

SAID_IN_ROOM = (
    e.RoomRefused,
    e.RoomLost,
    e.Promoted,
    e.Paged,
    e.Held,
    e.Escalated,
    e.PolicyExhausted,
    e.PageFailed,
    e.PageDelayed,
    e.StillOnIt,
    e.Acknowledged,
    e.AcknowledgedAtSource,
    e.StatusChanged,
    e.SeverityChanged,
    e.ImpactDescribed,
    e.NoteAdded,
    e.MessageMarked,
    e.MarkedMessageEdited,
    e.MarkedMessageDeleted,
    e.MarkRemoved,
    e.UpdatePosted,
    e.NothingChanged,
    e.UpdateMissed,
    e.ReminderSnoozed,
    e.RoleAssigned,
    e.RootCauseOverdue,
    e.HandoffOffered,
    e.HandoffDeclined,
    e.HandoffStranded,
    e.HandoffWithdrawn,
    e.HandedOff,
    e.AlertsReceived,
    e.Recovered,
    e.StillFiring,
    e.Resolved,
    e.Reopened,
    e.Merged,
    e.Absorbed,
    e.Cancelled,
    e.Closed,
)
"""Events that are one timestamped line in the room. The others are seen there anyhow (the
card, a summary, Slack's own "joined") or concern one person only."""


def says_a_line(
    before: Incident | None, after: Incident, record: Recorded, paged: Collection[str] = ()
) -> bool:
    """Whether this event is a line in the room.

    It was among those that led from `before` to `after`, which also paged the people `paged`.
    """
    return isinstance(record.event, SAID_IN_ROOM) and not _said_otherwise(before, after, record, paged)


def still_stranded(before: Incident | None) -> bool:
    """Nobody was left to take it before, and the owner knows."""
    return bool(before and before.handoff and before.handoff.stranded)


def _said_otherwise(
    before: Incident | None, after: Incident, record: Recorded, paged: Collection[str]
) -> bool:
    """Whether a line would say twice what the room reads anyhow, or never heard of."""
    match record.event:
        case e.AlertsReceived(firing=1):  # the one alert that opened it is the card's headline
            return before is None
        case e.Escalated(because=e.EscalatedBecause.ROOT_CAUSE):  # "no root cause", then the page
            return True
        case e.Held(target=person):  # paged after all, and the page's line says why
            return person in paged
        case e.PageFailed(person=person):  # "can't take it" follows
            return person == record.by
        case e.PageDelayed(step=step):  # that it never will, where the room knows that it does not
            return any(page.step == step and page.delayed for page in before.pages) if before else False
        case e.RoomLost():  # archived once it was over, as one does
            return not after.open
        case e.Promoted():  # the severity that asks for it
            return record.by == e.MERIDIAN
        case e.HandoffStranded():
            return still_stranded(before)
        case e.HandoffWithdrawn():  # a draft is its giver's own
            return not (before and before.handoff and before.handoff.offered)
        case _:
            return False
