"""Decides on covers, swaps and time off: what follows from a request, or why not and who could instead.

A shift may be taken at once by whoever wants it; it is given away only with the other's yes. Until somebody agrees the
pager stays where it is.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.oncall.cover_agreements import decline, take, take_over
from bot.domain.oncall.cover_cancellations import cancel
from bot.domain.oncall.cover_case import CoverCase
from bot.domain.oncall.cover_requests import ask_cover, ask_swap, take_time_off
from bot.domain.oncall.covers import (
    ArrangeOutcome,
    AskCover,
    AskedToArrange,
    AskSwap,
    Board,
    CallOff,
    CannotArrange,
    DeclineShift,
    NotArranged,
    TakeOver,
    TakeShift,
    TakeTimeOff,
)
from bot.domain.requests import Standing
from bot.domain.setup import Setup


def arrange(asked: AskedToArrange, board: Board, setup: Setup, now: datetime, new_id: str) -> ArrangeOutcome:
    """`setup` is the file with `board` laid over it; `new_id` names what is new, and is given to nothing else."""
    if asked.by.standing in {Standing.GUEST, Standing.STRANGER}:
        return NotArranged(CannotArrange.OUTSIDER)
    person = setup.people.get(asked.by.name)
    if person is None:
        return NotArranged(CannotArrange.NOT_IN_FILE, asked.by.name)
    case = CoverCase(person, board, setup, now, new_id)
    match asked.request:
        case AskCover() as wanted:
            return ask_cover(case, wanted)
        case AskSwap() as wanted:
            return ask_swap(case, wanted)
        case TakeShift() as wanted:
            return take(case, wanted)
        case DeclineShift(proposal=proposal_id):
            return decline(case, proposal_id)
        case TakeOver() as wanted:
            return take_over(case, wanted)
        case TakeTimeOff() as wanted:
            return take_time_off(case, wanted)
        case CallOff(id=about):
            return cancel(case, about)
