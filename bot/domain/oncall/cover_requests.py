"""Asking: for a cover, for a swap, and for cover of every shift in one's time off. Until somebody agrees the pager stays
where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.oncall.cover_case import CoverCase, already_begun, no_span, not_theirs, with_others
from bot.domain.oncall.covers import (
    Arranged,
    ArrangeOutcome,
    AskCover,
    AskSwap,
    CannotArrange,
    Change,
    Line,
    NotArranged,
    Proposal,
    ShiftSpan,
    TakeTimeOff,
    TimeOff,
    overlap,
    without_all,
)
from bot.domain.oncall.fairness import fairest, in_the_way, pieces_of
from bot.domain.setup import Person

SAME_REQUEST = timedelta(minutes=15)
"""`4h` typed again ten minutes later asks for the same: what it adds is no shift."""


def ask_cover(case: CoverCase, ask: AskCover) -> ArrangeOutcome:
    """All my shifts in that time are proposed together, but for what I asked for already."""
    if wrong := no_span(case, ask.starts_at, ask.ends_at):
        return wrong
    me = case.me.name
    mine = pieces_of(me, case.setup, max(ask.starts_at, case.now), ask.ends_at)
    if not mine:
        return NotArranged(CannotArrange.NO_SHIFT, me)
    before = tuple(found for found in _open_requests(case) if _same_wish(found, ask) and _about(found, mine))
    mine = _not_asked_yet(mine, before)
    if not mine:
        return Arranged(proposals=before)
    if ask.person:
        whom = _named(case, ask.person, mine)
        if isinstance(whom, NotArranged):
            return whom
        return _proposed(case, (Proposal(case.new_id, me, mine, whom, case.now, ask.why, named=True),))
    found = _anybody(case, mine, ask.why)
    return _proposed(case, found) if found else NotArranged(CannotArrange.NOBODY_FREE, piece=mine[0])


def _proposed(case: CoverCase, proposals: tuple[Proposal, ...]) -> Arranged:
    return Arranged(
        proposals=proposals, lines=tuple(line for made in proposals for line in _asked(case, made))
    )


def _open_requests(case: CoverCase) -> tuple[Proposal, ...]:
    """My requests for cover that nobody met yet."""
    return tuple(
        found
        for found in case.board.proposals
        if found.asker == case.me.name and not found.in_return and found.open_at(case.now)
    )


def _same_wish(found: Proposal, ask: AskCover) -> bool:
    """A request to one person by name is another one than a request to everybody."""
    if ask.person is None:
        return not found.named
    return found.named and ask.person in found.asked and ask.person not in found.declined


def _about(found: Proposal, pieces: tuple[ShiftSpan, ...]) -> bool:
    return any(overlap(one, piece) for one in found.pieces for piece in pieces)


def _not_asked_yet(pieces: tuple[ShiftSpan, ...], before: tuple[Proposal, ...]) -> tuple[ShiftSpan, ...]:
    left = without_all(pieces, [piece for found in before for piece in found.pieces])
    return tuple(piece for piece in left if piece in pieces or piece.ends_at - piece.starts_at > SAME_REQUEST)


def _named(case: CoverCase, name: str, wanted: tuple[ShiftSpan, ...]) -> tuple[str, ...] | NotArranged:
    other = _other(case, name)
    if isinstance(other, NotArranged):
        return other
    wrong = in_the_way(other, wanted, case.setup)
    return with_others(case, wrong, wanted) if wrong else (other.name,)


def _other(case: CoverCase, name: str) -> Person | NotArranged:
    other = case.setup.people.get(name)
    if other is None:
        return NotArranged(CannotArrange.UNKNOWN_PERSON, name)
    return NotArranged(CannotArrange.YOURSELF) if other.name == case.me.name else other


def _anybody(case: CoverCase, wanted: tuple[ShiftSpan, ...], why: str) -> tuple[Proposal, ...]:
    """One request for all of it where somebody is free for all of it, else one for each shift; none when nobody is
    free for any of them."""
    found = fairest(wanted, case.setup, case.now, (case.me.name,))
    if found:
        return (Proposal(case.new_id, case.me.name, wanted, found, case.now, why),)
    each = _each(case, wanted, why)
    return each if any(made.asked for made in each) else ()


def _each(case: CoverCase, pieces: tuple[ShiftSpan, ...], why: str) -> tuple[Proposal, ...]:
    """Each shift is proposed by itself, and whoever stands first for one carries its hours for the next."""
    me, more = case.me.name, dict[str, timedelta]()
    proposals: list[Proposal] = []
    for number, piece in enumerate(pieces, 1):
        whom = fairest((piece,), case.setup, case.now, (me,), more)
        if whom:
            more[whom[0]] = more.get(whom[0], timedelta()) + (piece.ends_at - piece.starts_at)
        proposals.append(Proposal(f"{case.new_id}-{number}", me, (piece,), whom, case.now, why))
    return tuple(proposals)


def ask_swap(case: CoverCase, swap: AskSwap) -> ArrangeOutcome:
    """One of my shifts for one of theirs, neither begun."""
    other = _other(case, swap.person)
    if isinstance(other, NotArranged):
        return other
    mine = _with_backup(case, swap.mine, swap.theirs, case.me)
    theirs = _with_backup(case, swap.theirs, swap.mine, other)
    wrong = (
        not_theirs(case, case.me, swap.mine)
        or not_theirs(case, other, swap.theirs)
        or already_begun(case, (swap.mine, swap.theirs))
        or in_the_way(other, mine, case.setup, theirs)
        or in_the_way(case.me, theirs, case.setup, mine)
    )
    if wrong:
        return wrong
    made = Proposal(case.new_id, case.me.name, mine, (other.name,), case.now, named=True, in_return=theirs)
    before = tuple(found for found in case.board.proposals if _same_swap(case, found, made))
    return Arranged(proposals=before) if before else _proposed(case, (made,))


def _same_swap(case: CoverCase, found: Proposal, made: Proposal) -> bool:
    known = (found.asker, found.asked, found.pieces, found.in_return)
    return found.open_at(case.now) and known == (made.asker, made.asked, made.pieces, made.in_return)


def _with_backup(
    case: CoverCase, given: ShiftSpan, taken: ShiftSpan, person: Person
) -> tuple[ShiftSpan, ...]:
    """A shift that is given, and with it what this person has during the one that they take: of two who share
    a pager one is the other's backup, and they change places."""
    also = pieces_of(person.name, case.setup, taken.starts_at, taken.ends_at)
    return (given, *without_all((piece for piece in also if piece.schedule != taken.schedule), (given,)))


def take_time_off(case: CoverCase, off: TakeTimeOff) -> ArrangeOutcome:
    """Each shift in it is proposed by itself."""
    if wrong := no_span(case, off.starts_at, off.ends_at):
        return wrong
    me = case.me.name
    away = TimeOff(case.new_id, me, max(off.starts_at, case.now), off.ends_at, off.reason, case.now)
    before = tuple(one for one in case.board.time_off if one.person == me and _within(away, one))
    if before:
        return Arranged(time_off=before)
    mine = pieces_of(me, case.setup, away.starts_at, away.ends_at)
    asked = _proposed(case, _each(case, _not_asked_yet(mine, _open_requests(case)), off.reason))
    line = case.line(Change.TIME_OFF, away.id, me, away.starts_at, away.ends_at, why=off.reason)
    return replace(asked, time_off=(away,), lines=(line, *asked.lines))


def _within(away: TimeOff, known: TimeOff) -> bool:
    return known.starts_at <= away.starts_at and away.ends_at <= known.ends_at


def _asked(case: CoverCase, made: Proposal) -> Iterator[Line]:
    for piece in made.pieces:
        yield case.line(
            Change.ASKED,
            made.id,
            made.asker,
            piece.starts_at,
            piece.ends_at,
            schedule=piece.schedule,
            why=made.why,
        )
