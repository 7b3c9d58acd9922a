"""How an incident ended, and that it had not."""

from __future__ import annotations

from bot.domain import events as e
from bot.render.voice import Voice

Ending = e.Resolved | e.Reopened | e.Merged | e.Absorbed | e.Cancelled | e.Closed


def of_ending(event: Ending, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.Resolved(because=e.ResolvedBecause.RECOVERED):
            return f"Resolved by itself: all alerts are resolved and nobody had it{_text(event.text, voice)}"
        case e.Resolved():
            return f"{by} resolved it{_text(event.text, voice)}"
        case e.Reopened():
            return f"{by} reopened it{_text(event.reason, voice)}"
        case e.Merged():
            return f"{by} merged it into {voice.words(event.into)}, which goes on."
        case e.Absorbed():
            return f"{voice.words(event.other)} ({voice.words(event.title)}) was merged into this one."
        case e.Cancelled():
            return f"{by} cancelled it as a false alarm{_text(event.reason, voice)}"
        case e.Closed():
            return f"{by} closed it{_text(event.reason, voice)}"


def _text(text: str, voice: Voice) -> str:
    """What somebody typed, as it is; it is theirs to end with a full stop or without."""
    return f": {voice.words(text)}" if text else "."
