"""The forms for covers, swaps and time off: when, who, and which shift for which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.oncall.covers import Proposal, ShiftSpan
from bot.domain.setup import Setup
from bot.render.actions import Field, Form
from bot.render.blocks import asked, menu, modal, moment_picker, option, person_picker, section, typed
from bot.render.message import Block, View
from bot.render.shift_values import LONGEST, packed_shift
from bot.render.spans import Clock, moment, pieces_words, span
from bot.render.voice import name_of, slack_id

REASON_MAX = 300
SHIFTS_OFFERED = 100
"""Slack takes no more in one menu."""


def cover_form(setup: Setup, since: datetime, until: datetime, person: str | None = None) -> View:
    """Who covers me, from when to when? Without a name the bot asks around."""
    return modal(
        Form.COVER,
        "Cover me",
        [
            *_span(since, until),
            asked(
                Field.RECEIVER,
                "Who?",
                person_picker(Field.RECEIVER, slack_id(setup, person)),
                optional=True,
                hint="Left empty: I ask those who are free then: awake people first, then whoever carries the fewest hours.",
            ),
            asked(Field.REASON, "Why?", typed(Field.REASON, most=REASON_MAX), optional=True),
        ],
        submit="Ask",
    )


def part_form(proposal: Proposal, setup: Setup, clock: Clock) -> View:
    """Which part of somebody's shift I take; times are on the reader's clock."""
    said = f"{name_of(setup, proposal.asker)} asks for cover: {pieces_words(proposal.pieces, clock)}."
    blocks = [section(said), *_span(proposal.starts_at, proposal.ends_at)]
    return modal(Form.PART, "Part of the shift", blocks, submit="Take it", about=proposal.id)


def time_off_form(since: datetime, until: datetime) -> View:
    """From when to when I am away."""
    reason = asked(
        Field.REASON,
        "Reason",
        typed(Field.REASON, most=REASON_MAX, placeholder="Holiday"),
        optional=True,
        hint="Seen by those who are asked to take your shifts.",
    )
    return modal(Form.TIME_OFF, "Time off", [*_span(since, until), reason], submit="Save")


def swap_form(
    mine: Sequence[tuple[str, ShiftSpan]], theirs: Sequence[tuple[str, ShiftSpan]], zone: str, setup: Setup
) -> View:
    """One of my shifts for one of somebody else's; each is (whose, which), times on the clock of `zone`."""
    fields = [
        asked(Field.MINE, "Give this shift of mine", _shifts(Field.MINE, mine, zone, None)),
        asked(
            Field.THEIRS,
            "For this one",
            _shifts(Field.THEIRS, theirs, zone, setup),
            hint=f"They have to agree.{_more(theirs, zone)}",
        ),
    ]
    return modal(Form.SWAP, "Swap shifts", fields, submit="Ask")


def _shifts(field: Field, found: Sequence[tuple[str, ShiftSpan]], zone: str, setup: Setup | None) -> Block:
    options = [
        option(_in_menu(person if setup else "", piece, zone), packed_shift(person, piece))
        for person, piece in found[:SHIFTS_OFFERED]
        if len(packed_shift(person, piece)) <= LONGEST
    ]
    return menu("Choose a shift", field.value, options)


def _in_menu(person: str, piece: ShiftSpan, zone: str) -> str:
    """`Diego · Mon 23 Nov 08:00–17:00 · primary`: a menu takes no mrkdwn, so the times are on the reader's clock."""
    whose = f"{person.capitalize() if person.isalpha() else person} · " if person else ""
    return f"{whose}{span(piece.starts_at, piece.ends_at, Clock(zone))} · {piece.schedule}"


def _more(found: Sequence[tuple[str, ShiftSpan]], zone: str) -> str:
    """Where the menu ends, if it does not hold everything."""
    if len(found) <= SHIFTS_OFFERED:
        return ""
    last = moment(found[SHIFTS_OFFERED - 1][1].starts_at, Clock(zone))
    return f" This list ends at {last}; /incident swap @name shows all of one person's."


def _span(since: datetime, until: datetime) -> tuple[Block, Block]:
    return (
        asked(Field.FROM, "From", moment_picker(Field.FROM, since), hint="On your own clock."),
        asked(Field.UNTIL, "Until", moment_picker(Field.UNTIL, until)),
    )
