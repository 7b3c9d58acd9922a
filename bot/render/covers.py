"""Every sentence about covers, swaps and time off: what people are asked, told and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.memos import Moved, News, TellAsker, TellMoved
from bot.domain.oncall import covers as c
from bot.domain.oncall.covers import Proposal, ProposalState, ShiftSpan, overlap
from bot.domain.proposing import asked_later, asked_now
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.message import Block, Message
from bot.render.queries import in_parts
from bot.render.spans import Clock, clock_of, moment, piece_words, pieces_words, span, typed_span
from bot.render.text import cut, listed, words
from bot.render.voice import name_of, named

PIECES_SHOWN = 8
WHY_MAX = 300
SAID_MAX = 2900
LINE_MAX = 1000
"""Characters of one line of several."""

PART = timedelta(hours=4)
"""So much is suggested where nobody takes all of it."""

# --- what somebody is asked --------------------------------------------------


def ask(proposal: Proposal, setup: Setup, now: datetime, person: str | None) -> Message:
    """Can you take it? With buttons while it is open, and what became of it afterwards. `person` None: a channel."""
    clock, asker = clock_of(setup, person), name_of(setup, proposal.asker)
    if person == proposal.asker:
        return _own(proposal, setup, clock, now)
    if not proposal.open_at(now):
        return _said(_settled(proposal, setup, person))
    shifts = pieces_words(_to_come(proposal.pieces, now), clock)
    if person in proposal.declined:
        return _said(f"Noted: you don't take {asker}'s shift: {shifts}.")
    if proposal.in_return:
        theirs = pieces_words(proposal.in_return, clock)
        wish = f"🔁 {asker} asks you to swap shifts: you take {shifts}, and {asker} takes your {theirs}. "
    else:
        left = " what is left of a shift" if proposal.taken else " cover"
        wish = f"🙋 {asker} asks for{left}: {shifts}. "
    who = "you agree" if person and proposal.named else "somebody agrees"
    why = f"“{words(proposal.why, WHY_MAX)}” " if proposal.why else ""
    wish = cut(f"{wish}{why}Until {who}, the pager stays with {asker}.", SAID_MAX)
    return Message(text=wish, blocks=(section(wish), *actions(_answers(proposal, person))))


def _to_come(pieces: Sequence[ShiftSpan], now: datetime) -> tuple[ShiftSpan, ...]:
    """What is not over: whoever is asked late is asked for the rest."""
    ahead = (overlap(piece, ShiftSpan(piece.schedule, now, max(now, piece.ends_at))) for piece in pieces)
    return tuple(piece for piece in ahead if piece)


def _answers(proposal: Proposal, person: str | None) -> tuple[Block, ...]:
    what = "Swap" if proposal.in_return else "Take the shift"
    take = button(what, Action.TAKE_SHIFT, proposal.id, primary=True)
    part = () if proposal.in_return else (button("Part of it", Action.TAKE_PART, proposal.id),)
    no = (button("I can't", Action.DECLINE_SHIFT, proposal.id),) if person else ()
    return (take, *part, *no)


def _settled(proposal: Proposal, setup: Setup, person: str | None) -> str:
    clock, asker = clock_of(setup, person), name_of(setup, proposal.asker)
    if proposal.state is ProposalState.WITHDRAWN and proposal.in_return:
        return f"The swap with {asker} is off; nothing changes for you."
    if proposal.state is ProposalState.WITHDRAWN:
        return f"{asker} needs no cover any more, so there is nothing to take."
    mine = tuple(taken.piece for taken in proposal.taken if person and taken.person == person)
    if mine:
        back = f" {asker} takes your {pieces_words(proposal.in_return, clock)}." if proposal.in_return else ""
        return f"✓ You took {asker}'s shift: {pieces_words(mine, clock)}.{back}"
    if not proposal.taken:
        return f"Nobody took {asker}'s shift, and its time is over."
    return f"✓ {_takers(proposal, setup, clock)}. Nothing is left to take."


def _own(proposal: Proposal, setup: Setup, clock: Clock, now: datetime) -> Message:
    """How their own request stands, in place of the message with which it could be cancelled."""
    if proposal.open_at(now):
        left = pieces_words(_to_come(proposal.pieces, now), clock)
        return _open(f"Still with you: {left}. Nobody has taken it yet.", proposal)
    if proposal.state is ProposalState.WITHDRAWN and proposal.in_return:
        return _said("This swap is off: you cancelled it, or one of its shifts has somebody else by now.")
    if proposal.state is ProposalState.WITHDRAWN:
        return _said("You cancelled this request; your shift stays with you.")
    if not proposal.taken:
        return _said("Nobody took your shift, and its time is over.")
    each = ", ".join(f"{who} {pieces}" for who, pieces in _parts(proposal, setup, clock))
    return _said(f"✓ Your shift is taken: {each}.")


def _takers(proposal: Proposal, setup: Setup, clock: Clock) -> str:
    """Who took what, by start."""
    asker, each = name_of(setup, proposal.asker), _parts(proposal, setup, clock)
    if len(each) == 1:
        return f"{each[0][0]} took {asker}'s shift: {each[0][1]}"
    return f"{asker}'s shift is taken: " + ", ".join(f"{who} {pieces}" for who, pieces in each)


def _parts(proposal: Proposal, setup: Setup, clock: Clock) -> list[tuple[str, str]]:
    found = dict[str, list[ShiftSpan]]()
    for taken in sorted(proposal.taken, key=lambda one: one.piece.starts_at):
        found.setdefault(taken.person, []).append(taken.piece)
    return [(name_of(setup, who), pieces_words(pieces, clock)) for who, pieces in found.items()]


# --- what somebody is told ---------------------------------------------------


def tell_asker(told: TellAsker, proposal: Proposal, setup: Setup, now: datetime) -> Message:
    """How a wish for a cover stands, and what to do about it."""
    clock, who = clock_of(setup, told.person), name_of(setup, told.who) if told.who else ""
    left = _to_come(proposal.pieces, now)
    all_of_it = pieces_words(left, clock)
    match told.news:
        case News.TAKEN:
            theirs = pieces_words(proposal.in_return, clock)
            back = f" You take their {theirs}." if theirs else ""
            rest = f" Still with you: {all_of_it}; the others are asked." if proposal.pieces else ""
            return _said(f"✓ {who} takes your shift: {pieces_words(told.pieces, clock)}.{back}{rest}")
        case News.DECLINED:
            return _open(
                f"{who} can't take your shift, and nobody else is left to ask: {all_of_it}. The pager stays with you. "
                f"{_ask_by_name(left, clock, now)}",
                proposal,
            )
        case News.NOBODY_YET:
            return _open(
                f"Nobody took your shift yet: {all_of_it}. The pager stays with you until somebody does. "
                f"{_ask_by_name(left, clock, now)}",
                proposal,
            )
        case News.NOBODY:
            return _said(
                f"Nobody took your shift ({pieces_words(proposal.everything, clock)}), so it stayed with you. "
                "If you could not answer, the next level was paged."
            )


def _ask_by_name(left: Sequence[ShiftSpan], clock: Clock, now: datetime) -> str:
    typed = typed_span(left[0], clock, now, PART) if left else "4h"
    return (
        f"Ask somebody by name, or for a part of it: `/incident cover-me {typed} @name`. Or tell your team."
    )


def _open(text: str, *proposals: Proposal) -> Message:
    row = actions(button("Cancel request", Action.CALL_OFF, one.id) for one in proposals[:1])
    text = cut(text, SAID_MAX)
    return Message(text=text, blocks=(section(text), *row))


def tell_moved(told: TellMoved, setup: Setup) -> Message:
    """For whoever the pager left without being asked."""
    clock, by = clock_of(setup, told.person), name_of(setup, told.by)
    shift = pieces_words(told.pieces, clock)
    if told.how is Moved.TAKEN_BACK:
        return _said(f"{by} has the pager again: {shift}. You need not cover it any more.")
    return _said(
        f"{by} took the pager from you: {shift}. You need do nothing. To have it back: *Take it back* on the home "
        "tab of this app."
    )


# --- what whoever asked is answered ------------------------------------------


def arranged(request: c.Arrangement, done: c.Arranged, setup: Setup, clock: Clock, now: datetime) -> Message:
    """What came of a request, for the one who made it, on their clock."""
    match request:
        case c.AskCover() | c.AskSwap() if done.proposals:
            return _asked(done, setup, clock, now)
        case c.TakeTimeOff() if done.time_off:
            return _off(done, setup, clock, now)
        case _ if not done.lines:
            return _said("Already done; nothing changed.")
        case c.DeclineShift():
            return _said("Noted: you can't. Whoever asked sees who is left.")
        case c.CallOff():
            return _said(_called_off(done, clock))
        case _:
            return _taken(done, setup, clock)


def _asked(done: c.Arranged, setup: Setup, clock: Clock, now: datetime) -> Message:
    """A request of several shifts has its line for each."""
    first, *more = done.proposals
    if not done.lines:
        shifts = "; ".join(pieces_words(one.pieces, clock) for one in done.proposals[:PIECES_SHOWN])
        return _open(
            f"You asked for that already: {shifts}. Nobody has agreed yet, and it stays yours until somebody does.",
            first,
        )
    if more:
        head = "Nobody is free for all of it, so I ask for each shift by itself."
        return _lines([head, *_each(done, setup, clock, now)])
    said = (
        f"{_whom(first, setup, clock, now)} The pager stays with you until somebody agrees; I tell you then"
    )
    if first.asked:
        said += f", and {moment(first.remind_at, clock)} if nobody has"
    return _open(f"{said}.", first)


def _whom(proposal: Proposal, setup: Setup, clock: Clock, now: datetime) -> str:
    """Who is asked for what, and who when they wake."""
    shifts, theirs = pieces_words(proposal.pieces, clock), pieces_words(proposal.in_return, clock)
    later = _asked_when_they_wake(proposal, setup, clock, now)
    if proposal.named and not later and not theirs:
        return f"I ask {named(setup, proposal.asked)} to cover you: {shifts}."
    if proposal.named and not later:
        return f"I ask {named(setup, proposal.asked)} to swap {shifts} for {theirs}."
    first = asked_now(proposal, setup, now)
    said = [f"I ask who could cover you, the fairest first: {named(setup, first)}."] if first else []
    about = f"a swap of {shifts} for {theirs}" if theirs else shifts
    return " ".join([*said, *later, f"It is about {about}."])


def who_is_asked(proposal: Proposal, setup: Setup, clock: Clock, now: datetime) -> str:
    """In short, and of those who sleep when they will be."""
    first = asked_now(proposal, setup, now)
    said = [f"I ask {named(setup, first)}."] if first else []
    said += _asked_when_they_wake(proposal, setup, clock, now)
    return " ".join(said) or "⚠ Nobody is free: talk to your team."


def _asked_when_they_wake(proposal: Proposal, setup: Setup, clock: Clock, now: datetime) -> list[str]:
    later = asked_later(proposal, setup, now)
    each = [f"{name_of(setup, who)} ({moment(at, clock)})" for who, at in later.items()]
    return [f"I ask {listed(each)} when their quiet hours end."] if each else []


def _taken(done: c.Arranged, setup: Setup, clock: Clock) -> Message:
    mine = tuple(line for line in done.lines if line.person == line.by and line.schedule)
    pieces = tuple(ShiftSpan(line.schedule or "", line.starts_at, line.ends_at) for line in mine)
    holders = tuple(dict.fromkeys(line.instead_of for line in mine if line.instead_of))
    for_whom = f", in place of {named(setup, holders)}" if holders else ""
    return _said(f"📟 You have the pager of {pieces_words(pieces, clock)}{for_whom}. Thank you.")


def _off(done: c.Arranged, setup: Setup, clock: Clock, now: datetime) -> Message:
    away = done.time_off[0]
    already = " already" if not done.lines else ""
    said = [
        f"🌴 You are off{already} {span(away.starts_at, away.ends_at, clock)}: no page goes to you that another can take."
    ]
    if not done.proposals and done.lines:
        said.append("Of your shifts in that time there is none to ask for.")
    said += _each(done, setup, clock, now)
    if done.proposals:
        said.append("A shift stays yours until somebody takes it; I tell you of each.")
    return _lines(said, button("Call it off", Action.CALL_OFF, away.id))


def _each(done: c.Arranged, setup: Setup, clock: Clock, now: datetime) -> list[str]:
    """One line for each shift that is asked for."""
    shown, more = done.proposals[:PIECES_SHOWN], len(done.proposals) - PIECES_SHOWN
    lines = [f"• {pieces_words(one.pieces, clock)}: {who_is_asked(one, setup, clock, now)}" for one in shown]
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def _lines(said: Sequence[str], *buttons: Block) -> Message:
    lines = [cut(line, LINE_MAX) for line in said]
    blocks = tuple(section(part) for part in in_parts(lines))
    return Message(text=cut(" ".join(lines), SAID_MAX), blocks=(*blocks, *actions(buttons)))


def _called_off(done: c.Arranged, clock: Clock) -> str:
    line = done.lines[0]
    if line.schedule and line.instead_of:
        shift = piece_words(ShiftSpan(line.schedule, line.starts_at, line.ends_at), clock)
        return f"📟 You have the pager again: {shift}."
    if done.proposals:
        return "Nobody is asked any more; your shift stays with you."
    return f"You are not off {span(line.starts_at, line.ends_at, clock)} after all."


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


def _said(text: str) -> Message:
    text = cut(text, SAID_MAX)
    return Message(text=text, blocks=(section(text),))
