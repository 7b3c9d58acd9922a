"""How an incident went from one person to the next."""

from __future__ import annotations

from bot.domain import events as e
from bot.render.text import stopped
from bot.render.voice import Voice

HandingOff = (
    e.HandoffDrafted
    | e.HandoffOffered
    | e.HandoffDeclined
    | e.HandoffStranded
    | e.HandoffWithdrawn
    | e.HandedOff
)


def of_handing_off(event: HandingOff, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.HandoffDrafted():
            to = f" to {voice.person(event.receiver)}" if event.receiver else ""
            return f"{voice.person(event.giver)} has a handoff{to} in draft."
        case e.HandoffOffered():
            return (
                f"{voice.person(event.giver)} offered it to {voice.person(event.receiver)}, who has until "
                f"{voice.when(event.until)} to read back and accept. {voice.person(event.giver)} owns it meanwhile."
            )
        case e.HandoffDeclined(because=e.DeclinedBecause.CANNOT):
            return f"{voice.person(event.receiver)} can't take the handoff."
        case e.HandoffDeclined():
            return f"{voice.person(event.receiver)} did not answer the handoff in time."
        case e.HandoffStranded():
            return "Nobody is left to take the handoff; the owner keeps it. Name somebody: Hand off."
        case e.HandoffWithdrawn():
            return f"The handoff was withdrawn by {by}; the owner stays."
        case e.HandedOff():
            return (
                f"{voice.person(event.receiver)} took over from {voice.person(event.giver)} and owns it. "
                f"Read back: {stopped(voice.words(event.read_back))}"
            )
