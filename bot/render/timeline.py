"""The timeline in words: each event has one sentence, wherever it is read."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import assert_never

from bot.domain import events as e
from bot.domain.events import Event, Recorded
from bot.domain.lines import SAID_IN_ROOM
from bot.domain.setup import Setup
from bot.render.message import Message
from bot.render.sentences.alerts import Alerts, of_alerts
from bot.render.sentences.beginning import Beginning, of_beginning
from bot.render.sentences.ending import Ending, of_ending
from bot.render.sentences.handing_off import HandingOff, of_handing_off
from bot.render.sentences.paging import Paging, of_paging
from bot.render.sentences.updates import Updates, of_updates
from bot.render.sentences.work import Marks, Work, of_marks, of_work
from bot.render.text import cut
from bot.render.voice import SlackVoice, Voice

LINE_MAX = 3000
"""A line is one section at most."""

_MARKS = MappingProxyType(
    {
        e.RoomRefused: "⚠",
        e.RoomLost: "⚠",
        e.Paged: "📟",
        e.Held: "🌙",
        e.Escalated: "⬆",
        e.PolicyExhausted: "⚠",
        e.PageFailed: "⚠",
        e.PageDelayed: "⚠",
        e.Notified: "📟",
        e.NotificationFailed: "⚠",
        e.Acknowledged: "✓",
        e.AcknowledgedAtSource: "✓",
        e.UpdatePosted: "📝",
        e.UpdateMissed: "⚠",
        e.RootCauseOverdue: "⚠",
        e.HandoffStranded: "⚠",
        e.HandedOff: "🤝",
        e.StillFiring: "⚠",
        e.Resolved: "✅",
    }
)


def kind(event: Event) -> str:
    """The event's name in snake case: `declared`, `paged`, `handed_off` …"""
    return kind_of(type(event))


def kind_of(event_class: type) -> str:
    """The same for a class of events."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event_class.__name__).lower()


def told_in_room(event: Event) -> bool:
    """Whether it is one line in the room; the domain decides, here it is only asked."""
    return isinstance(event, SAID_IN_ROOM)


def say(record: Recorded, voice: Voice) -> str:
    """The event as one sentence without its time. mypy fails when an event has none."""
    by, event = voice.person(record.by), record.event
    if isinstance(event, Beginning):
        return of_beginning(event, by, voice)
    if isinstance(event, Paging):
        return of_paging(event, by, voice)
    if isinstance(event, Work):
        return of_work(event, by, voice)
    if isinstance(event, Marks):
        return of_marks(event, by, voice)
    if isinstance(event, Updates):
        return of_updates(event, by, voice)
    if isinstance(event, HandingOff):
        return of_handing_off(event, by, voice)
    if isinstance(event, Alerts):
        return of_alerts(event, voice)
    if isinstance(event, Ending):
        return of_ending(event, by, voice)
    assert_never(event)


def line(record: Recorded, setup: Setup) -> str:
    """The event as one timestamped line of mrkdwn: `10:04 ✓ Diego acknowledged and owns it.`"""
    voice = SlackVoice(setup)
    mark = _MARKS.get(type(record.event))
    said = say(record, voice)
    return cut(" ".join(filter(None, (voice.when(record.at), mark, said))), LINE_MAX)


def room_line(record: Recorded, setup: Setup) -> Message:
    """The event's line as a message: text alone, so that the room reads like a log."""
    return Message(text=line(record, setup))
