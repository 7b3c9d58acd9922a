"""Cancelling: a proposal is withdrawn, time off is given up, a cover is taken back by whoever is covered."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.oncall.cover_case import CoverCase, too_late
from bot.domain.oncall.covers import (
    Arranged,
    ArrangeOutcome,
    CannotArrange,
    Change,
    Cover,
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
    TimeOff,
)
from bot.domain.oncall.fairness import in_the_way


def cancel(case: CoverCase, about: str) -> ArrangeOutcome:
    """`about` is the id of a proposal, of time off or of a cover."""
    proposal = case.board.proposal(about)
    if proposal:
        return _withdraw(case, proposal)
    away = next((off for off in case.board.time_off if off.id == about), None)
    if away:
        return _be_there(case, away)
    cover = next((cover for cover in case.board.covers if cover.override.id == about), None)
    return _take_back(case, cover) if cover else NotArranged(CannotArrange.GONE)


def _withdraw(case: CoverCase, found: Proposal) -> ArrangeOutcome:
    if found.asker != case.me.name:
        return NotArranged(CannotArrange.NOT_YOURS, found.asker)
    if late := too_late(case, found):
        agreed = late.why is CannotArrange.TAKEN
        return replace(late, why=CannotArrange.AGREED) if agreed else late
    after = replace(found, state=ProposalState.WITHDRAWN, settled_at=case.now, version=found.version + 1)
    line = case.line(Change.CALLED_OFF, found.id, case.me.name, found.starts_at, found.ends_at)
    return Arranged(proposals=(after,), lines=(line,))


def _be_there(case: CoverCase, away: TimeOff) -> ArrangeOutcome:
    if away.person != case.me.name:
        return NotArranged(CannotArrange.NOT_YOURS, away.person)
    line = case.line(Change.CALLED_OFF, away.id, away.person, away.starts_at, away.ends_at)
    return Arranged(off=(away.id,), lines=(line,))


def _take_back(case: CoverCase, cover: Cover) -> ArrangeOutcome:
    """Who gets the shift back may have it back; who covers it gives it away only with somebody's yes."""
    override, me = cover.override, case.me.name
    if override.ends_at <= case.now:
        return NotArranged(CannotArrange.OVER)
    if override.instead_of != me:
        return NotArranged(CannotArrange.NOT_YOURS, override.instead_of or "")
    since = max(override.starts_at, case.now)
    piece = ShiftSpan(override.schedule, since, override.ends_at)
    wrong = in_the_way(case.me, (piece,), case.setup)
    if wrong and wrong.why is not CannotArrange.ASLEEP:  # it was theirs at that hour before
        return wrong
    line = case.line(
        Change.CALLED_OFF,
        override.id,
        override.person,
        since,
        override.ends_at,
        schedule=override.schedule,
        instead_of=me,
    )
    if override.starts_at < case.now:
        ended = replace(cover, override=replace(override, ends_at=case.now))
        return Arranged(ended=(ended,), lines=(line,))
    return Arranged(off=(override.id,), lines=(line,))
