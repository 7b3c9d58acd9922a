"""How an incident began and where it is worked on."""

from __future__ import annotations

from types import MappingProxyType

from bot.domain import events as e
from bot.render.text import stopped
from bot.render.voice import Voice

NOT_ALLOWED = "The app may not make channels: install it again from manifest.yml. "

LOST_BECAUSE = MappingProxyType(
    {
        "is_archived": "it was archived",
        "channel_not_found": "it was deleted, or I was removed from it",
        "not_in_channel": "I was removed from it",
    }
)

Beginning = e.Declared | e.RoomOpened | e.RoomRefused | e.RoomLost | e.Promoted | e.MorningCame


def of_beginning(event: Beginning, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.Declared():
            return _declared(event, by, voice)
        case e.RoomOpened(kind=e.RoomKind.CHANNEL):
            return f"The work goes on in {voice.channel(event.channel, event.name)}."
        case e.RoomOpened():
            return "The work goes on in this thread."
        case e.RoomRefused():
            return (
                f"Slack would not open a channel ({voice.words(event.reason)}); the work goes on without one. "
                f"{NOT_ALLOWED if event.reason.startswith('missing_scope') else ''}To try again: Give it a channel."
            )
        case e.RoomLost():
            return f"{_lost(event, voice)} The work goes on here."
        case e.Promoted():
            return f"{by} asked for a channel of its own."
        case e.MorningCame(told=False):
            return f"Morning in {voice.words(event.hub)}: nothing new, so no summary was posted."
        case e.MorningCame():
            return f"Morning in {voice.words(event.hub)}: a summary of the night was posted."


def _lost(event: e.RoomLost, voice: Voice) -> str:
    """What became of the room."""
    room = voice.channel(event.channel, event.name)
    return f"Nothing can be said in {room} any more: {why_lost(event.reason)} ({voice.words(event.reason)})."


def why_lost(reason: str) -> str:
    """Slack's code in words."""
    return LOST_BECAUSE.get(reason, "Slack takes no messages from me there")


def _declared(event: e.Declared, by: str, voice: Voice) -> str:
    where = f" on {voice.words(event.service)}" if event.service else ""
    kind = "a private " if event.private else ""
    whose = f" {voice.person(event.owner)} owns it." if event.owner else ""
    said = f"{by} declared {kind}{event.severity.value}{where}: {stopped(voice.words(event.title))}{whose}"
    if event.from_message:
        said += f" Declared from {voice.link('a message', event.from_message)}."
    return said
