"""What a team carries together, with nobody's name in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.domain.setup import Team
from bot.domain.wakings import Load

FEWEST = 3
"""Of fewer people a median or a sum says what one of them carried."""


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What those who had the pager carried over a period. `woken` is None where it would be that of fewer than three
    people, `worth_it` and `not_worth_it` where fewer than three said something."""

    people: int
    hours: timedelta
    most_hours: timedelta
    nights: float
    most_nights: int
    woken: int | None
    worth_it: int | None
    not_worth_it: int | None

    @property
    def uneven(self) -> float | None:
        """The most hours over the median."""
        return self.most_hours / self.hours if self.hours else None


def team_loads(teams: Mapping[str, Team], found: Iterable[Load]) -> dict[str, TeamLoad | None]:
    """Every team's. None: so few carried anything that it would show what one of them did, by itself or held against
    another team that has all but one or two of them."""
    carried = [load for load in found if load.on_call or load.woken]
    mine = {
        name: {load.person for load in carried if load.person in team.members} for name, team in teams.items()
    }
    shown = [people for people in mine.values() if len(people) >= FEWEST]
    return {
        name: None
        if any(0 < len(people ^ other) < FEWEST for other in shown)
        else together(load for load in carried if load.person in people)
        for name, people in mine.items()
    }


def together(found: Iterable[Load]) -> TeamLoad | None:
    """None: fewer than three carried anything."""
    mine = [load for load in found if load.on_call or load.woken]
    if len(mine) < FEWEST:
        return None
    woken = [load for load in mine if load.woken]
    rated = [load for load in woken if load.worth_it or load.not_worth_it]
    return TeamLoad(
        people=len(mine),
        hours=timedelta(seconds=median(load.on_call.total_seconds() for load in mine)),
        most_hours=max(load.on_call for load in mine),
        nights=median(load.nights for load in mine),
        most_nights=max(load.nights for load in mine),
        woken=_sum(woken, [load.woken for load in woken]),
        worth_it=_sum(rated, [load.worth_it for load in rated]),
        not_worth_it=_sum(rated, [load.not_worth_it for load in rated]),
    )


def _sum(people: Sized, counts: list[int]) -> int | None:
    """Nobody's is 0, and that is for all to see; that of one or two is theirs."""
    return sum(counts) if len(people) >= FEWEST or not people else None
