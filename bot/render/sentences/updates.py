"""Status updates: written, due, missed."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.render.text import stopped
from bot.render.voice import Voice

Updates = e.UpdatePosted | e.NothingChanged | e.UpdateReminded | e.UpdateMissed | e.ReminderSnoozed


def of_updates(event: Updates, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.UpdatePosted():
            return f"Update from {by}: {stopped(voice.words(event.text))}{_next(event.next_due_at, voice)}"
        case e.NothingChanged():
            return f"{by}: no change.{_next(event.next_due_at, voice)}"
        case e.UpdateReminded():
            whom = voice.person(event.person) if event.person else "Nobody owns it, so nobody"
            return f"{whom} was reminded that an update is due."
        case e.UpdateMissed():
            return f"The update that was due {voice.when(event.due_at)} was not written."
        case e.ReminderSnoozed():
            return f"{by} moved the next update to {voice.when(event.until)}."


def _next(due_at: datetime | None, voice: Voice) -> str:
    return f" Next update {voice.when(due_at)}." if due_at else ""
