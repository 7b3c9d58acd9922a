"""One request about covers on its way to a decision: who asks, how things stand, and the checks that several requests share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.oncall.covers import (
    Board,
    CannotArrange,
    Change,
    Cover,
    Line,
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
)
from bot.domain.oncall.fairness import fairest, pieces_of
from bot.domain.oncall.schedule import names, stretches
from bot.domain.setup import Person, Setup

LONGEST = timedelta(days=92)
"""Longer than that is a change of the file; and a slip of the pen puts nobody on call for a year."""

ASKED_AT_ONCE = 3
"""How many are asked in their own messages; the team's channel reaches the others."""


@dataclass(frozen=True, slots=True)
class CoverCase:
    """`me` asks; `setup` is the file with `board` laid over it; `new_id` names what is new, and is given to nothing
    else."""

    me: Person
    board: Board
    setup: Setup
    now: datetime
    new_id: str

    def line(
        self,
        change: Change,
        about: str,
        person: str,
        starts_at: datetime,
        ends_at: datetime,
        *,
        schedule: str | None = None,
        instead_of: str | None = None,
        why: str = "",
    ) -> Line:
        """A line of the record, by whoever asks."""
        return Line(
            self.now, self.me.name, change, about, person, starts_at, ends_at, schedule, instead_of, why
        )


def no_span(case: CoverCase, since: datetime, until: datetime) -> NotArranged | None:
    """Why nothing can be asked for from `since` to `until`; None when it can."""
    if until <= since:
        return NotArranged(CannotArrange.BACKWARDS)
    if until <= case.now:
        return NotArranged(CannotArrange.OVER)
    return NotArranged(CannotArrange.TOO_LONG) if until - since > LONGEST else None


def not_theirs(case: CoverCase, person: Person, piece: ShiftSpan) -> NotArranged | None:
    """None when this person is on call all the while, and it is not over."""
    if piece.starts_at >= piece.ends_at or piece.ends_at <= case.now:
        return NotArranged(CannotArrange.OVER)
    whole = pieces_of(person.name, case.setup, piece.starts_at, piece.ends_at)
    return None if piece in whole else NotArranged(CannotArrange.NO_SHIFT, person.name, piece=piece)


def already_begun(case: CoverCase, swapped: Iterable[ShiftSpan]) -> NotArranged | None:
    """What has begun is covered, not swapped."""
    begun = next((piece for piece in swapped if piece.has_begun(case.now)), None)
    return NotArranged(CannotArrange.BEGUN, piece=begun) if begun else None


def too_late(case: CoverCase, found: Proposal) -> NotArranged | None:
    """None while it can be taken, declined or withdrawn."""
    if found.open_at(case.now):
        return None
    if found.state is ProposalState.TAKEN:
        return NotArranged(CannotArrange.TAKEN, found.taken[-1].person)
    return NotArranged(CannotArrange.GONE)


def with_others(case: CoverCase, wrong: NotArranged, wanted: tuple[ShiftSpan, ...]) -> NotArranged:
    """The refusal with who could do it instead."""
    holders = {name for piece in wanted for name in _holders(case.setup, piece)}
    others = fairest(wanted, case.setup, case.now, {case.me.name, wrong.person, *holders})
    return replace(wrong, instead=others[:ASKED_AT_ONCE])


def _holders(setup: Setup, piece: ShiftSpan) -> Iterator[str]:
    schedule = setup.schedules[piece.schedule]
    for stretch in stretches(schedule, setup.schedules, piece.starts_at, piece.ends_at):
        yield from names(stretch.on_call)


def agreed_line(case: CoverCase, cover: Cover, change: Change) -> Line:
    """What the record says of a cover."""
    override = cover.override
    return case.line(
        change,
        override.id,
        override.person,
        override.starts_at,
        override.ends_at,
        schedule=override.schedule,
        instead_of=override.instead_of,
        why=cover.why,
    )
