"""Why something was not done, and what to do now: one sentence for each reason."""

from __future__ import annotations

from bot.domain.decision import Refused, Why
from bot.domain.setup import Setup
from bot.render.message import Message
from bot.render.text import plural, words
from bot.render.voice import name_of

ABOUT_MAX = 120
INSTEAD_SHOWN = 8


def refusal(refused: Refused, setup: Setup) -> str:
    """Mrkdwn: why not, and the next step. A test fails when a reason has none."""
    return f"{_why(refused, setup)}{_instead(refused)}"


def refused_message(refused: Refused, setup: Setup) -> Message:
    """The same as an answer to the one who asked."""
    return Message(text=refusal(refused, setup))


def _instead(refused: Refused) -> str:
    """` You can write: checkout, search.`; the reasons that say it better themselves are left out."""
    if not refused.instead:
        return ""
    instead = tuple(dict.fromkeys(refused.instead))
    shown = ", ".join(f"`{words(word, 60).replace('`', '')}`" for word in instead[:INSTEAD_SHOWN])
    left = len(instead) - INSTEAD_SHOWN
    return f" You can write: {shown}{f' and {left:,} more' if left > 0 else ''}."


_FIXED = {
    Why.NOT_SURE_WHO: (
        "I could not read your Slack profile just now, and this needs to be sure who you are. "
        "Acknowledge, notes and updates work; try this again in a minute."
    ),
    Why.UNCHANGED: "It is so already; nothing was changed.",
    Why.EMPTY_TEXT: "There was no text. Write what should stand there and send it again.",
    Why.NOT_MARKED: "This message is not on the timeline. Mark it with 📌 to put it there.",
    Why.NOBODY_NEXT: "The schedule names nobody to hand off to. Name somebody: `/incident handoff @person`.",
    Why.HANDOFF_TO_SELF: "You own it already. Hand off to somebody else: `/incident handoff @person`.",
    Why.SAME_INCIDENT: "That is the incident itself. Name the other one, which goes on: `/incident merge INC-…`.",
    Why.PRIVATE_MERGE: (
        "A private incident and an open one can't be merged: it would show what is private. "
        "Resolve or cancel one of them instead."
    ),
    Why.IMPACT_IN_FUTURE: (
        "The impact can't have begun later than now, or after the incident's end. "
        "Choose the time at which customers first noticed."
    ),
    Why.WAIT_NOT_SENSIBLE: "That wait makes no sense here. Give one such as `15m`, `2h` or `1d`, a week at most.",
    Why.STALE: "This came too late: things have moved on. The card shows how it stands now.",
}
"""Reasons whose sentence is always the same."""


def _why(refused: Refused, setup: Setup) -> str:
    return _FIXED.get(refused.why) or _about_state(refused, setup) or _about_words(refused, setup)


def _about_state(refused: Refused, setup: Setup) -> str:
    """Reasons that lie in how the incident stands."""
    which, about = _which(refused), name_of(setup, refused.about) if refused.about else ""
    match refused.why:
        case Why.ENDED:
            status = refused.incident.status.value if refused.incident else "over"
            return f"{which} is {status}. If it is not over, reopen it first: Reopen, or `/incident reopen`."
        case Why.STILL_OPEN:
            return f"{which} is still open. Resolve it first: Resolve, or `/incident resolve`."
        case Why.ALREADY_ACKNOWLEDGED:
            return f"{about or 'Somebody'} has {which} already. To help, say so in the room; to take it over: `/incident handoff me`."
        case Why.NOT_PAGED:
            return f"You have no open page of {which}, so there is nothing to give back. If you own it: Hand off."
        case Why.NO_OWNER:
            return f"Nobody owns {which} yet, so nobody can hand it off. Press Acknowledge to take it."
        case Why.NO_HANDOFF:
            return f"No handoff of {which} is open. Begin one: Hand off, or `/incident handoff @person`."
        case Why.NOT_THE_GIVER:
            return f"Only the owner{f' ({about})' if about else ''} can hand off {which}. Ask them, or take it yourself: `/incident handoff me`."
        case Why.NOT_THE_RECEIVER:
            return f"This handoff was offered to {about or 'somebody else'}. Ask the owner to name you: Hand off."
        case Why.HAS_CHANNEL:
            return f"{which} has a channel of its own already{_room(refused)}."
        case _:
            return ""


def _about_words(refused: Refused, setup: Setup) -> str:
    """Reasons that lie in what was asked, or who asked."""
    about = words(refused.about, ABOUT_MAX).replace("`", "")
    quoted = f"`{about}`" if about else "that"
    match refused.why:
        case Why.NO_INCIDENT_HERE:
            return (
                f"There is no incident here. Name one (`/incident {about or 'ack'} INC-…`), go to its channel, "
                "or start one: `/incident declare title`."
            )
        case Why.NO_SUCH_INCIDENT:
            return (
                f"There is no incident {quoted} that you can see. `/incident list` shows those that are open."
            )
        case Why.NOT_A_RESPONDER:
            return (
                "Guests and people from outside can't do this here. Ask a member of the workspace to do it."
            )
        case Why.NOBODY_TO_PAGE:
            return _nobody_to_page(refused, setup)
        case Why.UNKNOWN_TARGET:
            return (
                f"There is no team or service {quoted} that can be paged. Correct the name and send it again."
            )
        case Why.UNKNOWN_SERVICE:
            return f"There is no service {quoted} in meridian.yml. Correct the name, or leave it out."
        case Why.UNKNOWN_PERSON:
            return f"I know nobody called {quoted}. Mention them with @, or use their name in meridian.yml."
        case Why.MOVE_NOT_ALLOWED:
            now = refused.incident.status.value if refused.incident else "where it is"
            ways = "" if refused.instead else " To end it: Resolve; to begin again: Reopen."
            return f"The status can't go from {now} to {quoted}.{ways}"
        case Why.TOO_LONG:
            limit = plural(int(refused.about), "character") if refused.about.isdecimal() else "less"
            return f"That is too long; {limit} fit. Shorten it, and put the rest in the room."
        case _:
            return "That was not done. `/incident help` shows what can be."


def _nobody_to_page(refused: Refused, setup: Setup) -> str:
    """No policy, or nobody on it: what to do depends on what the file has."""
    named = f" for {words(refused.about, ABOUT_MAX)}" if refused.about else ""
    if setup.teams or setup.services:
        return f"There is nobody to page next{named}. Page another team: `/incident page team text`, or call somebody."
    return f"There is nobody to page{named}: meridian.yml has no teams yet. Invite people to the room with @."


def _which(refused: Refused) -> str:
    return refused.incident.id if refused.incident else "It"


def _room(refused: Refused) -> str:
    room = refused.incident.room if refused.incident else None
    return f": <#{room.channel}>" if room else ""
