"""Why a cover, a swap or time off is not arranged, and what to do instead."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.oncall.covers import CannotArrange, NotArranged
from bot.domain.setup import Setup
from bot.render.message import Message
from bot.render.spans import Clock, pieces_words, span, typed_span
from bot.render.text import cut, stopped, words
from bot.render.voice import name_of, named

SAID_MAX = 2900
PART = timedelta(hours=4)
"""So much is suggested where nobody is free for all of it."""


def not_arranged(refused: NotArranged, setup: Setup, me: str, clock: Clock, now: datetime) -> Message:
    """Why nothing was changed, and what to do instead; `me` asked, and reads it on that clock."""
    return Message(text=cut(why_not(refused, setup, me, clock, now), SAID_MAX))


def in_a_form(message: Message) -> str:
    """The same below a field of a form, which shows no mrkdwn."""
    text = message.text.replace("*", "").replace("`", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def why_not(refused: NotArranged, setup: Setup, me: str, clock: Clock, now: datetime) -> str:
    """The same as mrkdwn. A test fails when a reason has no sentence."""
    mine = bool(refused.person) and refused.person == me
    who = "You" if mine else name_of(setup, refused.person) if refused.person else "They"
    piece = refused.piece
    when = f" {span(piece.starts_at, piece.ends_at, clock)}" if piece else " then"
    said = _FIXED.get(refused.why) or (
        _in_my_way(refused, when) if mine else _in_their_way(refused, who, when)
    )
    return f"{said or _about(refused, who, when, clock, now)}{'' if mine else _instead(refused, setup)}"


_FIXED = {
    CannotArrange.OUTSIDER: (
        "Guests and people from outside can't take or give shifts here. Ask a member of the workspace."
    ),
    CannotArrange.NOT_IN_FILE: (
        "You are not in meridian.yml, so you have no shifts here. Ask whoever keeps that file to add you."
    ),
    CannotArrange.BACKWARDS: "That ends before it begins. Write it like `from 14:00 to 18:00`, `1 dec to 5 dec`, or `4h`.",
    CannotArrange.OVER: "That time is over already. Choose one that is to come.",
    CannotArrange.BEGUN: (
        "One of these shifts has begun, and what has begun is covered, not swapped. `/incident cover-me` asks somebody "
        "to take the rest of yours."
    ),
    CannotArrange.TOO_LONG: "That is longer than three months. A change for so long belongs in meridian.yml.",
    CannotArrange.YOURSELF: "That shift is yours already. Name somebody else, or leave the name out and I ask around.",
    CannotArrange.GONE: "There is nothing to take or to call off here any more. `/incident oncall` shows who has what.",
    CannotArrange.WHOLE: "A swap can't be divided. Take all of it with *Swap*, or leave it.",
    CannotArrange.HAVE_IT: "You have this pager already; nothing was changed. `/incident cover-me` asks for relief.",
}
"""Reasons whose sentence is always the same."""


def _about(refused: NotArranged, who: str, when: str, clock: Clock, now: datetime) -> str:
    piece = refused.piece
    match refused.why:
        case CannotArrange.UNKNOWN_PERSON:
            return f"I know nobody called `{who.replace('`', '')}` in meridian.yml. Mention them with @."
        case CannotArrange.UNKNOWN_SCHEDULE:
            return f"There is no schedule `{who.replace('`', '')}`. Name one of those that `/incident oncall` shows."
        case CannotArrange.NO_SHIFT:
            has = "have" if who == "You" else "has"
            return f"{who} {has} no shift{when}, so there is nothing to give. The home tab of this app shows your next shifts."
        case CannotArrange.NOBODY_FREE:
            typed = typed_span(piece, clock, now, PART) if piece else "2h"
            return (
                f"Nobody is free for all of it ({when.strip()}): everyone is away, asleep or on call then. The pager "
                f"stays with you. Ask for a shorter part, such as `/incident cover-me {typed}`, or swap: "
                "`/incident swap`."
            )
        case CannotArrange.NOT_A_PART:
            left = f" ({pieces_words([piece], clock)})" if piece else ""
            return f"That part lies outside of what is still to be taken{left}. Choose times within it, or take all of it."
        case _:
            return _whose(refused, who)


def _whose(refused: NotArranged, who: str) -> str:
    """Whose it is by now, or whose word it needs."""
    match refused.why:
        case CannotArrange.TAKEN:
            return f"{who} was faster and has it already. You need do nothing."
        case CannotArrange.AGREED:
            return f"{who} has agreed already. To have your shift back: *Take it back* on the home tab of this app."
        case CannotArrange.NOT_ASKED:
            if not refused.person:
                return "This was asked of nobody by name. If you want the shift: *Take the shift*."
            return f"This was asked of {who}. If you want the shift, take it yourself: `/incident take`."
        case CannotArrange.NOT_YOURS:
            return f"Only {who} can call this off. To give it away again: `/incident cover-me`."
        case _:
            return "That can't be done as things stand. `/incident oncall` shows who has what."


def _in_their_way(refused: NotArranged, who: str, when: str) -> str:
    """Why the pager would be with nobody."""
    match refused.why:
        case CannotArrange.AWAY:
            return f"{who} is off{when}, so the pager would be with nobody. Choose a time outside of that, or somebody else."
        case CannotArrange.ON_CALL_ALREADY:
            return (
                f"{who} is on call already{_where(refused)}{when}: one person with two pagers leaves one of them without a "
                "backup. Choose a part outside of that, or somebody else."
            )
        case CannotArrange.ASLEEP:
            return f"{who} is asleep or off all the while{when}: nobody would hear the pager. Choose somebody who is awake then."
        case CannotArrange.UNREACHABLE:
            return f"{who} has no Slack id in meridian.yml and could not be paged. Choose somebody else."
        case _:
            return ""


def _in_my_way(refused: NotArranged, when: str) -> str:
    """The same, said to whoever it is about."""
    match refused.why:
        case CannotArrange.AWAY:
            return (
                f"You are off{when}, so the pager would be with nobody. Take a time outside of that, or end your "
                "time off with *Call it off* on the home tab of this app."
            )
        case CannotArrange.ON_CALL_ALREADY:
            return (
                f"You are on call already{_where(refused)}{when}: one person with two pagers leaves one of them without a "
                "backup. Take a part outside of that."
            )
        case CannotArrange.ASLEEP:
            return (
                f"All of it ({when.strip()}) lies in your quiet hours or days off, when pages go to others first. "
                "Take a time outside of them."
            )
        case CannotArrange.UNREACHABLE:
            return "You have no Slack id in meridian.yml and could not be paged. Ask whoever keeps that file to add it."
        case _:
            return ""


def _where(refused: NotArranged) -> str:
    return f" on *{words(refused.piece.schedule, 60)}*" if refused.piece else ""


def _instead(refused: NotArranged, setup: Setup) -> str:
    if not refused.instead:
        return ""
    if refused.why is CannotArrange.UNKNOWN_SCHEDULE:
        known = [f"`{words(name, 60)}`" for name in refused.instead[:8]]
        return f" You can write {' or '.join(filter(None, (', '.join(known[:-1]), known[-1])))}."
    return stopped(f" Who could take all of it: {named(setup, refused.instead[:5])}")
