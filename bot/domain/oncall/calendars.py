"""What stands in a calendar of shifts: a person's own with their time off, or a whole schedule's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.oncall.covers import Board, ShiftSpan
from bot.domain.oncall.fairness import pieces_of
from bot.domain.oncall.schedule import names, stretches
from bot.domain.setup import Setup

BEHIND = timedelta(days=30)
AHEAD = timedelta(days=180)
_BEYOND = timedelta(days=8)
"""Looked at beside the calendar's ends, so that a shift there is whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch with the pager, or (`schedule` None) one of time off. `about` is the same in every issue.

    `instead_of`: they cover it for somebody. `changed_at` is when something about it was agreed last, `changes` how
    often.
    """

    about: str
    person: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    schedule: str | None = None
    instead_of: str | None = None
    changes: int = 0


def of_person(name: str, setup: Setup, board: Board, now: datetime) -> tuple[Entry, ...]:
    """Their shifts on all schedules, and their time off."""
    since, until = _reach(now)
    shifts = [_entry(name, piece, board) for piece in _pieces(name, setup, since, until)]
    off = [
        Entry(f"off {one.id}", name, one.starts_at, one.ends_at, one.asked_at)
        for one in board.time_off
        if one.person == name and since < one.ends_at
    ]
    return tuple(sorted((*shifts, *off), key=lambda entry: (entry.starts_at, entry.about)))


def of_schedule(name: str, setup: Setup, board: Board, now: datetime) -> tuple[Entry, ...]:
    """Everybody's shifts on one schedule."""
    since, until = _reach(now)
    schedule = setup.schedules[name]
    people = {
        person
        for stretch in stretches(schedule, setup.schedules, since, until)
        for person in names(stretch.on_call)
    }
    found = [
        _entry(person, piece, board)
        for person in sorted(people)
        for piece in _pieces(person, setup, since, until)
        if piece.schedule == name
    ]
    return tuple(sorted(found, key=lambda entry: (entry.starts_at, entry.about)))


def _reach(now: datetime) -> tuple[datetime, datetime]:
    """Whole days, so that a calendar that nothing happened to is the same all day."""
    today = datetime.combine(now.date(), time(), now.tzinfo)
    return today - BEHIND, today + AHEAD


def _pieces(person: str, setup: Setup, since: datetime, until: datetime) -> Iterator[ShiftSpan]:
    for piece in pieces_of(person, setup, since - _BEYOND, until + _BEYOND):
        if since < piece.ends_at and piece.starts_at < until:
            yield piece


def _entry(person: str, piece: ShiftSpan, board: Board) -> Entry:
    """A shift that others took a part of, or that is itself a cover, was changed as often as something was agreed."""
    touching = [
        cover
        for cover in board.covers
        if cover.override.schedule == piece.schedule
        and person in (cover.override.person, cover.override.instead_of)
        and cover.override.starts_at <= piece.ends_at
        and piece.starts_at <= cover.override.ends_at
    ]
    covered = [
        c.override.instead_of for c in touching if c.override.person == person and _all_of(piece, c.piece)
    ]
    return Entry(
        about=f"shift {piece.schedule} {person} {piece.starts_at:%Y%m%dT%H%M%SZ}",
        person=person,
        starts_at=piece.starts_at,
        ends_at=piece.ends_at,
        changed_at=max((cover.agreed_at for cover in touching), default=piece.starts_at - AHEAD),
        schedule=piece.schedule,
        instead_of=covered[-1] if covered else None,
        changes=len(touching),
    )


def _all_of(piece: ShiftSpan, cover: ShiftSpan) -> bool:
    return cover.starts_at <= piece.starts_at and piece.ends_at <= cover.ends_at
