"""What people write for the timeline: notes, and messages of the room that they mark.

A message stands once, however many people mark it. Its later edits and its deletion
are new entries; nothing that was written is rewritten.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.events import (
    MarkedMessageDeleted,
    MarkedMessageEdited,
    MarkRemoved,
    MessageMarked,
    NoteAdded,
    Recorded,
)
from bot.domain.incident import Mark
from bot.domain.reminders import LONGEST_TEXT
from bot.domain.requests import AddNote, FollowDeletion, FollowEdit, MarkMessage, UnmarkMessage


def add_note(case: Case, request: AddNote) -> Refused | None:
    """A line for the timeline, also after the end."""
    text = request.text.strip()
    if not text:
        return case.refuse(Why.EMPTY_TEXT)
    if len(text) > LONGEST_TEXT:
        return case.refuse(Why.TOO_LONG, str(LONGEST_TEXT))
    case.add(NoteAdded(text))
    return None


def mark_message(case: Case, request: MarkMessage) -> Refused | None:
    """Put a message on the timeline; a second mark changes nothing."""
    if Mark(request.channel, request.ts) in case.incident.marks:
        return None
    case.add(
        MessageMarked(
            channel=request.channel,
            ts=request.ts,
            author=request.author,
            text=request.text[:LONGEST_TEXT],
            written_at=request.written_at,
            permalink=request.permalink,
        )
    )
    return None


def unmark_message(case: Case, request: UnmarkMessage) -> Refused | None:
    """The last mark was taken away."""
    return _follow(case, request, MarkRemoved(request.channel, request.ts))


def follow_deletion(case: Case, request: FollowDeletion) -> Refused | None:
    """A marked message was deleted."""
    return _follow(case, request, MarkedMessageDeleted(request.channel, request.ts))


def follow_edit(case: Case, request: FollowEdit) -> Refused | None:
    """A marked message was edited: the new wording is a new entry, once. An edit that arrives after a newer one is not."""
    text = request.text[:LONGEST_TEXT]
    wording, edited_at = _wording(case.context.timeline, request)
    if wording == text or (edited_at and request.edited_at and request.edited_at < edited_at):
        return None
    return _follow(case, request, MarkedMessageEdited(request.channel, request.ts, text, request.edited_at))


def _wording(timeline: tuple[Recorded, ...], request: FollowEdit) -> tuple[str | None, datetime | None]:
    """How the message read when it was last put on record, and since when it reads so, if that is known."""
    wording, since = None, None
    for record in timeline:
        match record.event:
            case (
                MessageMarked(channel=channel, ts=ts, text=text)
                | MarkedMessageEdited(channel=channel, ts=ts, text=text)
            ) as event if (channel, ts) == (request.channel, request.ts):
                wording = text
                since = event.edited_at if isinstance(event, MarkedMessageEdited) else None
            case _:
                pass
    return wording, since


def _follow(
    case: Case,
    request: UnmarkMessage | FollowEdit | FollowDeletion,
    event: MarkRemoved | MarkedMessageEdited | MarkedMessageDeleted,
) -> Refused | None:
    if Mark(request.channel, request.ts) not in case.incident.marks:
        return case.refuse(Why.NOT_MARKED)
    case.add(event)
    return None
