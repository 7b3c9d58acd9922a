"""What a team carries together, with nobody's name in it; and who had a night after which rest is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from bot.domain.memos import Memo, OfferRest
from bot.domain.oncall.fairness import pieces_of
from bot.domain.people import local_time
from bot.domain.setup import Setup
from bot.domain.wakings import Load, Waking, asked_at

FEWEST = 3
"""Of fewer people a median or a sum says what one of them carried."""

TOO_OFTEN = 2
"""Woken this often in one night, nobody has slept."""

TOO_LONG = timedelta(hours=1)
"""Awake for this long in the middle of the night: the rest of it is gone too."""

SOON = timedelta(hours=12)
"""A shift that begins later than this leaves time for sleep."""


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What those who had the pager, or were woken, carried over a period. `uneven` is the most hours over the median."""

    people: int
    hours: timedelta
    most_hours: timedelta
    nights: float
    most_nights: int
    woken: int
    worth_it: int
    not_worth_it: int

    @property
    def uneven(self) -> float | None:
        return self.most_hours / self.hours if self.hours else None


def together(found: Iterable[Load]) -> TeamLoad | None:
    """None: so few carried anything that it would show what one of them did."""
    mine = [load for load in found if load.on_call or load.woken]
    if len(mine) < FEWEST:
        return None
    return TeamLoad(
        people=len(mine),
        hours=timedelta(seconds=median(load.on_call.total_seconds() for load in mine)),
        most_hours=max(load.on_call for load in mine),
        nights=median(load.nights for load in mine),
        most_nights=max(load.nights for load in mine),
        woken=sum(load.woken for load in mine),
        worth_it=sum(load.worth_it for load in mine),
        not_worth_it=sum(load.not_worth_it for load in mine),
    )


@dataclass(frozen=True, slots=True)
class HardNight:
    """`times` somebody was woken, and for how long they were up; they may be asked about it from `over_at`."""

    person: str
    times: int
    up_for: timedelta
    over_at: datetime


def hard_nights(setup: Setup, found: Mapping[Waking, datetime]) -> Iterator[HardNight]:
    """Nights after which rest is due, from wakings with the moment up to which each kept its person awake."""
    nights: dict[tuple[str, date], list[Waking]] = {}
    for waking in found:
        person = setup.people[waking.person]
        morning = local_time(person.zone, asked_at(person, waking)).date()
        nights.setdefault((waking.person, morning), []).append(waking)
    for (name, _), mine in nights.items():
        up_for = sum((found[waking] - waking.at for waking in mine), timedelta())
        if len(mine) >= TOO_OFTEN or up_for >= TOO_LONG:
            over_at = max(asked_at(setup.people[name], waking) for waking in mine)
            yield HardNight(name, len(mine), up_for, over_at)


def offers(setup: Setup, nights: Iterable[HardNight], now: datetime) -> Iterator[Memo]:
    """To whoever had such a night and has the pager again, or still, before they can sleep: once a night."""
    for night in nights:
        mine = pieces_of(night.person, setup, now, now + SOON)
        if mine:
            first = min(mine, key=lambda piece: piece.starts_at)
            what = OfferRest(night.person, night.times, night.up_for, first)
            name = f"rest/{night.person}/{night.over_at:%Y-%m-%d}"
            yield Memo(name, f"person/{night.person}", what)
