"""Every sentence about covers, swaps and time off: what people are asked, told and answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.domain.memos import Moved, News, TellAsker, TellMoved
from bot.domain.oncall import covers as c
from bot.domain.oncall.covers import CannotArrange, NotArranged, Proposal, ProposalState, ShiftSpan
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.message import Block, Message
from bot.render.queries import in_parts
from bot.render.text import cut, stopped, when, words
from bot.render.voice import name_of, named

PIECES_SHOWN = 8
WHY_MAX = 300
SAID_MAX = 2900
LINE_MAX = 1000
"""Characters of one line of several."""
_MARKED_TIME = re.compile(r"<!date\^[^|>]*\|([^>]*)>")


def piece_words(piece: ShiftSpan) -> str:
    """`*primary* from … until …` in mrkdwn."""
    return f"*{words(piece.schedule, 60)}* from {when(piece.starts_at)} until {when(piece.ends_at)}"


def pieces_words(pieces: tuple[ShiftSpan, ...]) -> str:
    """The same for several, joined."""
    said = [piece_words(piece) for piece in pieces[:PIECES_SHOWN]]
    more = f", and {len(pieces) - PIECES_SHOWN:,} more" if len(pieces) > PIECES_SHOWN else ""
    return f"{' and '.join(said) if len(said) < 3 else ', '.join(said)}{more}"


# --- what somebody is asked --------------------------------------------------


def ask(proposal: Proposal, setup: Setup, now: datetime, person: str | None) -> Message:
    """Can you take it? With buttons while it is open, and what became of it afterwards. `person` None: a channel."""
    asker = name_of(setup, proposal.asker)
    if not proposal.open_at(now):
        return _said(_settled(proposal, setup, person))
    if person in proposal.declined:
        return _said(f"You can't take {asker}'s shift: {pieces_words(proposal.pieces)}. {asker} knows.")
    if proposal.in_return:
        wish = (
            f"🔁 {asker} asks you to swap: you take {pieces_words(proposal.pieces)}, and {asker} takes your "
            f"{pieces_words(proposal.in_return)}. "
        )
    else:
        left = " what is left of a shift" if proposal.taken else " cover"
        wish = f"🙋 {asker} asks for{left}: {pieces_words(proposal.pieces)}. "
    why = f"“{words(proposal.why, WHY_MAX)}” " if proposal.why else ""
    wish += f"{why}Until somebody agrees, the pager stays with {asker}."
    wish = cut(wish, SAID_MAX)
    return Message(text=wish, blocks=(section(wish), *actions(_answers(proposal, person))))


def _answers(proposal: Proposal, person: str | None) -> tuple[Block, ...]:
    take = button("Take the shift", Action.TAKE_SHIFT, proposal.id, primary=True)
    part = () if proposal.in_return else (button("Part of it", Action.TAKE_PART, proposal.id),)
    no = (button("I can't", Action.DECLINE_SHIFT, proposal.id),) if person else ()
    return (take, *part, *no)


def _settled(proposal: Proposal, setup: Setup, person: str | None) -> str:
    asker = name_of(setup, proposal.asker)
    if proposal.state is ProposalState.WITHDRAWN:
        return f"{asker} needs no cover any more, so there is nothing to take."
    mine = tuple(taken.piece for taken in proposal.taken if person and taken.person == person)
    if mine:
        back = f" {asker} takes your {pieces_words(proposal.in_return)}." if proposal.in_return else ""
        return f"✓ You took {asker}'s shift: {pieces_words(mine)}.{back}"
    takers = tuple(dict.fromkeys(taken.person for taken in proposal.taken))
    if takers:
        everything = pieces_words(tuple(taken.piece for taken in proposal.taken))
        return f"✓ {named(setup, takers)} took {asker}'s shift: {everything}. Thank you; nothing is left to take."
    return f"Nobody took {asker}'s shift, and its time is over."


# --- what somebody is told ---------------------------------------------------


def tell_asker(told: TellAsker, proposal: Proposal, setup: Setup) -> Message:
    """How a wish for a cover stands, and what to do about it."""
    who, all_of_it = name_of(setup, told.who) if told.who else "", pieces_words(proposal.pieces)
    match told.news:
        case News.TAKEN:
            back = f" You take their {pieces_words(proposal.in_return)}." if proposal.in_return else ""
            left = f" Still with you: {all_of_it}; the others are asked." if proposal.pieces else ""
            return _said(f"✓ {who} takes your shift: {pieces_words(told.pieces)}.{back}{left}")
        case News.DECLINED:
            return _open(
                f"{who} can't take your shift, and nobody else is left to ask: {all_of_it}. The pager stays with you. "
                "Ask somebody by name (`/incident cover-me … @person`), or a part of it.",
                proposal,
            )
        case News.NOBODY_YET:
            return _open(
                f"Nobody took your shift yet: {all_of_it}. The pager stays with you until somebody does. Ask somebody "
                "by name (`/incident cover-me … @person`), ask for a shorter stretch, or tell your team.",
                proposal,
            )
        case News.NOBODY:
            return _said(
                f"Nobody took your shift ({pieces_words(proposal.everything)}), so it stayed with you. "
                "If you could not answer, the next level was paged."
            )


def _open(text: str, proposal: Proposal) -> Message:
    row = actions((button("Cancel request", Action.CALL_OFF, proposal.id),))
    text = cut(text, SAID_MAX)
    return Message(text=text, blocks=(section(text), *row))


def tell_moved(told: TellMoved, setup: Setup) -> Message:
    """For whoever the pager left without being asked."""
    by, shift = name_of(setup, told.by), piece_words(told.piece)
    if told.how is Moved.TAKEN_BACK:
        return _said(f"{by} has the pager again: {shift}. You need not cover it any more.")
    return _said(
        f"{by} took the pager from you: {shift}. You need do nothing. To have it back: `/incident take`."
    )


# --- what whoever asked is answered ------------------------------------------


def arranged(request: c.Arrangement, done: c.Arranged, setup: Setup) -> Message:
    """What came of a request, for the one who made it."""
    if not done.lines:
        return _said("Already done; nothing changed.")
    match request:
        case c.AskCover() | c.AskSwap():
            return _asked(done.proposals[0], setup)
        case c.TakeShift() | c.TakeOver():
            return _taken(done, setup)
        case c.DeclineShift():
            return _said("Noted: you can't. Whoever asked sees who is left.")
        case c.TakeTimeOff():
            return _off(done, setup)
        case c.CallOff():
            return _said(_called_off(done))


def _asked(proposal: Proposal, setup: Setup) -> Message:
    shifts = pieces_words(proposal.pieces)
    if proposal.in_return:
        said = (
            f"I ask {named(setup, proposal.asked)} to swap {shifts} for {pieces_words(proposal.in_return)}."
        )
    elif proposal.named:
        said = f"I ask {named(setup, proposal.asked)} to cover you: {shifts}."
    else:
        first = named(setup, proposal.asked[:3])
        said = f"I ask who could cover you, the fairest first: {first}. It is about {shifts}."
    said += " The pager stays with you until somebody agrees; I tell you then, and if nobody does in half the time."
    return _open(said, proposal)


def _taken(done: c.Arranged, setup: Setup) -> Message:
    mine = tuple(line for line in done.lines if line.person == line.by and line.schedule)
    pieces = tuple(ShiftSpan(line.schedule or "", line.starts_at, line.ends_at) for line in mine)
    holders = tuple(dict.fromkeys(line.instead_of for line in mine if line.instead_of))
    for_whom = f" in place of {named(setup, holders)}" if holders else ""
    return _said(f"📟 You have the pager of {pieces_words(pieces)}{for_whom}. Thank you.")


def _off(done: c.Arranged, setup: Setup) -> Message:
    away = done.time_off[0]
    said = [
        f"🌴 You are off from {when(away.starts_at)} until {when(away.ends_at)}: no page goes to you that another can take."
    ]
    if not done.proposals:
        said.append("You have no shift in that time.")
    for proposal in done.proposals[:PIECES_SHOWN]:
        who = (
            f"I ask {named(setup, proposal.asked[:3])}"
            if proposal.asked
            else "⚠ nobody is free: talk to your team"
        )
        said.append(f"• {pieces_words(proposal.pieces)}: {who}.")
    if done.proposals:
        said.append("A shift stays yours until somebody takes it; I tell you of each.")
    lines = [cut(line, LINE_MAX) for line in said]
    return Message(
        text=cut(" ".join(lines), SAID_MAX), blocks=tuple(section(part) for part in in_parts(lines))
    )


def _called_off(done: c.Arranged) -> str:
    line = done.lines[0]
    if line.schedule and line.instead_of:
        shift = piece_words(ShiftSpan(line.schedule, line.starts_at, line.ends_at))
        return f"📟 You have the pager again: {shift}."
    if done.proposals:
        return "Nobody is asked any more; your shift stays with you."
    return f"You are not off from {when(line.starts_at)} until {when(line.ends_at)} after all."


def feeds(found: Mapping[str, str], *, anew: bool = False) -> Message:
    """The secret addresses of calendars, by what stands in them; none where the bot can't be reached."""
    if not found:
        return _said(
            "There is no calendar to subscribe to: whoever runs me has to set MERIDIAN_PUBLIC_URL to the address at "
            "which people reach me. Your next shifts stand in the home tab of this app."
        )
    head = (
        "The old address is closed; this is the new one." if anew else "Subscribe to these in your calendar."
    )
    lines = [f"• {words(what, 60)}: `{words(url, 400)}`" for what, url in found.items()]
    tail = (
        "They are secret: whoever has one sees the shifts. `/incident oncall feed renew` closes yours and makes a new "
        "one, `/incident oncall feed renew primary` a schedule's."
    )
    return Message(text=head, blocks=tuple(section(part) for part in (head, *in_parts(lines), tail)))


# --- why not -----------------------------------------------------------------


def not_arranged(refused: NotArranged, setup: Setup) -> Message:
    """Why nothing was changed, and what to do instead."""
    return Message(text=cut(why_not(refused, setup), SAID_MAX))


def in_a_form(message: Message) -> str:
    """The same below a field of a form, which shows no mrkdwn: times are in UTC there, and say so."""
    text = _MARKED_TIME.sub(r"\1", message.text).replace("*", "").replace("`", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def why_not(refused: NotArranged, setup: Setup) -> str:
    """The same as mrkdwn. A test fails when a reason has no sentence."""
    return f"{_FIXED.get(refused.why) or _in_the_way(refused, setup) or _about(refused, setup)}{_instead(refused, setup)}"


_FIXED = {
    CannotArrange.OUTSIDER: (
        "Guests and people from outside can't take or give shifts here. Ask a member of the workspace."
    ),
    CannotArrange.NOT_IN_FILE: (
        "You are not in meridian.yml, so you have no shifts here. Ask whoever keeps that file to add you."
    ),
    CannotArrange.BACKWARDS: "That ends before it begins. Write it like `from 14:00 to 18:00`, or `4h`.",
    CannotArrange.OVER: "That time is over already. Choose one that is to come.",
    CannotArrange.BEGUN: (
        "One of these shifts has begun, and what has begun is covered, not swapped. `/incident cover-me` asks somebody "
        "to take the rest of yours."
    ),
    CannotArrange.TOO_LONG: "That is longer than three months. A change for so long belongs in meridian.yml.",
    CannotArrange.YOURSELF: "That shift is yours already. Name somebody else, or leave the name out and I ask around.",
    CannotArrange.GONE: "There is nothing to take or to call off here any more. `/incident oncall` shows who has what.",
    CannotArrange.NOT_A_PART: (
        "That part lies outside of what is still to be taken, or a swap can't be divided. Choose times within it, "
        "or take all of it."
    ),
    CannotArrange.HAVE_IT: "You have this pager already; nothing was changed. `/incident cover-me` asks for relief.",
}
"""Reasons whose sentence is always the same."""


def _about(refused: NotArranged, setup: Setup) -> str:
    who = name_of(setup, refused.person) if refused.person else "They"
    piece = refused.piece
    span = f" from {when(piece.starts_at)} until {when(piece.ends_at)}" if piece else " then"
    match refused.why:
        case CannotArrange.UNKNOWN_PERSON:
            return f"I know nobody called `{who.replace('`', '')}` in meridian.yml. Mention them with @."
        case CannotArrange.UNKNOWN_SCHEDULE:
            return f"There is no schedule `{who.replace('`', '')}`. Name one of those that `/incident oncall` shows."
        case CannotArrange.NO_SHIFT:
            return f"{who} has no shift{span}, so there is nothing to cover. The home tab of this app shows your next shifts."
        case CannotArrange.NOBODY_FREE:
            return (
                f"Nobody is free for all of it{span}: everyone is away, asleep or on call then. The pager stays with "
                "you. Ask for a shorter stretch, such as `/incident cover-me 2h`, or swap: `/incident swap @person`."
            )
        case CannotArrange.TAKEN:
            return f"{who} was faster and has it already. Thank you all the same; you need do nothing."
        case CannotArrange.NOT_ASKED:
            if not refused.person:
                return "This was asked of nobody by name. If you want the shift: *Take the shift*."
            return f"This was asked of {who}. If you want the shift, take it yourself: `/incident take`."
        case CannotArrange.NOT_YOURS:
            return f"Only {who} can call this off. To give it away again: `/incident cover-me`."
        case _:
            return "That can't be done as things stand. `/incident oncall` shows who has what."


def _in_the_way(refused: NotArranged, setup: Setup) -> str:
    """Why the pager would be with nobody."""
    who = name_of(setup, refused.person) if refused.person else "They"
    piece = refused.piece
    span = f" from {when(piece.starts_at)} until {when(piece.ends_at)}" if piece else " then"
    match refused.why:
        case CannotArrange.AWAY:
            return f"{who} is off{span}, so the pager would be with nobody. Choose a time outside of that, or somebody else."
        case CannotArrange.ON_CALL_ALREADY:
            where = f" on *{words(piece.schedule, 60)}*" if piece else ""
            return (
                f"{who} is on call already{where}{span}: one person with two pagers leaves one of them without a "
                "backup. Choose a part outside of that, or somebody else."
            )
        case CannotArrange.ASLEEP:
            return f"{who} is asleep or off all the while{span}: nobody would hear the pager. Choose somebody who is awake then."
        case CannotArrange.UNREACHABLE:
            return f"{who} has no Slack id in meridian.yml and could not be paged. Choose somebody else."
        case _:
            return ""


def _instead(refused: NotArranged, setup: Setup) -> str:
    if not refused.instead:
        return ""
    if refused.why is CannotArrange.UNKNOWN_SCHEDULE:
        return f" You can write: {', '.join(f'`{words(name, 60)}`' for name in refused.instead[:8])}."
    return stopped(f" Free for all of it: {named(setup, refused.instead[:5])}")


def _said(text: str) -> Message:
    text = cut(text, SAID_MAX)
    return Message(text=text, blocks=(section(text),))
