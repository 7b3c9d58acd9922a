"""What a team carries together, with nobody's name in it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.setup import Team
from bot.domain.team_load import FEWEST, team_loads, together
from bot.domain.wakings import Load

HOUR = timedelta(hours=1)


def carried(person: str, hours: int, nights: int = 0, woken: int = 0, worth: int = 0) -> Load:
    return Load(person, hours * HOUR, nights * HOUR, nights, woken, worth, 0, None)


def test_medians_and_the_most_but_nobodys_name() -> None:
    found = together([carried("a", 10, 1, 2, 1), carried("b", 20, 3, 1, 1), carried("c", 60, 2, 3, 1)])
    assert found
    assert (found.people, found.hours, found.most_hours, found.uneven) == (3, 20 * HOUR, 60 * HOUR, 3.0)
    assert (found.nights, found.most_nights, found.woken, found.worth_it) == (2, 3, 6, 3)


def test_of_fewer_than_three_who_carried_anything_nothing_is_shown() -> None:
    idle = [carried(f"idle{n}", 0) for n in range(10)]
    assert together([carried("a", 10), carried("b", 20), *idle]) is None
    assert together([carried(f"p{n}", 1) for n in range(FEWEST)])


def test_wakings_and_answers_of_one_or_two_are_theirs_and_not_shown() -> None:
    found = together([carried("a", 10, 1, 9, 9), carried("b", 20), carried("c", 60)])
    assert found
    assert (found.woken, found.worth_it, found.not_worth_it) == (None, None, None)
    none = together([carried(name, 10) for name in "abc"])
    assert none
    assert none.woken == 0


def test_a_team_that_is_another_but_for_one_is_not_shown_beside_it() -> None:
    four, three = ("a", "b", "c", "d"), ("a", "b", "c")
    far = ("e", "f", "g")
    teams = {name: Team(name, members) for name, members in (("four", four), ("three", three), ("far", far))}
    found = team_loads(teams, [carried(name, 10) for name in "abcdefg"])
    assert (found["four"], found["three"]) == (None, None)
    assert found["far"]
