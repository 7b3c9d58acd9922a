"""Who covers whom: what is to come, what is asked for, and what was in the last weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.oncall.covers import Board, Proposal
from bot.domain.oncall.covers_in_force import CoverInForce, in_force
from bot.domain.oncall.schedule import on_call
from bot.domain.setup import Setup
from bot.render.blocks import section
from bot.render.message import Block, Message
from bot.render.queries import in_parts
from bot.render.spans import Clock, piece_words, pieces_words
from bot.render.text import cut, words
from bot.render.voice import name_of

LOOKS_BACK = timedelta(days=28)
"""A lap of four weeks, as fairness counts it."""

SHOWN = 20
"""Lines of each of the three parts: some screens of a phone."""

LINE_MAX = 500
"""Characters of one: twenty of them are still one message."""
NOTHING = (
    "Nobody covers anybody, and nobody asks for it. Ask for cover with `/incident cover-me 4h`, or take a pager with "
    "`/incident take`."
)


def covers(board: Board, setup: Setup, now: datetime, zone: str) -> Message:
    """For any member: the same that calendars and the team's channel show. `zone`: the reader's."""
    standing = in_force(board.covers)
    ahead = [one for one in standing if one.piece.ends_at > now]
    past = [one for one in standing if now - LOOKS_BACK < one.piece.ends_at <= now][::-1]
    asked = [proposal for proposal in board.proposals if proposal.open_at(now)]
    parts = (
        ("Now and to come", [_cover(one, setup, now, zone) for one in ahead]),
        ("Asked for", [_proposal(proposal, setup, zone) for proposal in asked]),
        ("The last 28 days", [_cover(one, setup, now, zone) for one in past]),
    )
    if not any(lines for _, lines in parts):
        return Message(text=NOTHING, blocks=(section(NOTHING),))
    head = f"*Covers* · times are those of {words(zone, 60)}"
    said = f"Covers: {len(ahead)} now and to come, {len(asked)} asked for, {len(past)} in the last 28 days."
    return Message(text=said, blocks=(section(head), *(block for part in parts for block in _part(*part))))


def _part(title: str, lines: Sequence[str]) -> Iterator[Block]:
    if lines:
        more = [f"and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
        shown = [cut(line, LINE_MAX) for line in lines[:SHOWN]]
        yield from (section(part) for part in in_parts([f"*{title}*", *shown, *more]))


def _cover(one: CoverInForce, setup: Setup, now: datetime, zone: str) -> str:
    whom = f" for {name_of(setup, one.whom)}" if one.whom else _for_nobody(one, setup)
    state = "over" if one.piece.ends_at <= now else "now" if one.piece.starts_at <= now else "agreed"
    return f"• {name_of(setup, one.person or '')}{whom}: {piece_words(one.piece, Clock(zone))} · {state}"


def _for_nobody(one: CoverInForce, setup: Setup) -> str:
    """A cover in place of nobody in particular fills a gap; an earlier version wrote a shared pager so, too."""
    schedule = setup.schedules.get(one.piece.schedule)
    planned = (
        on_call(replace(schedule, overrides=()), setup.schedules, one.piece.starts_at) if schedule else ()
    )
    return " for everyone" if planned else " where nobody was"


def _proposal(proposal: Proposal, setup: Setup, zone: str) -> str:
    state = "a part is taken, this is left" if proposal.taken else "nobody yet"
    return f"• {name_of(setup, proposal.asker)} asks: {pieces_words(proposal.pieces, Clock(zone))} · {state}"
