"""The part of the home tab about one's own shifts: what comes, who covers what, time off, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.oncall.covers import Cover, Proposal, ShiftSpan, TimeOff, overlap, without_all
from bot.domain.oncall.covers_in_force import in_force
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, divider, header, section
from bot.render.covers import who_is_asked
from bot.render.message import Block
from bot.render.shift_values import packed_span
from bot.render.spans import Clock, clock_of, moment, piece_words, pieces_words, span
from bot.render.text import words
from bot.render.voice import name_of, named

AHEAD = timedelta(days=14)
"""How far the home tab looks."""

SHIFTS_SHOWN = 12
OTHERS_SHOWN = 3
"""With the frame 25 blocks, of the 100 that a home tab may have."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What one person has to do with the pager in the next two weeks. `feed` is the address of their calendar."""

    person: str
    now: datetime
    pieces: tuple[ShiftSpan, ...] = ()
    covers: tuple[Cover, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    feed: str | None = None


def shifts_ahead(ahead: Ahead, setup: Setup) -> Iterator[Block]:
    """A header, a line with a button for each shift, what others cover, time off, and where to begin anew."""
    clock = Clock(clock_of(setup, ahead.person).zone, ahead.now)
    yield divider()
    yield header("Your next shifts")
    yield from _shifts(ahead, setup, clock)
    yield from _covered(ahead, setup, clock)
    for proposal in ahead.proposals[:OTHERS_SHOWN]:
        yield section(
            f"{_wish(proposal, setup, clock, ahead.now)} It is yours until somebody agrees.",
            accessory=button("Cancel request", Action.CALL_OFF, proposal.id),
        )
    for off in ahead.time_off[:OTHERS_SHOWN]:
        reason = f" ({words(off.reason, 80)})" if off.reason else ""
        yield section(
            f"🌴 You are off {span(off.starts_at, off.ends_at, clock)}{reason}.",
            accessory=button("Call it off", Action.CALL_OFF, off.id),
        )
    yield from actions(
        (button("Time off", Action.TIME_OFF, "time_off"), button("Swap shifts", Action.SWAP, "swap"))
    )
    yield context(_calendar(ahead))


def _wish(proposal: Proposal, setup: Setup, clock: Clock, now: datetime) -> str:
    mine, theirs = pieces_words(proposal.pieces, clock), pieces_words(proposal.in_return, clock)
    said = f"🔁 You asked to swap {mine} for {theirs}" if theirs else f"🙋 You asked for cover of {mine}"
    return f"{said}. {who_is_asked(proposal, setup, clock, now)}"


def _shifts(ahead: Ahead, setup: Setup, clock: Clock) -> Iterator[Block]:
    if not ahead.pieces:
        yield section("You have no shift in the next two weeks.")
    for piece in sorted(ahead.pieces, key=lambda one: one.starts_at)[:SHIFTS_SHOWN]:
        whom = named(setup, _instead_of(piece, ahead))
        covering = f", covering for {whom}" if whom else ""
        begun = piece.starts_at <= ahead.now
        now_until = f"Now: *{words(piece.schedule, 60)}* until {moment(piece.ends_at, clock)}"
        shift = now_until if begun else piece_words(piece, clock)
        value = packed_span(piece.starts_at, piece.ends_at)
        yield section(f"{shift}{covering}", accessory=button("Cover me", Action.COVER_ME, value))
    if len(ahead.pieces) > SHIFTS_SHOWN:
        yield context(f"and {len(ahead.pieces) - SHIFTS_SHOWN:,} more in these two weeks")


def _instead_of(piece: ShiftSpan, ahead: Ahead) -> tuple[str, ...]:
    """Whom they cover in it, if all of it is a cover."""
    mine = [
        (one.whom, part)
        for one in in_force(ahead.covers)
        if one.person == ahead.person and one.whom and (part := overlap(one.piece, piece))
    ]
    if without_all((piece,), [part for _, part in mine]):
        return ()
    return tuple(dict.fromkeys(whom for whom, _ in mine))


def _covered(ahead: Ahead, setup: Setup, clock: Clock) -> Iterator[Block]:
    """What others have of theirs, to be taken back."""
    mine = [
        one for one in in_force(ahead.covers) if one.whom == ahead.person and one.piece.ends_at > ahead.now
    ]
    for one in mine[:OTHERS_SHOWN]:
        yield section(
            f"✓ {name_of(setup, one.person or '')} covers you: {piece_words(one.piece, clock)}",
            accessory=button("Take it back", Action.CALL_OFF, one.first.override.id),
        )
    if len(mine) > OTHERS_SHOWN:
        yield context(f"and {len(mine) - OTHERS_SHOWN:,} more: `/incident oncall covers`")


def _calendar(ahead: Ahead) -> str:
    if ahead.feed is None:
        return "Your shifts can't be had in your calendar until whoever runs me sets MERIDIAN_PUBLIC_URL."
    return f"Your shifts in your calendar: subscribe to `{words(ahead.feed, 400)}` (secret; `/incident oncall feed`)"
