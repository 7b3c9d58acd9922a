"""The part of the home tab about one's own shifts: what comes, who covers what, time off, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.oncall.covers import Cover, Proposal, ShiftSpan, TimeOff
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, divider, header, section
from bot.render.covers import piece_words, pieces_words
from bot.render.message import Block
from bot.render.shift_values import packed_span
from bot.render.text import when, words
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
    yield divider()
    yield header("Your next shifts")
    yield from _shifts(ahead, setup)
    yield from _covered(ahead, setup)
    for proposal in ahead.proposals[:OTHERS_SHOWN]:
        asked = f"I ask {named(setup, proposal.asked[:3])}" if proposal.asked else "Nobody is free"
        yield section(
            f"🙋 You asked for cover of {pieces_words(proposal.pieces)}. {asked}; it is yours until somebody agrees.",
            accessory=button("Cancel request", Action.CALL_OFF, proposal.id),
        )
    for off in ahead.time_off[:OTHERS_SHOWN]:
        reason = f" ({words(off.reason, 80)})" if off.reason else ""
        yield section(
            f"🌴 You are off from {when(off.starts_at)} until {when(off.ends_at)}{reason}.",
            accessory=button("Call it off", Action.CALL_OFF, off.id),
        )
    yield from actions(
        (button("Time off", Action.TIME_OFF, "time_off"), button("Swap shifts", Action.SWAP, "swap"))
    )
    yield context(_calendar(ahead))


def _shifts(ahead: Ahead, setup: Setup) -> Iterator[Block]:
    if not ahead.pieces:
        yield section("You have no shift in the next two weeks.")
    for piece in sorted(ahead.pieces, key=lambda one: one.starts_at)[:SHIFTS_SHOWN]:
        for_whom = _instead_of(piece, ahead)
        covering = f", covering for {name_of(setup, for_whom)}" if for_whom else ""
        begun = piece.starts_at <= ahead.now
        shift = (
            f"Now: *{words(piece.schedule, 60)}* until {when(piece.ends_at)}" if begun else piece_words(piece)
        )
        span = packed_span(piece.starts_at, piece.ends_at)
        yield section(f"{shift}{covering}", accessory=button("Cover me", Action.COVER_ME, span))
    if len(ahead.pieces) > SHIFTS_SHOWN:
        yield context(f"and {len(ahead.pieces) - SHIFTS_SHOWN:,} more in these two weeks")


def _instead_of(piece: ShiftSpan, ahead: Ahead) -> str | None:
    """Whom they cover in it, if all of it is a cover."""
    return next(
        (
            cover.override.instead_of
            for cover in ahead.covers
            if cover.override.person == ahead.person
            and cover.override.schedule == piece.schedule
            and cover.override.starts_at <= piece.starts_at
            and piece.ends_at <= cover.override.ends_at
        ),
        None,
    )


def _covered(ahead: Ahead, setup: Setup) -> Iterator[Block]:
    """What others have of theirs, to be taken back."""
    mine = [cover for cover in ahead.covers if cover.override.instead_of == ahead.person]
    for cover in mine[:OTHERS_SHOWN]:
        yield section(
            f"✓ {name_of(setup, cover.override.person)} covers you: {piece_words(cover.piece)}",
            accessory=button("Take it back", Action.CALL_OFF, cover.override.id),
        )


def _calendar(ahead: Ahead) -> str:
    if ahead.feed is None:
        return "Your shifts can't be had in your calendar until whoever runs me sets MERIDIAN_PUBLIC_URL."
    return f"Your shifts in your calendar: subscribe to `{words(ahead.feed, 400)}` (secret; `/incident oncall feed`)"
