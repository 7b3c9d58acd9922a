"""Why somebody is paged: the same words in a page, a mail, the timeline and the exports."""

from __future__ import annotations

from bot.domain.page_reasons import LastResort, PagedBecause, PageReason
from bot.render.voice import Voice

_LAST_RESORT = {
    LastResort.NOBODY_AWAKE_ANSWERED: "nobody awake answered",
    LastResort.EVERYONE_QUIET: "everyone is in quiet hours",
    LastResort.OTHERS_QUIET: "everyone else is in quiet hours",
    LastResort.NOBODY_ANSWERED: "nobody answered yet",
    LastResort.OTHERS_UNREACHABLE: "away, but nobody else can be reached",
}


def why_paged(why: PageReason | str, voice: Voice, *, to_themselves: bool = False) -> str:
    """`on call on primary; nobody awake answered`: without a full stop; "" where nothing is known.

    `to_themselves`: whoever was paged reads it, not others. Text is an earlier version's, and said as it stands.
    """
    if isinstance(why, str):
        return voice.words(why)
    said = _because(why, voice, "you" if to_themselves else "them")
    return f"{said}; {_LAST_RESORT[why.last_resort]}" if why.last_resort else said


def _because(why: PageReason, voice: Voice, whom: str) -> str:
    name = voice.words(why.name)
    match why.because:
        case PagedBecause.NAMED:
            return "named in the policy"
        case PagedBecause.ON_CALL:
            return f"on call on {name}"
        case PagedBecause.IN_HUB:
            return f"in the hub {name}"
        case PagedBecause.IN_TEAM:
            return f"in the team {name}"
        case PagedBecause.ASKED_FOR:
            asker = voice.person(why.asker) if why.asker else "somebody"
            return f"{asker} asked for {name}{f': {voice.words(why.text)}' if why.text else ''}"
        case PagedBecause.SILENT:
            return f"it still fires, and nothing was heard from {whom}"
        case PagedBecause.WORSE:
            return "it got worse"
        case PagedBecause.FIRES_AGAIN:
            return "it was over and fires again"
