"""Who covers whom: what is to come, what is asked for, and what was in the last weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.oncall.covers import Board, Cover, Proposal, ShiftSpan
from bot.domain.people import local_time
from bot.domain.setup import Setup
from bot.render.blocks import section
from bot.render.message import Block, Message
from bot.render.queries import in_parts
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
    agreed = [cover for cover in board.covers if cover.override.instead_of != cover.override.person]
    ahead = sorted((c for c in agreed if c.override.ends_at > now), key=_begins)
    past = sorted(
        (c for c in agreed if now - LOOKS_BACK < c.override.ends_at <= now), key=_begins, reverse=True
    )
    asked = [proposal for proposal in board.proposals if proposal.open_at(now)]
    parts = (
        ("Now and to come", [_cover(cover, setup, now, zone) for cover in ahead]),
        ("Asked for", [_proposal(proposal, setup, zone) for proposal in asked]),
        ("The last 28 days", [_cover(cover, setup, now, zone) for cover in past]),
    )
    if not any(lines for _, lines in parts):
        return Message(text=NOTHING, blocks=(section(NOTHING),))
    head = f"*Covers* · times are those of {words(zone, 60)}"
    said = f"Covers: {len(ahead)} now and to come, {len(asked)} asked for, {len(past)} in the last 28 days."
    return Message(text=said, blocks=(section(head), *(block for part in parts for block in _part(*part))))


def _begins(cover: Cover) -> datetime:
    return cover.override.starts_at


def _part(title: str, lines: Sequence[str]) -> Iterator[Block]:
    if lines:
        more = [f"and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
        shown = [cut(line, LINE_MAX) for line in lines[:SHOWN]]
        yield from (section(part) for part in in_parts([f"*{title}*", *shown, *more]))


def _cover(cover: Cover, setup: Setup, now: datetime, zone: str) -> str:
    override = cover.override
    whom = f" for {name_of(setup, override.instead_of)}" if override.instead_of else " where nobody was"
    state = "over" if override.ends_at <= now else "now" if override.starts_at <= now else "agreed"
    return f"• {name_of(setup, override.person)}{whom}: {_span(cover.piece, zone)} · {state}"


def _proposal(proposal: Proposal, setup: Setup, zone: str) -> str:
    spans = ", ".join(_span(piece, zone) for piece in proposal.pieces)
    state = "a part is taken, this is left" if proposal.taken else "nobody yet"
    return f"• {name_of(setup, proposal.asker)} asks: {spans} · {state}"


def _span(piece: ShiftSpan, zone: str) -> str:
    since, until = local_time(zone, piece.starts_at), local_time(zone, piece.ends_at)
    ends = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%a %d %b %H:%M}"
    return f"*{words(piece.schedule, 60)}* {since:%a %d %b %H:%M} – {ends}"
