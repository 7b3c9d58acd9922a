"""Agreeing: taking what is proposed or a part of it, declining it, and taking a pager without being asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.oncall.cover_case import (
    CoverCase,
    agreed_line,
    already_begun,
    no_span,
    not_theirs,
    too_late,
    with_others,
)
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
    Taken,
    TakeOver,
    TakeShift,
    overlap,
    without_all,
)
from bot.domain.oncall.fairness import in_the_way, still_theirs
from bot.domain.oncall.schedule import coverage, names, on_call, stretch_end, stretches
from bot.domain.oncall.spans import Span, joined
from bot.domain.setup import Override, Schedule

UNCHANGING_FOR = timedelta(days=1)
"""So much is taken of a pager whose holder never changes: its present shift has no end."""


def take(case: CoverCase, asked: TakeShift) -> ArrangeOutcome:
    """I take what is proposed, or the part of it that lies in the times given."""
    found = case.board.proposal(asked.proposal)
    if found is None:
        return NotArranged(CannotArrange.GONE)
    wrong = _not_for_me(case, found)
    if wrong:
        return wrong
    if wrong := _no_part(found, asked):
        return wrong
    mine = tuple(_part(case, found, asked))
    if not mine:
        return NotArranged(CannotArrange.NOT_A_PART, piece=found.pieces[0])
    held = still_theirs(found.asker, mine, case.setup, case.now)
    if not held or found.asker not in case.setup.people or (found.in_return and held != mine):
        return NotArranged(CannotArrange.GONE)
    if blocked := in_the_way(case.me, held, case.setup, found.in_return):
        return with_others(case, blocked, held)
    return _no_return(case, found) or _agreed(case, found, held)


def _not_for_me(case: CoverCase, found: Proposal) -> NotArranged | None:
    if (late := too_late(case, found)) is not None:
        return late
    if found.asker == case.me.name:
        return NotArranged(CannotArrange.YOURSELF)
    if found.named and case.me.name not in found.asked:
        return _not_asked(found)
    return already_begun(case, (*found.pieces, *found.in_return)) if found.in_return else None


def _not_asked(found: Proposal) -> NotArranged:
    return NotArranged(CannotArrange.NOT_ASKED, found.asked[0] if found.asked else "")


def _no_part(found: Proposal, asked: TakeShift) -> NotArranged | None:
    if found.in_return and (asked.starts_at or asked.ends_at):
        return NotArranged(CannotArrange.WHOLE, piece=found.pieces[0])
    if asked.starts_at and asked.ends_at and asked.ends_at <= asked.starts_at:
        return NotArranged(CannotArrange.BACKWARDS)
    return None


def _part(case: CoverCase, found: Proposal, asked: TakeShift) -> Iterator[ShiftSpan]:
    """Of what is proposed what lies in the times that were given."""
    since, until = asked.starts_at or found.starts_at, asked.ends_at or found.ends_at
    for piece in found.pieces:
        starts_at, ends_at = max(piece.starts_at, since, case.now), min(piece.ends_at, until)
        if starts_at < ends_at:
            yield ShiftSpan(piece.schedule, starts_at, ends_at)


def _no_return(case: CoverCase, found: Proposal) -> NotArranged | None:
    """What a swap gives in return must still be there to be given."""
    asker = case.setup.people[found.asker]
    wrong = next((no for piece in found.in_return if (no := not_theirs(case, case.me, piece))), None)
    return wrong or in_the_way(asker, found.in_return, case.setup, found.pieces)


def _agreed(case: CoverCase, found: Proposal, mine: tuple[ShiftSpan, ...]) -> Arranged:
    left = still_theirs(found.asker, without_all(found.pieces, mine), case.setup, case.now)
    after = _after(case, found, left, tuple(Taken(case.me.name, piece) for piece in mine))
    stem = f"{found.id}.{after.version}"
    given = [_cover(case, f"{stem}.{n}", piece, found) for n, piece in enumerate(mine, 1)]
    back = [_return(case, f"{stem}.r{n}", piece, found) for n, piece in enumerate(found.in_return, 1)]
    covers = (*given, *back)
    lines = tuple(agreed_line(case, cover, Change.AGREED) for cover in covers)
    others = _met_elsewhere(case, covers, but=found.id)
    return Arranged(covers=covers, proposals=(after, *others), lines=lines)


def _after(
    case: CoverCase, found: Proposal, left: tuple[ShiftSpan, ...], taken: tuple[Taken, ...]
) -> Proposal:
    return replace(
        found,
        pieces=left,
        taken=(*found.taken, *taken),
        state=ProposalState.OPEN if left else ProposalState.TAKEN,
        settled_at=None if left else case.now,
        version=found.version + 1,
    )


def _met_elsewhere(case: CoverCase, covers: Iterable[Cover], but: str = "") -> Iterator[Proposal]:
    """Open requests for what has gone to somebody now, though not by them: they ask for the rest, and end with it. A
    swap goes as a whole, and is withdrawn."""
    gone = tuple(covers)
    for found in case.board.proposals:
        if found.id == but or not found.open_at(case.now):
            continue
        taken = tuple(
            Taken(cover.override.person, part)
            for cover in gone
            if cover.override.instead_of == found.asker
            for piece in found.pieces
            if (part := overlap(piece, cover.piece))
        )
        if taken and found.in_return:
            yield replace(
                found, state=ProposalState.WITHDRAWN, settled_at=case.now, version=found.version + 1
            )
        elif taken:
            yield _after(case, found, without_all(found.pieces, [one.piece for one in taken]), taken)


def _cover(case: CoverCase, new_id: str, piece: ShiftSpan, found: Proposal) -> Cover:
    override = Override(new_id, piece.schedule, case.me.name, piece.starts_at, piece.ends_at, found.asker)
    return Cover(override, found.asker, case.me.name, case.now, found.why, found.id)


def _return(case: CoverCase, new_id: str, piece: ShiftSpan, found: Proposal) -> Cover:
    override = Override(new_id, piece.schedule, found.asker, piece.starts_at, piece.ends_at, case.me.name)
    return Cover(override, found.asker, case.me.name, case.now, found.why, found.id)


def decline(case: CoverCase, proposal_id: str) -> ArrangeOutcome:
    """I was asked, and can't; saying so twice changes nothing."""
    found = case.board.proposal(proposal_id)
    if found is None:
        return NotArranged(CannotArrange.GONE)
    if late := too_late(case, found):
        return late
    me = case.me.name
    if me not in found.asked:
        return _not_asked(found)
    if me in found.declined:
        return Arranged()
    after = replace(found, declined=(*found.declined, me), version=found.version + 1)
    line = case.line(Change.DECLINED, found.id, me, found.starts_at, found.ends_at)
    return Arranged(proposals=(after,), lines=(line,))


def take_over(case: CoverCase, asked: TakeOver) -> ArrangeOutcome:
    """Whoever has it is relieved. Nobody need agree: more pager for me, less for them."""
    setup, me = case.setup, case.me.name
    schedule = setup.schedules.get(asked.schedule)
    if schedule is None:
        return NotArranged(CannotArrange.UNKNOWN_SCHEDULE, asked.schedule, tuple(setup.schedules))
    since = max(asked.starts_at, case.now)
    until = asked.ends_at or _shift_end(case, schedule, asked.starts_at)
    if wrong := no_span(case, asked.starts_at, until):
        return wrong
    held = _held_by_others(case, schedule.name, since, until)
    if asked.ends_at is None:  # whoever comes on call before the shift ends keeps theirs
        here = names(on_call(schedule, setup.schedules, since)) or (None,)
        held = [one for one in held if one[1] in here]
    if not held:
        return NotArranged(CannotArrange.HAVE_IT, me)
    wanted = _together(schedule.name, [piece for piece, _ in held])
    if blocked := in_the_way(case.me, wanted, setup):
        return with_others(case, blocked, wanted)
    overrides = (
        Override(f"{case.new_id}.{n}", schedule.name, me, piece.starts_at, piece.ends_at, holder)
        for n, (piece, holder) in enumerate(held, 1)
    )
    covers = tuple(Cover(override, me, me, case.now) for override in overrides)
    return Arranged(
        covers=covers,
        proposals=tuple(_met_elsewhere(case, covers)),
        lines=tuple(agreed_line(case, cover, Change.TOOK_OVER) for cover in covers),
    )


def _shift_end(case: CoverCase, schedule: Schedule, at: datetime) -> datetime:
    """When the last of those who have the pager is relieved, though others may join them before; in a gap, its end."""
    schedules, me = case.setup.schedules, case.me.name
    others = [name for name in names(on_call(schedule, schedules, at)) if name != me]
    ends = [stretch_end(schedule, schedules, name, at) for name in others]
    last = max((end for end in ends if end), default=None) if None not in ends else None
    return last or (None if others else coverage(schedule, schedules, at).until) or at + UNCHANGING_FOR


def _held_by_others(
    case: CoverCase, schedule: str, since: datetime, until: datetime
) -> list[tuple[ShiftSpan, str | None]]:
    """What each of the others has of it, and gaps (None); not what I have already. Where several share the pager each
    of them gives it up: it is one cover for each, so that each is told, and may take back theirs."""
    schedules, spans = case.setup.schedules, dict[str | None, list[Span]]()
    for stretch in stretches(schedules[schedule], schedules, since, until):
        people = names(stretch.on_call)
        if case.me.name not in people:
            for holder in people or (None,):
                spans.setdefault(holder, []).append((stretch.starts_at, stretch.ends_at))
    held = [(ShiftSpan(schedule, *span), holder) for holder, found in spans.items() for span in joined(found)]
    return sorted(held, key=lambda one: one[0].starts_at)


def _together(schedule: str, pieces: Iterable[ShiftSpan]) -> tuple[ShiftSpan, ...]:
    return tuple(ShiftSpan(schedule, *span) for span in joined((p.starts_at, p.ends_at) for p in pieces))
