"""What a button or a choice about shifts carries, packed and read in one place.

Texts with blanks between their parts: names of people and schedules have none, and buttons in old messages are pressed
for weeks, so the forms stay as they are. Times are seconds since 1970.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.oncall.covers import ShiftSpan

LONGEST = 150
"""Characters that Slack takes as the value of a choice."""


def packed_shift(person: str, shift: ShiftSpan) -> str:
    """Whose shift it is, and which; may be longer than `LONGEST`."""
    return f"{packed_span(shift.starts_at, shift.ends_at)} {person} {shift.schedule}"


def read_shift(value: str) -> tuple[str, ShiftSpan] | None:
    """The same read again; None when it is nothing of the kind."""
    parts = value.split(" ", 3)
    span = read_span(" ".join(parts[:2]))
    return (parts[2], ShiftSpan(parts[3], *span)) if span and len(parts) == 4 else None


def packed_span(since: datetime, until: datetime) -> str:
    """From when to when."""
    return f"{_seconds(since)} {_seconds(until)}"


def read_span(value: str) -> tuple[datetime, datetime] | None:
    """The same read again; None when it is nothing of the kind."""
    since, _, until = value.partition(" ")
    starts_at, ends_at = _instant(since), _instant(until)
    return (starts_at, ends_at) if starts_at and ends_at else None


def packed_pager(schedule: str, at: datetime) -> str:
    """The pager of a schedule, from some time on."""
    return f"{_seconds(at)} {schedule}"


def read_pager(value: str) -> tuple[str, datetime | None] | None:
    """Its schedule, and from when on (None: not readable); None when no schedule is named."""
    at, _, schedule = value.partition(" ")
    return (schedule, _instant(at)) if schedule else None


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _instant(seconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
