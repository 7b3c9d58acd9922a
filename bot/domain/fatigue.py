"""After a hard night: who had one, and has the pager again before they can sleep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.memos import Memo, OfferRest
from bot.domain.oncall.fairness import pieces_of
from bot.domain.oncall.spans import Span, common, joined, total
from bot.domain.people import is_night, local_time, nights_between
from bot.domain.setup import Setup
from bot.domain.wakings import Waking, asked_at

TOO_OFTEN = 2
"""Being woken at least this often counts as a hard night."""

TOO_LONG = timedelta(hours=1)
"""So does being awake for this long in the middle of it."""

STILL_UP = timedelta(minutes=30)
"""Who does nothing about it for longer is asleep again."""

SOON = timedelta(hours=12)
"""A shift that begins later than this leaves time for sleep."""

OFFERED_AT_MOST = timedelta(days=1)
"""So much of a shift: by then they have slept."""


@dataclass(frozen=True, slots=True)
class HardNight:
    """`times` somebody was woken, and for how long they were up; they may be asked about it from `over_at`."""

    person: str
    times: int
    up_for: timedelta
    over_at: datetime


def hard_nights(setup: Setup, found: Mapping[Waking, Iterable[datetime]]) -> Iterator[HardNight]:
    """Nights after which rest is due, from wakings with the moments at which each person did something about it.

    Only what lies in their night counts, and two incidents at once wake them once.
    """
    nights: dict[tuple[str, date], list[Waking]] = {}
    for waking in found:
        person = setup.people[waking.person]
        if is_night(person, waking.at):
            morning = local_time(person.zone, asked_at(person, waking)).date()
            nights.setdefault((waking.person, morning), []).append(waking)
    for (name, _), mine in nights.items():
        person = setup.people[name]
        up = [_up(waking, found[waking]) for waking in mine]
        night = nights_between(
            person, min(began for began, _ in up), max(until for _, until in up) + STILL_UP
        )
        times, up_for = _times(mine), total(common(joined(up), joined(list(night))))
        if times >= TOO_OFTEN or up_for >= TOO_LONG:
            yield HardNight(name, times, up_for, max(asked_at(person, waking) for waking in mine))


def _up(waking: Waking, acts: Iterable[datetime]) -> Span:
    """From the page to the last thing that they did about it, without a long pause between: then they slept again."""
    began = until = waking.at
    for at in sorted(at for at in acts if at >= waking.at):
        if at - until > STILL_UP and until > began:
            break
        began = at if at - until > STILL_UP else began
        until = at
    return began, until


def _times(wakings: Iterable[Waking]) -> int:
    """How often sleep was broken: pages of several incidents within minutes break it once."""
    count, last = 0, None
    for at in sorted(waking.at for waking in wakings):
        count += last is None or at - last > STILL_UP
        last = at
    return count


def offers(setup: Setup, nights: Iterable[HardNight], now: datetime) -> Iterator[Memo]:
    """To whoever had such a night and has the pager again, or still, before they can sleep: once a night."""
    for night in nights:
        mine = pieces_of(night.person, setup, now, now + SOON + OFFERED_AT_MOST)
        first = min(mine, key=lambda piece: piece.starts_at, default=None)
        if first and first.starts_at < now + SOON:
            what = OfferRest(night.person, night.times, night.up_for, first)
            name = f"rest/{night.person}/{night.over_at:%Y-%m-%d}"
            yield Memo(name, f"person/{night.person}", what)
