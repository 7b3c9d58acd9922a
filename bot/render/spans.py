"""Moments and spans of shifts as people read them: `Sat 5 Dec 08:00–17:00`, on the reader's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.domain.oncall.covers import ShiftSpan
from bot.domain.oncall.spans import joined
from bot.domain.people import local_time
from bot.domain.setup import Setup
from bot.render.dates import clock_words, date_words, from_to
from bot.render.text import listed, words

SPANS_SHOWN = 8
_DAY = timedelta(days=1)
_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose clock a text shows. `zone` is an IANA name; None in a channel, where Slack shows each reader their own.

    `now` allows for `today` and `tomorrow`: only in what is read at once, since a message says the same next week.
    """

    zone: str | None
    now: datetime | None = None


def clock_of(setup: Setup, person: str | None) -> Clock:
    """The clock of somebody in the file; of each reader for everybody else."""
    found = setup.people.get(person) if person else None
    return Clock(found.zone if found else None)


def moment(at: datetime, clock: Clock) -> str:
    """`Sat 5 Dec 08:00`."""
    if clock.zone is None:
        return _by_slack(at, "{date_long_pretty} {time}")
    return f"{_day(clock, local_time(clock.zone, at).date())} {clock_words(at, clock.zone)}"


def span(since: datetime, until: datetime, clock: Clock) -> str:
    """`Sat 5 Dec 08:00–17:00`, and `Sat 5 Dec 22:00 – Sun 06:00` over midnight."""
    if clock.zone is None:
        ends = "{time}" if until - since < _DAY else "{date_long_pretty} {time}"
        return f"{moment(since, clock)} – {_by_slack(until, ends)}"
    return from_to(since, until, clock.zone, partial(_day, clock))


def piece_words(piece: ShiftSpan, clock: Clock) -> str:
    """`*primary* Sat 5 Dec 08:00–17:00` in mrkdwn."""
    return f"*{words(piece.schedule, 60)}* {span(piece.starts_at, piece.ends_at, clock)}"


def pieces_words(pieces: Iterable[ShiftSpan], clock: Clock) -> str:
    """The same for several: in order, what touches as one, each schedule named once."""
    said = []
    for schedule, spans in _merged(pieces).items():
        shown = [span(since, until, clock) for since, until in spans[:SPANS_SHOWN]]
        more = [f"{len(spans) - SPANS_SHOWN:,} more"] if len(spans) > SPANS_SHOWN else []
        said.append(f"*{words(schedule, 60)}* {listed([*shown, *more])}")
    more = [f"{len(said) - SPANS_SHOWN:,} more schedules"] if len(said) > SPANS_SHOWN else []
    return "; ".join([*said[:SPANS_SHOWN], *more])


def _merged(pieces: Iterable[ShiftSpan]) -> dict[str, list[tuple[datetime, datetime]]]:
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for piece in sorted(pieces, key=lambda one: one.starts_at):
        found.setdefault(piece.schedule, []).append((piece.starts_at, piece.ends_at))
    return {schedule: joined(spans) for schedule, spans in found.items()}


def typed_span(piece: ShiftSpan, clock: Clock, now: datetime, longest: timedelta) -> str:
    """How a part of that piece is typed behind a command: `from sat 10:00 to 14:00`; `until 18:00` when it has begun,
    and its day when it is more than six days off."""
    zone = clock.zone or "UTC"
    starts_at = max(piece.starts_at, now)
    since = local_time(zone, starts_at)
    until = local_time(zone, min(piece.ends_at, starts_at + longest))
    if piece.starts_at <= now:
        return f"until {until:%H:%M}"
    if since.date() - local_time(zone, now).date() > _WEEK:
        return since.date().isoformat()
    return f"from {since:%a} {since:%H:%M} to {until:%H:%M}".lower()


def _day(clock: Clock, day: date, begun: date | None = None) -> str:
    today = local_time(clock.zone or "UTC", clock.now).date() if clock.now else None
    if today and day in (today, today + _DAY):
        return "today" if day == today else "tomorrow"
    near = begun is not None and day - begun <= _WEEK
    return f"{day:%a}" if near else date_words(day, today if today and today.year != day.year else None)


def _by_slack(at: datetime, shown: str) -> str:
    fallback = f"{moment(at, Clock('UTC'))} UTC"
    return f"<!date^{int(at.astimezone(UTC).timestamp())}^{shown}|{fallback}>"
