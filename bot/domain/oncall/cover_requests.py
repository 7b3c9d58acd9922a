"""Asking: for a cover, for a swap, and for cover of every shift in one's time off. Until somebody agrees the pager stays
where it is."""

from __future__ import annotations

from collections.abc import Iterator
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
)
from bot.domain.oncall.fairness import fairest, in_the_way, pieces_of
from bot.domain.setup import Person


def ask_cover(case: CoverCase, ask: AskCover) -> ArrangeOutcome:
    """All my shifts in that time are proposed together."""
    if wrong := no_span(case, ask.starts_at, ask.ends_at):
        return wrong
    me = case.me.name
    mine = pieces_of(me, case.setup, max(ask.starts_at, case.now), ask.ends_at)
    if not mine:
        return NotArranged(CannotArrange.NO_SHIFT, me)
    whom = _named(case, ask.person, mine) if ask.person else _anybody(case, mine)
    if isinstance(whom, NotArranged):
        return whom
    made = Proposal(case.new_id, me, mine, whom, case.now, ask.why, named=bool(ask.person))
    return Arranged(proposals=(made,), lines=tuple(_asked(case, made)))


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


def _anybody(case: CoverCase, wanted: tuple[ShiftSpan, ...]) -> tuple[str, ...] | NotArranged:
    me = (case.me.name,)
    found = fairest(wanted, case.setup, case.now, me)
    if found:
        return found
    parts = fairest(wanted[:1], case.setup, case.now, me) if len(wanted) > 1 else ()
    return NotArranged(CannotArrange.NOBODY_FREE, instead=parts, piece=wanted[0])


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
    return Arranged(proposals=(made,), lines=tuple(_asked(case, made)))


def _with_backup(
    case: CoverCase, given: ShiftSpan, taken: ShiftSpan, person: Person
) -> tuple[ShiftSpan, ...]:
    """A shift that is given, and with it what this person has during the one that they take: of two who share
    a pager one is the other's backup, and they change places."""
    also = pieces_of(person.name, case.setup, taken.starts_at, taken.ends_at)
    return (given, *(piece for piece in also if piece.schedule != taken.schedule))


def take_time_off(case: CoverCase, off: TakeTimeOff) -> ArrangeOutcome:
    """Each shift in it is proposed by itself, and whoever stands first for one carries its hours for the next."""
    if wrong := no_span(case, off.starts_at, off.ends_at):
        return wrong
    me = case.me.name
    away = TimeOff(case.new_id, me, max(off.starts_at, case.now), off.ends_at, off.reason, case.now)
    proposals: list[Proposal] = []
    more: dict[str, timedelta] = {}
    for number, piece in enumerate(pieces_of(me, case.setup, away.starts_at, away.ends_at), 1):
        if _proposed(case, piece):
            continue
        whom = fairest((piece,), case.setup, case.now, (me,), more)
        if whom:
            more[whom[0]] = more.get(whom[0], timedelta()) + (piece.ends_at - piece.starts_at)
        proposals.append(Proposal(f"{case.new_id}-{number}", me, (piece,), whom, case.now, off.reason))
    line = case.line(Change.TIME_OFF, away.id, me, away.starts_at, away.ends_at, why=off.reason)
    asked = tuple(line for made in proposals for line in _asked(case, made))
    return Arranged(time_off=(away,), proposals=tuple(proposals), lines=(line, *asked))


def _proposed(case: CoverCase, piece: ShiftSpan) -> bool:
    """Whether somebody is asked for it already."""
    return any(
        found.asker == case.me.name and found.open_at(case.now) and piece in found.pieces
        for found in case.board.proposals
    )


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
